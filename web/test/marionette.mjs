// Firefox through Marionette, its own wire, which also reaches the browser
// around the page: the only way to its "Save Page As, complete".

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, patience, programs } from "./browsers.mjs";

export async function launchMarionette() {
  const profile = mkdtempSync(join(tmpdir(), "missing-link-profile-"));
  const port = await freePort();
  writeFileSync(join(profile, "user.js"), `user_pref("marionette.port", ${port});\n`);
  const child = spawn(programs.firefox, ["--headless", "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access"], {
    stdio: "ignore",
    env: { ...process.env, MOZ_REMOTE_ALLOW_SYSTEM_ACCESS: "1" },
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const close = async () => {
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(10_000)]);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const wire = await dial(port);
    await wire.call("WebDriver:NewSession", { capabilities: { alwaysMatch: { timeouts: { script: patience, pageLoad: patience } } } });
    return { engine: "firefox", tab: async () => new MarionetteTab(wire), close };
  } catch (error) {
    await close();
    throw error;
  }
}

class MarionetteTab {
  constructor(wire) {
    this.wire = wire;
  }
  async watchViolations() {}
  async open(url) {
    await this.wire.call("WebDriver:Navigate", { url: "about:blank" });
    await this.wire.call("WebDriver:Navigate", { url });
  }
  async run(f, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      Promise.resolve().then(() => (${f}).apply(null, args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value } = await this.wire.call("WebDriver:ExecuteAsyncScript", { script, args, sandbox: null });
    if (value.error !== undefined) throw new Error(value.error);
    return value.value;
  }
  async until(f, ...args) {
    const end = Date.now() + patience;
    while (!(await this.run(f, ...args))) {
      if (Date.now() > end) throw new Error("waited too long for " + f);
      await sleep(50);
    }
  }
  // save is what "Save Page As", "Web Page, complete" does once a name is chosen.
  async save(file) {
    await this.wire.call("Marionette:SetContext", { value: "chrome" });
    try {
      await this.run((file) => {
        const at = (path) => {
          const f = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
          f.initWithPath(path);
          return f;
        };
        const browser = Services.wm.getMostRecentWindow("navigator:browser").gBrowser.selectedBrowser;
        return new Promise((resolve, reject) => {
          browser.frameLoader.startPersistence(null, {
            onError: (status) => reject(new Error("no document to save: " + status)),
            onDocumentReady: (document) => {
              const persist = Cc["@mozilla.org/embedding/browser/nsWebBrowserPersist;1"].createInstance(Ci.nsIWebBrowserPersist);
              persist.persistFlags = persist.PERSIST_FLAGS_REPLACE_EXISTING_FILES | persist.PERSIST_FLAGS_AUTODETECT_APPLY_CONVERSION;
              persist.progressListener = {
                QueryInterface: ChromeUtils.generateQI(["nsIWebProgressListener"]),
                onStateChange: (progress, request, state, status) => {
                  if (!(state & Ci.nsIWebProgressListener.STATE_STOP) || persist.currentState !== persist.PERSIST_STATE_FINISHED) return;
                  if (status) reject(new Error("saving ended with " + status));
                  else resolve();
                },
                onProgressChange() {},
                onLocationChange() {},
                onStatusChange() {},
                onSecurityChange() {},
                onContentBlockingEvent() {},
              };
              persist.saveDocument(document, at(file), at(file.replace(/\.html$/, "_files")), "text/html", persist.ENCODE_FLAGS_ENCODE_BASIC_ENTITIES, 0);
            },
          });
        });
      }, file);
    } finally {
      await this.wire.call("Marionette:SetContext", { value: "content" });
    }
  }
  async close() {
    await this.wire.call("WebDriver:Navigate", { url: "about:blank" });
  }
}

// dial connects once the browser listens. A packet is its length, a colon and
// JSON: [0, id, command, parameters] one way, [1, id, error, result] the other.
async function dial(port) {
  const socket = await connected(port);
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  socket.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const colon = buffer.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(buffer.subarray(0, colon));
      if (buffer.length < end) return;
      const packet = JSON.parse(buffer.subarray(colon + 1, end).toString());
      buffer = buffer.subarray(end);
      // The first packet is a greeting.
      if (!Array.isArray(packet)) continue;
      const [, id, error, result] = packet;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(result);
    }
  });
  socket.on("close", () => waiting.forEach(({ reject }) => reject(new Error("Firefox ended"))));
  let last = 0;
  return {
    call: (command, parameters) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const packet = Buffer.from(JSON.stringify([0, id, command, parameters]));
        socket.write(Buffer.concat([Buffer.from(`${packet.length}:`), packet]));
      }),
  };
}

async function connected(port) {
  for (const end = Date.now() + patience; ; await sleep(200)) {
    try {
      return await new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => resolve(socket));
        socket.once("error", reject);
      });
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
