// The whole page, in its reading order.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { indexOf, leadingChain } from "./certs";
import { Analyst, boxLimit, type Role, type Source } from "./desk";
import { droppedFiles } from "./drop";
import type { Engine, Result } from "./engine";
import { download } from "./hand";
import { pristine } from "./pristine";
import type { Report } from "./report";
import { preferredLang, setLang, t, type Lang } from "./text";
import { About } from "./view/about";
import { CertificatesSection } from "./view/certificates";
import { ChainSection } from "./view/chain";
import { ClientChain, ClientSection } from "./view/client";
import { ComparisonSection } from "./view/comparison";
import { FindingsSection } from "./view/findings";
import { Handover } from "./view/handover";
import { Header, type Theme } from "./view/header";
import { Intake, type Viewed } from "./view/intake";
import { Section } from "./view/parts";
import { SessionsSection } from "./view/sessions";
import { selectLine, type Lines } from "./view/source";
import { examples, StartSection, type Example } from "./view/start";
import { announce } from "./view/status";
import { StepsSection, type Ticks } from "./view/steps";
import { StoresSection } from "./view/stores";
import { Trouble } from "./view/trouble";
import { VerdictCard } from "./view/verdict";

export function App(props: { engine: Engine }) {
  const analyst = useMemo(() => new Analyst(props.engine), [props.engine]);
  const [desk, setDesk] = useState(analyst.desk);
  const [lang, setLanguage] = useState<Lang>(preferredLang);
  const [theme, setTheme] = useState<Theme>("auto");
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [viewed, view] = useState<Viewed | undefined>();
  // Shut says that a folder was dropped and this browser did not open it.
  const [shut, setShut] = useState(false);
  const [answered, setAnswered] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const list = useMemo(examples, []);

  setLang(lang);
  analyst.lang = lang;

  useEffect(() => {
    analyst.watch(setDesk);
    void analyst.start();
    return takeFromAnywhere(analyst, box, () => setShut(true));
  }, [analyst]);

  const { phase, result } = desk;
  useEffect(() => setShut(false), [desk]);
  const ready = props.engine.tool !== undefined || phase.name === "dead";
  useLayoutEffect(() => {
    document.documentElement.lang = lang;
    if (desk.result) analyst.again();
  }, [lang]);
  useEffect(() => {
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
  }, [theme]);
  useEffect(() => {
    if (!ready) return;
    document.body.setAttribute("data-ready", "");
    document.body.setAttribute("data-engine", props.engine.place);
  }, [ready]);
  // In the same turn as the verdict comes or goes: a page that was cleared says
  // nothing of it in its title either, whoever saves it at once.
  useLayoutEffect(() => {
    const verdict = result?.report.verdict;
    document.title = verdict ? `${verdict.word}: ${verdict.title} · Missing Link` : "Missing Link";
    announce(verdict ? t("state.done", { word: verdict.word, title: verdict.title }) : "");
  }, [result]);
  useEffect(() => {
    // The first verdict is painted before the rest is drawn. What stands on
    // the page already changes together with a later verdict, so that the two
    // never contradict each other.
    setAnswered(result !== undefined);
  }, [result]);

  const ticks: Ticks = {
    done,
    toggle: (key) => {
      const next = new Set(done);
      if (!next.delete(key)) next.add(key);
      setDone(next);
    },
  };
  const onExample = (example: Example) => {
    const [first, ...rest] = example.inputs;
    if (!first || !box.current) return;
    box.current.value = first.text;
    analyst.load(first.text, rest, { date: example.at.slice(0, 10), host: example.host ?? "" });
  };
  // A line of the box is shown where it stands, one of another text beside it.
  const sourceOf = (input: string) => desk.sources.find((s) => s.name === input && !s.slot && textual(s, result));
  const lines: Lines = {
    can: (input) => (input === analyst.boxName ? box.current?.value !== "" : sourceOf(input) !== undefined),
    show: (input, line) => {
      const source = sourceOf(input);
      if (source) view({ source: source.id, line });
      else if (box.current) selectLine(box.current, line);
    },
  };
  const onSave = () => download("missing-link.html", pristine(), "text/html");

  return (
    <>
      <a class="skip" href="#verdict">{t("skip")}</a>
      <div class="page">
        <Header lang={lang} setLang={setLanguage} theme={theme} setTheme={setTheme} onSave={onSave} />
        <main>
          <Intake desk={desk} analyst={analyst} box={box} lines={lines} viewed={viewed} onClose={() => view(undefined)} />
          <Trouble phase={phase} shut={shut} onAgain={() => analyst.now()} />
          <VerdictCard desk={desk} complete={answered} />
          {result && (answered ? <Answer result={result} ticks={ticks} lines={lines} /> : <div class="answer" />)}
          {!result && desk.sources.length === 0 && (phase.name === "starting" || phase.name === "idle") && <StartSection list={list} onExample={onExample} />}
        </main>
        <About engine={props.engine} ready={ready && phase.name !== "dead"} />
      </div>
      <div id="status" role="status" class="offscreen" />
      <div class="dropzone" aria-hidden="true"><p>{t("input.drop")}</p></div>
    </>
  );
}

