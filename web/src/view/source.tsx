// The source text with the lines that were understood marked in it. The marks
// lie behind the text area: a text area's text is in no copy of the page, and
// stays out of it that way.

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { nameOf } from "../certs";
import type { Source } from "../desk";
import type { Report } from "../report";
import { count, t, word } from "../text";
import { Lazy, useMore } from "./parts";

// Lines leads from a line number to the line itself, where it can be shown.
export interface Lines {
  can(input: string): boolean;
  show(input: string, line: number): void;
}

// Mark is one thing that was understood, and where it stands.
export interface Mark {
  kind: "certificate" | "session" | "error" | "warning" | "note";
  line: number;
  text: string;
}

// A tool prints a few lines about a certificate before its PEM block.
const headLines = 12;
// More marks than this nobody tells apart.
const maxMarks = 500;
const firstMarks = 30;
// The text area's, in px.
const padding = 10;
const order: Mark["kind"][] = ["certificate", "session", "note", "warning", "error"];

// marksOf lists what was understood in an input, by line.
export function marksOf(report: Report, input: number): Mark[] {
  const marks: Mark[] = [];
  for (const s of report.sessions) {
    if (s.input === input) marks.push({ kind: "session", line: s.line, text: s.host || s.sni || s.tool });
  }
  for (const c of report.certificates) {
    for (const o of c.origins) if (o.input === input) marks.push({ kind: "certificate", line: o.line, text: nameOf(c) });
  }
  for (const f of report.findings) {
    for (const e of f.evidence) if (e.input === input) marks.push({ kind: f.severity, line: e.line, text: f.title });
  }
  return marks.filter((m) => m.line > 0).sort((a, b) => a.line - b.line).slice(0, maxMarks);
}

// lastLine finds the end of the PEM block that belongs to a certificate.
function lastLine(mark: Mark, lines: string[]): number {
  if (mark.kind !== "certificate") return mark.line;
  const holds = (at: number, what: string) => lines[at]?.includes(what) ?? false;
  for (let at = mark.line - 1; at < mark.line - 1 + headLines; at++) {
    if (!holds(at, "-----BEGIN")) continue;
    while (at < lines.length && !holds(at, "-----END")) at++;
    return Math.min(at + 1, lines.length);
  }
  return mark.line;
}

// What of a text area is in sight, in px.
interface Sight {
  top: number;
  height: number;
  line: number;
}

// SourceText lays the marks that are in sight behind a text area.
export function SourceText(props: { area: RefObject<HTMLTextAreaElement>; text: string; marks: Mark[]; children: ComponentChildren }) {
  const { area, text, marks } = props;
  const [sight, look] = useState<Sight>({ top: 0, height: 0, line: 0 });
  const spans = useMemo(() => {
    const lines = marks.length > 0 ? text.split("\n") : [];
    // The gravest lies on top.
    return marks.map((mark) => ({ kind: mark.kind, from: mark.line - 1, to: lastLine(mark, lines) })).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }, [text, marks]);
  useLayoutEffect(() => {
    const box = area.current;
    if (!box || marks.length === 0) return;
    const follow = () => look({ top: box.scrollTop, height: box.clientHeight, line: parseFloat(getComputedStyle(box).lineHeight) });
    follow();
    const resized = new ResizeObserver(follow);
    resized.observe(box);
    box.addEventListener("scroll", follow, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", follow);
    };
  }, [area, marks]);
  return (
    <div class="source-text">
      {marks.length > 0 && (
        <svg class="marks" width="100%" height="100%" aria-hidden="true">
          {spans.map((span, i) => <MarkedLines key={i} {...span} sight={sight} />)}
        </svg>
      )}
      {props.children}
    </div>
  );
}

function MarkedLines(props: { kind: Mark["kind"]; from: number; to: number; sight: Sight }) {
  const { from, to, sight } = props;
  const y = Math.max(0, padding + from * sight.line - sight.top);
  const end = Math.min(sight.height, padding + to * sight.line - sight.top);
  if (end <= y) return null;
  return (
    <g class="mark-line" data-kind={props.kind} data-lines={`${from + 1}-${to}`}>
      <rect class="mark-paper" x="0" y={y} width="100%" height={end - y} />
      <rect class="mark-edge" x="0" y={y} width="4" height={end - y} />
    </g>
  );
}

// MarkList says the same in words, and leads to each line.
export function MarkList(props: { report: Report; lines: Lines }) {
  const { report } = props;
  const all = useMemo(() => report.inputs.flatMap((input, i) => marksOf(report, i).map((mark) => ({ input: input.name, mark }))), [report]);
  const more = useMore(all, firstMarks);
  if (all.length === 0) return null;
  return (
    <Lazy id="understood" summary={t("source.lines", { n: all.length })}>
      {() => (
        <>
          <ul class="mark-list">
            {more.shown.map(({ input, mark }, i) => (
              <li key={i} data-kind={mark.kind}>
                {report.inputs.length > 1 && <span class="soft">{input} </span>}
                <LineNumber lines={props.lines} input={input} line={mark.line} />{" "}
                <span class="soft">{word(mark.kind === "certificate" || mark.kind === "session" ? "source.kind" : "severity", mark.kind)}</span> {mark.text}
              </li>
            ))}
          </ul>
          {more.rest > 0 && <button type="button" class="button" onClick={more.showAll}>{t("certs.more", { n: count(all.length) })}</button>}
        </>
      )}
    </Lazy>
  );
}

// LineNumber is a button where it leads to the line, and a number elsewhere.
export function LineNumber(props: { lines: Lines; input: string; line: number }) {
  const { lines, input, line } = props;
  const text = t("findings.line", { n: line });
  if (!lines.can(input)) return <span class="soft">{text}</span>;
  return <button type="button" class="line" onClick={() => lines.show(input, line)}>{text}</button>;
}

// selectLine selects a line where it stands and brings it into sight.
export function selectLine(area: HTMLTextAreaElement, line: number): void {
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  const height = parseFloat(getComputedStyle(area).lineHeight) || 20;
  area.scrollTop = Math.max(0, (line - 2) * height);
}

// SourceView shows an input that is not in the box.
export function SourceView(props: { source: Source; line: number; report: Report | undefined; onClose: () => void }) {
  const { source, line, report } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    let current = true;
    const body = typeof source.body === "string" ? Promise.resolve(source.body) : source.body.text();
    void body.then((text) => {
      if (!current || !area.current) return;
      area.current.value = text;
      setText(text);
      selectLine(area.current, line);
    }, () => undefined);
    return () => {
      current = false;
    };
  }, [source, line]);
  const input = report?.inputs.findIndex((i) => i.name === source.name) ?? -1;
  const marks = useMemo(() => (report && input >= 0 && text !== "" ? marksOf(report, input) : []), [report, input, text]);
  return (
    <div class="source-view">
      <p class="part-head">
        <span class="strong" translate={false}>{source.name}</span>
        <button type="button" class="button" onClick={props.onClose}>{t("source.close")}</button>
      </p>
      <SourceText area={area} text={text} marks={marks}>
        <textarea ref={area} rows={8} wrap="off" readOnly aria-label={source.name} spellcheck={false} autocomplete="off" translate={false} />
      </SourceText>
    </div>
  );
}
