// What stands below the verdict says the same as the verdict: the gap is drawn
// where Java lacks something, whoever else may hold it; a log shows its time.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browsers.mjs";
import { clear, drop, on, open, verdict } from "./steps.mjs";

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
  assert.match(await chips(2), /in no trust store[\s\S]*from your input/);
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
    certificates: [...document.querySelectorAll(".lazy > summary")].map((s) => s.innerText),
  }));
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
