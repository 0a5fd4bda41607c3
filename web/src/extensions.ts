// The extensions of a certificate (RFC 5280 section 4.2) in words: their names,
// whether they are critical, and every value in them.

import { elements, objectIdentifier, oidName, textOf, type Element } from "./asn1";

export interface Extension {
  name: string;
  critical: boolean;
  values: string[];
}

const keyUsages = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"];
// GeneralName (RFC 5280 section 4.2.1.6), by tag.
const generalNames: Record<number, string> = { 1: "email", 2: "DNS", 6: "URI", 7: "IP" };

const oid = { basicConstraints: "2.5.29.19", keyUsage: "2.5.29.15", nameConstraints: "2.5.29.30" };

// A value is never nested deeper; hostile ones are cut there.
const maxDepth = 12;

export function extensionsOf(der: Uint8Array): Extension[] {
  const certificate = elements(der, 0, der.length)[0];
  const tbs = certificate && children(der, certificate)[0];
  const field = tbs && children(der, tbs).find((e) => e.tag === 0xa3);
  const list = field && children(der, field)[0];
  return list ? children(der, list).flatMap((e) => extension(der, children(der, e)) ?? []) : [];
}

function children(der: Uint8Array, e: Element): Element[] {
  return elements(der, e.body, e.next);
}

function extension(der: Uint8Array, parts: Element[]): Extension | undefined {
  const id = parts[0];
  const value = parts.at(-1);
  if (!id || id.tag !== 6 || !value || value.tag !== 4) return undefined;
  const number = objectIdentifier(der.subarray(id.body, id.next));
  const inner = children(der, value);
  return {
    name: oidName(number),
    critical: parts.some((p) => p.tag === 1 && der[p.body] !== 0),
    values: valuesOf(der, number, inner) ?? [textOf(der, value)],
  };
}

// valuesOf is undefined where the value is not DER.
function valuesOf(der: Uint8Array, number: string, inner: Element[]): string[] | undefined {
  const first = inner[0];
  if (!first) return undefined;
  if (number === oid.keyUsage && first.tag === 3) return bits(der.subarray(first.body + 1, first.next));
  if (number === oid.basicConstraints) {
    const [ca, length] = [children(der, first).find((e) => e.tag === 1), children(der, first).find((e) => e.tag === 2)];
    return [`CA: ${ca && der[ca.body] !== 0 ? "TRUE" : "FALSE"}`, ...(length ? [`pathLen: ${parseInt(textOf(der, length), 16)}`] : [])];
  }
  if (number === oid.nameConstraints) {
    return children(der, first).flatMap((e) => leaves(der, children(der, e)).map((v) => `${e.tag === 0xa0 ? "permitted" : "excluded"} ${v}`));
  }
  return leaves(der, inner);
}

function bits(bytes: Uint8Array): string[] {
  return keyUsages.filter((_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
}

// leaves lists the values at the ends of a tree.
function leaves(der: Uint8Array, list: Element[], depth = 0): string[] {
  return list.flatMap((e) => {
    if (e.tag & 0x20) return depth < maxDepth ? leaves(der, children(der, e), depth + 1) : [];
    const bytes = der.subarray(e.body, e.next);
    const kind = e.tag >> 6 === 2 ? generalNames[e.tag & 31] : undefined;
    if (kind === "IP" && (bytes.length === 4 || bytes.length === 8)) return [`IP:${[...bytes.subarray(0, 4)].join(".")}${bytes.length === 8 ? "/" + [...bytes.subarray(4)].join(".") : ""}`];
    const text = textOf(der, e).replace(/^"(.*)"$/, "$1");
    return [kind ? `${kind}:${text}` : text];
  });
}
