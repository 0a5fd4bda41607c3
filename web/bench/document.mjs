// The document: what was measured, as Markdown.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { programs } from "../test/browsers.mjs";
import { root } from "../test/build.mjs";
import { median } from "./measure.mjs";

const chromium = "wasm in Chromium";
const alone = ", the verdict alone";

const number = (n) => (n >= 100 ? Math.round(n).toLocaleString("en-US") : n >= 10 ? n.toFixed(1) : n.toFixed(2));
const ms = (n) => number(n) + " ms";
const times = (n) => n.toFixed(n >= 10 ? 1 : 2) + "×";
const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

// told is a line of the first table: a figure beside its bar.
const told = (what, value, show, bar, met) => [what, show(value), bar, met(value) ? "met" : "**missed**"];
const least = (n) => (v) => v >= n;
const most = (n) => (v) => v <= n;

function bars(r, faster) {
  const lines = [];
  const ratio = (what, rounds, theirs, ours, bar) =>
    lines.push(told(what, faster(rounds[ours], rounds[theirs]), times, `≥ ${bar}× as fast`, least(bar)));
  const { rsa, ec } = r.verdict;
  for (const [what, ours] of [["the verdict alone", chromium + alone], ["the whole report", chromium]]) {
    ratio(`verdict, RSA: wasm in Chromium, ${what}, beside PKI.js`, rsa.rounds, "PKI.js", ours, 4);
    ratio(`verdict, RSA: wasm in Chromium, ${what}, beside @peculiar/x509`, rsa.rounds, "@peculiar/x509", ours, 2);
    ratio(`verdict, ECDSA: wasm in Chromium, ${what}, beside PKI.js`, ec.rounds, "PKI.js", ours, 1);
    ratio(`verdict, ECDSA: wasm in Chromium, ${what}, beside @peculiar/x509`, ec.rounds, "@peculiar/x509", ours, 1);
  }
  for (const name of ["PKI.js", "@peculiar/x509"]) {
    ratio(`2,000 certificates read for the first time: wasm in Chromium beside ${name}`, r.cold, name, chromium, 15);
    ratio(`2,000 certificates read again: wasm in Chromium beside ${name}`, r.parse, name, chromium, 15);
  }
  for (const [what, ours] of [["the verdict alone", "native" + alone], ["the whole report", "native"]]) {
    lines.push(told(`verdict, RSA: native, ${what}, beside the JDK, warm`, faster(rsa.rounds.JDK, rsa.rounds[ours]), (v) => v.toFixed(2) + "× its time", "≤ 1.5×", most(1.5)));
  }
  for (const [engine, bar] of [["chromium", 120], ["firefox", 250], ["webkit", 250]]) {
    lines.push(told(`ready from file://, warm, ${title(engine)}`, r.opened[engine].warm, ms, `≤ ${bar} ms`, most(bar)));
  }
  const log = r.scans.rows.at(-1);
  lines.push(told("log of 100 MB, file to painted verdict, Chromium", log.rate, (v) => number(v) + " MB/s", "≥ 200 MB/s", least(200)));
  lines.push(told("log of 100 MB, wasm memory", log.memory, mb, "≤ 24 MB", most(24 << 20)));
  for (const [where, what, growth] of [
    ["native", "records", r.growth.native.records], [chromium, "records", r.growth[chromium].records],
    ["native", "certificates", r.growth.native.certificates], [chromium, "certificates", r.growth[chromium].certificates],
    ["native", "log bytes", r.growth.native.log], ["page in Chromium", "log bytes", r.scans],
  ]) {
    lines.push(told(`growth with ${what}, ${where}`, growth.e, (v) => "n^" + v.toFixed(2), "≤ 1.15", most(1.15)));
  }
  return lines;
}

const mb = (bytes) => (bytes / (1 << 20)).toFixed(1) + " MB";
const title = (engine) => ({ chromium: "Chromium", firefox: "Firefox", webkit: "WebKit" })[engine];

function verdictTable(r) {
  const names = Object.keys(r.verdict.rsa.rounds);
  return table(["contender", "RSA", "ECDSA", "2,000 certificates read", "the same in a fresh page"], names.map((n) => [
    n, ms(median(r.verdict.rsa.rounds[n])), ms(median(r.verdict.ec.rounds[n])), r.parse[n] ? ms(median(r.parse[n])) : "", r.cold[n] ? ms(median(r.cold[n])) : "",
  ]));
}

function growthTable(r) {
  const rows = [];
  for (const [where, kinds] of Object.entries(r.growth)) {
    for (const [what, g] of Object.entries(kinds)) {
      rows.push([`${what}, ${where}`, g.points.map(([n, t]) => `${n.toLocaleString("en-US")}: ${ms(t)}`).join(" · "), g.e.toFixed(2), span(g)]);
    }
  }
  rows.push(["log, page in Chromium", r.scans.rows.map((x) => `${x.size}: ${ms(x.ms)}`).join(" · "), r.scans.e.toFixed(2), span(r.scans)]);
  return table(["size", "time", "exponent", "fitted from … to"], rows);
}

