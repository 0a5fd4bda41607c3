// The chain as an ordered list: leaf first, the missing link in its place.

import type { ComponentChildren } from "preact";
import { grouped, leadingChain, nameOf, rowOf, type Index, type Row } from "../certs";
import type { Certificate, Chain, Java, Link, Missing, Path, Report } from "../report";
import { day, t, word } from "../text";
import { Address, Chip, Day, Section } from "./parts";
import { ValidityBar, ValidityScale } from "./validity";

// Nobody counts days beyond a year.
const countedDays = 400;
// A pasted store or bundle may hold hundreds; the chain itself is never longer.
const maxShown = 24;

// More connections than this are chosen from the list of connections.
const maxOffered = 200;

export function ChainSection(props: { report: Report; index: Index; chain: number; onChain: (chain: number) => void }) {
  const { report, index } = props;
  const chain = report.chains[props.chain];
  const leads = props.chain === leadingChain(report);
  const [path, ...others] = pathsOf(report, leads ? undefined : chain);
  if (!path) return null;
  const rows = path.links.map((link) => rowOf(link, index));
  const dated = rows.some((row) => row.notAfter);
  return (
    <Section id="chain-part" title={sides(report, "chain.title")} aside={report.chains.length > 1 && <Connections {...props} />}>
      {chain && !leads && <Answer java={chain.java} />}
      <ol id="chain" class="chain">
        {rows.map((row, i) => (
          <LinkItem key={i} row={row} next={rows[i + 1]} first={i === 0} path={path} report={report} />
        ))}
      </ol>
      {dated && (
        <div class="chain-scale">
          <p>{t("chain.scale")}</p>
          <ValidityScale />
        </div>
      )}
      {leads && <Extras report={report} index={index} />}
      {others.length > 0 && <Alternatives paths={others} report={report} index={index} />}
    </Section>
  );
}

// pathsOf gives the paths of the report; where none could be built, the chain
// is what was sent.
function pathsOf(report: Report, chain: Chain | undefined): Path[] {
  const paths = chain?.paths ?? report.paths;
  if (paths.length > 0) return paths;
  const sent = chain?.certificates ?? report.chains[0]?.certificates ?? report.sessions[0]?.sent ?? [];
  if (sent.length === 0) return [];
  const links = sent.map((id): Link => ({
    certificate: id, origin: "sent", check: "", problems: [], name: "", ski: "", fingerprint: "", notBefore: "", notAfter: "", stores: [], since: "",
  }));
  return [{ status: "incomplete", links, anchor: "" }];
}

// Connections offers the chains of a log that shows several connections.
function Connections(props: { report: Report; chain: number; onChain: (chain: number) => void }) {
  const { report } = props;
  const offered = report.chains.map((_, i) => i).filter((i) => i < maxOffered || i === props.chain);
  return (
    <select id="connection" class="button" aria-label={t("chain.connection")} value={props.chain} onChange={(e) => props.onChain(Number(e.currentTarget.value))}>
      {offered.map((i) => <option key={i} value={i}>{connection(report, i)}</option>)}
    </select>
  );
}

function connection(report: Report, i: number): string {
  const number = t("chain.of", { n: i + 1, total: report.chains.length });
  const session = report.sessions[report.chains[i]?.session ?? -1];
  if (!session) return number;
  const where = session.host ? session.host + (session.port ? ":" + session.port : "") : "";
  const line = session.line > 0 ? t("findings.line", { n: session.line }) : "";
  return [number, where, line, word("sessions", session.outcome || "unknown")].filter((s) => s !== "").join(" \u00b7 ");
}

// Answer is Java's answer to a chain that the verdict does not speak of.
function Answer(props: { java: Java }) {
  const { java } = props;
  if (java.message) return <p class="soft chain-java">{t("verdict.java", { profile: java.profile })}: <span translate={false}>{java.message}</span></p>;
  return java.accepted ? <p class="soft chain-java">{t("verdict.java.accepts", { profile: java.profile })}</p> : null;
}

// isGap says that Java lacks this certificate: nobody has it, or it lies beside
// the connection, where Java does not look.
function isGap(link: Link, path: Path): boolean {
  return link.origin === "missing" || (link.origin === "given" && path.status !== "accepted");
}

