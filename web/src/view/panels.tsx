// The panels that some inputs bring: the client certificate, the comparison
// with an earlier paste, the connections of a log.

import { nameOfId, type Index } from "../certs";
import type { Report, Session } from "../report";
import { t, word, type Key } from "../text";
import { Chip, Section, useMore } from "./parts";

export function ClientSection(props: { report: Report; index: Index }) {
  const client = props.report.clientCertificate;
  if (!client) return null;
  const { index } = props;
  const chain = client.chain.length > 0 ? client.chain : client.certificate ? [client.certificate] : [];
  return (
    <Section id="client" title={t("client.title")}>
      <dl class="card facts">
        <dt>{t("chain.unknown")}</dt>
        <dd class="strong">{nameOfId(index, client.certificate)}</dd>
        {client.alias && (
          <>
            <dt>{t("client.alias")}</dt>
            <dd>{client.alias}</dd>
          </>
        )}
        <dt>{t("client.key")}</dt>
        <dd><Chip kind={client.key === "present" ? "ok" : "bad"}>{word("client.key", client.key)}</Chip></dd>
        <dt>{t("client.usage")}</dt>
        <dd><Chip kind={client.usage === "missing" ? "bad" : "ok"}>{word("client.usage", client.usage)}</Chip></dd>
        <dt>{t("client.chain")}</dt>
        <dd>
          <ol class="steps-inline">{chain.map((id) => <li key={id}>{nameOfId(index, id)}</li>)}</ol>
        </dd>
        <dt>{t("client.reaches")}</dt>
        <dd>
          {client.reaches.length === 0 ? t("client.reaches.none") : <ul class="plain">{client.reaches.map((dn) => <li key={dn}>{dn}</li>)}</ul>}
        </dd>
      </dl>
    </Section>
  );
}

export function ComparisonSection(props: { report: Report; index: Index }) {
  const change = props.report.comparison;
  if (!change) return null;
  const lists: [Key, string[], "ok" | "bad" | "info"][] = [
    ["compare.added", change.added, "ok"],
    ["compare.removed", change.removed, "bad"],
    ["compare.rekeyed", change.rekeyed, "info"],
    ["compare.reissued", change.reissued, "info"],
  ];
  return (
    <Section id="comparison" title={t("compare.title")}>
      <div class="card">
        <p class="strong">{change.sentence}</p>
        <dl class="facts">
          {lists.filter(([, ids]) => ids.length > 0).map(([key, ids, kind]) => (
            <div class="facts-row" key={key}>
              <dt>{t(key)}</dt>
              <dd class="chips">{ids.map((id) => <Chip key={id} kind={kind}>{nameOfId(props.index, id)}</Chip>)}</dd>
            </div>
          ))}
        </dl>
        {change.reordered && <p class="soft">{t("compare.reordered")}</p>}
      </div>
    </Section>
  );
}

// A log of a busy day holds thousands of handshakes.
const firstSessions = 20;

interface SessionsProps {
  report: Report;
  onLine: (input: string, line: number) => boolean;
  onChain: (chain: number) => void;
}

export function SessionsSection(props: SessionsProps) {
  const { report } = props;
  const more = useMore(report.sessions, firstSessions);
  if (report.sessions.length === 0) return null;
  return (
    <Section id="sessions" title={t("sessions.title")}>
      <ol class="sessions">
        {more.shown.map((session, i) => <SessionItem key={i} session={session} chain={report.chains.findIndex((c) => c.session === i)} {...props} />)}
      </ol>
      {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("sessions.more", { n: report.sessions.length })}</button>}
    </Section>
  );
}

function SessionItem(props: SessionsProps & { session: Session; chain: number }) {
  const { session: s } = props;
  const input = props.report.inputs[s.input]?.name ?? "";
  const asked = s.clientCertificateRequested !== "" && s.clientCertificateRequested !== "no";
  const facts = [
    s.at,
    s.tool,
    s.protocol,
    s.sent.length > 0 ? t("sessions.sent", { n: s.sent.length }) : t("sessions.none"),
    asked ? t("sessions.requested") : "",
    s.acceptableCAs.length > 0 ? t("sessions.cas", { n: s.acceptableCAs.length }) : "",
  ].filter((f) => f !== "");
  return (
    <li class="session" data-outcome={s.outcome}>
      <p>
        <span class="strong">{s.host ? s.host + (s.port ? ":" + s.port : "") : s.source}</span>{" "}
        <Chip kind={s.outcome === "accepted" ? "ok" : s.outcome.startsWith("refused") ? "bad" : "plain"}>{word("sessions", s.outcome || "unknown")}</Chip>{" "}
        {s.line > 0 && <button type="button" class="line" onClick={() => props.onLine(input, s.line)}>{t("findings.line", { n: s.line })}</button>}{" "}
        {props.chain >= 0 && props.report.chains.length > 1 && <button type="button" class="line" data-chain={props.chain} onClick={() => props.onChain(props.chain)}>{t("sessions.chain")}</button>}
      </p>
      <p class="soft">{facts.join(" · ")}</p>
      {s.alert && <p class="soft">{t(s.alert.direction === "sent" ? "sessions.alert.sent" : "sessions.alert.received", { name: s.alert.name, number: s.alert.number })}</p>}
    </li>
  );
}
