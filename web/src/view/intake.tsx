// Where things come in: the box, files, and what was understood of each.

import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { boxLimit, roles, type Analyst, type Desk, type Role, type Source } from "../desk";
import { size, t, word, type Key } from "../text";
import { OptionsForm } from "./options";
import { marksOf, MarkList, SourceText, SourceView, type Lines } from "./source";

// Typing adds a few characters at a time; more came as a whole.
const typed = 40;

const untouched = {
  spellcheck: false,
  autocomplete: "off",
  autocorrect: "off",
  autocapitalize: "off",
  translate: false,
} as const;

// Viewed is an input beside the box of which a line was asked for.
export interface Viewed {
  source: number;
  line: number;
}

interface IntakeProps {
  desk: Desk;
  analyst: Analyst;
  box: RefObject<HTMLTextAreaElement>;
  lines: Lines;
  viewed: Viewed | undefined;
  onClose: () => void;
}

export function Intake(props: IntakeProps) {
  const { desk, analyst, box } = props;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const length = useRef(0);
  const [options, setOptions] = useState(false);
  const compact = desk.result !== undefined || desk.sources.length > 0 || ["reading", "cancelled", "died"].includes(desk.phase.name);

  // A folder can be chosen only where the browser knows the attribute.
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);

  // A locked key store needs its password: show where it goes.
  const locked = desk.result?.report.findings.some((f) => f.id === "password-needed" || f.id === "wrong-password");
  useEffect(() => {
    if (locked) setOptions(true);
  }, [locked]);

  // While somebody types, the lines of the last answer are no longer true.
  const { phase, result } = desk;
  const marks = useMemo(() => {
    const input = phase.name === "idle" && result ? result.report.inputs.findIndex((i) => i.name === analyst.boxName) : -1;
    return result && input >= 0 ? marksOf(result.report, input) : [];
  }, [phase.name, result]);

  const onInput = (event: Event) => {
    const area = event.currentTarget as HTMLTextAreaElement;
    const text = area.value;
    if (text.length > boxLimit) {
      area.value = "";
      length.current = 0;
      analyst.type("", false);
      analyst.addText(text);
      return;
    }
    const kind = event instanceof InputEvent ? event.inputType : "";
    const asked = !kind || kind === "insertFromPaste" || kind === "insertFromDrop" || text.length - length.current > typed;
    length.current = text.length;
    analyst.type(text, asked);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      analyst.now();
    }
  };
  const take = (input: HTMLInputElement) => {
    analyst.addFiles([...(input.files ?? [])]);
    input.value = "";
  };

  return (
    <section class={compact ? "intake compact" : "intake"} aria-labelledby="input-label">
      <div class="intake-head">
        <label id="input-label" for="input">{t("input.label")}</label>
        <p id="input-hint" class="soft">{t("input.hint")}</p>
      </div>
      <SourceText area={box} text={box.current?.value ?? ""} marks={marks}>
        <textarea id="input" ref={box} rows={compact ? 4 : 11} aria-describedby="input-hint" onInput={onInput} onKeyDown={onKey} wrap="off" {...untouched} />
      </SourceText>
      <div class="toolbar">
        <button type="button" class="button primary" onClick={() => analyst.now()}>{t("input.analyse")}</button>
        <button type="button" class="button" onClick={() => files.current?.click()}>{t("input.files")}</button>
        <button type="button" class="button wide-only" onClick={() => folder.current?.click()}>{t("input.folder")}</button>
        <button type="button" class="button" aria-expanded={options} aria-controls="options" onClick={() => setOptions(!options)}>{t("options")}</button>
        {compact && (
          <button
            type="button"
            class="button"
            id="clear"
            onClick={() => {
              if (box.current) box.current.value = "";
              length.current = 0;
              analyst.clear();
              box.current?.focus();
            }}
          >
            {t("input.clear")}
          </button>
        )}
        <Progress desk={desk} analyst={analyst} />
        <input ref={files} type="file" id="files" class="offscreen" multiple tabIndex={-1} aria-label={t("input.files")} onChange={(e) => take(e.currentTarget)} />
        <input ref={folder} type="file" id="folder" class="offscreen" multiple tabIndex={-1} aria-label={t("input.folder")} onChange={(e) => take(e.currentTarget)} />
      </div>
      <div id="options" hidden={!options}>
        <OptionsForm choices={desk.choices} choose={(c) => analyst.choose(c)} />
      </div>
      {compact && <Sources {...props} />}
    </section>
  );
}

