// The stores that were given: what this chain needs of them, and their health.

import { useMemo, useState } from "preact/hooks";
import { nameOfId, type Index } from "../certs";
import { csv, download, fileName } from "../hand";
import type { Report, Store, StoreRecord } from "../report";
import { count, t, word, type Key } from "../text";
import { Section, useMore } from "./parts";

// More rows than this are drawn only when asked for.
const firstRows = 100;

export function StoresSection(props: { report: Report; index: Index }) {
  const { stores } = props.report;
  if (stores.length === 0) return null;
  return (
    <Section id="stores" title={t("stores.title")}>
      {stores.map((store, i) => <StoreCard key={i} store={store} index={props.index} />)}
    </Section>
  );
}

function StoreCard(props: { store: Store; index: Index }) {
  const { store, index } = props;
  return (
    <article class="card store">
      <h3>{store.name} <span class="soft">{t("stores.count", { n: store.count })}</span></h3>
      {store.covers.length > 0 && (
        <>
          <h4>{t("stores.covers")}</h4>
          <ul class="covers">
            {store.covers.map((c, i) => (
              <li key={i} data-cover={c.state}>
                <span class="cover-state">{word("record", c.state)}</span>
                <span>{c.name || nameOfId(index, c.certificate)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {store.records.length > 0 && <Records store={store} index={index} />}
    </article>
  );
}

type Column = "name" | "subject" | "state" | "days" | "problem";

const columns: Column[] = ["name", "subject", "state", "days", "problem"];

function cells(record: StoreRecord, index: Index): Record<Column, string> {
  return {
    name: record.name,
    subject: record.certificate ? nameOfId(index, record.certificate) : "",
    state: word("record", record.state),
    days: record.daysLeft == null ? "" : String(record.daysLeft),
    problem: record.problems.map((id) => word("problem", id)).join(", "),
  };
}

function Records(props: { store: Store; index: Index }) {
  const { store, index } = props;
  const [filter, setFilter] = useState("");
  const [onlyProblems, setOnlyProblems] = useState(false);
  const [sort, setSort] = useState<{ column: Column; down: boolean } | undefined>();
  const rows = useMemo(() => store.records.map((record) => ({ record, cells: cells(record, index) })), [store, index]);
  const wanted = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    const kept = rows.filter(
      (row) =>
        (!onlyProblems || row.record.problems.length > 0) &&
        (needle === "" || columns.some((c) => row.cells[c].toLowerCase().includes(needle))),
    );
    if (!sort) return kept;
    const { column, down } = sort;
    const order = (a: typeof kept[number], b: typeof kept[number]) =>
      column === "days"
        ? (a.record.daysLeft ?? Infinity) - (b.record.daysLeft ?? Infinity)
        : a.cells[column].localeCompare(b.cells[column]);
    return [...kept].sort((a, b) => (down ? -order(a, b) : order(a, b)));
  }, [rows, filter, onlyProblems, sort]);
  const more = useMore(wanted, firstRows);
  const head: Record<Column, Key> = {
    name: "stores.name", subject: "stores.subject", state: "stores.state", days: "stores.days", problem: "stores.problem",
  };
  const onSort = (column: Column) => setSort((was) => ({ column, down: was?.column === column && !was.down }));
  const onCSV = () => {
    const table = [columns.map((c) => t(head[c])), ...wanted.map((row) => columns.map((c) => row.cells[c]))];
    download(fileName(store.name, ".csv"), csv(table), "text/csv");
  };
  return (
    <>
      <h4>{t("stores.records")}</h4>
      <div class="toolbar">
        <input
          type="search"
          class="field"
          aria-label={t("stores.filter", { name: store.name })}
          placeholder={t("stores.filter", { name: store.name })}
          autocomplete="off"
          spellcheck={false}
          onInput={(e) => setFilter(e.currentTarget.value)}
        />
        <label class="check">
          <input type="checkbox" checked={onlyProblems} onChange={(e) => setOnlyProblems(e.currentTarget.checked)} />
          {t("stores.problems")}
        </label>
        <button type="button" class="button" onClick={onCSV}>{t("stores.csv")}</button>
      </div>
      <div class="table" role="region" aria-label={t("stores.records")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c} class={c} scope="col" aria-sort={sort?.column === c ? (sort.down ? "descending" : "ascending") : "none"}>
                  <button type="button" onClick={() => onSort(c)}>{t(head[c])}<span class="sort" aria-hidden="true" /></button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {more.shown.map((row, i) => (
              <tr key={i} data-problem={row.record.problems.length > 0}>
                {columns.map((c) => <td key={c} class={c}>{row.cells[c]}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="soft">
        {t("stores.shown", { n: count(more.shown.length), total: count(rows.length) })}{" "}
        {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("stores.more")}</button>}
      </p>
    </>
  );
}
