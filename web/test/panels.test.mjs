// What stands below the verdict says the same as the verdict: the gap is drawn
// where Java lacks something, whoever else may hold it; a log shows its time.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { out, paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, on, open, put, verdict } from "./steps.mjs";

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await open(tab);
});
after(() => browser?.close());

async function example(id) {
  await clear(tab);
  await tab.run((id) => document.querySelector(`[data-example="${id}"]`).click(), id);
  return verdict(tab);
}

const inputOf = (id) => tab.run((id) => JSON.parse(document.getElementById("examples").textContent).find((e) => e.id === id).inputs[0].text, id);
const chips = (n) => tab.run((n) => [...document.querySelectorAll("#chain > li")].at(n).querySelector(".chips").innerText, n);

test("a certificate that only another paste holds is missing from the chain", async () => {
  assert.deepEqual((await example("chain-changed")).chain, ["sent", "missing", "store"]);
  assert.match(await chips(1), /not sent by server[\s\S]*from your input/);
});

test("a root in an inactive record is missing, and nobody asks the server for it", async () => {
  assert.deepEqual((await example("store-root-inactive")).chain, ["sent", "sent", "missing"]);
  assert.match(await chips(2), /inactive in your sys_certificate[\s\S]*from your input/);
  assert.deepEqual((await example("private-root")).chain, ["sent", "sent", "missing"]);
  assert.equal(await chips(2), "in no trust store");
});

test("a leaf without its issuer lacks what the server should send", async () => {
  await example("public-intermediate-missing");
  assert.match(await chips(1), /not sent by server/);
});

test("the client's certificate is called so, with the issuers that the server accepts", async () => {
  await example("log-client-issuer");
  const seen = await tab.run(() => ({
    session: document.querySelector(".session").innerText,
    way: [...document.querySelectorAll("section[aria-labelledby=client-chain-title] .link")].map((li) => `${li.dataset.state}: ${li.innerText}`),
    first: document.querySelector(".answer > section").getAttribute("aria-labelledby"),
    certificates: [...document.querySelectorAll(".lazy > summary")].map((s) => s.innerText),
  }));
  assert.equal(seen.first, "client-chain-title", "the chain of which the verdict speaks comes first");
  assert.equal(seen.way.length, 2);
  assert.match(seen.way[0], /^sent: Client certificate\s+integration\s+sent by client/);
  assert.match(seen.way[1], /^missing: [\s\S]*Customer CA\s+not among the issuers the server accepts\s+Issuer accepted\s+CN=Northwind Partner CA/);
  assert.match(seen.session, /^api\.northwind\.example/);
  assert.match(seen.session, /Client sent\s+integration/);
  assert.match(seen.session, /Issuer accepted\s+CN=Northwind Partner CA/);
  assert.ok(seen.certificates.some((s) => /^integration Client certificate/.test(s)), String(seen.certificates));
});

test("400 handshakes stand on one line of time and can be told apart", async () => {
  const refused = await inputOf("log-client-issuer");
  const building = await inputOf("log-building");
  const log = Array.from({ length: 400 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 5, 1, 12, 0, i * 9)).toISOString().slice(11, 19);
    return (i % 100 === 7 ? refused : building).replace(/(2026-06-01 )\d\d:\d\d:\d\d/g, (_, day) => day + at);
  }).join("\n");
  await clear(tab);
  await on(tab);
  await drop(tab, [{ name: "wrapper.log", data: log }]);
  await verdict(tab);
  const shown = () => tab.run(() => [...document.querySelectorAll(".session")].map((s) => s.dataset.outcome));
  assert.match(await tab.run(() => document.querySelector(".timeline svg").getAttribute("aria-label")), /^400 handshakes over time, from 2026-06-01 12:00:00 UTC to 2026-06-01 12:59:51 UTC; refused: 400$/);
  assert.ok((await tab.run(() => document.querySelectorAll(".timeline rect").length)) > 100);
  assert.equal((await shown()).length, 20);
  await tab.run(() => document.querySelector('[data-outcome="refused-by-server"].button').click());
  assert.deepEqual(await shown(), Array(4).fill("refused-by-server"));
  await tab.run(() => document.querySelector('[data-outcome=""].button').click());
  assert.equal((await shown()).length, 20);
});

