// The page can rebuild its own file: everything that use ever changes lies in
// #app and in a few attributes, and the file is written the way a browser
// serialises it.

const title = "Missing Link";

// Reset takes every trace of use out of a document (or a copy of one).
export function reset(root: HTMLElement): void {
  root.lang = "en";
  root.removeAttribute("data-theme");
  root.querySelector("title")?.replaceChildren(title);
  const body = root.querySelector("body");
  for (const name of ["data-ready", "data-engine", "data-drop"]) body?.removeAttribute(name);
  root.querySelector("#app")?.replaceChildren();
}

// The bytes of this page as it was handed out, for "Save this page" and for
// its checksum.
export function pristine(): Uint8Array<ArrayBuffer> {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  reset(copy);
  return new TextEncoder().encode("<!DOCTYPE html>" + copy.outerHTML);
}

export async function checksum(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Plain http from another machine offers no digest.
  if (!globalThis.crypto?.subtle) return "";
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
}
