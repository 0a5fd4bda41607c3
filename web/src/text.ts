// The words of the page's furniture. What is said about a diagnosis comes
// worded from the analysis and never stands here.

import en from "./text/en.json";
import ja from "./text/ja.json";

export type Lang = "en" | "ja";
export type Key = keyof typeof en;

const words: Record<Lang, Partial<Record<string, string>>> = { en, ja };
let lang: Lang = "en";

export function setLang(next: Lang): void {
  lang = next;
}

export function preferredLang(): Lang {
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
}

// t returns the text of a key with its {placeholders} filled; where {n} is one,
// the key with ".one" behind it is taken if there is one.
export function t(key: Key, args: Record<string, string | number> = {}): string {
  const one = args["n"] === 1 ? (words[lang] as Partial<Record<string, string>>)[`${key}.one`] : undefined;
  const text = one ?? words[lang][key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}

// word looks up a key that is made from a value of the report; a value that has
// no word of its own is shown as it is.
export function word(prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return words[lang][key] ?? (en as Record<string, string>)[key] ?? value;
}

// day writes an RFC 3339 instant as a date in UTC.
export function day(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  const text = new Intl.DateTimeFormat(lang === "ja" ? "ja" : "en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(at);
  return text.replace("Sept", "Sep");
}

// visible writes out the characters that turn direction, take no room or
// control a terminal, so that a name shows what it is.
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

// size writes a number of bytes.
export function size(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

export function count(n: number): string {
  return n.toLocaleString("en");
}
