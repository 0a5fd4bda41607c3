// The built file and the sources it comes from.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { dist, page, root } from "./build.mjs";

const source = join(import.meta.dirname, "..", "src");
const html = readFileSync(page, "utf8");

test("the policy stands first in the head and allows only this script and this style", () => {
  const policy = /^<!DOCTYPE html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html)?.[1];
  assert.ok(policy);
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const script = /<script id="boot">([\s\S]*?)<\/script>/.exec(html)[1];
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)[1];
  const rules = Object.fromEntries(policy.split("; ").map((r) => [r.split(" ")[0], r.split(" ").slice(1).join(" ")]));
  assert.equal(rules["default-src"], "'none'");
  assert.equal(rules["script-src"], `${hash(script)} 'wasm-unsafe-eval'`);
  assert.equal(rules["style-src"], hash(style));
  assert.equal(rules["connect-src"], "'none'");
  assert.equal(rules["worker-src"], "blob:");
  assert.equal(rules["base-uri"], "'none'");
  assert.equal(rules["form-action"], "'none'");
  assert.equal(rules["require-trusted-types-for"], "'script'");
});

test("the file asks for nothing and is plain ASCII", () => {
  const shell = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
  assert.doesNotMatch(shell, /\ssrc=|href="http|<iframe|style="/);
  assert.match(html, /^[\n\x20-\x7e]*$/);
});

test("the site is complete and its checksums fit", () => {
  const sum = createHash("sha256").update(html).digest("hex");
  assert.equal(readFileSync(join(dist, "SHA256SUMS"), "utf8"), `${sum}  missing-link.html\n${sum}  index.html\n`);
  assert.equal(readFileSync(join(dist, "index.html"), "utf8"), html);
  for (const line of readFileSync(join(dist, "_headers"), "utf8").split("\n")) assert.ok(line.length < 2000);
});

test("the same sources give the same bytes", () => {
  const again = mkdtempSync(join(tmpdir(), "missing-link-"));
  execFileSync("go", ["run", "./web/bundle", "-out", again], { cwd: root, stdio: "pipe" });
  assert.ok(readFileSync(join(again, "missing-link.html")).equals(readFileSync(page)));
});

test("the server refuses an address that others can reach", () => {
  assert.throws(
    () => execFileSync("go", ["run", "./web/bundle", "-out", dist, "-serve", "0.0.0.0:8080"], { cwd: root, stdio: "pipe" }),
    (error) => /not a loopback address/.test(error.stderr),
  );
});

test("no source writes markup, styles or storage", () => {
  const files = readdirSync(source, { recursive: true }).filter((f) => /\.tsx?$/.test(f));
  assert.ok(files.length > 20);
  for (const file of files) {
    const text = readFileSync(join(source, file), "utf8");
    assert.doesNotMatch(text, /innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|style=\{|\.style\.|localStorage|sessionStorage|\bany\b(?=[;,>)\]])/, file);
  }
});

test("both languages have the same words, with the same places to fill", () => {
  const read = (lang) => JSON.parse(readFileSync(join(source, "text", `${lang}.json`), "utf8"));
  const [en, ja] = [read("en"), read("ja")];
  const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const [key, text] of Object.entries(en)) {
    if (key.endsWith(".one")) continue;
    assert.ok(ja[key], `ja lacks ${key}`);
    assert.deepEqual(holes(ja[key]), holes(text), key);
    assert.doesNotMatch(text, /please|sorry|oops|\b(in)?valid\b|illegal|something went wrong/i, key);
  }
  assert.deepEqual(Object.keys(ja).filter((key) => !(key in en)), []);
});
