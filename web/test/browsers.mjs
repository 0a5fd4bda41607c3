// Three engines behind one small interface: a Tab that opens an address and
// runs functions in it. Chromium and Firefox are driven by puppeteer-core,
// WebKit by the W3C WebDriver protocol over plain HTTP.

import { spawn } from "node:child_process";
import { accessSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const install = "apt-get install --no-install-recommends -y chromium firefox-esr webkit2gtk-driver xvfb xauth";

export const programs = {
  chromium: process.env.CHROMIUM ?? "/usr/bin/chromium",
  firefox: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  webkit: process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver",
  xvfb: process.env.XVFB_RUN ?? "/usr/bin/xvfb-run",
};

// A long wait: the machine may be busy with other things.
export const patience = 60_000;

function need(...names) {
  for (const name of names) {
    try {
      accessSync(programs[name]);
    } catch {
      throw new Error(`${programs[name]} is missing. Install the browsers: ${install}`);
    }
  }
}

// launch starts an engine and returns {tab(), close()}.
export async function launch(engine, options = {}) {
  if (engine === "webkit") return launchWebKit();
  need(engine);
  const browser = await puppeteer.launch({
    browser: engine === "firefox" ? "firefox" : "chrome",
    executablePath: programs[engine],
    headless: true,
    protocolTimeout: patience,
    timeout: patience,
    ...options,
    args:
      engine === "firefox"
        ? []
        : [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
          ],
  });
  return {
    engine,
    browser,
    tab: async () => new PuppeteerTab(await browser.newPage()),
    close: () => browser.close(),
  };
}

class PuppeteerTab {
  requests = [];
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(patience);
    page.on("request", (r) => {
      if (!/^(data|blob|about):/.test(r.url())) this.requests.push(r.url());
    });
  }
  async watchViolations() {
    await this.page.evaluateOnNewDocument(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
  }
  open(url) {
    return this.page.goto(url);
  }
  run(f, ...args) {
    return this.page.evaluate(f, ...args);
  }
  async until(f, ...args) {
    await this.page.waitForFunction(f, { polling: 50 }, ...args);
  }
  close() {
    return this.page.close();
  }
}

async function launchWebKit() {
  need("webkit", "xvfb");
  const port = await freePort();
  // Its own process group, so that the display goes down with the driver.
  const child = spawn(programs.xvfb, ["-a", programs.webkit, `--port=${port}`], { stdio: "ignore", detached: true });
  const base = `http://127.0.0.1:${port}`;
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It is gone already.
    }
  };
  process.once("exit", stop);
  try {
    const capabilities = {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", args: ["--automation"] },
      timeouts: { script: patience, pageLoad: patience },
    };
    let session;
    for (let tries = 0; !session; tries++) {
      try {
        session = await call(base, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
      } catch (error) {
        if (tries > 100) throw error;
        await sleep(200);
      }
    }
    const at = `${base}/session/${session.sessionId}`;
    return {
      engine: "webkit",
      // MiniBrowser under automation has one tab: it is emptied instead.
      tab: async () => {
        await call(at, "POST", "/url", { url: "about:blank" });
        return new WebDriverTab(at);
      },
      close: async () => {
        await call(at, "DELETE", "").catch(() => undefined);
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

class WebDriverTab {
  constructor(at) {
    this.at = at;
  }
  async watchViolations() {}
  async open(url) {
    await call(this.at, "POST", "/url", { url: "about:blank" });
    await call(this.at, "POST", "/url", { url });
  }
  async run(f, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      Promise.resolve().then(() => (${f}).apply(null, args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await call(this.at, "POST", "/execute/async", { script, args });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }
  async until(f, ...args) {
    const end = Date.now() + patience;
    for (;;) {
      if (await this.run(f, ...args)) return;
      if (Date.now() > end) throw new Error("waited too long for " + f);
      await sleep(50);
    }
  }
  async close() {
    await call(this.at, "POST", "/url", { url: "about:blank" });
  }
}

async function call(base, method, path, body) {
  const response = await fetch(base + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = await response.json();
  if (value && value.error) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
