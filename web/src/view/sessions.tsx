// The connections that a transcript or a log shows, on one line of time.

import { useMemo, useState } from "preact/hooks";
import { nameOfId, type Index } from "../certs";
import type { Report, Session } from "../report";
import { count, t, word } from "../text";
import { Chip, Listed, Section, useMore } from "./parts";
import { LineNumber, type Lines } from "./source";
import { Timeline } from "./timeline";

// A log of a busy day holds thousands of handshakes.
const firstSessions = 20;
interface SessionsProps {
  report: Report;
  index: Index;
  lines: Lines;
  onChain: (chain: number) => void;
}

export function SessionsSection(props: SessionsProps) {
  const { sessions, chains } = props.report;
  const [wanted, want] = useState("");
  const counts = useMemo(() => countOutcomes(sessions), [sessions]);
  const all = useMemo(() => sessions.map((session, i) => ({ session, chain: chains.findIndex((c) => c.session === i) })), [sessions, chains]);
  // A new analysis may have no connection of the kind that was asked for.
  const chosen = counts.has(wanted) ? wanted : "";
  const rows = useMemo(() => all.filter((row) => chosen === "" || outcome(row.session) === chosen), [all, chosen]);
  const more = useMore(rows, firstSessions);
  if (sessions.length === 0) return null;
  return (
    <Section id="sessions" title={t("sessions.title")}>
      <Timeline sessions={sessions} />
      {counts.size > 1 && sessions.length > 2 && (
        <div class="toolbar" role="group" aria-label={t("sessions.filter")}>
          {[["", sessions.length] as const, ...counts].map(([kind, n]) => (
            <button type="button" class="button" key={kind} data-outcome={kind} aria-pressed={chosen === kind} onClick={() => want(kind)}>
              {kind === "" ? t("sessions.all") : word("sessions", kind)} {count(n)}
            </button>
          ))}
        </div>
      )}
      <ol class="sessions">
        {more.shown.map((row, i) => <SessionItem key={i} {...row} {...props} />)}
      </ol>
      {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("sessions.more", { n: rows.length })}</button>}
    </Section>
  );
}

function outcome(session: Session): string {
  return session.outcome || "unknown";
}

function countOutcomes(sessions: Session[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const s of sessions) counts.set(outcome(s), (counts.get(outcome(s)) ?? 0) + 1);
  return counts;
}

function SessionItem(props: SessionsProps & { session: Session; chain: number }) {
  const { session: s, report, index } = props;
  const input = report.inputs[s.input]?.name ?? "";
  const host = s.host || s.sni;
  const asked = s.clientCertificateRequested !== "" && s.clientCertificateRequested !== "no";
  const facts = [
    s.at,
    s.tool,
    s.protocol,
    s.sent.length > 0 ? t("sessions.sent", { n: s.sent.length }) : t("sessions.none"),
    asked ? t("sessions.requested") : "",
  ].filter((f) => f !== "");
  return (
    <li class="session" data-outcome={s.outcome}>
      <p>
        <span class="strong">{host ? host + (s.port ? ":" + s.port : "") : s.source}</span>{" "}
        <Chip kind={s.outcome === "accepted" ? "ok" : s.outcome.startsWith("refused") ? "bad" : "plain"}>{word("sessions", outcome(s))}</Chip>{" "}
        {report.inputs.length > 1 && <span class="soft">{input} </span>}
        {s.line > 0 && <LineNumber lines={props.lines} input={input} line={s.line} />}{" "}
        {props.chain >= 0 && report.chains.length > 1 && <button type="button" class="line" data-chain={props.chain} onClick={() => props.onChain(props.chain)}>{t("sessions.chain")}</button>}
      </p>
      <p class="soft">{facts.join(" · ")}</p>
      {s.alert && <p class="soft">{t(s.alert.direction === "sent" ? "sessions.alert.sent" : "sessions.alert.received", { name: s.alert.name, number: s.alert.number })}</p>}
      {s.clientSent.length > 0 && <Listed title={t("sessions.client")} names={s.clientSent.map((id) => nameOfId(index, id))} />}
      {s.acceptableCAs.length > 0 && <Listed title={t("sessions.cas", { n: s.acceptableCAs.length })} names={s.acceptableCAs} />}
    </li>
  );
}
