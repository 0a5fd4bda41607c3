// Builds what the tests open: the page, the command line, the pastes.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = process.env.MISSING_LINK_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const out = process.env.MISSING_LINK_OUT ?? join(dirname(fileURLToPath(import.meta.url)), "out");
export const dist = join(out, "dist");
export const pastes = join(out, "pastes");
export const command = join(out, "missinglink");
export const page = join(dist, "missing-link.html");

// The day on which the test certificates are judged.
export const date = "2026-06-02";

export function build() {
  const go = (...args) => execFileSync("go", args, { cwd: root, stdio: "inherit" });
  go("run", "./web/bundle", "-out", dist);
  go("run", "./web/test/pastes", pastes);
  go("build", "-trimpath", "-buildvcs=false", "-o", command, "./analyzer/cmd/missinglink");
}

export function paste(name) {
  return readFileSync(join(pastes, name), "utf8");
}

export function cases() {
  return JSON.parse(paste("cases.json"));
}

// The command line's answer to files, as bytes.
export function answer(format, ...args) {
  try {
    return execFileSync(command, ["--format", format, "--at", `${date}T12:00:00Z`, ...args], { cwd: pastes, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    // Exit code 1 says that a problem was found.
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build();
} else if (!existsSync(page)) {
  throw new Error("nothing is built yet: run npm test, which builds first");
}
