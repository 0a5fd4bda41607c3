// Nothing leaves the page: every way out is tried from the page and from its
// worker, against a sink that counts. The same attempts from a page without
// the policy reach the sink, so the test can fail.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { on, open, put, verdict } from "./steps.mjs";

let browser, sink, hits, stun, packets;

before(async () => {
  hits = [];
  packets = 0;
  sink = createServer((request, response) => {
    hits.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Content-Type", request.url === "/open" ? "text/html" : "text/javascript");
    response.end(request.url === "/open" ? "<!DOCTYPE html><title>open</title>" : "");
  });
  sink.on("upgrade", (request, socket) => {
    hits.push(request.url);
    socket.destroy();
  });
  stun = createSocket("udp4").on("message", () => packets++);
  await new Promise((resolve) => sink.listen(0, "127.0.0.1", resolve));
  await new Promise((resolve) => stun.bind(0, "127.0.0.1", resolve));
  browser = await launch("chromium");
});
after(async () => {
  await browser?.close();
  sink?.close();
  stun?.close();
});

// attempts runs in a page or in a worker and tries every way out it has.
async function attempts(base, stunPort) {
  const tried = [];
  const attempt = async (name, f) => {
    tried.push(name);
    try {
      await f();
    } catch {
      // Refused: that is what is hoped for.
    }
  };
  await attempt("fetch", () => fetch(`${base}/fetch`, { mode: "no-cors" }));
  await attempt("xhr", () => {
    const x = new XMLHttpRequest();
    x.open("GET", `${base}/xhr`);
    x.send();
  });
  await attempt("websocket", () => new WebSocket(`${base.replace("http", "ws")}/websocket`));
  await attempt("eventsource", () => new EventSource(`${base}/eventsource`));
  await attempt("import", () => import(`${base}/import`));
  if (typeof importScripts === "function") await attempt("importscripts", () => importScripts(`${base}/importscripts`));
  if (typeof document !== "undefined") {
    await attempt("beacon", () => navigator.sendBeacon(`${base}/beacon`, "x"));
    const add = (name, tag, set) =>
      attempt(name, () => {
        const e = document.createElement(tag);
        set(e);
        document.head.append(e);
        e.submit?.();
      });
    await add("image", "img", (e) => (e.src = `${base}/image`));
    await add("stylesheet", "link", (e) => ((e.rel = "stylesheet"), (e.href = `${base}/stylesheet`)));
    await add("prefetch", "link", (e) => ((e.rel = "prefetch"), (e.href = `${base}/prefetch`)));
    await add("frame", "iframe", (e) => (e.src = `${base}/frame`));
    await add("media", "video", (e) => ((e.preload = "auto"), (e.src = `${base}/media`)));
    await add("script", "script", (e) => (e.src = `${base}/script`));
    await attempt("webrtc", async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${stunPort}` }] });
      peer.createDataChannel("x");
      await peer.setLocalDescription(await peer.createOffer());
    });
  }
  return tried;
}

const base = () => `http://127.0.0.1:${sink.address().port}`;

test("from a page without the policy the attempts do arrive", async () => {
  const tab = await browser.tab();
  await tab.open(`${base()}/open`);
  hits.length = 0;
  await tab.run(attempts, base(), stun.address().port);
  await tab.run(async (source, base) => {
    const worker = new Worker(URL.createObjectURL(new Blob([`(${source})("${base}/worker", 0).then(() => postMessage(0))`])));
    await new Promise((resolve) => (worker.onmessage = resolve));
  }, String(attempts), base());
  await sleep(1500);
  const seen = new Set(hits.map((url) => url.replace(/^\/worker/, "").slice(1)));
  for (const way of ["fetch", "xhr", "websocket", "eventsource", "import", "beacon", "image", "stylesheet", "frame", "script", "importscripts"]) {
    assert.ok(seen.has(way), `${way} reaches the sink: ${[...seen]}`);
  }
  assert.ok(packets > 0, "WebRTC reaches the sink");
  await tab.close();
});

test("from the page and from its worker none arrives", async () => {
  const tab = await browser.tab();
  await open(tab);
  await on(tab);
  await put(tab, paste("leaf-only.txt"));
  await verdict(tab);
  hits.length = 0;
  packets = 0;
  const fromPage = await tab.run(attempts, base(), stun.address().port);
  assert.ok(fromPage.includes("webrtc"));
  const [worker] = tab.page.workers();
  assert.ok(worker, "the analysis runs in a worker");
  const fromWorker = await worker.evaluate(attempts, base(), 0);
  assert.ok(fromWorker.includes("importscripts"));
  await sleep(1500);
  assert.deepEqual(hits, []);
  assert.equal(packets, 0);
  const violated = await tab.run(() => window.violations.map((v) => v.split(" ")[0]));
  for (const directive of ["connect-src", "img-src", "script-src-elem", "style-src-elem"]) {
    assert.ok(violated.includes(directive), `${directive} was enforced: ${violated}`);
  }
  await tab.close();
});

test("no text becomes script: Trusted Types are enforced", async () => {
  const tab = await browser.tab();
  await open(tab);
  const refused = await tab.run(() => {
    const tries = {
      html: () => (document.createElement("div").innerHTML = "<b>x</b>"),
      policy: () => trustedTypes.createPolicy("missing-link", { createHTML: (s) => s }),
      other: () => trustedTypes.createPolicy("other", { createHTML: (s) => s }),
      worker: () => new Worker("blob:x"),
    };
    return Object.entries(tries).filter(([, f]) => {
      try {
        f();
        return false;
      } catch {
        return true;
      }
    }).map(([name]) => name);
  });
  assert.deepEqual(refused, ["html", "policy", "other", "worker"]);
  await tab.close();
});
