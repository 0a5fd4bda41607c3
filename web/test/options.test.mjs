// Options, tables, folders and age: each does what it says.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { out, paste, pastes } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, give, on, open, put, verdict } from "./steps.mjs";

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await open(tab);
});
after(() => browser?.close());

async function choose(id, value) {
  await tab.run((id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event(field.tagName === "SELECT" || field.type === "date" ? "change" : "input", { bubbles: true }));
  }, id, value);
  return verdict(tab);
}

test("host, Java version, direction and public store change the answer", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("complete.txt"));
  await verdict(tab);
  await give(tab, "store", paste("root.pem"));
  assert.equal((await verdict(tab)).code, "chain-complete");
  assert.equal((await choose("host", "other.example.test")).code, "host-mismatch");
  assert.equal((await choose("host", "")).code, "chain-complete");
  await choose("java", "8");
  assert.match(await tab.run(() => document.querySelector(".java-label").textContent), /Java 8 accepts/);
  await choose("direction", "mid");
  const report = await tab.run(() => {
    document.getElementById("raw").open = true;
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(JSON.parse(document.querySelector("#raw pre").textContent)))));
  });
  assert.equal(report.direction, "mid");
  assert.equal((await choose("date", "2060-01-01")).code, "expired");
});

test("redaction takes host and organisation out of all that is shown and handed over", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("leaf-only.txt"));
  await verdict(tab);
  const shown = () => tab.run(() => document.querySelector("main").innerText + document.title + document.getElementById("status").textContent);
  assert.match(await shown(), /api\.example\.test[\s\S]*Example Traders/);
  await tab.run(() => document.getElementById("redact").click());
  await verdict(tab);
  assert.doesNotMatch(await shown(), /api\.example\.test|Example Traders/);
});

test("a store's records are sorted and filtered", async () => {
  await clear(tab);
  await on(tab);
  await drop(tab, [{ name: "store.jks", data: readFileSync(join(pastes, "store.jks")) }]);
  await verdict(tab);
  const rows = () => tab.run(() => [...document.querySelectorAll(".store tbody tr")].map((tr) => [tr.cells[0].textContent, Number(tr.querySelector(".days").textContent)]));
  const press = (n) => tab.run((n) => document.querySelectorAll(".store th button")[n].click(), n);
  const all = await rows();
  assert.equal(all.length, 3);
  const days = all.map((r) => r[1]).sort((a, b) => a - b);
  await press(3);
  assert.deepEqual((await rows()).map((r) => r[1]), days);
  await press(3);
  assert.deepEqual((await rows()).map((r) => r[1]), days.toReversed());
  assert.equal(await tab.run(() => document.querySelector("th.days").getAttribute("aria-sort")), "descending");
  await tab.run(() => document.querySelector(".store .check input").click());
  assert.deepEqual((await rows()).map((r) => r[0]), ["old server"]);
  await tab.run(() => document.querySelector(".store .check input").click());
  await tab.run(() => {
    const field = document.querySelector(".store .field");
    field.value = "ROOT";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  assert.deepEqual((await rows()).map((r) => r[0]), ["example root"]);
});

test("a folder that is dropped gives all of its files", async () => {
  await clear(tab);
  await on(tab);
  const folder = join(out, "folder");
  mkdirSync(join(folder, "certificates"), { recursive: true });
  writeFileSync(join(folder, "server.txt"), paste("leaf-only.txt"));
  writeFileSync(join(folder, "certificates", "issuing.pem"), paste("issuing.pem"));
  const session = await tab.page.createCDPSession();
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
  await session.detach();
  assert.equal((await verdict(tab)).code, "missing-intermediate");
  assert.deepEqual((await tab.run(() => [...document.querySelectorAll(".source-name")].map((s) => s.textContent))).sort(), ["issuing.pem", "server.txt"]);
  assert.ok(await tab.run(() => document.querySelector("[data-remedy] .proof[data-kind=counterfactual]") !== null), "the file in the inner folder proves the repair");
});

test("a folder that the browser does not open is not lost without a word", async () => {
  await clear(tab);
  await tab.run(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "folder"));
    DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true, createReader: () => ({ readEntries: (_, fail) => fail(new Error("no")) }) });
    DataTransferItem.prototype.getAsFileSystemHandle = undefined;
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await tab.until(() => document.querySelector(".trouble"));
  assert.match(await tab.run(() => document.querySelector(".trouble").textContent), /did not open the folder/);
});

test("the theme is a switch", async () => {
  const paper = () => tab.run(() => getComputedStyle(document.body).backgroundColor);
  const choose = (theme) => tab.run((theme) => {
    const select = document.querySelectorAll("header select")[1];
    select.value = theme;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }, theme);
  await choose("light");
  await tab.until(() => document.documentElement.dataset.theme === "light");
  const light = await paper();
  await choose("dark");
  await tab.until(() => document.documentElement.dataset.theme === "dark");
  assert.notEqual(await paper(), light);
  await choose("auto");
  await tab.until(() => document.documentElement.dataset.theme === undefined);
});

test("an old copy says how old its data is, a fresh one does not", async () => {
  const aged = async (months) => {
    const page = await browser.tab();
    await open(page);
    const date = await page.run(() => /trust data of (\d+ \w+ \d+)/.exec(document.querySelector(".about").textContent)[1]);
    await page.run((now) => void (Date.now = () => now), Date.parse(date + " UTC") + (months * 30.44 + 1) * 24 * 3600 * 1000);
    await page.run(() => document.querySelector('[data-example="private-root"]').click());
    await verdict(page);
    const notice = await page.run(() => document.querySelector(".about .notice")?.textContent ?? "");
    await page.close();
    return notice;
  };
  assert.match(await aged(8), /^The trust data in this copy is 8 months old\./);
  assert.equal(await aged(2), "");
});
