// The page as a person meets it: opened from a file, pasted into, a log dropped
// onto it.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { launch } from "../test/browsers.mjs";
import { dist, page } from "../test/build.mjs";
import { clear, fileAddress, on, open, pasteAnywhere } from "../test/steps.mjs";
import { at, inputs } from "./contenders.mjs";
import { median } from "./measure.mjs";

export function bytes() {
  const html = readFileSync(page);
  return { raw: html.length, gzipped: gzipSync(html, { level: 9 }).length };
}

// watched is a copy of the page with one more script, which notes when the page
// is ready, on the clock that starts with the opening of the file.
function watched() {
  const script =
    `{const o=new MutationObserver(()=>{window.readyAt=performance.now();o.disconnect()});` +
    `o.observe(document,{subtree:true,attributes:true,attributeFilter:["data-ready"]})}`;
  const sum = createHash("sha256").update(script).digest("base64");
  const html = readFileSync(page, "utf8")
    .replace("script-src ", `script-src 'sha256-${sum}' `)
    .replace("<style", `<script>${script}</script><style`);
  const file = join(dist, "watched.html");
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

async function readyIn(tab, address) {
  await tab.open(address);
  await tab.until(() => window.readyAt);
  return tab.run(() => window.readyAt);
}

// opened measures one engine: ready in a browser that was just started, ready
// again in the same browser, and from the paste to the painted verdict.
export async function opened(engine, { starts = 3, loads = 15, pastes = 11 } = {}) {
  const address = watched();
  const cold = [];
  let browser, tab;
  for (let i = 0; i < starts; i++) {
    await browser?.close();
    browser = await launch(engine);
    tab = await browser.tab();
    cold.push(await readyIn(tab, address));
  }
  try {
    const warm = [];
    for (let i = 0; i < loads; i++) warm.push(await readyIn(tab, address));
    await on(tab, at.slice(0, 10));
    const text = readFileSync(join(inputs, "chain-rsa.pem"), "utf8");
    const painted = [];
    for (let i = 0; i < pastes; i++) {
      await clear(tab);
      await watchVerdict(tab, "paste");
      await pasteAnywhere(tab, text);
      painted.push(await tab.run(() => window.painted));
    }
    return { cold: median(cold), warm: median(warm), painted: median(painted), first: painted[0] };
  } finally {
    await browser.close();
  }
}

// watchVerdict makes window.painted the milliseconds from an event to the frame
// after the one that shows the verdict.
function watchVerdict(tab, event) {
  return tab.run((event) => {
    window.painted = new Promise((resolve) => {
      let began;
      addEventListener(event, () => (began = performance.now()), { capture: true, once: true });
      const card = document.getElementById("verdict");
      const watch = new MutationObserver(() => {
        if (!card.dataset.code) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
      });
      watch.observe(card, { attributes: true, attributeFilter: ["data-code"] });
    });
  }, event);
}

// dropped lets a file of the disk fall onto the page in Chromium and returns the
// milliseconds to the painted verdict and the memory of the analysis, which
// never shrinks.
export async function dropped(browser, file) {
  const tab = await browser.tab();
  try {
    await tab.page.evaluateOnNewDocument(keepInstance);
    await open(tab);
    await on(tab, at.slice(0, 10));
    await watchVerdict(tab, "drop");
    const wire = await tab.page.createCDPSession();
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) await wire.send("Input.dispatchDragEvent", { type, x: 200, y: 200, data });
    const ms = await tab.run(() => window.painted);
    const memory = await tab.page.workers()[0].evaluate(() => self.instance.exports.mem.buffer.byteLength);
    const code = await tab.run(() => document.getElementById("verdict").dataset.code);
    return { ms, memory, code };
  } finally {
    await tab.close();
  }
}

// keepInstance puts a line before the worker's script, so that the memory of its
// analysis can be read afterwards.
function keepInstance() {
  const line = `{const start=WebAssembly.instantiateStreaming;WebAssembly.instantiateStreaming=async(...a)=>{const r=await start(...a);self.instance=r.instance;return r}}\n`;
  const Plain = Blob;
  window.Blob = class extends Plain {
    constructor(parts, options) {
      super(options?.type === "text/javascript" ? [line, ...parts] : parts, options);
    }
  };
}
