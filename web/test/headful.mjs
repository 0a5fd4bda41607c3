// Chromium with a window on a display of its own, and keys pressed in it: the
// only way to its own "Save page as".

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, patience } from "./browsers.mjs";

export async function launchHeadful() {
  // Its dialogs write into the home folder.
  const home = mkdtempSync(join(tmpdir(), "missing-link-home-"));
  const server = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const stop = () => {
    server.kill();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const number = await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.once("exit", () => reject(new Error("no display")));
      server.stdout.once("data", (data) => resolve(String(data).trim()));
    });
    const env = { ...process.env, DISPLAY: `:${number}`, HOME: home, LANGUAGE: "en", LC_ALL: "C.UTF-8" };
    const browser = await launch("chromium", { headless: false, env });
    return {
      engine: "chromium",
      tab: async () => {
        const tab = await browser.tab();
        tab.save = (file) => save(tab, file, env);
        return tab;
      },
      close: async () => {
        await browser.close();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

// save presses Ctrl+S, types the name and presses Save: "Webpage, Complete".
async function save(tab, file, env) {
  const press = (...args) => execFileSync("xdotool", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const find = (...by) => {
    try {
      return press("search", "--onlyvisible", ...by).split("\n").at(-1);
    } catch {
      return "";
    }
  };
  const until = async (what, done) => {
    for (const end = Date.now() + patience; !done(); await sleep(200)) if (Date.now() > end) throw new Error("waited too long for " + what);
  };
  const dialog = () => find("--name", "^Save File$");
  await tab.page.bringToFront();
  press("windowfocus", "--sync", find("--class", "chromium"));
  press("key", "ctrl+s");
  await until("the dialog", dialog);
  const window = dialog();
  press("windowfocus", "--sync", window);
  await sleep(500);
  press("key", "ctrl+a");
  press("type", "--delay", "20", file);
  await sleep(500);
  // No window manager tells the dialog that it is active, so Enter does
  // nothing: the button in its corner is clicked.
  const [, width, height] = /(\d+)x(\d+)/.exec(press("getwindowgeometry", window));
  press("mousemove", "--window", window, String(width - 50), String(height - 24), "click", "1");
  await until("the file", () => existsSync(file));
  for (let size = -1; size !== statSync(file).size || size === 0; await sleep(500)) size = statSync(file).size;
}
