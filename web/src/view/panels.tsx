// The panels that some inputs bring: the client certificate, the comparison
// with an earlier paste.

import { nameOfId, type Index } from "../certs";
import type { Report } from "../report";
import { t, word, type Key } from "../text";
import { Chip, Section } from "./parts";

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
