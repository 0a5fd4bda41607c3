// The analysis inside its WebAssembly: decode, inflate, start, call.
// The same code runs in the worker and, where no worker can be had, in the page.

import { decode } from "./payload";
import type { Options, Outcome } from "./protocol";
import type { Tool } from "./report";

interface Failure {
  error: string;
}

// What wasm/page/main.go puts on the global object.
interface Exports {
  tool: Tool;
  begin(options: string): Failure | null;
  open(name: string, role: string): Failure | null;
  push(bytes: Uint8Array): Failure | null;
  close(): Failure | null;
  report(): Failure | Outcome;
  collect(): Failure | null;
}

declare global {
  var missingLink: Exports | undefined;
}

export interface Analysis {
  // What the analysis is and how old its trust data is.
  tool: Tool;
  begin(options: Options): void;
  open(name: string, role: string): void;
  push(bytes: Uint8Array): void;
  close(): void;
  report(): Outcome;
  collect(): void;
}

// Start the analysis from the text of the payload element.
export async function start(payload: string): Promise<Analysis> {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(inflate(decode(payload)), go.importObject);
  void go.run(instance);
  const exports = globalThis.missingLink;
  if (!exports) throw new Error("the analysis did not start");
  return wrap(exports);
}

function wrap(exports: Exports): Analysis {
  return {
    tool: exports.tool,
    begin: (options) => void check(exports.begin(JSON.stringify(options))),
    open: (name, role) => void check(exports.open(name, role)),
    push: (bytes) => void check(exports.push(bytes)),
    close: () => void check(exports.close()),
    report: () => check(exports.report()) as Outcome,
    collect: () => void check(exports.collect()),
  };
}

// A call that the program did not live to answer gives nothing at all: where
// no memory is left it ends itself.
function check(answer: Failure | Outcome | null | undefined): Outcome | null {
  if (answer === undefined) throw new Error("the analysis ended itself, as it does when no memory is left");
  if (answer && "error" in answer) throw new Error(answer.error);
  return answer;
}

// The writer form: WebKit cannot read a Blob in the worker of a page that was
// opened from a file.
function inflate(bytes: Uint8Array<ArrayBuffer>): Response {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  void writer.write(bytes);
  void writer.close();
  return new Response(stream.readable, { headers: { "Content-Type": "application/wasm" } });
}
