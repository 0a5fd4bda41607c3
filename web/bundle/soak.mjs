// Analyses again and again in one instance, the page's examples and hostile
// inputs in turn, and prints its memory. It fails when a verdict changes or
// when the memory grows after the warm-up.
//
//	node soak.mjs wasm_exec.js page.wasm 100000 <examples.json

import { examples, instance } from "./instance.mjs";

const rounds = Number(process.argv[4]);
// By then every path through the analysis has been taken several times and the
// heap has found its size.
const warmUp = 1_000;
const reports = [warmUp, 10_000, 100_000];

// Small ones: what they would leave behind adds up as well, and sooner.
const hostile = {
  depth: new Uint8Array(4_000).fill(0x30).map((tag, i) => (i % 2 ? 0x80 : tag)),
  "length of 4 GB": Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30, 0x82),
  "JKS of 4 G entries": Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff),
  "gzip cut off": Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xed, 0xc1),
  "zip of nothing": new TextEncoder().encode("PK\x05\x06" + "\0".repeat(18)),
  "begins without an end": "-----BEGIN CERTIFICATE-----\n".repeat(300),
  "base64 of nothing": "MIIB".repeat(4_000),
  "broken UTF-8": new Uint8Array(4_000).map((_, i) => 128 + ((i * 7919) % 128)),
  "a log that goes nowhere": "javax.net.ssl|DEBUG|0A|main|".repeat(400),
};

const { code, memory } = await instance();
const cases = [
  ...examples.map((e) => ({ ...e, want: e.lead })),
  ...Object.entries(hostile).map(([id, text]) => ({ id, at: examples[0].at, inputs: [{ name: id, role: "", text }] })),
];
for (const c of cases) c.want ??= code(c);

let settled;
for (let n = 1; n <= rounds; n++) {
  const c = cases[n % cases.length];
  const got = code(c);
  if (got !== c.want) throw new Error(`analysis ${n}: ${c.id} is judged ${got}, not ${c.want}`);
  if (n === warmUp) settled = memory();
  if (reports.includes(n) || n === rounds) console.log(`${memory()} bytes after ${n} analyses`);
}
if (memory() > settled) throw new Error(`the memory grew by ${memory() - settled} bytes after ${warmUp} analyses`);
process.exit(0); // the analysis waits for more
