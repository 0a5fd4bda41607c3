// Pictures of the page's states in light, dark and on a phone, for people to
// look at (web/test/out/screens), and the two that README shows (docs/img).

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { out, root } from "./build.mjs";
import { launch } from "./browsers.mjs";
import { fileAddress, open, verdict } from "./steps.mjs";

const states = {
  empty: "",
  "leaf-only": "public-intermediate-missing",
  "private-root": "private-root",
  "mtls-refused": "log-client-issuer",
  "store-health": "store-root-inactive",
  comparison: "chain-changed",
};

const looks = {
  light: { width: 1280, scheme: "light" },
  dark: { width: 1280, scheme: "dark" },
  360: { width: 360, scheme: "light" },
};

const screens = join(out, "screens");
const images = join(root, "docs", "img");
mkdirSync(screens, { recursive: true });
mkdirSync(images, { recursive: true });

const browser = await launch("chromium");
try {
  for (const [state, example] of Object.entries(states)) {
    for (const [look, { width, scheme }] of Object.entries(looks)) {
      const tab = await browser.tab();
      await tab.page.setViewport({ width, height: 900 });
      await tab.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await open(tab, fileAddress);
      if (example) {
        await tab.run((id) => document.querySelector(`[data-example="${id}"]`).click(), example);
        await verdict(tab);
      }
      await tab.until(() => document.getElementById("sha256"));
      await tab.run(() => (document.activeElement?.blur(), scrollTo(0, 0)));
      await tab.page.screenshot({ path: join(screens, `${state}-${look}.png`), fullPage: true });
      if (state === "leaf-only" && width > 1000) {
        // README shows what one sees without scrolling: the verdict and the gap.
        const top = await tab.run(() => document.getElementById("verdict").getBoundingClientRect().top - 16);
        const bottom = await tab.run(() => document.querySelector(".chain-scale").getBoundingClientRect().bottom + 20);
        const path = join(images, look === "dark" ? "verdict-dark.png" : "verdict.png");
        await tab.page.screenshot({ path, clip: { x: 100, y: Math.max(0, top), width: 1080, height: bottom - top } });
      }
      await tab.close();
    }
  }
} finally {
  await browser.close();
}
