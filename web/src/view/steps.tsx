// What to do, per owner, with commands filled in and boxes to tick.

import type { Remedy, Report } from "../report";
import { t, word } from "../text";
import { Command } from "./parts";

export interface Ticks {
  done: ReadonlySet<string>;
  toggle(key: string): void;
}

// The first repair, and the one beside it: who reads on wants another way, and
// opens it.
const openRemedies = 2;

export function StepsSection(props: { report: Report; ticks: Ticks }) {
  const { remedies } = props.report;
  return (
    <section id="steps" class="part" aria-labelledby="steps-title" hidden={remedies.length === 0}>
      <h2 id="steps-title">{t("steps.title")}</h2>
      {remedies.map((remedy, i) => <RemedyCard key={remedy.id} remedy={remedy} open={i < openRemedies} ticks={props.ticks} />)}
    </section>
  );
}

function RemedyCard(props: { remedy: Remedy; open: boolean; ticks: Ticks }) {
  const { remedy, ticks } = props;
  return (
    <details class="remedy" data-remedy={remedy.id} open={props.open}>
      <summary>
        <span class="owner">{word("owner", remedy.owner)}</span>
        <h3>{remedy.title}</h3>
        {remedy.why && <span class="soft">{remedy.why}</span>}
      </summary>
      {remedy.proof.text && <p class="proof" data-kind={remedy.proof.kind}>{remedy.proof.text}</p>}
      <ol class="steps">
        {remedy.steps.map((step, i) => {
          const key = `${remedy.id}/${step.text}`;
          const id = `step-${remedy.id}-${i}`;
          return (
            <li key={key} class="step">
              <input
                type="checkbox"
                id={id}
                aria-label={t("steps.done", { step: step.text })}
                checked={ticks.done.has(key)}
                onChange={() => ticks.toggle(key)}
              />
              <div class="step-body">
                <label for={id}>{step.text}</label>
                {step.command && <Command text={step.command} />}
                {step.note && <p class="note">{step.note}</p>}
              </div>
            </li>
          );
        })}
      </ol>
      {remedy.source && <p class="source">{t("steps.source", { article: remedy.source.article, section: remedy.source.section })}</p>}
    </details>
  );
}