test("what was understood is marked in the source text, line by line", async () => {
  await clear(tab);
  await on(tab);
  const text = paste("leaf-only.txt") + "\ncanary-5c1d of the paste\n";
  await put(tab, text);
  await verdict(tab);
  await drop(tab, [{ name: "other.txt", data: paste("with-root.txt") + "\ncanary-9e2b of the file\n" }]);
  await verdict(tab);
  const lines = text.split("\n");
  const first = lines.findIndex((l) => l.startsWith(" 0 s:")) + 1;
  const last = lines.findIndex((l) => l.includes("END CERTIFICATE")) + 1;
  const marks = () => tab.run(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [...document.getElementById("input").parentElement.querySelectorAll(".mark-line")].map((g) => `${g.dataset.kind} ${g.dataset.lines} at ${Math.round(g.querySelector("rect").getAttribute("y"))}`);
  });
  assert.deepEqual(await marks(), ["session 1-1 at 10"], "only what is in sight is drawn");
  // The marks go with the text.
  await tab.run(() => void (document.getElementById("input").scrollTop = 95));
  const drawn = await marks();
  assert.ok(drawn.includes(`certificate ${first}-${last} at ${10 + (first - 1) * 20 - 95}`), "from the first line about it to the end of its PEM block: " + drawn);
  assert.ok(drawn.includes(`error ${first}-${first} at ${10 + (first - 1) * 20 - 95}`), "what is wrong, in its place: " + drawn);

  // In words too, each with the way to its line, in the box and beside it.
  await tab.run(() => (document.getElementById("understood").open = true));
  const list = await tab.run(() => [...document.querySelectorAll(".mark-list li")].map((li) => li.innerText));
  assert.ok(list.some((l) => /^pasted 1 line 7 Certificate api\.example\.test$/.test(l)), String(list));
  const jump = (name) => tab.run((name) => [...document.querySelectorAll(".mark-list li")].find((li) => li.innerText.startsWith(name) && li.dataset.kind === "certificate").querySelector("button").click(), name);
  const selected = () => tab.run(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd));
  await jump("pasted 1");
  assert.equal(await selected(), lines[first - 1]);
  await jump("other.txt");
  await tab.until(() => document.activeElement.closest(".source-view"));
  assert.match(await selected(), /^ 0 s:CN = api\.example\.test/);
  await tab.until(() => document.querySelector('.source-view .mark-line[data-kind="certificate"]'));

  // The text itself is nowhere in the document.
  assert.doesNotMatch(await tab.run(() => document.documentElement.outerHTML), /canary-(5c1d|9e2b)/);
  await tab.run(() => document.querySelector(".source-view button").click());
  assert.equal(await tab.run(() => document.querySelector(".source-view")), null);
});

test("while somebody types, no mark stands at a line that moved", async () => {
  const before = await tab.run(() => document.querySelectorAll(".marks").length);
  const during = await tab.run(() => {
    const box = document.getElementById("input");
    box.value = "one more line\n" + box.value;
    box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
    return document.querySelectorAll(".marks").length;
  });
  assert.deepEqual([before, during], [1, 0]);
  await verdict(tab);
  assert.equal(await tab.run(() => document.querySelectorAll(".marks").length), 1);
});

test("every extension of a certificate is decoded, with both fingerprints", async () => {
  const extensions = [
    "basicConstraints=critical,CA:TRUE,pathlen:3",
    "keyUsage=critical,keyCertSign,cRLSign",
    "extendedKeyUsage=serverAuth,1.2.3.4",
    "subjectAltName=DNS:a.example.test,IP:192.0.2.7,IP:2001:db8::7,email:who@example.test",
    "nameConstraints=critical,permitted;DNS:example.test,excluded;IP:192.0.2.0/255.255.255.0",
    "crlDistributionPoints=URI:http://pki.example.test/a.crl",
    "authorityInfoAccess=OCSP;URI:http://ocsp.example.test,caIssuers;URI:http://pki.example.test/a.crt",
    "certificatePolicies=2.23.140.1.2.1",
    "1.2.3.4.5=DER:0102ff",
  ];
  const pem = execFileSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", join(out, "unused.key"), "-subj", "/CN=a.example.test",
    ...extensions.flatMap((e) => ["-addext", e]),
  ], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  await clear(tab);
  await put(tab, pem);
  await verdict(tab);
  await tab.run(() => (document.querySelector("section[aria-labelledby=certificates-title] > details").open = true));
  await tab.until(() => document.querySelector(".sha1")?.textContent);
  const rows = await tab.run(() => Object.fromEntries([...document.querySelectorAll(".extensions > div")].map((row) => [row.querySelector("dt").textContent, row.querySelector("dd").textContent.trim()])));
  const { "2.5.29.14 (subjectKeyIdentifier)": key, ...others } = rows;
  assert.match(key, /^[0-9a-f]{40}$/);
  delete others["2.5.29.35 (authorityKeyIdentifier)"];
  assert.deepEqual(others, {
    "2.5.29.19 (basicConstraints) · critical": "CA: TRUE, pathLen: 3",
    "2.5.29.15 (keyUsage) · critical": "keyCertSign, cRLSign",
    "2.5.29.37 (extKeyUsage)": "1.3.6.1.5.5.7.3.1 (serverAuth), 1.2.3.4",
    "2.5.29.17 (subjectAltName)": "DNS:a.example.test, IP:192.0.2.7, IP:20010db8000000000000000000000007, email:who@example.test",
    "2.5.29.30 (nameConstraints) · critical": "permitted DNS:example.test, excluded IP:192.0.2.0/255.255.255.0",
    "2.5.29.31 (cRLDistributionPoints)": "URI:http://pki.example.test/a.crl",
    "1.3.6.1.5.5.7.1.1 (authorityInfoAccess)": "1.3.6.1.5.5.7.48.1 (OCSP), URI:http://ocsp.example.test, 1.3.6.1.5.5.7.48.2 (caIssuers), URI:http://pki.example.test/a.crt",
    "2.5.29.32 (certificatePolicies)": "2.23.140.1.2.1 (domain validated)",
    "1.2.3.4.5": "0102ff",
  });
  const sums = await tab.run(() => [...document.querySelectorAll(".details .mono")].map((e) => e.textContent.replaceAll(" ", "")));
  const { fingerprint, fingerprint256 } = new X509Certificate(pem);
  for (const sum of [fingerprint, fingerprint256]) assert.ok(sums.includes(sum.replaceAll(":", "").toLowerCase()), String(sums));
});
