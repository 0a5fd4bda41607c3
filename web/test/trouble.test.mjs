// An analysis that dies: the page says so, keeps what was put in, starts again,
// and is none the wiser for it. Nothing is acted here: the worker ends itself,
// and the memory of the analysis is made too small for what it is given.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./browsers.mjs";
import { paste } from "./build.mjs";
import { clear, fileAddress, on, open, put, verdict } from "./steps.mjs";

// What an ordinary paste needs fits; 10,000 names do not.
const pagesMore = 160;

// starve makes the next analysis start with a memory that cannot grow by more
// than so many pages of 64 KiB. It runs in the page and in the worker.
function starve(more) {
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (response, imports) => {
    WebAssembly.instantiateStreaming = instantiate;
    const wasm = new Uint8Array(await (await response).arrayBuffer());
    let at = 8; // behind magic and version
    const number = () => {
      for (let value = 0, shift = 0; ; shift += 7) {
        const byte = wasm[at++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    };
    const bytes = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...bytes(value >>> 7)]);
    for (;;) {
      const start = at;
      const id = wasm[at++];
      const end = number() + at;
      if (id === 5) {
        at += 2; // one memory, without a limit
        const least = number();
        const body = [1, 1, ...bytes(least), ...bytes(least + more)];
        const memory = [5, ...bytes(body.length), ...body];
        const starved = new Uint8Array(wasm.length - (end - start) + memory.length);
        starved.set(wasm.subarray(0, start));
        starved.set(memory, start);
        starved.set(wasm.subarray(end), start + memory.length);
        return WebAssembly.instantiate(starved, imports);
      }
      at = end;
    }
  };
}

// nextWorker puts code in front of the script of the next worker.
function nextWorker(code) {
  const Plain = window.Blob;
  window.Blob = function (parts, options) {
    if (options?.type !== "text/javascript") return new Plain(parts, options);
    window.Blob = Plain;
    return new Plain([code, ...parts], options);
  };
  window.Blob.prototype = Plain.prototype;
}

// endItself lets a worker answer one report and end at the next. It runs in the
// worker.
function endItself() {
  let reports = 0;
  self.addEventListener("message", (event) => {
    if (event.data.op !== "report" || ++reports === 1) return;
    event.stopImmediatePropagation();
    self.close();
  });
}

// restarted starts the analysis anew with the page's own means.
async function restarted(tab) {
  await put(tab, paste("self-signed.txt"));
  await verdict(tab);
  await clear(tab);
  await on(tab);
}

async function died(tab, reason) {
  await tab.until(() => document.querySelector('[data-trouble="died"]'));
  const seen = await tab.run(() => ({
    text: document.querySelector(".trouble").textContent,
    code: document.getElementById("verdict").dataset.code,
    kept: document.getElementById("input").value.length + document.querySelectorAll(".source").length,
  }));
  assert.match(seen.text, reason);
  assert.equal(seen.code, "", "no verdict is shown");
  assert.ok(seen.kept > 0, "the input is still there");
  await tab.run(() => document.querySelector(".trouble button").click());
}

for (const engine of ["chromium", "firefox", "webkit"]) {
  describe(engine, { timeout: 300_000 }, () => {
    let browser;
    before(async () => {
      browser = await launch(engine);
    });
    after(() => browser?.close());

    for (const place of engine === "chromium" ? ["worker", "page"] : ["worker"]) {
      test(`no memory is left, analysis in the ${place}`, async () => {
        const tab = await browser.tab();
        await open(tab, fileAddress + (place === "page" ? "#engine=page" : ""));
        if (place === "worker") await tab.run(nextWorker, `(${starve})(${pagesMore});`);
        else await tab.run(starve, pagesMore);
        await restarted(tab);
        await put(tab, paste("leaf-only.txt"));
        assert.equal((await verdict(tab)).code, "missing-intermediate", "a small paste fits");
        await put(tab, paste("hostile-names.txt"));
        await died(tab, /memory/);
        const seen = await verdict(tab);
        assert.equal(seen.trouble, "");
        assert.ok(seen.code, "the analysis was started again, with memory");
        assert.equal(await tab.run(() => document.body.dataset.engine), place);
        await tab.close();
      });
    }

    if (engine !== "chromium") return;

    test("a worker that ends without a word", async () => {
      const tab = await browser.tab();
      await open(tab);
      await tab.run(nextWorker, `(${endItself})();`);
      // Nobody waits a minute for the page's own deadline here.
      await tab.run(() => {
        const later = window.setTimeout;
        window.setTimeout = (f, wait) => later(f, wait === 60_000 ? 4_000 : wait);
      });
      await restarted(tab);
      await put(tab, paste("leaf-only.txt"));
      assert.equal((await verdict(tab)).code, "missing-intermediate");
      await put(tab, paste("with-root.txt"));
      await died(tab, /no answer/);
      const seen = await verdict(tab);
      assert.equal(seen.trouble, "");
      assert.equal(seen.code, "root-not-trusted", "the worker was started again");
      await tab.close();
    });

    test("fifty pastes in a row", async () => {
      const tab = await browser.tab();
      await open(tab);
      await on(tab);
      // Some come before the last one is answered, some while it is analysed,
      // some after; a few are large.
      const texts = ["leaf-only.txt", "with-root.txt", "self-signed.txt", "expired.txt", "hostile-many.txt"].map(paste);
      await tab.run(async (texts) => {
        const box = document.getElementById("input");
        for (let i = 0; i < 50; i++) {
          box.value = texts[i % 10 === 5 ? 4 : i % 4];
          box.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, (i * 37) % 120));
        }
      }, texts);
      await put(tab, paste("leaf-only.txt"));
      const first = await verdict(tab);
      assert.equal(first.code, "missing-intermediate");
      await tab.run(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
      assert.deepEqual(await verdict(tab), first, "no other verdict comes after it");
      assert.equal(first.trouble, "");
      assert.equal(tab.page.workers().length, 1, "no worker is left behind");
      await tab.close();
    });
  });
}
