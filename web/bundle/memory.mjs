// Prints the memory of the analysis in bytes, one line an example: each is read
// by an instance of its own, which has rehearsed, as the page's does
// (web/src/worker.ts).
//
//	node memory.mjs wasm_exec.js page.wasm <examples.json

import { readFileSync } from "node:fs";
import vm from "node:vm";

const [glue, wasm] = process.argv.slice(2);
vm.runInThisContext(readFileSync(glue, "utf8"));
const module = new WebAssembly.Module(readFileSync(wasm));

const all = JSON.parse(readFileSync(0, "utf8"));
const rehearsed = ["public-intermediate-missing", "log-client-issuer"];

function check(answer) {
  if (answer?.error) throw new Error(answer.error);
  return answer;
}

async function memory(example) {
  const go = new globalThis.Go();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  void go.run(instance);
  const analysis = globalThis.missingLink;
  const read = ({ at, host = "", inputs }) => {
    check(analysis.begin(JSON.stringify({ at, host })));
    for (const { name, role, text } of inputs) {
      check(analysis.open(name, role));
      check(analysis.push(new TextEncoder().encode(text)));
      check(analysis.close());
    }
    return JSON.parse(new TextDecoder().decode(check(analysis.report()).json));
  };
  all.filter((e) => rehearsed.includes(e.id)).forEach(read);
  const verdict = read(example).verdict.code;
  if (verdict !== example.lead) throw new Error(`${example.id} is judged ${verdict}, not ${example.lead}`);
  return instance.exports.mem.buffer.byteLength;
}

for (const example of all) console.log(await memory(example), example.id);
process.exit(0); // the analyses wait for more
