// The page for everybody: automatic checks in every theme, the keyboard alone,
// narrow windows, large text, print, and a layout that stays where it is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { paste, pastes } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { clear, drop, give, on, open, put, verdict } from "./steps.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser, tab;

before(async () => {
  browser = await launch("chromium");
  tab = await browser.tab();
  await tab.page.setViewport({ width: 1280, height: 900 });
  await open(tab);
  await tab.page.evaluate(axe);
});
after(() => browser?.close());

// The views that are checked, each with the way to it.
const views = {
  empty: async () => {},
  verdict: async () => {
    await put(tab, paste("leaf-only.txt"));
    await verdict(tab);
  },
  store: async () => {
    await put(tab, paste("leaf-only.txt"));
    await password("changeit");
    await drop(tab, [{ name: "store.jks", data: readFileSync(join(pastes, "store.jks")) }]);
    await verdict(tab);
  },
  comparison: async () => {
    await put(tab, paste("after.txt"));
    await verdict(tab);
    await give(tab, "before", paste("before.txt"));
    await verdict(tab);
    await tab.run(() => {
      document.querySelector("[aria-controls=options]").click();
      for (const d of document.querySelectorAll("details")) d.open = true;
    });
  },
};

async function password(text) {
  await tab.run((text) => {
    const field = document.getElementById("password");
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

for (const [name, go] of Object.entries(views)) {
  test(`axe finds nothing: ${name}, in light, dark and forced colours`, async () => {
    await clear(tab);
    await on(tab);
    await go();
    for (const features of [
      [{ name: "prefers-color-scheme", value: "light" }],
      [{ name: "prefers-color-scheme", value: "dark" }],
      [{ name: "prefers-color-scheme", value: "dark" }, { name: "forced-colors", value: "active" }],
    ]) {
      await media(features);
      const { violations, incomplete, marked } = await tab.run(async () => {
        const result = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
        const short = (list) => list.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.any[0]?.message ?? ""}`));
        const unsure = short(result.incomplete.filter((v) => v.id === "color-contrast"));
        // Text in a picture or over one is beyond axe: its contrast is computed here.
        const light = (color) => {
          const [r, g, b] = color.match(/[\d.]+/g).map((n) => ((n /= 255) <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const pale = [...document.querySelectorAll(".scale-text")].filter((e) => {
          const ink = light(getComputedStyle(e).fill);
          return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5;
        });
        const ink = light(getComputedStyle(document.getElementById("input")).color);
        const marked = [...document.querySelectorAll(".mark-paper")].map((e) => light(getComputedStyle(e).fill));
        const dim = marked.filter((under) => (Math.max(ink, under) + 0.05) / (Math.min(ink, under) + 0.05) < 4.5);
        return {
          violations: [...short(result.violations), ...pale.map((e) => "pale: " + e.textContent), ...dim.map(() => "pale: a marked line")],
          incomplete: unsure.filter((u) => !/^color-contrast: (text\[x=|#input .* contains an image node)/.test(u)),
          marked: marked.length,
        };
      });
      assert.deepEqual(violations, [], JSON.stringify(features));
      assert.equal(marked > 0, name !== "empty", "marked lines are in sight");
      assert.deepEqual(incomplete, [], "contrast that could not be computed, " + JSON.stringify(features));
    }
    await media([]);
  });
}

// puppeteer knows no forced colours: the protocol does.
async function media(features) {
  const session = await tab.page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features });
  await session.detach();
}

test("the keyboard alone reaches and uses everything", async () => {
  await clear(tab);
  await on(tab);
  const keys = tab.page.keyboard;
  await tab.page.focus("#input");
  await tab.run((text) => {
    const box = document.getElementById("input");
    box.value = text;
  }, paste("leaf-only.txt"));
  await keys.type("\n");
  await keys.down("Control");
  await keys.press("Enter");
  await keys.up("Control");
  const seen = await verdict(tab);
  assert.ok(seen.focused, "Ctrl+Enter leads to the verdict");
  await tab.run(() => document.querySelectorAll("#steps details").forEach((d) => (d.open = true)));
  const steps = await tab.run(() => document.querySelectorAll("#steps input[type=checkbox]").length);
  const reached = [];
  for (let i = 0; i < 80; i++) {
    await keys.press("Tab");
    const at = await tab.run(() => {
      const e = document.activeElement;
      const box = e.getBoundingClientRect();
      return { tag: e.tagName, text: e.getAttribute("aria-label") ?? e.textContent.slice(0, 40), seen: box.bottom > 0 && box.top < innerHeight, type: e.type ?? "" };
    });
    if (at.tag === "BODY") break;
    assert.ok(at.seen, `focus on ${at.text} is in sight`);
    if (at.type === "checkbox" && reached.filter((r) => r.type === "checkbox").length === 0) await keys.press("Space");
    reached.push(at);
  }
  assert.equal(reached.filter((r) => r.type === "checkbox").length, steps, "every step can be ticked");
  for (const name of ["Copy ticket note", "Download report (JSON)", "Print", "line "]) {
    assert.ok(reached.some((r) => r.text.startsWith(name)), `${name} is reached`);
  }
  assert.equal(await tab.run(() => document.querySelectorAll("#steps :checked").length), 1);
});

test("a ticked step stays ticked when the input is analysed again", async () => {
  await tab.run(() => {
    const redact = document.getElementById("redact");
    redact.click();
  });
  await verdict(tab);
  await tab.run(() => document.getElementById("redact").click());
  await verdict(tab);
  assert.equal(await tab.run(() => document.querySelectorAll("#steps :checked").length), 1);
});

test("the verdict is announced once and stands in the title", async () => {
  const said = await tab.run(() => ({
    status: document.getElementById("status").textContent,
    title: document.title,
    heading: document.querySelector("#verdict h2").textContent,
  }));
  assert.ok(said.status.includes(said.heading));
  assert.ok(said.title.includes(said.heading));
});

test("typing never loses the focus to the verdict", async () => {
  await clear(tab);
  await tab.page.focus("#input");
  await tab.page.keyboard.type("Verify return code: 20 (unable to get local issuer certificate)");
  await verdict(tab);
  assert.equal(await tab.run(() => document.activeElement.id), "input");
});

test("nothing moves after the verdict is shown", async () => {
  await clear(tab);
  await on(tab);
  await tab.run(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.shifts.push({ at: e.startTime, value: e.value });
    }).observe({ type: "layout-shift" });
  });
  await put(tab, paste("leaf-only.txt"));
  await verdict(tab);
  const from = await tab.run(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))));
  await tab.run(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  assert.deepEqual(await tab.run((from) => window.shifts.filter((s) => s.at > from), from), []);
});

for (const [name, width, zoom] of [["320 px", 320, 1], ["200 % text", 640, 2]]) {
  test(`${name}: no sideways scroll`, async () => {
    await tab.page.setViewport({ width, height: 800 });
    await tab.run((zoom) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`:root { font-size: ${zoom * 100}% }`);
      document.adoptedStyleSheets = [sheet];
    }, zoom);
    for (const go of [views.verdict, views.store, views.comparison]) {
      await clear(tab);
      await on(tab);
      await go();
      const [content, frame] = await tab.run(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(content <= frame, `${content} px of content in ${frame}`);
    }
    await tab.run(() => (document.adoptedStyleSheets = []));
  });
}

test("on paper there are the verdict, the chain and the steps, and no buttons", async () => {
  await tab.page.setViewport({ width: 1280, height: 900 });
  await clear(tab);
  await on(tab);
  await views.verdict();
  await tab.page.emulateMediaType("print");
  const shown = await tab.run(() => {
    const seen = (e) => e !== null && e.getClientRects().length > 0;
    return {
      verdict: seen(document.querySelector("#verdict h2")),
      chain: seen(document.querySelector("#chain > li")),
      steps: seen(document.querySelector("#steps .step")),
      buttons: [...document.querySelectorAll("button.button")].filter(seen).map((b) => b.textContent),
      box: seen(document.getElementById("input")),
    };
  });
  assert.deepEqual(shown, { verdict: true, chain: true, steps: true, buttons: [], box: false });
  await tab.page.emulateMediaType(null);
});
