// What the page and its worker say to each other.

import type { Direction, Tool } from "./report";

// Options of one analysis, as wasm/page reads them.
export interface Options {
  at: string;
  host?: string;
  store?: string;
  direction?: Direction | "";
  java?: string;
  lang?: string;
  passwords?: string[];
  redact?: boolean;
}

// Outcome is the report as the analysis wrote it, and its two renderings.
export interface Outcome {
  json: Uint8Array<ArrayBuffer>;
  note: string;
  markdown: string;
}

// Every request is answered before the next one is sent, so that a long log
// never piles up on either side.
export type Request =
  | { op: "start"; payload: string; examples: string }
  | { op: "begin"; options: Options }
  | { op: "open"; name: string; role: string }
  | { op: "push"; bytes: ArrayBuffer }
  | { op: "close" }
  | { op: "report" };

export type Reply = { ok: true; value?: Tool | Outcome } | { ok: false; error: string };
