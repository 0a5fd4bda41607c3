// WebKit's driver shows no network log, so all of it runs in a network of its
// own: the page in use sends no packet, and a page without the policy does.

import { apart, sent } from "./apart.mjs";
import { journeys } from "./journeys.mjs";

apart();
journeys("webkit", { sent });
