// The small parts every section is made of.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { webAddress } from "../certs";
import { copy } from "../hand";
import { announce } from "./status";
import { count, day, t } from "../text";

// Section is a titled part of the reading order.
export function Section(props: { id: string; title: string; aside?: ComponentChildren; children: ComponentChildren }) {
  const heading = `${props.id}-title`;
  return (
    <section class="part" aria-labelledby={heading}>
      <div class="part-head">
        <h2 id={heading} tabIndex={-1}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

// CopyButton copies text and says so in its own words, without changing size.
export function CopyButton(props: { text: string; label?: string; what?: string; primary?: boolean }) {
  const [state, setState] = useState<"" | "done" | "failed">("");
  const label = props.label ?? t("copy");
  const onClick = async () => {
    const done = await copy(props.text);
    setState(done ? "done" : "failed");
    announce(done ? t("copied") : t("copy.failed"));
    setTimeout(() => setState(""), 2000);
  };
  return (
    <button
      type="button"
      class={`button copy ${props.primary ? "primary" : ""}`}
      data-state={state}
      aria-label={props.what ? t("copy.what", { what: props.what }) : undefined}
      onClick={() => void onClick()}
    >
      <span class="copy-label">{label}</span>
      <span class="copy-done" aria-hidden="true">{state === "failed" ? t("copy.failed") : t("copied")}</span>
    </button>
  );
}

// Command shows a command as it is to be run, with its copy button.
export function Command(props: { text: string }) {
  return (
    <div class="command">
      <pre tabIndex={0}><code translate={false}>{props.text}</code></pre>
      <CopyButton text={props.text} what={props.text.slice(0, 60)} />
    </div>
  );
}

export function Chip(props: { kind: "ok" | "bad" | "info" | "plain"; children: ComponentChildren }) {
  return <span class={`chip ${props.kind}`}>{props.children}</span>;
}

export function Day(props: { at: string }) {
  return props.at ? <time dateTime={props.at} title={props.at}>{day(props.at)}</time> : null;
}

// Address is a link if the text is a web address, and plain text if not.
export function Address(props: { text: string }) {
  const href = webAddress(props.text);
  return href ? (
    <a href={href} rel="noreferrer noopener" target="_blank">{props.text}</a>
  ) : (
    <span>{props.text}</span>
  );
}

// Lazy is a disclosure that draws its content only while it is open.
export function Lazy(props: { summary: ComponentChildren; id?: string; children: () => ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <details id={props.id} class="lazy" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{props.summary}</summary>
      {open && <div class="lazy-body">{props.children()}</div>}
    </details>
  );
}

// The rest of a long list comes in slices, one a frame: ten thousand rows at
// once would stop the page.
const slice = 250;

// More shows the first part of a long list and a button for the rest.
export function useMore<T>(items: T[], first: number): { shown: T[]; rest: number; showAll: () => void } {
  const [all, setAll] = useState(false);
  const [room, setRoom] = useState(first);
  const shown = items.slice(0, Math.max(room, first));
  const growing = all && shown.length < items.length;
  useEffect(() => {
    if (growing) setRoom(room + slice);
  }, [growing, room]);
  return { shown, rest: all ? 0 : items.length - shown.length, showAll: () => setAll(true) };
}

// A server may name a hundred accepted issuers.
const firstNames = 5;

// Listed is a titled list of names, the rest of it on request.
export function Listed(props: { title: string; names: string[] }) {
  const more = useMore(props.names, firstNames);
  return (
    <dl class="facts listed">
      <dt>{props.title}</dt>
      <dd translate={false}>
        {more.shown.map((name, i) => <span class="address" key={i}>{name}</span>)}
        {more.rest > 0 && <button type="button" class="line" onClick={more.showAll}>{t("certs.more", { n: count(props.names.length) })}</button>}
      </dd>
    </dl>
  );
}
