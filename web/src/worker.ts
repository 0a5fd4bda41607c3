// The worker's side: one analysis, one request at a time.

import type { Reply, Request } from "./protocol";
import { start, type Analysis } from "./wasm";

// Serve answers requests with the analysis that "start" brings up.
export function createServer(): (request: Request) => Promise<Reply> {
  let analysis: Analysis | undefined;
  let asked = false;
  // An analysis of nothing, while nothing is asked, compiles the code that the
  // first one needs.
  const warm = () => {
    if (asked || !analysis) return;
    analysis.begin({ at: new Date().toISOString() });
    analysis.report();
  };
  return async (request) => {
    try {
      if (request.op === "start") {
        analysis = await start(request.payload);
        setTimeout(warm);
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
        case "report":
          return { ok: true, value: analysis.report() };
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
