// The engine runs analyses in a worker, and in the page where a worker cannot
// be had. A worker that dies or passes its deadline is replaced; the inputs
// stay with the page, so nothing is lost.

import type { Options, Outcome, Reply, Request } from "./protocol";
import type { Report, Tool } from "./report";
import { createServer } from "./worker";

// A worker that has not started by then is replaced by the page itself.
const startDeadline = 20_000;
// No request may take longer: a hang in the analysis must not hang the page.
const requestDeadline = 60_000;
// Slices of a file: large enough for speed, small enough for flat memory.
const sliceSize = 4 << 20;
// Slices that are read while one is being analysed: with one the analysis waits
// now and then.
const slicesAhead = 2;
// Text is encoded in pieces of this many UTF-16 units.
const pieceSize = 1 << 20;

// Feed is one input of an analysis.
export interface Feed {
  name: string;
  role: string;
  body: string | Blob;
}

export interface Progress {
  done: number;
  total: number;
  // Bytes a second since the start.
  rate: number;
}

export interface Result {
  report: Report;
  // The bytes of the report as the analysis wrote them.
  json: string;
  note: string;
  markdown: string;
}

export class Stopped extends Error {}

interface Port {
  send(request: Request): Promise<Reply>;
  stop(): void;
}

export class Engine {
  // Tool is known once the engine has started.
  tool: Tool | undefined;
  // Place says where the analysis runs.
  place: "worker" | "page" = "worker";

  private port: Promise<Port> | undefined;
  // Busy while an analysis runs.
  busy = false;

  private run = 0;

  constructor(private readonly inPage: boolean) {}

  // Start brings the analysis up; it may be called any number of times.
  async start(): Promise<void> {
    this.port ??= this.open();
    try {
      await this.port;
    } catch (error) {
      this.port = undefined;
      throw error;
    }
  }

  // Stop ends what is running; the next analysis starts afresh.
  stop(): void {
    this.run++;
    this.busy = false;
    const port = this.port;
    this.port = undefined;
    void port?.then((p) => p.stop(), () => undefined);
  }

  // Analyse reads the feeds in order and returns the report. It throws Stopped
  // when a later call or stop overtook it.
  async analyse(feeds: Feed[], options: Options, onProgress: (p: Progress) => void): Promise<Result> {
    if (this.busy) this.stop();
    const run = ++this.run;
    this.busy = true;
    try {
      await this.start();
      const port = await this.port;
      if (!port || run !== this.run) throw new Stopped();
      return await this.feed(port, run, feeds, options, onProgress);
    } catch (error) {
      if (run !== this.run) throw new Stopped();
      this.stop();
      throw error;
    } finally {
      if (run === this.run) this.busy = false;
    }
  }

  private async feed(
    port: Port,
    run: number,
    feeds: Feed[],
    options: Options,
    onProgress: (p: Progress) => void,
  ): Promise<Result> {
    const send = async (request: Request): Promise<Tool | Outcome | undefined> => {
      const reply = await port.send(request);
      if (run !== this.run) throw new Stopped();
      if (!reply.ok) throw new Error(reply.error);
      return reply.value;
    };
    const began = performance.now();
    const total = feeds.reduce((sum, f) => sum + (typeof f.body === "string" ? f.body.length : f.body.size), 0);
    let done = 0;
    await send({ op: "begin", options });
    for (const feed of feeds) {
      await send({ op: "open", name: feed.name, role: feed.role });
      for await (const bytes of pieces(feed.body)) {
        done += bytes.byteLength;
        await send({ op: "push", bytes });
        const seconds = (performance.now() - began) / 1000;
        onProgress({ done: Math.min(done, total), total, rate: done / Math.max(seconds, 0.001) });
      }
      await send({ op: "close" });
    }
    const outcome = (await send({ op: "report" })) as Outcome;
    const json = new TextDecoder().decode(outcome.json);
    return { report: JSON.parse(json) as Report, json, note: outcome.note, markdown: outcome.markdown };
  }

  private async open(): Promise<Port> {
    const text = (id: string) => document.getElementById(id)?.textContent ?? "";
    const payload = text("wasm");
    if (!this.inPage) {
      try {
        const port = workerPort();
        const reply = await port.send({ op: "start", payload, examples: text("examples") });
        if (reply.ok) {
          this.place = "worker";
          this.tool = reply.value as Tool;
          return port;
        }
        port.stop();
      } catch {
        // No worker here (a policy forbids it, or it never answered).
      }
    }
    const port = pagePort();
    // Nothing is rehearsed where it would hold up the page itself.
    const reply = await port.send({ op: "start", payload, examples: "" });
    if (!reply.ok) throw new Error(reply.error);
    this.place = "page";
    this.tool = reply.value as Tool;
    return port;
  }
}

// pieces cuts a body into buffers that may be handed over. Files are read here,
// in the page, since WebKit cannot read them in the worker; the next slices are
// read while the last one is being analysed.
async function* pieces(body: string | Blob): AsyncGenerator<ArrayBuffer> {
  if (typeof body === "string") {
    const encoder = new TextEncoder();
    for (let at = 0; at < body.length; ) {
      let end = Math.min(at + pieceSize, body.length);
      // Never between the halves of a surrogate pair.
      const last = body.charCodeAt(end - 1);
      if (end < body.length && last >= 0xd800 && last <= 0xdbff) end--;
      yield encoder.encode(body.slice(at, end)).buffer;
      at = end;
    }
    return;
  }
  const ahead: Promise<ArrayBuffer>[] = [];
  for (let at = 0; at < body.size || ahead.length > 0; ) {
    for (; at < body.size && ahead.length <= slicesAhead; at += sliceSize) {
      ahead.push(body.slice(at, at + sliceSize).arrayBuffer());
    }
    const bytes = await ahead.shift();
    if (bytes) yield bytes;
  }
}

// The one policy through which a script address may pass: the blob that holds
// this page's own script.
const policy = globalThis.window?.trustedTypes?.createPolicy("missing-link", {
  createScriptURL: (url) => {
    if (!url.startsWith("blob:")) throw new TypeError("only the page's own worker may be started");
    return url;
  },
});

function workerPort(): Port {
  const source = document.getElementById("boot")?.textContent ?? "";
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(policy ? policy.createScriptURL(url) : url);
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  const fail = (message: string) => {
    worker.terminate();
    waiting?.reject(new Error(message));
    waiting = undefined;
  };
  worker.addEventListener("message", (event: MessageEvent<Reply>) => {
    waiting?.resolve(event.data);
    waiting = undefined;
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail("worker ended: " + (event.message || "no reason given"));
  });
  return {
    send: (request) =>
      new Promise<Reply>((resolve, reject) => {
        const limit = request.op === "start" ? startDeadline : requestDeadline;
        const timer = setTimeout(() => fail(`worker gave no answer in ${limit / 1000} s`), limit);
        waiting = {
          resolve: (reply) => (clearTimeout(timer), resolve(reply)),
          reject: (error) => (clearTimeout(timer), reject(error)),
        };
        worker.postMessage(request, request.op === "push" ? [request.bytes] : []);
      }),
    stop: () => {
      fail("stopped");
      URL.revokeObjectURL(url);
    },
  };
}

function pagePort(): Port {
  const serve = createServer();
  return {
    send: async (request) => {
      // Let the page draw between two pieces of work.
      await new Promise((resolve) => setTimeout(resolve));
      return serve(request);
    },
    stop: () => undefined,
  };
}
