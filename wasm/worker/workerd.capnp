# The Worker on workerd without Cloudflare: workerd serve build/worker/workerd.capnp
# build.sh copies this file beside what it embeds.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # Names that resolve to a private address are refused here, whatever the
    # text of an address passed.
    (name = "internet", network = (allow = ["public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "entry.mjs", esModule = embed "entry.mjs"),
    (name = "wasm_exec.js", esModule = embed "wasm_exec.js"),
    (name = "app.wasm", wasm = embed "app.wasm"),
    (name = "contract.json", json = embed "contract.json"),
  ],
  bindings = [
    (name = "AIA_ENABLED", fromEnvironment = "AIA_ENABLED"),
    (name = "RATE", fromEnvironment = "RATE"),
    (name = "USES", fromEnvironment = "USES"),
    (name = "UPLOAD", fromEnvironment = "UPLOAD"),
    (name = "DEADLINE", fromEnvironment = "DEADLINE"),
    (name = "INFLIGHT", fromEnvironment = "INFLIGHT"),
    (name = "DEBUG", fromEnvironment = "DEBUG"),
  ],
  compatibilityDate = "2026-11-01",
  globalOutbound = "internet",
);
