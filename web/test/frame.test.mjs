// The verdict is on the first frame after the analysis has answered; the rest
// follows it, and nothing that was painted moves.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, on, open, verdict } from "./steps.mjs";
import { traced } from "./trace.mjs";

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  // The worker's answer to "report" is the result; what stands on the page is
  // looked at in the frame that follows, just before it is painted.
  await tab.page.evaluateOnNewDocument(() => {
    window.results = [];
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.shifts.push({ at: e.startTime, value: e.value });
    }).observe({ type: "layout-shift" });
    const listen = Worker.prototype.addEventListener;
    Worker.prototype.addEventListener = function (type, heard, ...rest) {
      if (type !== "message") return listen.call(this, type, heard, ...rest);
      listen.call(this, type, (event) => {
        if (!event.data?.value?.json || document.body.dataset.ready === undefined) return heard(event);
        const frame = { from: performance.now() };
        window.results.push(frame);
        requestAnimationFrame(() => {
          frame.title = document.getElementById("verdict-title")?.textContent ?? "";
          frame.answer = document.querySelectorAll(".answer *").length;
          frame.code = document.getElementById("verdict").dataset.code;
          // A message is heard after the frame has been handed on.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => (frame.painted = performance.now());
          port2.postMessage(0);
        });
        return heard(event);
      }, ...rest);
    };
  });
  await open(tab);
});
after(() => browser?.close());

for (const [name, what] of [
  ["leaf-only.txt", "a leaf alone"],
  ["with-root.txt", "a whole chain"],
  ["hostile-many.txt", "400 certificates"],
  ["hostile-names.txt", "10,000 names in one certificate"],
]) {
  test(what, async (t) => {
    await clear(tab);
    await on(tab);
    await tab.run(() => (window.results.length = 0));
    let seen;
    const { processor } = await traced(tab, async () => {
      await drop(tab, [{ name, data: paste(name) }]);
      seen = await verdict(tab);
      await tab.until(() => window.results[0]?.painted);
    });
    const [frame] = await tab.run(() => window.results);
    assert.notEqual(frame.title, "", "the verdict is on the first frame after the result");
    assert.ok(seen.title.includes(frame.title), "and it is the verdict");
    assert.equal(frame.answer, 0, "nothing else delays that frame");
    assert.equal(frame.code, "", "the hooks name a verdict when all of it is drawn");
    assert.ok(seen.code);
    t.diagnostic(`result to paint ${(frame.painted - frame.from).toFixed(1)} ms; longest task ${processor} ms of processor`);

    await tab.run(() => new Promise((resolve) => setTimeout(resolve, 1500)));
    const moved = await tab.run((from) => window.shifts.filter((s) => s.at > from), frame.painted);
    assert.deepEqual(moved, [], "nothing moves after the verdict is painted");
  });
}
