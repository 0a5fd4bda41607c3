// WebKit's driver shows no network log. So it runs in a network of its own,
// whose only way out is a wire with a counter: the page in use sends no packet,
// and a page that asks for an address does.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { out, paste } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { on, open, put, verdict } from "./steps.mjs";

const inside = process.env.MISSING_LINK_SILENT === "yes";

// The wire's far end is open but answers nothing. It has no IPv6, which talks by
// itself; the loopback keeps it, for the driver listens there.
const network = `
  set -e
  sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  ip link set lo up
  ip link add wire type veth peer name far
  ip addr add 192.0.2.1/24 dev wire
  ip link set wire up
  ip link set far up
  ip route add default via 192.0.2.2
  exec "$@"`;

function sent() {
  const line = readFileSync("/proc/self/net/dev", "utf8").split("\n").find((l) => l.trim().startsWith("wire:"));
  return Number(line.trim().split(/[:\s]+/)[10]);
}

if (!inside) {
  test("WebKit sends no packet", { timeout: 180_000 }, () => {
    const apart = process.getuid() === 0 ? ["-n"] : ["-rn"];
    const child = spawnSync("unshare", [...apart, "sh", "-c", network, "sh", process.execPath, fileURLToPath(import.meta.url)], {
      env: { ...process.env, MISSING_LINK_SILENT: "yes" },
      encoding: "utf8",
    });
    assert.equal(child.status, 0, child.error?.message ?? child.stdout + child.stderr);
  });
} else {
  const browser = await launch("webkit");
  try {
    const tab = await browser.tab();
    await sleep(1000);
    const before = sent();
    await open(tab);
    await on(tab);
    await put(tab, paste("leaf-only.txt"));
    assert.equal((await verdict(tab)).code, "missing-intermediate");
    await tab.run(() => fetch("http://192.0.2.9/").catch(() => undefined));
    await tab.run(() => void (new Image().src = "http://192.0.2.9/x.png"));
    await sleep(2000);
    assert.equal(sent(), before, "packets that the page sent");

    const control = join(out, "control.html");
    writeFileSync(control, "<!DOCTYPE html><title>control</title>");
    await tab.open(pathToFileURL(control).href);
    await tab.run(() => void (new Image().src = "http://192.0.2.9/x.png"));
    await sleep(2000);
    assert.ok(sent() > before, "a page without the policy does send packets");
  } finally {
    await browser.close();
  }
}
