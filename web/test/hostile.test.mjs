// Hostile input: it is shown as text, runs nothing, and neither freezes the
// page nor breaks its layout.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { traced } from "./trace.mjs";
import { clear, drop, on, open, put, verdict } from "./steps.mjs";

let browser, tab, yardstick;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await tab.page.setViewport({ width: 360, height: 800 });
  await open(tab);
  await tab.run(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: "longtask" });
  });
  // On a busy machine the first trace begins after the task that it is for.
  for (let traces = 0; !(yardstick > 1) && traces < 10; traces++) yardstick = (await traced(tab, () => tab.run(busy))).processor;
});
after(() => browser?.close());

// busy is the yardstick of a long task: on an idle machine of the year 2025 it
// takes about 200 ms.
function busy() {
  const list = document.createElement("ol");
  for (let i = 0; i < 13_000; i++) {
    const item = document.createElement("li");
    item.textContent = `Example Issuing CA ${i}, Example Traders, NL`;
    list.append(item);
  }
  document.body.append(list);
  const height = list.offsetHeight;
  list.remove();
  return height;
}

// openAll opens every disclosure and asks for the rest of every list, one press
// after the other, until there is nothing left to press.
async function openAll() {
  // A few seconds a call: no call waits longer than the protocol does, however
  // busy the machine is.
  const some = async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 0));
    const pressed = (window.pressed ??= new WeakSet());
    for (const end = performance.now() + 5000; performance.now() < end; ) {
      const more = [...document.querySelectorAll("#app button")].find((b) => /^Show all/.test(b.textContent) && !pressed.has(b));
      const closed = document.querySelector("details:not([open])");
      if (!more && !closed) return false;
      if (more) {
        pressed.add(more);
        more.click();
      } else {
        closed.open = true;
      }
      await pause();
      await pause();
    }
    return true;
  };
  while (await tab.run(some));
  // The rest of a list arrives a slice a frame.
  let before;
  do {
    before = await tab.run(() => document.getElementById("app").textContent.length);
    await sleep(300);
  } while ((await tab.run(() => document.getElementById("app").textContent.length)) > before);
}

async function noSidewaysScroll() {
  const [content, window_] = await tab.run(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window_, `content is ${content} px wide in a window of ${window_}`);
}

test("markup in every field of a certificate is text", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("hostile-markup.txt"));
  const seen = await verdict(tab);
  assert.match(seen.title, /Missing Link$/);
  await openAll();
  const found = await tab.run(() => ({
    name: document.querySelector("#chain .node-name").textContent,
    elements: document.querySelectorAll("#app img, #app script, #app b, #app svg[onload], #app [onerror]").length,
    links: [...document.querySelectorAll("#app a[href]")].map((a) => ({ href: a.getAttribute("href"), rel: a.rel })),
    title: document.title,
  }));
  assert.match(found.name, /<img src=x onerror=/);
  assert.equal(found.elements, 0);
  assert.ok(!found.title.startsWith("owned"));
  for (const link of found.links) {
    assert.match(link.href, /^(https?:|#)/, "only web addresses are links");
    if (!link.href.startsWith("#")) assert.match(link.rel, /noreferrer/);
  }
  await noSidewaysScroll();
});

test("names that turn direction stay in their place", async () => {
  await clear(tab);
  await on(tab);
  await put(tab, paste("hostile-bidi.txt"));
  await verdict(tab);
  await openAll();
  const text = await tab.run(() => document.getElementById("app").innerText + document.title);
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b]/.test(text), "no control of direction reaches the page raw");
  await noSidewaysScroll();
});

for (const [name, what] of [
  ["hostile-names.txt", "10,000 names in one certificate"],
  ["hostile-many.txt", "400 certificates"],
  ["hostile-line.txt", "one line of 5 MB"],
]) {
  test(what, async (t) => {
    await clear(tab);
    await on(tab);
    await tab.run((text) => (window.text = text), paste(name));
    const use = async () => {
      await tab.run(() => {
        window.tasks.length = 0;
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", window.text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
      });
      assert.ok((await verdict(tab)).code);
      await openAll();
    };
    const { processor, wall } = await traced(tab, use);
    await noSidewaysScroll();
    const nodes = await tab.run(() => document.querySelectorAll("#app *").length);
    const observed = Math.max(0, ...(await tab.run(() => window.tasks)));
    t.diagnostic(
      `longest task ${processor} ms of processor (${wall} ms by the clock, longtask observer: ${observed} ms), ` +
        `yardstick ${yardstick} ms; ${nodes} elements`,
    );
    // Time of the processor against time of the processor in the same page:
    // what else the machine does weighs on neither.
    assert.ok(processor < yardstick, `a task of ${processor} ms where laying out 13,000 lines takes ${yardstick} ms`);
  });
}

test("a large paste becomes an input of its own, and can be removed", async () => {
  await clear(tab);
  await put(tab, paste("hostile-line.txt"));
  await verdict(tab);
  assert.equal(await tab.run(() => document.getElementById("input").value), "");
  assert.equal(await tab.run(() => document.querySelectorAll(".sources .source").length), 1);
  await tab.run(() => document.querySelector(".sources .remove").click());
  await tab.until(() => document.querySelectorAll(".sources .source").length === 0);
});

test("a dropped file with a hostile name keeps it as text", async () => {
  await clear(tab);
  await on(tab);
  await drop(tab, [{ name: "<img src=x onerror=alert(1)>.pem", data: paste("root.pem") }]);
  await verdict(tab);
  assert.equal(await tab.run(() => document.querySelectorAll("#app img").length), 0);
});

test("no violation, no request", async () => {
  assert.deepEqual(await tab.run(() => window.violations), []);
  assert.equal(tab.requests.length, 1);
});
