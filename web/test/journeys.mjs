// What a person does with the page, in one engine: from a file and over http,
// in the worker and in the page itself, fresh and from a copy saved after use.
// The same verdict, no request, no violation.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { answer, out, paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { choose, clear, drop, fileAddress, give, on, open, pasteAnywhere, press, put, serve, speak, verdict, watched, watchHands } from "./steps.mjs";

// An address behind which nobody is: what is asked of it never arrives.
const nowhere = "http://192.0.2.9";

// journeys names the tests of an engine. A wire counts the packets of an engine
// whose driver shows no requests.
export function journeys(engine, wire) {
  // WebKit draws every frame on the processor and is slow on a busy machine.
  describe(engine, { timeout: 900_000 }, () => {
    let browser, site, quiet;
    before(async () => {
      site = await serve();
      browser = await launch(engine);
      // An engine may talk while it starts.
      if (wire) await sleep(1000);
      quiet = wire?.sent();
    });
    after(async () => {
      await browser?.close();
      site?.close();
    });

    for (const [scheme, place] of [["file", "worker"], ["file", "page"], ["http", "worker"], ["http", "page"]]) {
      describe(`${scheme}, analysis in the ${place}`, () => {
        let tab, asked, reported;
        before(async () => {
          tab = await browser.tab();
          asked = site.asked.length;
          reported = site.violations.length;
          // Only a copy with a watch in it says what WebKit refuses in a file;
          // over http the policy itself reports.
          const file = wire ? watched() : fileAddress;
          await open(tab, (scheme === "file" ? file : site.address) + (place === "page" ? "#engine=page" : ""));
          await watchHands(tab);
        });
        after(() => tab?.close());

        const violations = async () => [...((await tab.run(() => window.violations)) ?? []), ...site.violations.slice(reported)];

        test("all twelve examples", async () => {
          assert.equal(await tab.run(() => document.body.dataset.engine), place);
          const leads = await tab.run(() => JSON.parse(document.getElementById("examples").textContent).map((e) => [e.id, e.lead]));
          assert.equal(leads.length, 12);
          for (const [id, lead] of leads) {
            await tab.run((id) => document.querySelector(`[data-example="${id}"]`).click(), id);
            const seen = await verdict(tab);
            assert.equal(seen.code, lead, id);
            assert.ok(seen.focused, `${id}: the verdict has the focus`);
            assert.equal(seen.trouble, "");
            await clear(tab);
          }
        });

        test("paste, drop and file, each", async () => {
          const name = "leaf-only.txt";
          for (const way of [() => pasteAnywhere(tab, paste(name)), () => drop(tab, [{ name, data: paste(name) }]), () => choose(tab, [{ name, data: paste(name) }])]) {
            await clear(tab);
            await on(tab);
            await way();
            assert.equal((await verdict(tab)).code, "missing-intermediate", String(way));
          }
          await give(tab, "pool", paste("issuing.pem"));
          await give(tab, "store", paste("root.pem"));
          const both = await verdict(tab);
          assert.equal(both.code, "missing-intermediate", "what lies beside the server does not make it send more");
          assert.ok(await tab.run(() => document.querySelector("[data-remedy] .proof[data-kind=counterfactual]") !== null), "the repair is proved");
        });

        test("every way to hand it over", async () => {
          const name = "with-root.txt";
          await clear(tab);
          await on(tab);
          await drop(tab, [{ name, data: paste(name) }]);
          await verdict(tab);
          const told = { note: answer("text", name), markdown: answer("markdown", name), json: answer("json", name) };
          const { mail } = JSON.parse(told.json);
          const labels = await tab.run(() => [...document.querySelectorAll(".handover .toolbar > button")].map((b) => (b.querySelector(".copy-label") ?? b).textContent));
          assert.equal(labels.length, mail ? 7 : 6, String(labels));
          for (const label of labels) {
            const { copied, saved, names, printed } = await press(tab, label);
            assert.equal(copied.length + names.length + printed, 1, label);
            const text = copied[0] ?? Buffer.from(saved[0] ?? []).toString();
            if (/note/.test(label)) assert.equal(text, told.note);
            else if (/Markdown/.test(label)) assert.equal(text, told.markdown);
            else if (/mail/.test(label)) assert.equal(text, mail);
            else if (/JSON/.test(label)) assert.equal(text, told.json);
            else if (/import/.test(label)) assert.match(text, /^PK\x03\x04[\s\S]+import-order\.txt/);
            else if (/server/.test(label)) assert.equal(text.match(/BEGIN CERTIFICATE/g).length, 2);
            else assert.equal(printed, 1, label);
          }
        });

        test("both languages", async () => {
          await speak(tab, "ja");
          assert.match(await tab.run(() => document.querySelector("#verdict h2").textContent), /[\u3040-\u30ff\u4e00-\u9fff]/);
          await speak(tab, "en");
          assert.match(await tab.run(() => document.querySelector("#verdict h2").textContent), /^[\x20-\x7e]+$/);
        });

        test("a stop, and an analysis that dies", async () => {
          await clear(tab);
          await on(tab);
          // A file that never comes: the analysis can only be stopped.
          await tab.run(() => {
            window.read = Blob.prototype.arrayBuffer;
            Blob.prototype.arrayBuffer = () => new Promise(() => undefined);
          });
          await drop(tab, [{ name: "leaf-only.txt", data: paste("leaf-only.txt") }]);
          await tab.until(() => document.getElementById("cancel"));
          await tab.run(() => document.getElementById("cancel").click());
          await tab.until(() => document.querySelector(".trouble"));
          assert.equal(await tab.run(() => document.querySelector(".source-name").textContent), "leaf-only.txt", "the input is still there");
          assert.equal(await tab.run(() => document.getElementById("verdict").dataset.code), "");

          // Then the analysis dies in the middle of its work.
          await tab.run((place) => {
            Blob.prototype.arrayBuffer = window.read;
            if (place === "page") {
              // The stop has started the analysis anew, or is about to.
              let died = false;
              const dying = (analysis) => {
                const { push } = analysis;
                analysis.push = (bytes) => {
                  if (died) return push(bytes);
                  died = true;
                  throw new Error("out of memory");
                };
                return analysis;
              };
              let current = dying(window.missingLink);
              Object.defineProperty(window, "missingLink", { get: () => current, set: (next) => (current = dying(next)) });
            } else {
              const send = Worker.prototype.postMessage;
              Worker.prototype.postMessage = function (message, transfer) {
                if (message.op !== "report") return send.call(this, message, transfer);
                Worker.prototype.postMessage = send;
                this.dispatchEvent(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
              };
            }
            document.querySelector(".trouble button").click();
          }, place);
          await tab.until(() => document.querySelector('[data-trouble="died"]'));
          assert.match(await tab.run(() => document.querySelector(".trouble").textContent), /out of memory/);
          assert.equal(await tab.run(() => document.querySelector(".source-name").textContent), "leaf-only.txt");
          await tab.run(() => document.querySelector(".trouble button").click());
          assert.equal((await verdict(tab)).code, "missing-intermediate", "the analysis was started again");
        });

        test("no request, no violation, and both would be seen", async () => {
          // Firefox does not report the opening of a file as a request.
          const left = tab.requests?.filter((url) => !url.startsWith("file:")).map((url) => url.replace(/#.*/, ""));
          if (left) assert.deepEqual(left, scheme === "file" ? [] : [site.address]);
          if (scheme === "http") assert.deepEqual(site.asked.slice(asked), ["/"]);
          assert.ok(left ?? wire, "somebody counts");
          assert.deepEqual(await violations(), []);
          await tab.run((nowhere) => void (new Image().src = nowhere + "/x.png"), nowhere);
          // A report to the server comes later than the page's own event.
          const eyes = async () => (scheme === "http" ? site.violations.slice(reported) : tab.run(() => window.violations));
          for (let tries = 0; (await eyes()).length === 0 && tries < 100; tries++) await sleep(100);
          assert.match(String(await eyes()), /img-src http:\/\/192\.0\.2\.9/);
          if (wire) assert.equal(wire.sent(), quiet, "packets that the page sent");
        });
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

    test("a worker that hangs, then dies, loses nothing", async () => {
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
      assert.ok(await tab.run(() => document.querySelector(".start") === null && document.getElementById("clear") !== null), "no example lies in wait to replace it, and it can be cleared");
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

    if (wire) {
      test("no packet was sent, and a page without the policy sends some", async () => {
        const tab = await browser.tab();
        const ask = (nowhere) => void (fetch(nowhere).catch(() => undefined), (new Image().src = nowhere + "/x.png"));
        await open(tab);
        await tab.run(ask, nowhere);
        await sleep(2000);
        assert.equal(wire.sent(), quiet, "packets that the page sent");
        const control = join(out, "control.html");
        writeFileSync(control, "<!DOCTYPE html><title>control</title>");
        await tab.open(pathToFileURL(control).href);
        await tab.run(ask, nowhere);
        await sleep(2000);
        assert.ok(wire.sent() > quiet, "a page without the policy does send packets");
        await tab.close();
      });
    }
  });
}
