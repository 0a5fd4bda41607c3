// Looking up certificates of a report.

import type { Certificate, Chain, Link, Report } from "./report";

export type Index = ReadonlyMap<string, Certificate>;

export function indexOf(report: Report): Index {
  return new Map(report.certificates.map((c) => [c.id, c]));
}

// leadingChain is the place of the chain that the verdict speaks of, -1 when
// no chain was seen.
export function leadingChain(report: Report): number {
  const lead = JSON.stringify([report.java, report.paths]);
  const same = (c: Chain) => JSON.stringify([c.java, c.paths]) === lead;
  const named = report.chains.findIndex((c) => c.code === report.verdict.code && same(c));
  return named >= 0 ? named : report.chains.findIndex(same);
}

// nameOf is the shortest name that tells a certificate apart.
export function nameOf(c: Certificate): string {
  return c.commonName || c.san[0] || c.subject || c.serial;
}

export function nameOfId(index: Index, id: string): string {
  const c = index.get(id);
  return c ? nameOf(c) : id.slice(0, 16);
}

// Row is one link of a path with all that is known of it, from the certificate
// or, where that is not here, from facts.
export interface Row {
  link: Link;
  certificate: Certificate | undefined;
  name: string;
  subject: string;
  notBefore: string;
  notAfter: string;
  ski: string;
  fingerprint: string;
  stores: string[];
}

export function rowOf(link: Link, index: Index): Row {
  const c = index.get(link.certificate);
  return {
    link,
    certificate: c,
    name: c ? nameOf(c) : commonName(link.name),
    subject: c?.subject || link.name,
    notBefore: link.notBefore || c?.notBefore || "",
    notAfter: link.notAfter || c?.notAfter || "",
    ski: link.ski || c?.ski || "",
    fingerprint: link.fingerprint || c?.fingerprint || "",
    stores: link.stores.length > 0 ? link.stores : (c?.inStores ?? []),
  };
}

// commonName takes the common name out of a printed name, or the whole of it
// where it has none.
export function commonName(name: string): string {
  const cn = /(?:^|[,+]\s*)CN=((?:\\.|[^,+\\])+)/.exec(name)?.[1];
  return cn ? cn.replace(/\\(.)/g, "$1").trim() : name;
}

// grouped writes hex in groups of four bytes, so that two can be compared.
export function grouped(hex: string): string {
  return /^[0-9a-f]+$/i.test(hex) ? (hex.match(/.{1,8}/g) ?? []).join(" ") : hex;
}

// webAddress is the address if it is one that a link may carry, else nothing.
export function webAddress(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
