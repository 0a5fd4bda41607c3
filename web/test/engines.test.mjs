// Every engine, from a file and over http, in the worker and in the page
// itself, fresh and from a copy saved after use: the same verdict, no request,
// no violation.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { out, paste } from "./build.mjs";
import { engines, launch } from "./browsers.mjs";
import { clear, drop, fileAddress, give, on, open, put, serve, verdict } from "./steps.mjs";

let site;
before(async () => {
  site = await serve();
});
after(() => site?.close());

for (const engine of engines) {
  // WebKit draws every frame on the processor and is slow on a busy machine.
  describe(engine, { timeout: 300_000 }, () => {
    let browser;
    before(async () => {
      browser = await launch(engine);
    });
    after(() => browser?.close());

    for (const [scheme, place] of [["file", "worker"], ["http", "worker"], ["file", "page"]]) {
      test(`${scheme}, analysis in the ${place}: examples, a drop, two inputs, both languages`, async () => {
        const tab = await browser.tab();
        const asked = site.asked.length;
        await open(tab, (scheme === "file" ? fileAddress : site.address) + (place === "page" ? "#engine=page" : ""));
        assert.equal(await tab.run(() => document.body.dataset.engine), place);

        const examples = await tab.run(() => [...document.querySelectorAll("[data-example]")].map((b) => b.dataset.example));
        assert.equal(examples.length, 12);
        const leads = await tab.run(() => Object.fromEntries(JSON.parse(document.getElementById("examples").textContent).map((e) => [e.id, e.lead])));
        for (const id of scheme === "file" && place === "worker" ? examples : examples.slice(0, 1)) {
          await tab.run((id) => document.querySelector(`[data-example="${id}"]`).click(), id);
          const seen = await verdict(tab);
          assert.equal(seen.code, leads[id], id);
          assert.ok(seen.focused, `${id}: the verdict has the focus`);
          assert.equal(seen.trouble, "");
          await clear(tab);
        }

        await on(tab);
        await drop(tab, [{ name: "leaf.txt", data: paste("leaf-only.txt") }]);
        assert.equal((await verdict(tab)).code, "missing-intermediate");
        await give(tab, "pool", paste("issuing.pem"));
        await give(tab, "store", paste("root.pem"));
        const both = await verdict(tab);
        assert.equal(both.code, "missing-intermediate", "what lies beside the server does not make it send more");
        assert.ok(await tab.run(() => document.querySelector("[data-remedy] .proof[data-kind=counterfactual]") !== null), "the repair is proved");

        await tab.run(() => {
          const select = document.querySelector("header select");
          select.value = "ja";
          select.dispatchEvent(new Event("change", { bubbles: true }));
        });
        await tab.until(() => document.documentElement.lang === "ja" && document.getElementById("verdict").dataset.code);
        assert.match(await tab.run(() => document.querySelector("#verdict h2").textContent), /[\u3040-\u30ff\u4e00-\u9fff]/);

        // Firefox does not report the opening of a file as a request.
        const left = tab.requests?.filter((url) => !url.startsWith("file:")).map((url) => url.replace(/#.*/, ""));
        if (left) assert.deepEqual(left, scheme === "file" ? [] : [site.address]);
        if (scheme === "http") assert.deepEqual(site.asked.slice(asked), ["/"]);
        if (tab.requests) assert.deepEqual(await tab.run(() => window.violations), []);
        await tab.close();
      });
    }

    test("a copy saved after use works, three generations deep", async () => {
      const tab = await browser.tab();
      let address = fileAddress;
      const sizes = [];
      for (let generation = 1; generation <= 3; generation++) {
        await open(tab, address);
        assert.equal(await tab.run(() => document.getElementById("verdict").dataset.code), "", "no stale verdict");
        assert.equal(await tab.run(() => document.getElementById("input").value), "", "no stale input");
        await on(tab);
        await put(tab, paste("with-root.txt") + "\ncanary-7f3a of the paste\n");
        assert.equal((await verdict(tab)).code, "root-not-trusted");
        await tab.run(() => {
          for (const d of document.querySelectorAll("details")) d.open = true;
          document.querySelectorAll("header select")[1].value = "dark";
          document.querySelectorAll("header select")[1].dispatchEvent(new Event("change", { bubbles: true }));
        });
        const saved = "<!DOCTYPE html>" + (await tab.run(() => document.documentElement.outerHTML));
        assert.ok(saved.includes("Example Root CA"), "a saved copy keeps the result on screen");
        assert.ok(!saved.includes("canary-7f3a"), "a saved copy does not keep the paste");
        sizes.push(saved.replace(/<div id="app">.*<\/div>\n<noscript/s, "").length);
        mkdirSync(join(out, "saved"), { recursive: true });
        const file = join(out, "saved", `${engine}-${generation}.html`);
        writeFileSync(file, saved);
        address = pathToFileURL(file).href;
      }
      assert.ok(Math.max(...sizes) - Math.min(...sizes) < 200, "copies do not grow: " + sizes);
      await tab.close();
    });

    test("a cancelled analysis and a dead worker lose nothing", async () => {
      const tab = await browser.tab();
      await open(tab);
      await on(tab);
      // A worker that never answers the report: the analysis can only be stopped.
      await tab.run(() => {
        const send = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, transfer) {
          if (message.op === "report" && !window.let) return;
          send.call(this, message, transfer);
        };
      });
      await put(tab, paste("leaf-only.txt"));
      await tab.until(() => document.getElementById("cancel"));
      await tab.run(() => document.getElementById("cancel").click());
      await tab.until(() => document.querySelector(".trouble"));
      assert.match(await tab.run(() => document.getElementById("input").value), /BEGIN CERTIFICATE/, "the input is still there");
      assert.equal(await tab.run(() => document.getElementById("verdict").dataset.code), "");

      // A worker that dies in the middle of its work.
      await tab.run(() => {
        Worker.prototype.postMessage = ((send) => function (message, transfer) {
          if (message.op === "report") {
            Worker.prototype.postMessage = send;
            window.let = true;
            this.dispatchEvent(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
            return;
          }
          send.call(this, message, transfer);
        })(Worker.prototype.postMessage);
        document.querySelector(".trouble button").click();
      });
      await tab.until(() => document.querySelector('[data-trouble="died"]'));
      assert.match(await tab.run(() => document.getElementById("input").value), /BEGIN CERTIFICATE/);
      await tab.run(() => document.querySelector(".trouble button").click());
      assert.equal((await verdict(tab)).code, "missing-intermediate", "the worker was started again");
      await tab.close();
    });
  });
}
