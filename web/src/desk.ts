// The desk: what the user put on the page, and the analysis of it.

import type { Engine, Feed, Progress, Result } from "./engine";
import { Stopped } from "./engine";
import type { Options } from "./protocol";
import { t, visible } from "./text";

export type Role = "" | "endpoint" | "store" | "client" | "before" | "pool";
export const roles: Role[] = ["", "endpoint", "store", "client", "before", "pool"];

// Source is one input. Its body stays outside the document, so that a copy of
// the page never holds it.
export interface Source {
  id: number;
  name: string;
  role: Role;
  body: string | Blob;
  // A slot waits for a paste or a file of a given role.
  slot: boolean;
}

export interface Choices {
  host: string;
  direction: NonNullable<Options["direction"]>;
  java: string;
  date: string;
  store: string;
  password: string;
  redact: boolean;
}

export const noChoices: Choices = { host: "", direction: "", java: "17", date: "", store: "openjdk", password: "", redact: false };

// Phase is what the page is doing.
export type Phase =
  | { name: "starting" }
  | { name: "idle" }
  | { name: "reading"; progress: Progress | undefined; slow: boolean }
  | { name: "cancelled" }
  | { name: "died"; reason: string }
  | { name: "dead"; reason: string };

// Text longer than this never enters the box: laying out one long line in a
// text area stops every browser for seconds.
export const boxLimit = 256 << 10;
// A wait shorter than this needs no word.
const quiet = 200;

export interface Desk {
  sources: Source[];
  choices: Choices;
  phase: Phase;
  result: Result | undefined;
  // Arrivals counts the results that the user asked for: the verdict takes the
  // focus when it rises, and never while somebody types.
  arrivals: number;
}

type Listener = (desk: Desk) => void;

// Analyst keeps the desk and runs analyses when it changes.
export class Analyst {
  desk: Desk = { sources: [], choices: noChoices, phase: { name: "starting" }, result: undefined, arrivals: 0 };
  lang = "en";
  private box = "";
  private nextId = 1;
  // Turn counts the changes of the input: what an overtaken analysis still has
  // to say is not heard.
  private turn = 0;
  // Loaded says that an example lies on the desk: its day and its other inputs
  // must not judge what somebody pastes next.
  private loaded = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listener: Listener = () => undefined;

  constructor(readonly engine: Engine) {}

  watch(listener: Listener): void {
    this.listener = listener;
  }

  async start(): Promise<void> {
    try {
      await this.engine.start();
      if (this.desk.phase.name === "starting") this.set({ phase: { name: "idle" } });
    } catch (error) {
      this.set({ phase: { name: "dead", reason: reason(error) } });
    }
  }

  // type takes the text of the box; asked says that it came as a whole (a
  // paste, a script) and not key by key.
  type(text: string, asked: boolean): void {
    if (this.loaded && asked) {
      this.loaded = false;
      this.set({ sources: [], choices: noChoices });
    }
    this.box = text;
    this.schedule(asked ? 60 : 500, asked);
  }

  // load puts an example on the desk.
  load(text: string, others: { name: string; role: Role; text: string }[], choices: Partial<Choices>): void {
    this.box = text;
    this.loaded = true;
    const sources = others.map((o) => ({ id: this.nextId++, name: o.name, role: o.role, body: o.text, slot: false }));
    this.set({ sources, choices: { ...noChoices, ...choices } });
    this.now();
  }

  now(): void {
    this.schedule(0, true);
  }

  addText(text: string, role: Role = "", name = ""): void {
    this.add([{ name: name || this.pastedName(), role, body: text }]);
  }

  addFiles(files: File[], role: Role = ""): void {
    this.add(files.map((file) => ({ name: file.name, role, body: file })));
  }

  private add(list: { name: string; role: Role; body: string | Blob }[]): void {
    if (list.length === 0) return;
    const sources = [...this.desk.sources];
    for (const item of list) {
      const slot = sources.findIndex((s) => s.slot && s.role === item.role);
      const name = unique(item.name, sources);
      if (slot >= 0) sources[slot] = { ...sources[slot]!, ...item, name, slot: false };
      else sources.push({ id: this.nextId++, ...item, name, slot: false });
    }
    this.set({ sources });
    this.now();
  }

  // openSlot makes room for an input of a role.
  openSlot(role: Role): number {
    const open = this.desk.sources.find((s) => s.slot && s.role === role);
    if (open) return open.id;
    const id = this.nextId++;
    this.set({ sources: [...this.desk.sources, { id, name: "", role, body: "", slot: true }] });
    return id;
  }

