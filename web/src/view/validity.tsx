// Validity on one time axis. The scale is logarithmic on both sides of now and
// linear near it: twenty years and ten days can be read in one picture.

import { t } from "../text";

const year = 365.25 * 24 * 3600 * 1000;
// The axis reaches this far either way; roots last up to 25 years.
const reach = 25 * year;
// Nearer than this the scale is about linear.
const near = year / 12;
const width = 1000;

function x(instant: number, now: number): number {
  const d = Math.max(-reach, Math.min(reach, instant - now));
  const share = Math.log1p(Math.abs(d) / near) / Math.log1p(reach / near);
  return Math.round(width / 2 + (Math.sign(d) * share * width) / 2);
}

export function ValidityBar(props: { notBefore: string; notAfter: string; at: string }) {
  const from = Date.parse(props.notBefore);
  const to = Date.parse(props.notAfter);
  const now = Date.parse(props.at);
  if (Number.isNaN(to) || Number.isNaN(now)) return null;
  // A trust anchor known by facts only has no beginning.
  const left = Number.isNaN(from) ? 0 : x(from, now);
  const right = Math.max(x(to, now), left + 4);
  const tone = now > to || now < from ? "bad" : to - now < 30 * 24 * 3600 * 1000 ? "warn" : "ok";
  return (
    <svg class="axis" viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" width="100%" height="14" aria-hidden="true">
      <rect class="axis-track" x="0" y="5" width={width} height="6" rx="3" />
      <rect class={`axis-bar ${tone}`} x={left} y="5" width={right - left} height="6" />
      <rect class="axis-now" x={width / 2 - 2} y="0" width="4" height="16" />
    </svg>
  );
}

// The legend is drawn once under the chain.
export function ValidityScale() {
  const marks = [-10, -1, 0, 1, 10];
  return (
    <svg class="scale" viewBox="0 0 260 24" width="260" height="24" role="img" aria-label={t("chain.scale")}>
      {marks.map((n) => {
        const at = (x(n * year, 0) / width) * 260;
        return (
          <g key={n}>
            <line class="scale-mark" x1={at} x2={at} y1="0" y2="5" />
            <text class="scale-text" x={at} y="18" text-anchor="middle">
              {n === 0 ? t("scale.today") : t("scale.years", { n: n > 0 ? `+${n}` : `\u2212${-n}` })}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
