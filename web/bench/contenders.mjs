// The contenders: each answers ask(times, what, inputs) with the milliseconds
// of one analysis, the mean of so many in a row, and the verdict.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { page, root } from "../test/build.mjs";
import { fileAddress, open } from "../test/steps.mjs";
import { ours } from "./ours.mjs";

const built = (file) => join(root, "build", "bench", file);
export const inputs = built("inputs");
const goroot = () => execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();

// The instant at which the test certificates are judged.
export const at = "2026-06-01T12:00:00Z";

// child is a program that is asked line by line.
function child(name, command, ...args) {
  const process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  return {
    name,
    ask: async (times, what, given) => {
      process.stdin.write(`${times} ${what} ${given.map(({ name, role }) => `${name}:${role}`).join(" ")}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(name + " ended");
      const [ms, ...answer] = value.split(" ");
      return [Number(ms), answer.join(" ")];
    },
    close: () => process.stdin.end(),
  };
}

export const native = () => child("native", built("bench"), "native", inputs);
export const node = () => child("wasm in Node", "node", join(inputs, "node.mjs"), page, inputs, at);
export const jdk = () =>
  child("JDK", "java", "--add-exports", "java.base/sun.security.x509=ALL-UNNAMED", join(root, "web", "bench", "Pkix.java"), inputs, at);

// alone is BenchmarkVerdict of the package chain: the verdict without what
// makes a report of it. The last of its runs counts, which is warm.
function alone(name, run, close = () => undefined) {
  return {
    name: name + ", the verdict alone",
    ask: async (_times, _what, [{ name: file }]) => {
      const kind = file.match(/chain-(.*)\.pem/)[1];
      const printed = await run(["-test.run=^$", "-test.benchtime=300ms", "-test.count=2", `-test.bench=Verdict/${kind}$`]);
      const last = [...printed.matchAll(/([\d.]+) ns\/op/g)].at(-1);
      if (!last) throw new Error(`${name}: ${printed}`);
      return [Number(last[1]) / 1e6, "chain-complete"];
    },
    close,
  };
}

export const nativeAlone = () => alone("native", (args) => spawnSync(built("chain.test"), args, { cwd: inputs, encoding: "utf8" }).stdout);

// chromiumAlone runs the same program in a page of its own, anew each time.
export async function chromiumAlone(browser) {
  const tab = await browser.tab();
  await tab.open(pathToFileURL(join(inputs, "peers.html")).href);
  await tab.run((glue) => void (0, eval)(glue), readFileSync(join(goroot(), "lib", "wasm", "wasm_exec.js"), "utf8"));
  await tab.run(async (wasm) => {
    window.program = await WebAssembly.compile(Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0)));
  }, readFileSync(built("chain.wasm"), "base64"));
  const run = (args) =>
    tab.run(async (args) => {
      const go = new Go();
      go.argv = ["chain.test", ...args];
      let printed = "";
      const { log } = console;
      console.log = (line) => (printed += line + "\n");
      try {
        await go.run(await WebAssembly.instantiate(window.program, go.importObject));
      } finally {
        console.log = log;
      }
      return printed;
    }, args);
  return alone("wasm in Chromium", run, () => tab.close());
}

// texts puts what is asked about into a tab, once.
function texts(tab) {
  const given = new Set();
  return async (list) => {
    for (const { name } of list) {
      if (given.has(name)) continue;
      given.add(name);
      await tab.run((name, text) => void ((window.texts ??= {})[name] = text), name, readFileSync(join(inputs, name), "utf8"));
    }
  };
}

// chromium is the page itself, with the analysis in the page's own thread so
// that it can be called without a message between.
export async function chromium(browser) {
  const tab = await browser.tab();
  await open(tab, fileAddress + "#engine=page");
  await tab.run(`window.ours = ${ours}`);
  const give = texts(tab);
  return {
    name: "wasm in Chromium",
    ask: async (times, what, list) => {
      await give(list);
      return tab.run((times, what, list, at) => ours(times, what, list.map((x) => ({ ...x, text: texts[x.name] })), at), times, what, list, at);
    },
    close: () => tab.close(),
  };
}

// peer is a JavaScript library in a page of the same Chromium.
export async function peer(browser, name, library) {
  const tab = await browser.tab();
  await tab.open(pathToFileURL(join(inputs, "peers.html")).href);
  const give = texts(tab);
  return {
    name,
    ask: async (times, what, list) => {
      await give(list);
      return tab.run((library, times, what, names, at) => ask(library, times, what, names.map((n) => texts[n]), new Date(at)), library, times, what, list.map((x) => x.name), at);
    },
    close: () => tab.close(),
  };
}

// openssl is the program: what a run with more to do takes longer than one with
// less, so that its start does not count.
export function openssl() {
  const run = (...args) => {
    const began = performance.now();
    const { status, stderr } = spawnSync("openssl", args, { cwd: inputs, encoding: "utf8" });
    if (status !== 0) throw new Error("openssl " + args[0] + ": " + stderr);
    return performance.now() - began;
  };
  const verify = (chain, trust, leaves) =>
    run("verify", "-attime", String(Date.parse(at) / 1000), "-CAfile", trust, "-untrusted", chain, ...Array(leaves).fill(chain.replace("chain", "leaf")));
  return {
    name: "openssl",
    ask: async (times, what, [first, second]) => {
      if (what === "report") {
        const one = verify(first.name, second.name, 1);
        return [(verify(first.name, second.name, times + 1) - one) / times, "chain-complete"];
      }
      return [run("crl2pkcs7", "-nocrl", "-certfile", first.name, "-outform", "DER", "-out", "/dev/null") - run("version"), "-"];
    },
    whole: (chain, trust) => [verify(chain, trust, 1), run("version")],
    close: () => undefined,
  };
}
