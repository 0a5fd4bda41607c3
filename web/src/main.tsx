// The one script of the page. It is the page's, and the worker's too: the page
// starts its worker from this script's own text.

import "wasm_exec";
import { boot } from "./boot";
import { runWorker } from "./worker";

if (typeof document === "undefined") runWorker();
else boot();
