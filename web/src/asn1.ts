// An outline of DER (X.690) for the reader who wants the proof: tags, lengths
// and short values, nothing interpreted.

import { visible } from "./text";

const names: Record<number, string> = {
  1: "BOOLEAN", 2: "INTEGER", 3: "BIT STRING", 4: "OCTET STRING", 5: "NULL", 6: "OBJECT IDENTIFIER",
  10: "ENUMERATED", 12: "UTF8String", 16: "SEQUENCE", 17: "SET", 18: "NumericString", 19: "PrintableString",
  20: "TeletexString", 22: "IA5String", 23: "UTCTime", 24: "GeneralizedTime", 26: "VisibleString", 30: "BMPString",
};

const oids: Record<string, string> = {
  "1.2.840.10045.2.1": "ecPublicKey", "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.113549.1.1.1": "rsaEncryption", "1.2.840.113549.1.1.5": "sha1WithRSA", "1.2.840.113549.1.1.10": "RSASSA-PSS",
  "1.2.840.113549.1.1.11": "sha256WithRSA", "1.2.840.113549.1.1.12": "sha384WithRSA", "1.2.840.113549.1.1.13": "sha512WithRSA",
  "1.3.101.112": "Ed25519", "2.5.4.3": "commonName", "2.5.4.5": "serialNumber", "2.5.4.6": "country", "2.5.4.7": "locality",
  "2.5.4.8": "state", "2.5.4.10": "organization", "2.5.4.11": "organizationalUnit", "2.5.29.14": "subjectKeyIdentifier",
  "2.5.29.15": "keyUsage", "2.5.29.17": "subjectAltName", "2.5.29.18": "issuerAltName", "2.5.29.19": "basicConstraints",
  "2.5.29.30": "nameConstraints", "2.5.29.31": "cRLDistributionPoints", "2.5.29.32": "certificatePolicies",
  "2.5.29.35": "authorityKeyIdentifier", "2.5.29.36": "policyConstraints", "2.5.29.37": "extKeyUsage", "2.5.29.54": "inhibitAnyPolicy",
  "1.3.6.1.5.5.7.1.1": "authorityInfoAccess", "1.3.6.1.5.5.7.48.1": "OCSP", "1.3.6.1.5.5.7.48.2": "caIssuers",
  "1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.4.1.11129.2.4.2": "signedCertificateTimestamps",
  "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection", "1.3.6.1.5.5.7.3.9": "OCSPSigning",
  "1.3.6.1.5.5.7.2.1": "CPS", "1.3.6.1.5.5.7.1.24": "tlsFeature", "2.5.29.37.0": "anyExtendedKeyUsage", "2.5.29.32.0": "anyPolicy",
  "2.23.140.1.2.1": "domain validated", "2.23.140.1.2.2": "organization validated", "2.23.140.1.1": "extended validation",
  "0.9.2342.19200300.100.1.25": "domainComponent", "1.2.840.113549.1.9.1": "emailAddress",
};

// A certificate is never this deep or this long; more is cut.
const maxDepth = 24;
const maxLines = 2000;

export function derOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const text = pem.replace(/-----[^-]*-----/g, "").replace(/\s+/g, "");
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

export function outline(der: Uint8Array): string {
  const lines: string[] = [];
  walk(der, 0, der.length, 0, lines);
  return lines.join("\n");
}

// walk writes the elements of der[at:end] and says whether they fill it.
function walk(der: Uint8Array, at: number, end: number, depth: number, lines: string[]): boolean {
  while (at < end) {
    const head = header(der, at, end);
    if (!head || depth > maxDepth || lines.length > maxLines) return false;
    const { tag, body, next } = head;
    const kind = tag >> 6;
    const number = tag & 31;
    const name = kind === 0 ? (names[number] ?? `[UNIVERSAL ${number}]`) : kind === 2 ? `[${number}]` : `[${kind} ${number}]`;
    const line = lines.push(`${"  ".repeat(depth)}${name}`) - 1;
    if (tag & 32) {
      walk(der, body, next, depth + 1, lines);
    } else if (!nested(der, tag, body, next, depth, lines)) {
      lines[line] += " " + value(der, tag, body, next);
    }
    at = next;
  }
  return at === end;
}

// nested opens a string that holds DER itself, as extensions and keys do.
function nested(der: Uint8Array, tag: number, body: number, next: number, depth: number, lines: string[]): boolean {
  const from = tag === 3 ? body + 1 : body;
  if ((tag !== 3 && tag !== 4) || der[from] === undefined || ![0x30, 0x03, 0x04, 0x0a].includes(der[from])) return false;
  const inner: string[] = [];
  if (!walk(der, from, next, depth + 1, inner)) return false;
  lines.push(...inner);
  return true;
}

// Element is one element of DER: its content is der[body:next].
export interface Element {
  tag: number;
  body: number;
  next: number;
}

// elements lists the elements of der[at:end], as far as they can be read.
export function elements(der: Uint8Array, at: number, end: number): Element[] {
  const list: Element[] = [];
  for (let e = header(der, at, end); e; e = header(der, e.next, end)) list.push(e);
  return list;
}

// textOf writes the value of an element that holds no others.
export function textOf(der: Uint8Array, e: Element): string {
  return value(der, e.tag, e.body, e.next);
}

// oidName names an object identifier where it has a known name.
export function oidName(oid: string): string {
  return oids[oid] ? `${oid} (${oids[oid]})` : oid;
}

function header(der: Uint8Array, at: number, end: number): Element | undefined {
  const tag = der[at];
  let length = der[at + 1];
  if (tag === undefined || length === undefined || (tag & 31) === 31) return undefined;
  let body = at + 2;
  if (length >= 0x80) {
    const bytes = length & 0x7f;
    if (bytes === 0 || bytes > 3) return undefined;
    length = 0;
    for (let i = 0; i < bytes; i++) length = length * 256 + (der[body++] ?? 0);
  }
  return body + length <= end ? { tag, body, next: body + length } : undefined;
}

function value(der: Uint8Array, tag: number, body: number, next: number): string {
  const bytes = der.subarray(body, next);
  if (tag === 6) return oidName(objectIdentifier(bytes));
  if (tag === 1) return bytes[0] ? "TRUE" : "FALSE";
  if ((tag >= 12 && tag <= 26 && tag !== 16 && tag !== 17) || isText(bytes, tag)) {
    return JSON.stringify(visible(new TextDecoder().decode(bytes.subarray(0, 200))));
  }
  const hex = Array.from(bytes.subarray(0, 32), (b) => b.toString(16).padStart(2, "0")).join("");
  return bytes.length > 32 ? `${hex}... (${bytes.length} bytes)` : hex;
}

function isText(bytes: Uint8Array, tag: number): boolean {
  return tag >= 0x80 && bytes.length > 3 && bytes.every((b) => b >= 0x20 && b < 0x7f);
}

export function objectIdentifier(bytes: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 127);
    if (byte < 128) {
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - 40 * first);
      } else {
        arcs.push(arc);
      }
      arc = 0;
    }
  }
  return arcs.join(".");
}
