// Every certificate with all that was decoded, and the report itself.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { derOfPem, outline } from "../asn1";
import { grouped, nameOf, type Index } from "../certs";
import type { Result } from "../engine";
import { extensionsOf } from "../extensions";
import { download, fileName } from "../hand";
import type { Certificate } from "../report";
import { count, t, word } from "../text";
import { storeName } from "./chain";
import { Address, CopyButton, Day, Lazy, Section, useMore } from "./parts";

const firstCertificates = 30;
const firstNames = 20;
// A longer text is slow to lay out and nobody reads it on screen.
const rawLimit = 60_000;

export function CertificatesSection(props: { result: Result; index: Index }) {
  const { result } = props;
  const { report } = result;
  const more = useMore(report.certificates, firstCertificates);
  const clients = useMemo(() => new Set([report.clientCertificate?.certificate, ...report.sessions.map((s) => s.clientSent[0])]), [report]);
  return (
    <Section id="certificates" title={t("certs.title")}>
      {more.shown.map((c) => (
        <Lazy key={c.id} summary={<Summary certificate={c} client={clients.has(c.id)} />}>{() => <Details certificate={c} />}</Lazy>
      ))}
      {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("certs.more", { n: report.certificates.length })}</button>}
      <Lazy summary={t("raw")} id="raw">{() => <Raw json={result.json} />}</Lazy>
    </Section>
  );
}

function Summary(props: { certificate: Certificate; client: boolean }) {
  const c = props.certificate;
  return (
    <>
      <span class="strong">{nameOf(c)}</span> <span class="soft">{props.client ? t("client.title") : word("chain", c.role)}{c.notAfter && <> · <Day at={c.notAfter} /></>}</span>
    </>
  );
}

function Details(props: { certificate: Certificate }) {
  const c = props.certificate;
  const rows: [string, ComponentChildren][] = [
    [t("certs.subject"), c.subject],
    [t("certs.issuer"), c.issuer],
    [t("certs.serial"), c.serial && <span class="mono">{c.serial}</span>],
    [t("certs.valid"), c.notAfter && <span>{c.notBefore} – {c.notAfter}</span>],
    [t("certs.key"), c.key],
    [t("certs.signature"), c.signature],
    [t("certs.ca"), c.basis === "names" ? "" : c.isCA ? t("certs.yes") : t("certs.no")],
    [t("certs.usage"), c.usage.join(", ")],
    [t("certs.san"), c.san.length > 0 && <Names names={c.san} />],
    [t("chain.ski"), c.ski && <span class="mono">{grouped(c.ski)}</span>],
    [t("certs.aki"), c.aki && <span class="mono">{grouped(c.aki)}</span>],
    [t("certs.aia"), c.aia.length > 0 && c.aia.map((a) => <span class="address" key={a}><Address text={a} /></span>)],
    [t("chain.fingerprint"), c.fingerprint && <span class="mono">{grouped(c.fingerprint)}</span>],
    [t("certs.sha1"), c.pem && <SHA1 pem={c.pem} />],
    [t("certs.stores"), c.inStores.map(storeName).join(", ")],
    [t("certs.problem"), c.problem],
  ];
  return (
    <>
      <dl class="facts details" translate={false}>
        {rows.filter(([, value]) => value).map(([name, value]) => (
          <div class="facts-row" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {c.pem && (
        <>
          <Extensions pem={c.pem} />
          <div class="toolbar">
            <CopyButton text={c.pem} label={t("copy") + " " + t("certs.pem")} />
            <button type="button" class="button" onClick={() => download(fileName(c.fileName || nameOf(c), ".pem"), c.pem, "application/x-pem-file")}>
              {t("certs.download")}
            </button>
          </div>
          <Lazy summary={t("certs.pem")}>{() => <pre class="block" tabIndex={0}>{c.pem}</pre>}</Lazy>
          <Lazy summary={t("certs.outline")}>{() => <pre class="block" tabIndex={0}>{safely(() => outline(derOfPem(c.pem)), "")}</pre>}</Lazy>
        </>
      )}
    </>
  );
}

// The older fingerprint is what some certificate lists still show.
function SHA1(props: { pem: string }) {
  const [sum, setSum] = useState("");
  useEffect(() => {
    // Plain http from another machine offers no digest.
    void crypto.subtle?.digest("SHA-1", derOfPem(props.pem)).then((bytes) => {
      setSum(Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join(""));
    });
  }, [props.pem]);
  return <span class="mono sha1">{grouped(sum)}</span>;
}

function Extensions(props: { pem: string }) {
  const list = useMemo(() => safely(() => extensionsOf(derOfPem(props.pem)), []), [props.pem]);
  if (list.length === 0) return null;
  return (
    <>
      <h3>{t("certs.extensions")}</h3>
      <dl class="facts details extensions" translate={false}>
        {list.map((e, i) => (
          <div class="facts-row" key={i}>
            <dt>{e.name}{e.critical && <> · <strong>{t("certs.critical")}</strong></>}</dt>
            <dd><Names names={e.values} /></dd>
          </div>
        ))}
      </dl>
    </>
  );
}

// Bytes that end in the middle are shown as far as they go.
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function Names(props: { names: string[] }) {
  const more = useMore(props.names, firstNames);
  return (
    <>
      {more.shown.join(", ")}{" "}
      {more.rest > 0 && <button type="button" class="line" onClick={more.showAll}>{t("certs.more", { n: count(props.names.length) })}</button>}
    </>
  );
}

function Raw(props: { json: string }) {
  const { json } = props;
  const cut = json.length > rawLimit;
  const text = cut ? json.slice(0, rawLimit) : JSON.stringify(JSON.parse(json), null, 2);
  return (
    <>
      {cut && <p class="soft">{t("raw.cut", { n: count(rawLimit), total: count(json.length) })}</p>}
      <pre class="block" tabIndex={0}>{text}</pre>
    </>
  );
}
