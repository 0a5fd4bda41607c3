// The page's analysis in Node: an instance as the page has it, which has
// rehearsed (web/src/worker.ts).

import { readFileSync } from "node:fs";
import vm from "node:vm";

const [glue, wasm] = process.argv.slice(2);
vm.runInThisContext(readFileSync(glue, "utf8"));
const module = new WebAssembly.Module(readFileSync(wasm));
const encoder = new TextEncoder();
const rehearsed = ["public-intermediate-missing", "log-client-issuer"];

// The examples of the page, which come by the standard input.
export const examples = JSON.parse(readFileSync(0, "utf8"));

function check(answer) {
  if (answer?.error) throw new Error(answer.error);
  return answer;
}

// instance returns {code, memory}: the verdict's code of what an example, or
// whatever has its form, puts in, collected afterwards as by the page; and the
// bytes of memory taken so far. A text may be bytes.
export async function instance() {
  const go = new globalThis.Go();
  const running = await WebAssembly.instantiate(module, go.importObject);
  void go.run(running);
  const analysis = globalThis.missingLink;
  const code = ({ at, host = "", inputs }) => {
    check(analysis.begin(JSON.stringify({ at, host })));
    for (const { name, role, text } of inputs) {
      check(analysis.open(name, role));
      check(analysis.push(typeof text === "string" ? encoder.encode(text) : text));
      check(analysis.close());
    }
    const { json } = check(analysis.report());
    check(analysis.collect());
    return JSON.parse(new TextDecoder().decode(json)).verdict.code;
  };
  examples.filter((e) => rehearsed.includes(e.id)).forEach(code);
  return { code, memory: () => running.exports.mem.buffer.byteLength };
}
