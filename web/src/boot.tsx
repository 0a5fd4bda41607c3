// Boot draws the page into #app. It first puts the document back into the
// state of the file, so that a copy that a browser saved after use is as good
// as new.

import { options, render } from "preact";
import { App } from "./app";
import { Engine } from "./engine";
import { reset } from "./pristine";

// No content security policy reaches WebRTC, the one way left by which bytes
// could leave: it goes before anything else runs.
function forbidPeers(): void {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"]) {
    Reflect.deleteProperty(globalThis, name);
  }
}

export function boot(): void {
  forbidPeers();
  reset(document.documentElement);
  const app = document.getElementById("app");
  if (!app) return;
  // What the hooks say is true at once: an input empties data-code in the same
  // turn, so that nobody takes the last verdict for the next one.
  options.debounceRendering = (draw) => draw();
  // "#engine=page" is for places that forbid workers without saying so.
  const engine = new Engine(location.hash === "#engine=page");
  render(<App engine={engine} />, app);
}
