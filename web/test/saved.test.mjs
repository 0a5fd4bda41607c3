// The browser's own "Save page", after use: the file that it writes works like
// the one that was handed out.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { before, test } from "node:test";
import { out, paste } from "./build.mjs";
import { launchHeadful } from "./headful.mjs";
import { launchMarionette } from "./marionette.mjs";
import { clear, fileAddress, on, open, put, speak, verdict } from "./steps.mjs";

const folder = join(out, "saved");
before(() => mkdirSync(folder, { recursive: true }));

// smoke uses a page as it was opened.
async function smoke(tab) {
  assert.equal(await tab.run(() => document.getElementById("verdict").dataset.code), "", "no stale verdict");
  assert.equal(await tab.run(() => document.getElementById("input").value), "", "no stale input");
  await tab.run(() => document.querySelector('[data-example="private-root"]').click());
  assert.equal((await verdict(tab)).code, await tab.run(() => JSON.parse(document.getElementById("examples").textContent).find((e) => e.id === "private-root").lead));
  await clear(tab);
  await on(tab);
  await put(tab, paste("with-root.txt") + "\ncanary-7f3a of the paste\n");
  assert.equal((await verdict(tab)).code, "root-not-trusted");
  await speak(tab, "ja");
}

// keepsText says that this browser writes the text of the box into the copy;
// the page tells so.
async function saveAndReopen(browser, name, keepsText) {
  try {
    const tab = await browser.tab();
    let address = fileAddress;
    for (let generation = 1; generation <= 2; generation++) {
      await open(tab, address);
      await smoke(tab);
      const file = join(folder, `${name}-${generation}.html`);
      rmSync(file, { force: true });
      await tab.run(() => {
        const field = document.getElementById("password");
        field.value = "canary-password";
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      await tab.save(file);
      const text = readFileSync(file, "utf8");
      assert.ok(text.includes("Example Root CA"), "a saved copy keeps the result on screen");
      assert.equal(text.includes("canary-7f3a"), keepsText, "the text of the box");
      assert.ok(!text.includes("canary-password"), "no copy keeps the password");
      address = pathToFileURL(file).href;
    }
    await open(tab, address);
    await smoke(tab);
    await clear(tab);
    const file = join(folder, `${name}-cleared.html`);
    rmSync(file, { force: true });
    await tab.save(file);
    const text = readFileSync(file, "utf8").replace(/<script[\s\S]*?<\/script>/g, "");
    for (const trace of ["Example Root CA", "canary", "api.example.test"]) assert.ok(!text.includes(trace), `cleared, the copy has no ${trace}`);
    assert.match(text, /Firefox/, "the page says what a saved copy keeps");
  } finally {
    await browser.close();
  }
}

test("Firefox: Save Page As, complete", { timeout: 300_000 }, async () => {
  await saveAndReopen(await launchMarionette(), "firefox-complete", true);
});

test("Chromium: Save page as, complete", { timeout: 300_000 }, async () => {
  await saveAndReopen(await launchHeadful(), "chromium-complete", false);
});