function Progress(props: { desk: Desk; analyst: Analyst }) {
  const { phase } = props.desk;
  if (phase.name !== "reading" || !phase.slow) return null;
  const p = phase.progress;
  return (
    <span class="progress">
      <progress aria-label={t("state.reading")} max={1} value={p && p.total > 0 ? p.done / p.total : undefined} />
      <span class="soft">{p ? t("state.progress", { done: size(p.done), total: size(p.total), rate: size(p.rate) }) : t("state.reading")}</span>
      <button type="button" class="button" id="cancel" onClick={() => props.analyst.cancel()}>{t("state.cancel")}</button>
    </span>
  );
}

const slots: Role[] = ["store", "client", "endpoint", "before", "pool"];

function Sources(props: IntakeProps) {
  const { desk, analyst, box, viewed } = props;
  const source = viewed && desk.sources.find((s) => s.id === viewed.source);
  const open = (role: Role) => {
    const id = analyst.openSlot(role);
    requestAnimationFrame(() => document.getElementById(`slot-${id}`)?.focus());
  };
  const understood = (name: string) => desk.result?.report.inputs.find((i) => i.name === name);
  const boxed = understood(analyst.boxName);
  return (
    <div class="sources">
      <ul aria-label={t("input.list")}>
        {boxed && (
          <li class="source">
            <span class="source-role">{word("role", boxed.role)}</span>
            <span class="soft">{boxed.summary}</span>
          </li>
        )}
        {desk.sources.map((s) =>
          s.slot ? (
            <Slot key={s.id} source={s} analyst={analyst} />
          ) : (
            <li class="source" key={s.id}>
              <select
                aria-label={t("input.role", { name: s.name })}
                value={s.role}
                onChange={(e) => analyst.setRole(s.id, e.currentTarget.value as Role)}
              >
                {roles.map((role) => <option key={role} value={role}>{word("role", role)}</option>)}
              </select>
              <span class="source-name" translate={false}>{s.name}</span>
              <span class="soft">{understood(s.name)?.summary ?? size(typeof s.body === "string" ? s.body.length : s.body.size)}</span>
              <button
                type="button"
                class="remove"
                aria-label={t("input.remove", { name: s.name })}
                onClick={() => {
                  analyst.remove(s.id);
                  box.current?.focus();
                }}
              >
                ×
              </button>
            </li>
          ),
        )}
      </ul>
      {viewed && source && <SourceView key={source.id} source={source} line={viewed.line} report={desk.result?.report} onClose={props.onClose} />}
      {desk.result && <MarkList report={desk.result.report} lines={props.lines} />}
      <p class="adders">
        <span class="soft">{t("input.add")}</span>
        {slots.map((role) => (
          <button type="button" class="button add" key={role} data-add={role} onClick={() => open(role)}>
            {t(`input.add.${role}` as Key)}
          </button>
        ))}
      </p>
    </div>
  );
}

// A slot waits for a paste or a file of its role.
function Slot(props: { source: Source; analyst: Analyst }) {
  const { source, analyst } = props;
  const files = useRef<HTMLInputElement>(null);
  const hint = t(`input.slot.${source.role}` as Key);
  return (
    <li class="slot" data-role={source.role}>
      <label for={`slot-${source.id}`}>
        <span class="strong">{word("role", source.role)}</span> <span class="soft">{hint}</span>
      </label>
      <textarea
        id={`slot-${source.id}`}
        rows={2}
        wrap="off"
        {...untouched}
        onInput={(e) => {
          const text = e.currentTarget.value;
          if (text.trim() === "") return;
          e.currentTarget.value = "";
          analyst.fillSlot(source.id, text);
        }}
      />
      <div class="toolbar">
        <button type="button" class="button" onClick={() => files.current?.click()}>{t("input.files")}</button>
        <button type="button" class="button" onClick={() => analyst.remove(source.id)}>{t("state.cancel")}</button>
        <input
          ref={files}
          type="file"
          class="offscreen"
          multiple
          tabIndex={-1}
          aria-label={hint}
          onChange={(e) => {
            analyst.addFiles([...(e.currentTarget.files ?? [])], source.role);
            e.currentTarget.value = "";
          }}
        />
      </div>
    </li>
  );
}