// textual says that an input is short text, of which lines can be shown.
function textual(source: Source, result: Result | undefined): boolean {
  const length = typeof source.body === "string" ? source.body.length : source.body.size;
  return length <= boxLimit && (result?.report.inputs.find((i) => i.name === source.name)?.lines ?? 0) > 0;
}

// Answer is what follows the verdict.
function Answer(props: { result: Result; ticks: Ticks; lines: Lines }) {
  const { result, ticks, lines } = props;
  const { report } = result;
  const index = useMemo(() => indexOf(report), [report]);
  const [picked, pick] = useState<{ report: Report; chain: number } | undefined>();
  const chain = picked?.report === report ? picked.chain : leadingChain(report);
  const onChain = (next: number) => pick({ report, chain: next });
  const onSessionChain = (next: number) => {
    onChain(next);
    const heading = document.getElementById("chain-part-title");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  };
  return (
    <div class="answer">
      <ClientChain report={report} index={index} />
      <ChainSection report={report} index={index} chain={chain} onChain={onChain} />
      <ComparisonSection report={report} index={index} />
      <StepsSection report={report} ticks={ticks} />
      <Handover result={result} index={index} />
      <FindingsSection report={report} lines={lines} />
      <ClientSection report={report} index={index} />
      <StoresSection report={report} index={index} />
      <SessionsSection report={report} index={index} lines={lines} onChain={onSessionChain} />
      <Remarks id="notchecked" title={t("notchecked.title")} lines={report.notChecked} />
      <Remarks id="truncated" title={t("truncated.title")} lines={report.truncated} />
      <Remarks id="removed" title={t("removed.title")} lines={report.removed} />
      <CertificatesSection result={result} index={index} />
    </div>
  );
}

function Remarks(props: { id: string; title: string; lines: string[] }) {
  if (props.lines.length === 0) return null;
  return (
    <Section id={props.id} title={props.title}>
      <ul class="lines">{props.lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </Section>
  );
}

// takeFromAnywhere lets the whole page be a place to paste and to drop.
function takeFromAnywhere(analyst: Analyst, box: { current: HTMLTextAreaElement | null }, onShut: () => void): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const inField = event.target instanceof HTMLInputElement || (event.target instanceof HTMLTextAreaElement && event.target !== box.current);
    if (files.length > 0 && !inField) {
      event.preventDefault();
      analyst.addFiles(files);
      return;
    }
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (event.target === box.current && text.length > boxLimit) {
      event.preventDefault();
      analyst.addText(text);
      return;
    }
    if (inField || event.target === box.current) return;
    if (text.trim() === "" || !box.current) return;
    event.preventDefault();
    if (box.current.value.trim() === "") {
      box.current.value = text;
      box.current.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      analyst.addText(text);
    }
  };
  // Browsers report leaving and entering for every child; only the count of
  // both says when the pointer is really outside.
  let depth = 0;
  const show = () => document.body.toggleAttribute("data-drop", depth > 0);
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const onEnter = (event: DragEvent) => {
    if (!carries(event)) return;
    depth++;
    show();
  };
  const onLeave = (event: DragEvent) => {
    if (!carries(event)) return;
    depth = Math.max(0, depth - 1);
    show();
  };
  const onOver = (event: DragEvent) => {
    if (carries(event)) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    depth = 0;
    show();
    if (!event.dataTransfer || !carries(event)) return;
    event.preventDefault();
    const slot = event.target instanceof Element ? event.target.closest("[data-role]") : null;
    const role = (slot?.getAttribute("data-role") ?? "") as Role;
    void droppedFiles(event.dataTransfer).then((files) => analyst.addFiles(files, role), onShut);
  };
  document.addEventListener("paste", onPaste);
  document.addEventListener("dragenter", onEnter);
  document.addEventListener("dragleave", onLeave);
  document.addEventListener("dragover", onOver);
  document.addEventListener("drop", onDrop);
  return () => {
    document.removeEventListener("paste", onPaste);
    document.removeEventListener("dragenter", onEnter);
    document.removeEventListener("dragleave", onLeave);
    document.removeEventListener("dragover", onOver);
    document.removeEventListener("drop", onDrop);
  };
}
