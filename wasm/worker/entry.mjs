// The front of the Worker. It refuses what is too large, too slow, too often
// or too much before Go is asked, keeps one Go instance for many requests,
// and puts the same headers on every reply. docs/worker.md says why.
import "./wasm_exec.js";
import program from "./app.wasm";
import contract from "./contract.json";

const { limits, headers, refusals } = contract;

// Nothing is logged. What Go prints when it dies could hold input.
globalThis.fs.writeSync = (_fd, bytes) => bytes.length;

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/api/") && env.ASSETS) return env.ASSETS.fetch(request);
    const visit = { since: Date.now(), bytes: 0, analysing: false };
    visits.add(visit);
    let reply;
    try {
      reply = await serve(request, env, ctx, visit);
    } catch {
      reply = "crashed";
    } finally {
      visits.delete(visit);
    }
    if (typeof reply === "string") reply = refusal(reply, url, request);
    for (const [name, value] of Object.entries(headers)) reply.headers.set(name, value);
    if (env.DEBUG === "1") reply.headers.set("X-Boots", String(boots));
    return reply;
  },
};

/** serve returns Go's reply, or the code of a refusal. */
async function serve(request, env, ctx, visit) {
  let body = null;
  if (request.method === "POST") {
    if (!(await mayAsk(request, env))) return "rate";
    if (Number(request.headers.get("Content-Length")) > limits.body) return "too-large";
    if (buffered() > limits.buffered) return "busy";
    body = await within(limit(env, "upload"), readCapped(request.body, limits.body, visit));
    if (body === LATE) return "slow-upload";
    if (body === null) return "too-large";
  }
  if (analysing() >= limit(env, "inFlight")) return "busy";
  visit.analysing = true;

  const go = instance(env, ctx);
  const asked = new Request(request.url, { method: request.method, headers: request.headers, body });
  const reply = await within(limit(env, "deadline"), go.handle(asked));
  if (reply === LATE) {
    go.retire();
    return "deadline";
  }
  const empty = request.method === "HEAD" ? null : await reply.arrayBuffer();
  return new Response(empty, { status: reply.status, headers: reply.headers });
}

/** limit reads a limit of the contract, which a variable of that name replaces. */
function limit(env, name) {
  return Number(env[name.toUpperCase()] ?? limits[name]);
}

/** refusal makes the reply of one line that says what to do. */
function refusal(code, url, request) {
  const { status, message, retryAfter } = refusals[code];
  const format = url.searchParams.get("format");
  const json = format ? format === "json" : (request.headers.get("Accept") ?? "").includes("application/json");
  const reply = json
    ? Response.json({ error: { code, status, message, retryAfter } }, { status })
    : new Response(message + "\n", { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  if (retryAfter) reply.headers.set("Retry-After", String(retryAfter));
  return reply;
}

// ---- What is under way ----------------------------------------------------

// A request that its client drops may end without running its finally block,
// so a visit also ends by its age: the counts heal themselves.
const visits = new Set();

function underWay() {
  const oldest = Date.now() - 2 * (limits.upload + limits.deadline);
  for (const visit of visits) if (visit.since < oldest) visits.delete(visit);
  return [...visits];
}

const analysing = () => underWay().filter((visit) => visit.analysing).length;
const buffered = () => underWay().reduce((sum, visit) => sum + visit.bytes, 0);

// ---- How often ------------------------------------------------------------

const minute = { start: 0, counts: new Map() };

/** mayAsk counts requests of an address in this minute; it forgets them after. */
async function mayAsk(request, env) {
  const address = request.headers.get("CF-Connecting-IP") ?? "";
  if (env.RL) return (await env.RL.limit({ key: address })).success;
  const most = limit(env, "rate");
  const now = Math.floor(Date.now() / 60_000);
  if (minute.start !== now) {
    minute.start = now;
    minute.counts.clear();
  }
  const count = (minute.counts.get(address) ?? 0) + 1;
  minute.counts.set(address, count);
  return most === 0 || count <= most;
}

// ---- Reading and waiting --------------------------------------------------

const LATE = Symbol("late");

/** within waits for a promise, but no longer than that: then it gives LATE. */
async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, LATE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * readCapped reads a stream into one array, or gives null when it is longer
 * than the cap. It copies as it goes: a body sent in pieces of one byte would
 * otherwise cost a hundred times its size.
 */
async function readCapped(stream, cap, visit = {}) {
  if (!stream) return new Uint8Array();
  const reader = stream.getReader();
  let bytes = new Uint8Array(16 << 10);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.byteLength > cap) {
      reader.cancel().catch(() => {});
      return null;
    }
    if (length + value.byteLength > bytes.length) {
      const larger = new Uint8Array(Math.min(cap, 2 * (length + value.byteLength)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(value, length);
    length += value.byteLength;
    visit.bytes = bytes.length;
  }
}

/** fetchOnce sends one GET for POST /api/aia: no redirect, capped, timed. */
async function fetchOnce(address, sent, cap, milliseconds) {
  const reply = await fetch(address, {
    headers: sent,
    redirect: "manual",
    signal: AbortSignal.timeout(milliseconds),
  });
  const { status } = reply;
  const location = reply.headers.get("Location") ?? "";
  if (status !== 200) {
    reply.body?.cancel().catch(() => {});
    return { status, location, body: new Uint8Array() };
  }
  const body = await readCapped(reply.body, cap);
  if (body === null) throw new Error("larger than the cap");
  return { status, location, body };
}

// ---- The Go instance ------------------------------------------------------

let boots = 0;
let current;

/** instance gives the Go instance that serves now, a fresh one when it is due. */
function instance(env, ctx) {
  if (!current || current.uses >= limit(env, "uses")) current = new Instance(env, ctx);
  current.uses++;
  return current;
}

/** One Go program. It dies alone: what waits for it gets an error at once. */
class Instance {
  uses = 0;
  #binding = {};
  #waiting = new Set();
  #ended = false;

  constructor(env, ctx) {
    boots++;
    const go = new Go();
    const resume = go._resume.bind(go);
    go._resume = () => {
      if (this.#ended) return;
      try {
        resume();
      } catch {
        this.#end();
      }
    };
    const wasm = new WebAssembly.Instance(program, { ...go.importObject, workers: { ready() {} } });
    const end = () => this.#end();
    go.run(wasm, { env, ctx, binding: this.#binding, fetchOnce }).then(end, end);
  }

  /** handle passes a request to Go. */
  handle(request) {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new Error("the instance has ended"));
      this.#waiting.add(reject);
      const leave = () => this.#waiting.delete(reject);
      this.#binding.handleRequest(request).then(resolve, reject).finally(leave);
    });
  }

  /** retire lets what is under way end here and sends nothing new. */
  retire() {
    if (current === this) current = undefined;
  }

  #end() {
    this.#ended = true;
    this.retire();
    for (const reject of this.#waiting) reject(new Error("the instance has ended"));
    this.#waiting.clear();
  }
}
