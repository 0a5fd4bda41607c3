// What a person does on the page, in words the tests share. Every function
// takes a Tab; what runs in the page stands inside tab.run.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { date, dist, out, page } from "./build.mjs";

export const fileAddress = pathToFileURL(page).href;

// The watch stands before the page's own script.
const watch = `window.violations = []; document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.effectiveDirective + " " + e.blockedURI));`;

// watched writes a copy of the page with the watch in it, for a driver that can
// run nothing before the page does. Its policy allows one script more; the rest
// is the page byte by byte.
export function watched() {
  const hash = createHash("sha256").update(watch).digest("base64");
  const whole = readFileSync(page, "utf8");
  const copy = whole.replace("script-src ", `script-src 'sha256-${hash}' `).replace("<meta charset", `<script>${watch}</script>\n<meta charset`);
  const file = join(out, "watched.html");
  writeFileSync(file, copy);
  return pathToFileURL(file).href;
}

// serve offers the built site over http with the headers of its _headers file,
// counts what is asked for, and has the policy report what it refuses.
export async function serve() {
  const rules = (await readFile(join(dist, "_headers"), "utf8")).split("\n").slice(1).filter((l) => l.trim());
  const asked = [];
  const violations = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url);
    if (request.method === "POST") {
      const { "csp-report": report } = await json(request);
      violations.push(`${report["effective-directive"] || report["violated-directive"]} ${report["blocked-uri"]}`);
      response.writeHead(204).end();
      return;
    }
    for (const rule of rules) {
      const [name, ...rest] = rule.trim().split(": ");
      const value = rest.join(": ");
      response.setHeader(name, name === "Content-Security-Policy" ? value + "; report-uri /violations" : value);
    }
    const name = request.url === "/" ? "index.html" : request.url.slice(1);
    try {
      const body = await readFile(join(dist, name.replaceAll("..", "")));
      response.setHeader("Content-Type", name.endsWith(".html") ? "text/html; charset=utf-8" : "text/plain");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, violations, close: () => server.close() };
}

export async function open(tab, address = fileAddress) {
  await tab.watchViolations();
  await tab.open(address);
  await ready(tab);
}

export async function ready(tab) {
  await tab.until(() => document.body?.hasAttribute("data-ready"));
}

// on sets the day of judgement, as the test certificates need it.
export async function on(tab, day = date) {
  await tab.run((value) => {
    const field = document.getElementById("date");
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }, day);
}

export async function put(tab, text) {
  await tab.run((value) => {
    const box = document.getElementById("input");
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

// verdict waits for the end of the analysis and returns what the hooks say.
export async function verdict(tab) {
  await tab.until(() => document.getElementById("verdict").dataset.code || document.querySelector("[data-trouble]"));
  return tab.run(() => {
    const card = document.getElementById("verdict");
    return {
      code: card.dataset.code,
      status: card.dataset.status,
      focused: document.activeElement === card,
      title: document.title,
      trouble: document.querySelector("[data-trouble]")?.textContent ?? "",
      chain: [...document.querySelectorAll("#chain > li")].map((li) => li.dataset.state),
      findings: [...document.querySelectorAll("#findings [data-finding]")].map((li) => li.dataset.finding),
      remedies: [...document.querySelectorAll("#steps [data-remedy]")].map((li) => li.dataset.remedy),
    };
  });
}

// drop lets files fall onto an element, by default the page.
export async function drop(tab, files, selector = "body") {
  const list = files.map(({ name, data }) => ({ name, base64: Buffer.from(data).toString("base64") }));
  await tab.run(
    (list, selector) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      }
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.querySelector(selector).dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
    },
    list,
    selector,
  );
}

// give opens the place for an input of a role and pastes into it.
export async function give(tab, role, text) {
  await tab.run((role) => document.querySelector(`[data-add="${role}"]`).click(), role);
  await tab.until((role) => document.querySelector(`.slot[data-role="${role}"] textarea`), role);
  await tab.run(
    (role, text) => {
      const area = document.querySelector(`.slot[data-role="${role}"] textarea`);
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    role,
    text,
  );
}

export async function clear(tab) {
  await tab.run(() => document.getElementById("clear")?.click());
  await tab.until(() => !document.getElementById("clear"));
}

// pasteAnywhere is a paste while nothing has the focus.
export async function pasteAnywhere(tab, text) {
  await tab.run((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new Event("paste", { bubbles: true, cancelable: true });
    // Not every engine takes the data with the event.
    Object.defineProperty(event, "clipboardData", { value: clipboardData });
    document.body.dispatchEvent(event);
  }, text);
}

// choose gives files to the button for files.
export async function choose(tab, files) {
  const list = files.map(({ name, data }) => ({ name, base64: Buffer.from(data).toString("base64") }));
  await tab.run((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list) transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    const input = document.getElementById("files");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, list);
}

export async function speak(tab, lang) {
  await tab.run((lang) => {
    const select = document.querySelector("header select");
    select.value = lang;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }, lang);
  await tab.until((lang) => document.documentElement.lang === lang && document.getElementById("verdict").dataset.code, lang);
}

// watchHands keeps what the page copies, saves and prints.
export async function watchHands(tab) {
  await tab.run(() => {
    window.hands = { copied: [], saved: [], names: [], printed: 0 };
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text) => void window.hands.copied.push(text) } });
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => (window.hands.saved.push(blob), create.call(URL, blob));
    HTMLAnchorElement.prototype.click = function () {
      window.hands.names.push(this.download);
    };
    window.print = () => void window.hands.printed++;
  });
}

// press presses the button that starts with a text and returns what it handed
// over.
export async function press(tab, text) {
  await tab.run((text) => {
    window.hands.copied.length = window.hands.saved.length = window.hands.names.length = window.hands.printed = 0;
    const button = [...document.querySelectorAll("button")].find((b) => b.textContent.startsWith(text));
    if (!button) throw new Error("no button " + text);
    button.click();
  }, text);
  return tab.run(async () => ({
    ...window.hands,
    saved: await Promise.all(window.hands.saved.map(async (b) => [...new Uint8Array(await b.arrayBuffer())])),
  }));
}