  fillSlot(id: number, body: string): void {
    this.replace(id, (s) => ({ ...s, name: this.pastedName(), body, slot: false }));
    this.now();
  }

  setRole(id: number, role: Role): void {
    this.replace(id, (s) => ({ ...s, role }));
    this.now();
  }

  remove(id: number): void {
    const gone = this.desk.sources.find((s) => s.id === id);
    this.set({ sources: this.desk.sources.filter((s) => s.id !== id) });
    if (gone && !gone.slot) this.schedule(0, false);
  }

  choose(choices: Partial<Choices>): void {
    this.set({ choices: { ...this.desk.choices, ...choices } });
    this.schedule(300, false);
  }

  // again analyses once more, for a new language or after a stop.
  again(): void {
    this.schedule(0, false);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.engine.stop();
    this.set({ phase: { name: "cancelled" } });
    void this.engine.start().catch(() => undefined);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.engine.stop();
    this.box = "";
    this.loaded = false;
    this.set({ sources: [], choices: noChoices, phase: { name: "idle" }, result: undefined });
    void this.engine.start().catch(() => undefined);
  }

  // boxName is the input name of the text in the box.
  get boxName(): string {
    return t("input.pasted", { n: 1 });
  }

  private pastedName(): string {
    const taken = this.desk.sources.filter((s) => typeof s.body === "string" && !s.slot).length;
    return t("input.pasted", { n: taken + 2 });
  }

  private replace(id: number, change: (s: Source) => Source): void {
    this.set({ sources: this.desk.sources.map((s) => (s.id === id ? change(s) : s)) });
  }

  private schedule(delay: number, asked: boolean): void {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    if (this.desk.phase.name === "dead") return;
    const feeds = this.feeds();
    if (feeds.length === 0) {
      if (this.engine.busy) this.engine.stop();
      this.set({ phase: { name: this.engine.tool ? "idle" : "starting" }, result: undefined });
      void this.start();
      return;
    }
    this.set({ phase: { name: "reading", progress: undefined, slow: false } });
    this.timer = setTimeout(() => void this.analyse(asked, turn), delay);
  }

  private feeds(): Feed[] {
    const feeds: Feed[] = [];
    if (this.box.trim() !== "") feeds.push({ name: this.boxName, role: "", body: this.box });
    for (const s of this.desk.sources) if (!s.slot) feeds.push({ name: s.name, role: s.role, body: s.body });
    return feeds;
  }

  private async analyse(asked: boolean, turn: number): Promise<void> {
    const tell = (change: Partial<Desk>) => {
      if (turn === this.turn) this.set(change);
    };
    const { choices } = this.desk;
    const options: Options = {
      at: choices.date ? choices.date + "T12:00:00Z" : new Date().toISOString().slice(0, 19) + "Z",
      host: choices.host.trim(),
      direction: choices.direction,
      java: choices.java,
      store: choices.store,
      lang: this.lang,
      passwords: choices.password ? [choices.password] : [],
      redact: choices.redact,
    };
    let slow = false;
    const late = setTimeout(() => {
      slow = true;
      tell({ phase: { name: "reading", progress: undefined, slow } });
    }, quiet);
    let drawn = 0;
    try {
      const result = await this.engine.analyse(this.feeds(), options, (progress) => {
        const now = performance.now();
        if (!slow || now - drawn < 100) return;
        drawn = now;
        tell({ phase: { name: "reading", progress, slow } });
      });
      clearTimeout(late);
      tell({ phase: { name: "idle" }, result, arrivals: this.desk.arrivals + (asked ? 1 : 0) });
    } catch (error) {
      clearTimeout(late);
      if (error instanceof Stopped) return;
      tell({ phase: { name: "died", reason: reason(error) } });
      void this.engine.start().catch((e) => tell({ phase: { name: "dead", reason: reason(e) } }));
    }
  }

  private set(change: Partial<Desk>): void {
    this.desk = { ...this.desk, ...change };
    this.listener(this.desk);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// unique keeps input names apart: evidence refers to them.
function unique(name: string, sources: Source[]): string {
  const taken = new Set(sources.map((s) => s.name));
  const base = visible(name);
  let candidate = base;
  for (let n = 2; taken.has(candidate); n++) candidate = `${base} (${n})`;
  return candidate;
}
