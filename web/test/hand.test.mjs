// Handing over: what lands on the clipboard and in files.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32 } from "node:zlib";
import { answer, page, paste, pastes } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, give, on, open, press as pressOn, put, verdict, watchHands } from "./steps.mjs";

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await open(tab);
  await watchHands(tab);
});
after(() => browser?.close());

const press = (text) => pressOn(tab, text);

// unzip reads a stored zip the way an unpacker does: from its directory.
function unzip(bytes) {
  const data = Buffer.from(bytes);
  const end = data.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const files = {};
  let at = data.readUInt32LE(end + 16);
  for (let n = data.readUInt16LE(end + 10); n > 0; n--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((o) => data.readUInt16LE(at + o));
    const name = data.toString("utf8", at + 46, at + 46 + nameLength);
    const size = data.readUInt32LE(at + 20);
    const local = data.readUInt32LE(at + 42);
    const body = local + 30 + data.readUInt16LE(local + 26);
    const content = data.subarray(body, body + size);
    assert.equal(crc32(content), data.readUInt32LE(at + 16), name);
    files[name] = content.toString("utf8");
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

test("ticket note, Markdown and mail are the analysis's own", async () => {
  await clear(tab);
  await on(tab);
  await drop(tab, [{ name: "with-root.txt", data: paste("with-root.txt") }]);
  await verdict(tab);
  assert.deepEqual((await press("Copy ticket note")).copied, [answer("text", "with-root.txt")]);
  assert.deepEqual((await press("Copy as Markdown")).copied, [answer("markdown", "with-root.txt")]);
  const report = JSON.parse(answer("json", "with-root.txt"));
  if (report.mail) assert.deepEqual((await press("Copy mail")).copied, [report.mail]);
});

test("certificates to import come as a zip, in order, with names that are safe", async () => {
  const { names, saved } = await press("Download certificates to import");
  assert.match(names[0], /^[A-Za-z0-9._-]+\.zip$/);
  const files = unzip(saved[0]);
  const list = Object.keys(files);
  assert.deepEqual(list.at(-1), "import-order.txt");
  assert.match(files[list[0]], /^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/);
  for (const name of list) assert.match(name, /^(\d\d-[A-Za-z0-9._-]+\.pem|import-order\.txt)$/);
  assert.match(files["import-order.txt"], /Example Root CA/);
});

test("the chain for the server is leaf first, without the root", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("leaf-only.txt"));
  await verdict(tab);
  await give(tab, "pool", paste("issuing.pem"));
  await verdict(tab);
  const { saved } = await press("Download chain for the server");
  const text = Buffer.from(saved[0]).toString();
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/g);
  assert.equal(blocks.length, 2);
  assert.ok(paste("leaf-only.txt").includes(blocks[0].trim()));
  assert.equal(blocks[1], paste("issuing.pem"));
});

test("a table is written so that no cell starts a formula", async () => {
  await clear(tab);
  await on(tab);
  await tab.run(() => {
    const field = document.getElementById("password");
    field.value = "changeit";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await drop(tab, [{ name: "store.jks", data: readFileSync(join(pastes, "store.jks")) }]);
  await verdict(tab);
  const { saved, names } = await press("Download as CSV");
  assert.equal(names[0], "store.jks.csv");
  const text = Buffer.from(saved[0]).toString();
  assert.ok(text.startsWith("\ufeff\"Name\""));
  assert.match(text, /"'=cmd\(\)"/);
  assert.doesNotMatch(text, /(^|,)"[=+\-@]/m);
});

test("Save this page writes the very file, also after use", async () => {
  const { saved, names } = await press("Save this page");
  assert.deepEqual(names, ["missing-link.html"]);
  const bytes = Buffer.from(saved[0]);
  assert.ok(bytes.equals(readFileSync(page)), "the same bytes");
  await tab.until(() => document.getElementById("sha256"));
  assert.equal(await tab.run(() => document.getElementById("sha256").textContent), createHash("sha256").update(bytes).digest("hex"));
});

test("Clear everything leaves nothing behind", async () => {
  await clear(tab);
  const left = await tab.run(() => document.documentElement.outerHTML.replace(/<script[\s\S]*?<\/script>/g, ""));
  assert.ok(!left.includes("changeit") && !left.includes("store.jks") && !left.includes("Example Root"));
  assert.equal(await tab.run(() => document.getElementById("password").value), "");
  assert.deepEqual(await tab.run(() => [localStorage.length, sessionStorage.length]), [0, 0]);
});
