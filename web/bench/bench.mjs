// The benchmark: everything measured in one run, told as one table with the
// ratios first, printed and written to docs/benchmarks.md.
//
//	make bench

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../test/browsers.mjs";
import { root } from "../test/build.mjs";
import { chromium, chromiumAlone, inputs, jdk, native, nativeAlone, node, openssl, peer } from "./contenders.mjs";
import { exponent, faster, median, turns } from "./measure.mjs";
import { bytes, dropped, opened } from "./page.mjs";
import { document, machine } from "./document.mjs";

const began = Date.now();
const say = (text) => console.error(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}`);

const chain = (kind) => [
  { name: `chain-${kind}.pem`, role: "" },
  { name: `root-${kind}.pem`, role: "store" },
];

// verdicts: rounds of every contender, by kind of key.
async function verdicts(contenders, shell) {
  const all = {};
  for (const kind of ["rsa", "ec"]) {
    say("verdict, " + kind);
    all[kind] = { rounds: await turns(contenders, "report", chain(kind), { expected: "chain-complete" }) };
    const whole = Array.from({ length: 9 }, () => shell.whole(`chain-${kind}.pem`, `root-${kind}.pem`));
    all[kind].openssl = { whole: median(whole.map((w) => w[0])), empty: median(whole.map((w) => w[1])) };
  }
  return all;
}

// coldParse reads 2,000 certificates in pages that have read nothing before, as
// a person's page does.
async function coldParse(browser) {
  say("2,000 certificates, cold");
  const all = {};
  for (let i = 0; i < 5; i++) {
    for (const start of [() => chromium(browser), () => peer(browser, "PKI.js", "pkijs"), () => peer(browser, "@peculiar/x509", "peculiar")]) {
      const c = await start();
      (all[c.name] ??= []).push((await c.ask(1, "read", [{ name: "many-2000.pem", role: "" }]))[0]);
      await c.close();
    }
  }
  return all;
}

// grown measures one contender over files of growing size.
async function grown(contender, sizes, name, role) {
  const points = [];
  for (const size of sizes) {
    say(`${contender.name}, ${name(size)}`);
    const all = await turns([contender], "report", [{ name: name(size), role }], { rounds: 3, warmFor: 300, round: 300, spend: 3000 });
    points.push([size, median(all[contender.name])]);
  }
  return { points, ...exponent(points) };
}

const logs = [1, 3, 10, 30, 100];
const logName = (n) => `log-${n}.txt`;

// Logs dropped onto the page, each into a tab of its own.
async function scans(browser) {
  const rows = [];
  for (const size of logs) {
    say(`page, ${logName(size)}`);
    const all = [];
    for (let i = 0; i < 3; i++) all.push(await dropped(browser, join(inputs, logName(size))));
    const ms = median(all.map((x) => x.ms));
    const length = statSync(join(inputs, logName(size))).size;
    rows.push({ size, ms, rate: length / ms / 1000, memory: Math.max(...all.map((x) => x.memory)) });
  }
  return { rows, ...exponent(rows.map((r) => [r.size, r.ms])) };
}

async function measure() {
  const result = { page: bytes(), opened: {}, growth: {} };
  for (const engine of ["chromium", "firefox", "webkit"]) {
    say("page, " + engine);
    result.opened[engine] = await opened(engine);
  }
  // A large export takes longer than a test waits.
  const browser = await launch("chromium", { protocolTimeout: 600_000 });
  const here = native();
  const shell = openssl();
  const tab = await chromium(browser);
  const library = [await peer(browser, "PKI.js", "pkijs"), await peer(browser, "@peculiar/x509", "peculiar")];
  const all = [here, tab, node(), jdk(), shell, ...library];
  const verdict = await chromiumAlone(browser);
  result.verdict = await verdicts([...all, nativeAlone(), verdict], shell);
  verdict.close();
  say("2,000 certificates");
  result.parse = await turns(all, "read", [{ name: "many-2000.pem", role: "" }], { rounds: 7, warmFor: 2000, round: 1 });
  result.cold = await coldParse(browser);
  for (const c of all) if (c !== here && c !== tab) c.close();
  for (const c of [here, tab]) {
    result.growth[c.name] = {
      certificates: await grown(c, [10, 30, 100, 300, 1000, 3000, 10000], (n) => `many-${n}.pem`, "store"),
      records: await grown(c, [100, 300, 1000, 2000, 6000, 20000], (n) => `export-${n}.xml`, "store"),
      mesh: await grown(c, [4, 8, 16, 32, 64], (n) => `mesh-${n}.pem`, "endpoint"),
    };
  }
  result.growth[here.name].log = await grown(here, logs, logName, "");
  tab.close();
  result.scans = await scans(browser);
  here.close();
  await browser.close();
  return result;
}

const file = join(root, "docs", "benchmarks.md");
// What stands from this heading on is written by people and kept.
const heading = "## Where a figure is missed";
const here = machine();
const table = document(await measure(), faster, here);
console.log(table);
const kept = readFileSync(file, "utf8").split(heading)[1] ?? "\n";
writeFileSync(file, table + "\n" + heading + kept);
say("written to docs/benchmarks.md");
process.exit(0);
