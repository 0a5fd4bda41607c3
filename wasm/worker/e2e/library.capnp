# The same Go program behind the library's own front, which makes a new
# instance for every request: what the pool is measured against.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "../../../build/e2e/worker/worker.mjs"),
    (name = "runtime.mjs", esModule = embed "../../../build/e2e/worker/runtime.mjs"),
    (name = "wasm_exec.js", esModule = embed "../../../build/e2e/worker/wasm_exec.js"),
    (name = "app.wasm", wasm = embed "../../../build/e2e/worker/app.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
