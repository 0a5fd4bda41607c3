// The verdict on the page: the six servers and their names-only form, opened
// from a file, with the network watched.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answer, cases, paste, pastes } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, give, on, open, put, verdict } from "./steps.mjs";

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await open(tab);
});
after(() => browser?.close());

for (const c of cases()) {
  for (const [form, code] of [["", c.code], [".filtered", c.filtered]]) {
    if (!code) continue;
    test(`${c.name}${form} leads to ${code}`, async () => {
      await clear(tab);
      await on(tab);
      await put(tab, paste(`${c.name}${form}.txt`));
      if (c.store) {
        await verdict(tab);
        await give(tab, "store", paste(c.store));
      }
      const seen = await verdict(tab);
      assert.equal(seen.code, code);
      assert.ok(seen.focused, "the verdict has the focus");
      assert.ok(seen.findings.includes(code), "the leading finding is listed");
      assert.equal(seen.findings.includes("names-only"), form !== "");
      if (code === "missing-intermediate") assert.deepEqual(seen.chain, ["sent", "missing"]);
      const note = await tab.run(() => document.querySelector("#verdict h2").textContent);
      const text = answer("json", ...(c.store ? ["--trust", c.store] : []), `${c.name}${form}.txt`);
      assert.equal(note, JSON.parse(text).verdict.title, "the page says what the command line says");
    });
  }
}

test("the missing link stands in its place, with its name, key identifier and address", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("leaf-only.txt"));
  await verdict(tab);
  const gap = await tab.run(() => document.querySelector('#chain > li[data-state="missing"]').innerText);
  assert.match(gap, /Example Issuing CA 2/);
  assert.match(gap, /missing/i);
  const { paths } = JSON.parse(answer("json", "leaf-only.txt"));
  assert.ok(gap.replaceAll(" ", "").includes(paths[0].missing.ski), "key identifier");
});

test("each connection of a log shows its own chain", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("leaf-only.txt") + paste("with-root.txt").replaceAll("api.example.test:443", "other.example.test:8443"));
  const first = await verdict(tab);
  assert.deepEqual(first.chain, ["sent", "missing"], "the verdict's chain comes first");
  const states = () => tab.run(() => [...document.querySelectorAll("#chain > li")].map((li) => li.dataset.state));
  await tab.run(() => [...document.querySelectorAll(".sessions [data-chain]")].at(-1).click());
  assert.deepEqual(await states(), ["sent", "sent", "sent"]);
  assert.equal(await tab.run(() => document.activeElement.id), "chain-part-title");
  assert.match(await tab.run(() => document.getElementById("connection").selectedOptions[0].textContent), /other\.example\.test:8443/);
  await tab.run(() => {
    const select = document.getElementById("connection");
    select.value = "0";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  assert.deepEqual(await states(), first.chain);
  assert.equal(await tab.run(() => document.getElementById("verdict").dataset.code), first.code, "the verdict stays");
});

test("page and command line write the same bytes", async () => {
  await clear(tab);
  await on(tab);
  await drop(tab, [{ name: "with-root.txt", data: readFileSync(join(pastes, "with-root.txt")) }]);
  await verdict(tab);
  const downloads = await tab.run(async () => {
    const kept = [];
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => (kept.push(blob), create(blob));
    [...document.querySelectorAll(".handover button")].find((b) => b.textContent.includes("JSON")).click();
    URL.createObjectURL = create;
    return Promise.all(kept.map((b) => b.text()));
  });
  assert.deepEqual(downloads, [answer("json", "with-root.txt")]);
});

test("no request was made, no policy was violated", async () => {
  assert.deepEqual(tab.requests.filter((url) => !url.startsWith("file:")), []);
  assert.equal(tab.requests.length, 1, "the page itself: " + tab.requests);
  assert.deepEqual(await tab.run(() => window.violations), []);
});
