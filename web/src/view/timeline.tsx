// The handshakes of a log over time: how many, and how they ended.

import type { Session } from "../report";
import { count, t } from "../text";

// Fewer than this are read faster in the list.
const fewest = 4;
// So many columns are as fine as the eye reads, whatever the log holds.
const columns = 120;
const width = 960;
const height = 48;

// Column counts the handshakes of one slice of time, the refused ones lowest.
type Column = { refused: number; other: number; accepted: number };

export function Timeline(props: { sessions: Session[] }) {
  const timed = props.sessions.filter((s) => !Number.isNaN(Date.parse(s.at)));
  const times = timed.map((s) => Date.parse(s.at));
  const from = times.reduce((a, b) => Math.min(a, b), Infinity);
  const to = times.reduce((a, b) => Math.max(a, b), -Infinity);
  if (timed.length < fewest || from === to) return null;
  const slices = Array.from({ length: columns }, (): Column => ({ refused: 0, other: 0, accepted: 0 }));
  timed.forEach((s, i) => {
    const slice = slices[Math.min(columns - 1, Math.floor(((times[i]! - from) / (to - from)) * columns))]!;
    slice[s.outcome === "accepted" ? "accepted" : s.outcome.startsWith("refused") ? "refused" : "other"]++;
  });
  const tallest = slices.reduce((most, c) => Math.max(most, c.refused + c.other + c.accepted), 1);
  const refused = slices.reduce((sum, c) => sum + c.refused, 0);
  const span = { from: instant(from), to: instant(to) };
  return (
    <figure class="timeline">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" width="100%" height={height} role="img" aria-label={t("sessions.span", { n: count(timed.length), refused: count(refused), ...span })}>
        {slices.map((column, i) => <Stack key={i} at={i} column={column} scale={(height - 4) / tallest} />)}
        <rect class="timeline-ground" x="0" y={height - 1} width={width} height="1" />
      </svg>
      <figcaption>
        <span>{span.from}</span> <span>{t("sessions.counted", { n: count(timed.length), refused: count(refused) })}</span> <span>{span.to}</span>
      </figcaption>
    </figure>
  );
}

function Stack(props: { at: number; column: Column; scale: number }) {
  const { column, scale } = props;
  const each = width / columns;
  let y = height - 2;
  return (
    <>
      {(["refused", "other", "accepted"] as const).filter((kind) => column[kind] > 0).map((kind) => {
        // One among thousands is still seen.
        const tall = Math.max(2, column[kind] * scale);
        y -= tall;
        return <rect key={kind} class={`timeline-${kind}`} x={props.at * each} y={Math.max(0, y)} width={each - 1} height={tall} />;
      })}
    </>
  );
}

function instant(at: number): string {
  return new Date(at).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}
