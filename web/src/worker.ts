// The worker's side: one analysis, one request at a time.

import type { Reply, Request } from "./protocol";
import { start, type Analysis } from "./wasm";

// Two examples show the analysis nearly all of its code: what a browser has not
// run yet it compiles first, which takes five times as long as the first
// analysis itself. 130 ms of processor, in pieces, while nobody asks.
const rehearsed = ["public-intermediate-missing", "log-client-issuer"];

// The form of the examples in the page (web/bundle/examples.go).
type Rehearsed = { id: string; at: string; inputs: { name: string; role: string; text: string }[] };

function* rehearsal(analysis: Analysis, examples: string): Generator<void> {
  const list = JSON.parse(examples || "[]") as Rehearsed[];
  for (const { at, inputs } of list.filter((e) => rehearsed.includes(e.id))) {
    analysis.begin({ at });
    for (const { name, role, text } of inputs) {
      analysis.open(name, role);
      analysis.push(new TextEncoder().encode(text));
      analysis.close();
      yield;
    }
    analysis.report();
    yield;
    analysis.collect();
    yield;
  }
}

// Serve answers requests with the analysis that "start" brings up.
export function createServer(): (request: Request) => Promise<Reply> {
  let analysis: Analysis | undefined;
  let asked = false;
  return async (request) => {
    try {
      if (request.op === "start") {
        analysis = await start(request.payload);
        const steps = rehearsal(analysis, request.examples);
        const next = () => {
          if (!asked && !steps.next().done) setTimeout(next);
        };
        setTimeout(next);
        return { ok: true, value: analysis.tool };
      }
      asked = true;
      if (!analysis) throw new Error("the analysis has not started");
      switch (request.op) {
        case "begin":
          analysis.begin(request.options);
          return { ok: true };
        case "open":
          analysis.open(request.name, request.role);
          return { ok: true };
        case "push":
          analysis.push(new Uint8Array(request.bytes));
          return { ok: true };
        case "close":
          analysis.close();
          return { ok: true };
        case "report": {
          const value = analysis.report();
          setTimeout(analysis.collect); // the answer goes first
          return { ok: true, value };
        }
      }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  };
}

// Run is the whole life of the worker.
export function runWorker(): void {
  const serve = createServer();
  self.addEventListener("message", (event: MessageEvent<Request>) => {
    void serve(event.data).then((reply) => {
      const json = reply.ok && reply.value && "json" in reply.value ? [reply.value.json.buffer] : [];
      self.postMessage(reply, { transfer: json });
    });
  });
}
