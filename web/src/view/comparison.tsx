// What changed since an earlier paste.

import { nameOfId, type Index } from "../certs";
import type { Report } from "../report";
import { t, type Key } from "../text";
import { Chip, Section } from "./parts";

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
