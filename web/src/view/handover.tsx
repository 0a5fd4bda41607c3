// Handing the answer over: to the ticket, to the endpoint's owner, to the
// instance, to the server.

import { nameOfId, type Index } from "../certs";
import type { Result } from "../engine";
import { download, fileName, zip, type Entry } from "../hand";
import type { Report } from "../report";
import { t } from "../text";
import { CopyButton } from "./parts";

export function Handover(props: { result: Result; index: Index }) {
  const { result, index } = props;
  const { report } = result;
  const plan = report.importPlan;
  const ready = plan.filter((row) => index.get(row.certificate)?.pem);
  const bundle = report.serverBundle.map((id) => index.get(id)?.pem ?? "");
  // A bundle of the leaf alone is what the server already sends.
  const whole = bundle.length > 1 && bundle.every((pem) => pem !== "");
  return (
    <section class="part handover" aria-labelledby="hand-title">
      <h2 id="hand-title">{t("hand.title")}</h2>
      <div class="toolbar">
        <CopyButton text={result.note} label={t("hand.note")} primary />
        {report.mail && <CopyButton text={report.mail} label={t("hand.mail")} />}
        {ready.length > 0 && (
          <button type="button" class="button" onClick={() => download(fileName(stem(report, "import"), ".zip"), zip(importEntries(report, index)), "application/zip")}>
            {t("hand.import")}
          </button>
        )}
        {whole && (
          <button type="button" class="button" onClick={() => download(fileName(stem(report, "chain"), ".pem"), bundle.map(line).join(""), "application/x-pem-file")}>
            {t("hand.bundle")}
          </button>
        )}
        <CopyButton text={result.markdown} label={t("hand.markdown")} />
        <button type="button" class="button" onClick={() => download(fileName(stem(report, "report"), ".json"), result.json, "application/json")}>
          {t("hand.json")}
        </button>
        <button type="button" class="button" onClick={() => window.print()}>{t("print")}</button>
      </div>
      {plan.length > 0 && ready.length === 0 && <p class="soft">{t("hand.import.none")}</p>}
      {ready.length > 0 && ready.length < plan.length && <p class="soft">{t("hand.import.some", { n: ready.length, total: plan.length })}</p>}
    </section>
  );
}

function stem(report: Report, what: string): string {
  return `${report.host || "missing-link"}.${what}`;
}

function line(pem: string): string {
  return pem.endsWith("\n") ? pem : pem + "\n";
}

// importEntries is one PEM file a certificate, numbered in the order of import,
// and the list that says how to import each.
export function importEntries(report: Report, index: Index): Entry[] {
  const entries: Entry[] = [];
  const list: string[] = [];
  for (const row of [...report.importPlan].sort((a, b) => a.order - b.order)) {
    const number = String(row.order).padStart(2, "0");
    const certificate = index.get(row.certificate);
    const name = fileName(`${number}-${certificate?.fileName.replace(/\.(pem|crt|cer)$/i, "") || row.name}`, ".pem");
    if (certificate?.pem) entries.push({ name, text: line(certificate.pem) });
    list.push(
      `${number}  ${row.name || nameOfId(index, row.certificate)}`,
      `    ${t("stores.name")}: ${row.name} · ${row.type} · ${row.format}`,
      `    SHA-256: ${certificate?.fingerprint || row.certificate}`,
      ...(row.why ? [`    ${row.why}`] : []),
      `    ${certificate?.pem ? name : "-"}`,
      "",
    );
  }
  entries.push({ name: "import-order.txt", text: list.join("\n") });
  return entries;
}
