// Chromium and Firefox: their drivers log what is asked of the network.

import { journeys } from "./journeys.mjs";

journeys("chromium");
journeys("firefox");