const span = (g) => `${g.from.toLocaleString("en-US")} … ${g.to.toLocaleString("en-US")}`;

const line = (command, ...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).split("\n")[0].trim();

// WebKit's driver does not say its version; its package does.
function webkit() {
  try {
    return line("dpkg-query", "-f", "${Version}", "-W", "webkit2gtk-driver").replace(/-.*/, "");
  } catch {
    return "of this machine";
  }
}

// machine tells in words where this runs.
export function machine() {
  const { model } = cpus()[0];
  const version = (name) => JSON.parse(readFileSync(join(root, "web", "bench", "node_modules", name, "package.json"), "utf8")).version;
  const java = execFileSync("sh", ["-c", "java -version 2>&1"], { encoding: "utf8" }).match(/"(.+?)"/)[1];
  const load = loadavg()[0];
  const busy = load > cpus().length / 2 ? ", so the machine did other work: times and MB/s are too bad, and ratios between one thread and several say little" : "";
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory; load average before the start ${load.toFixed(1)}${busy}. ` +
    `${line(programs.chromium, "--version").replace(/ built on.*/, "")}, ${line(programs.firefox, "--version")}, WebKitGTK ${webkit()}, Node ${process.versions.node}, ` +
    `Go ${line("go", "env", "GOVERSION").replace("go", "")}, JDK ${java}, ${line("openssl", "version").replace(/ \d+ \w+ \d+ \(.*/, "")}, ` +
    `PKI.js ${version("pkijs")}, @peculiar/x509 ${version("@peculiar/x509")}.`;
}

export function document(r, faster, machine) {
  const { rsa, ec } = r.verdict;
  return `# Benchmarks

Written by \`make bench\` from one run on one machine: ${machine}

Ratios come first, since they say the same on another machine. Contenders take turns in one run; a ratio is the median of the rounds, each compared with itself, and a time is a median.

${table(["what", "measured", "bar", ""], bars(r, faster))}

## A verdict about four certificates, and reading
Leaf, issuing, policy and root certificate as PEM text, the root once more as trust store; RSA 2048, 2048, 3072, 4096 and ECDSA P-256, P-256, P-384, P-384. Everybody starts from the text, parses anew and checks the signatures each time, and accepts.

${verdictTable(r)}

- Ours is the whole report: findings, remedies, proof and JSON; in wasm also the ticket note and Markdown. It checks the root's own signature too, which no other contender but @peculiar/x509 does.
- The verdict alone: PEM, certificates and the JDK's procedure with three signatures, nothing else (BenchmarkVerdict): what the JDK and the libraries do. In Chromium it is the test program, compiled with inlining, of which the page does without most for its size.
- JDK: the PKIX trust manager in one warm process, certificates made anew by the class behind CertificateFactory, whose cache would skip parsing and signatures.
- openssl: \`openssl verify\` over many leaves in one process, its start subtracted; it reads the CA certificates once, so only the leaf is parsed each time. A whole process for one chain takes ${ms(rsa.openssl.whole)} (RSA) and ${ms(ec.openssl.whole)} (ECDSA), of which an empty run takes ${ms(rsa.openssl.empty)}. Reading is \`openssl crl2pkcs7\`, which also writes them.
- PKI.js: CertificateChainValidationEngine. @peculiar/x509: X509ChainBuilder with its signature checks, then dates and root compared. Both in a page of the same Chromium, signatures by WebCrypto.
- Reading, ours: from the text to what the rules work on: PEM blocks with their lines, certificates parsed, fingerprints, duplicates told apart. Theirs: PEM and parse. Certificates are P-256.

## The page
${r.page.raw.toLocaleString("en-US")} bytes, ${r.page.gzipped.toLocaleString("en-US")} gzipped. Ready is the time from the opening of file:// to \`body[data-ready]\`, the analysis started; cold is the first page of a browser that was just started. Painted is from the paste of the RSA chain to the frame after the verdict.

${table(["engine", "ready, cold", "ready, warm", "first verdict painted", "verdict painted"], Object.entries(r.opened).map(([e, o]) => [title(e), ms(o.cold), ms(o.warm), ms(o.first), ms(o.painted)]))}

## Logs
An application's log with four TLS handshakes in each million bytes, 400 in the largest, dropped as a file of the disk onto the page in Chromium; each into a page that has analysed nothing yet.

${table(["MB", "file to painted verdict", "MB/s", "wasm memory", "native, MB/s"], r.scans.rows.map((x, i) => [x.size, ms(x.ms), number(x.rate), mb(x.memory), number(x.size * 1000 / r.growth.native.log.points[i][1])]))}

## Growth
Time over size, with the exponent fitted by least squares over the logarithms. Sizes that take less than five times as long as the smallest are left out: they tell of the start. Certificates are a PEM trust store, records an export of the certificate table (20,000: 16 MB), a mesh is of CAs that each vouch for four others; logs are in million bytes.

${growthTable(r)}
`;
}
