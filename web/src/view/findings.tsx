// Everything that was found, the leading finding included, each with the
// user's own line as its proof.

import type { Evidence, Finding, Report } from "../report";
import { t, word } from "../text";
import { useMore } from "./parts";
import { LineNumber, type Lines } from "./source";

// A pasted store can yield one finding a record.
const first = 40;

export function FindingsSection(props: { report: Report; lines: Lines }) {
  const { findings } = props.report;
  const more = useMore(findings, first);
  return (
    <section id="findings" class="part" aria-labelledby="findings-title" hidden={findings.length === 0}>
      <h2 id="findings-title">{t("findings.title")}</h2>
      <ul class="findings">
        {more.shown.map((finding, i) => <FindingItem key={i} finding={finding} {...props} />)}
      </ul>
      {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("stores.more")} ({findings.length})</button>}
    </section>
  );
}

function FindingItem(props: { finding: Finding; report: Report; lines: Lines }) {
  const { finding } = props;
  // The verdict above has already explained the leading finding.
  const leads = finding.id === props.report.verdict.code && finding.explanation === props.report.verdict.explanation;
  return (
    <li class="finding" data-finding={finding.id} data-severity={finding.severity}>
      <p class="severity">{word("severity", finding.severity)}</p>
      <div>
        <p class="finding-title">{finding.title}</p>
        {finding.explanation && !leads && <p class="soft">{finding.explanation}</p>}
        {finding.evidence.length > 0 && (
          <ul class="evidence">
            {finding.evidence.slice(0, 6).map((e, i) => <li key={i}><Quote evidence={e} report={props.report} lines={props.lines} /></li>)}
            {finding.evidence.length > 6 && <li class="soft">+ {finding.evidence.length - 6}</li>}
          </ul>
        )}
      </div>
    </li>
  );
}

// Quote shows a line of the input; its number leads to the line in the box.
export function Quote(props: { evidence: Evidence; report: Report; lines: Lines }) {
  const { evidence, report } = props;
  const input = report.inputs[evidence.input]?.name ?? "";
  const several = report.inputs.length > 1;
  return (
    <>
      {several && <span class="soft">{input} </span>}
      {evidence.line > 0 && <LineNumber lines={props.lines} input={input} line={evidence.line} />}{" "}
      <q translate={false}>{evidence.quote}</q>
    </>
  );
}
