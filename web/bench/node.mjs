// The page's analysis in Node, asked line by line as native.go is.
//
//	node node.mjs PAGE DIR

import "wasm_exec";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { start } from "../src/wasm";
import { ours } from "./ours.mjs";

const [page, dir, at] = process.argv.slice(2);
const html = readFileSync(page, "utf8");
const opening = ' id="wasm">';
const from = html.indexOf(opening) + opening.length;
await start(html.slice(from, html.indexOf("</script>", from)));

const texts = new Map();
const text = (name) => {
  if (!texts.has(name)) texts.set(name, readFileSync(join(dir, name), "utf8"));
  return texts.get(name);
};
for await (const line of createInterface({ input: process.stdin })) {
  const [times, what, ...files] = line.split(" ");
  const inputs = files.map((f) => f.split(":")).map(([name, role]) => ({ name, role, text: text(name) }));
  console.log(ours(Number(times), what, inputs, at).join(" "));
}
process.exit(0); // the analysis waits for more
