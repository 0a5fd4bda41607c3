// The verdict: one sentence, who acts, what to do next.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import type { Report } from "../report";
import { day, t } from "../text";
import { Command } from "./parts";

// Complete says that all that follows the verdict is drawn as well: only then
// do the hooks name the verdict.
export function VerdictCard(props: { desk: Desk; complete: boolean }) {
  const { desk, complete } = props;
  const card = useRef<HTMLElement>(null);
  const report = desk.result?.report;
  const current = desk.phase.name === "idle" && report !== undefined;
  const arrivals = useRef(desk.arrivals);

  useLayoutEffect(() => {
    if (!current || arrivals.current === desk.arrivals) return;
    arrivals.current = desk.arrivals;
    card.current?.focus({ preventScroll: true });
    card.current?.scrollIntoView({ block: "start" });
  });

  return (
    <section
      id="verdict"
      ref={card}
      tabIndex={-1}
      class={report ? "verdict" : "verdict empty"}
      data-code={current && complete ? report.verdict.code : ""}
      data-status={current && complete ? report.verdict.status : ""}
      data-tone={report?.verdict.status ?? ""}
      aria-busy={desk.phase.name === "reading" || (current && !complete)}
      aria-labelledby={report ? "verdict-title" : undefined}
    >
      {report && <Verdict report={report} dated={desk.choices.date !== ""} />}
    </section>
  );
}

function Verdict(props: { report: Report; dated: boolean }) {
  const { verdict, java } = props.report;
  return (
    <>
      <p class="verdict-word">
        <Mark status={verdict.status} />
        {verdict.word}
        {props.dated && <span class="verdict-date">{t("verdict.asof", { date: day(props.report.at) })}</span>}
      </p>
      <h2 id="verdict-title">{verdict.title}</h2>
      {verdict.basis === "names" && <p class="verdict-basis">{t("verdict.basis.names")}</p>}
      {verdict.basis === "log" && <p class="verdict-basis">{t("verdict.basis.log")}</p>}
      {verdict.explanation && <p class="verdict-text">{verdict.explanation}</p>}
      <dl class="facts">
        {verdict.ownerText && (
          <>
            <dt>{t("verdict.who")}</dt>
            <dd class="strong">{verdict.ownerText}</dd>
          </>
        )}
        {verdict.nextAction && (
          <>
            <dt>{t("verdict.next")}</dt>
            <dd>
              {verdict.nextAction}
              {verdict.nextCommand && <Command text={verdict.nextCommand} />}
            </dd>
          </>
        )}
      </dl>
      {(java.message || java.accepted === true) && (
        <div class="java">
          <p class="java-label">{java.message ? t("verdict.java", { profile: java.profile }) : t("verdict.java.accepts", { profile: java.profile })}</p>
          {java.message && <p class="java-message" translate={false}>{java.message}</p>}
        </div>
      )}
    </>
  );
}

// The mark repeats the word's meaning by shape, for those who see no colour.
function Mark(props: { status: string }) {
  const path = { ok: "M4 10.5 8 14.5 16 5.5", problem: "M5 5 15 15 M15 5 5 15" }[props.status] ?? "M7 7.2a3 3 0 1 1 3.9 3.3c-.6.2-.9.7-.9 1.3v.4 M10 15.2v.1";
  return (
    <svg class="mark" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">
      <path d={path} />
    </svg>
  );
}