function LinkItem(props: { row: Row; next: Row | undefined; first: boolean; path: Path; report: Report }) {
  const { row, next, first, path, report } = props;
  const { link, certificate } = row;
  const missing = isGap(link, path);
  const facts = link.origin === "missing" ? path.missing : undefined;
  // A public certificate that no store holds has to come from somewhere too.
  const identify = missing || (link.origin === "known-public" && row.stores.length === 0);
  return (
    <li class="link" data-state={missing ? "missing" : link.origin} data-held={row.stores.length > 0}>
      <span class="link-dot" aria-hidden="true" />
      <div class="node">
        <div class="node-main">
          <p class="node-role">{roleOf(row, first, path, report)}</p>
          <p class="node-name" translate={false}>{row.name}</p>
          <p class="chips">{chipsOf(row, next, path, report)}</p>
          {identify && <Identity row={row} missing={facts} />}
          <Problems ids={link.problems} report={report} />
        </div>
        {row.notAfter && (
          <div class="node-time">
            <p>
              <Period from={row.notBefore} to={row.notAfter} />
              {certificate?.daysLeft != null && certificate.daysLeft < countedDays && <span> · {daysText(certificate.daysLeft)}</span>}
            </p>
            <ValidityBar notBefore={row.notBefore} notAfter={row.notAfter} at={report.at} />
          </div>
        )}
      </div>
      {next && <p class="link-up" data-check={next.link.check}>{word("chain.link", next.link.check)}</p>}
    </li>
  );
}

function roleOf(row: Row, first: boolean, path: Path, report: Report): ComponentChildren {
  const role = row.certificate?.role ?? (row.stores.length > 0 || row.link.origin === "store" ? "root" : "intermediate");
  const open = row.link.origin === "missing" && path.missing?.mayBeRoot && row.stores.length === 0;
  const parts = [open ? t("chain.either") : first ? sides(report, "chain.leaf") : word("chain", role)];
  const sent = row.certificate?.origins.find((o) => o.index >= 0);
  if (row.link.origin === "sent" && sent) parts.push(t("chain.number", { n: sent.index }));
  if (path.anchor && path.anchor === row.link.certificate) parts.push(t("chain.anchor"));
  return (
    <>
      {parts.join(" · ")}
      {isGap(row.link, path) && <strong> · {t("chain.missing")}</strong>}
    </>
  );
}

// Sides takes the words for either side where the instance is the server: the
// chain may then be the client's.
function sides(report: Report, key: "chain.title" | "chain.leaf" | "chain.sent" | "chain.notsent"): string {
  return report.direction === "inbound" ? t(`${key}.inbound`) : t(key);
}

function chipsOf(row: Row, next: Row | undefined, path: Path, report: Report): ComponentChildren {
  const { link } = row;
  // A server need not send the root: what lacks is a store that holds it.
  const root = row.certificate?.selfSigned ?? (!next && path.links.length > 2);
  const lacks = <Chip kind="bad">{root ? (unusable(report, link.certificate) ?? t("chain.nostore")) : sides(report, "chain.notsent")}</Chip>;
  const chips: ComponentChildren[] = [];
  switch (link.origin) {
    case "sent":
      chips.push(<Chip kind="ok">{sides(report, "chain.sent")}</Chip>);
      break;
    case "missing":
      chips.push(lacks);
      if (path.missing?.known === "public") chips.push(<Chip kind="info">{t("chain.known-public")}</Chip>);
      break;
    case "known-public":
      if (row.stores.length === 0) chips.push(<Chip kind="info">{t("chain.known-public")}</Chip>);
      break;
    case "given":
      if (isGap(link, path)) chips.push(lacks);
      chips.push(<Chip kind="info">{t("chain.given")}</Chip>);
      break;
    default:
      if (row.stores.length === 0) chips.push(<Chip kind="info">{t("chain.store")}</Chip>);
  }
  for (const store of row.stores) chips.push(<Chip kind="info">{storeName(store)}</Chip>);
  if (link.since) chips.push(<Chip kind="plain">{t("chain.since", { since: link.since })}</Chip>);
  if (row.certificate?.basis === "names" && report.verdict.basis !== "names") chips.push(<Chip kind="plain">{t("chain.names")}</Chip>);
  return chips;
}

