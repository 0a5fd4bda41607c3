// A network of its own, for an engine whose driver shows no network log: its
// only way out is a wire with a counter.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

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

// apart runs this very program again in that network and ends with its result;
// in there it returns.
export function apart() {
  if (process.env.MISSING_LINK_APART === "yes") return;
  const alone = process.getuid() === 0 ? ["-n"] : ["-rn"];
  const { status, error } = spawnSync("unshare", [...alone, "sh", "-c", network, "sh", process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, MISSING_LINK_APART: "yes" },
    stdio: "inherit",
  });
  if (error) throw error;
  process.exit(status ?? 1);
}

// sent counts the packets that went out so far.
export function sent() {
  const line = readFileSync("/proc/self/net/dev", "utf8").split("\n").find((l) => l.trim().startsWith("wire:"));
  return Number(line.trim().split(/[:\s]+/)[10]);
}
