// Prints the memory of the analysis in bytes, one line an example: each is read
// by an instance of its own.
//
//	node memory.mjs wasm_exec.js page.wasm <examples.json

import { examples, instance } from "./instance.mjs";

for (const example of examples) {
  const { code, memory } = await instance();
  const verdict = code(example);
  if (verdict !== example.lead) throw new Error(`${example.id} is judged ${verdict}, not ${example.lead}`);
  console.log(memory(), example.id);
}
process.exit(0); // the analyses wait for more