// unusable says in which store a certificate lies, and why that does not count.
function unusable(report: Report, id: string): string | undefined {
  for (const store of report.stores) {
    const cover = store.covers.find((c) => c.certificate === id && c.state !== "absent" && c.state !== "present");
    if (cover) return t("chain.unusable", { state: word("record", cover.state), name: store.name });
  }
  return undefined;
}

export function storeName(store: string): string {
  if (store === "openjdk") return t("chain.store.openjdk");
  if (store === "mozilla") return t("chain.store.mozilla");
  return t("chain.store.yours", { name: store.replace(/^yours:/, "") });
}

function Period(props: { from: string; to: string }) {
  if (!props.from) return <time dateTime={props.to}>{t("chain.until", { date: day(props.to) })}</time>;
  return <><Day at={props.from} /> – <Day at={props.to} /></>;
}

// Identity tells which certificate is meant, and where it can be had.
function Identity(props: { row: Row; missing: Missing | undefined }) {
  const { row, missing } = props;
  const ski = row.ski || missing?.ski;
  const fingerprint = row.fingerprint || missing?.fingerprint;
  const downloads = missing?.download ?? [];
  return (
    <dl class="identity">
      {row.subject !== row.name && <div><dt>{t("certs.subject")}</dt><dd translate={false}>{row.subject}</dd></div>}
      {ski && <div><dt>{t("chain.ski")}</dt><dd class="mono">{grouped(ski)}</dd></div>}
      {fingerprint && <div><dt>{t("chain.fingerprint")}</dt><dd class="mono">{grouped(fingerprint)}</dd></div>}
      {downloads.length > 0 && (
        <div>
          <dt>{t("chain.get")}</dt>
          <dd>{downloads.map((address) => <span class="address" key={address}><Address text={address} /></span>)}</dd>
        </div>
      )}
    </dl>
  );
}

// Problems repeats the sentences of the findings that this certificate causes.
function Problems(props: { ids: string[]; report: Report }) {
  const found = props.ids.map((id) => props.report.findings.find((f) => f.id === id));
  const list = found.filter((f) => f !== undefined);
  if (list.length === 0) return null;
  return (
    <ul class="problems">
      {list.map((f) => <li key={f.id} data-severity={f.severity}>{f.title}</li>)}
    </ul>
  );
}

export function daysText(days: number): string {
  if (days < 0) return t("chain.ago", { n: -days });
  return t("chain.days", { n: days });
}

function Extras(props: { report: Report; index: Index }) {
  const list = props.report.extras.map((id) => props.index.get(id)).filter((c): c is Certificate => c !== undefined);
  if (list.length === 0) return null;
  return (
    <div class="aside">
      <h3>{t("chain.extras")}</h3>
      <ul class="plain">
        {list.slice(0, maxShown).map((c) => (
          <li key={c.id}>
            <span class="strong">{nameOf(c)}</span> <Chip kind="plain">{word("chain", c.role)}</Chip> {c.notAfter && <span class="soft"><Day at={c.notBefore} /> – <Day at={c.notAfter} /></span>}
          </li>
        ))}
        {list.length > maxShown && <li class="soft">+ {list.length - maxShown}</li>}
      </ul>
    </div>
  );
}

function Alternatives(props: { paths: Path[]; report: Report; index: Index }) {
  const total = props.paths.length + 1;
  return (
    <details class="aside">
      <summary>{t("chain.alternatives")} ({props.paths.length})</summary>
      {props.paths.slice(0, maxShown).map((path, i) => (
        <div key={i}>
          <h3>{t("chain.path", { n: i + 2, total, status: word("chain", path.status) })}</h3>
          <ol class="steps-inline">
            {path.links.map((link, j) => {
              const row = rowOf(link, props.index);
              return <li key={j}>{row.name} <span class="soft">({word("chain", link.origin)})</span></li>;
            })}
          </ol>
        </div>
      ))}
    </details>
  );
}
