// The options, out of the way until somebody needs them.

import type { Choices } from "../desk";
import { t, word } from "../text";

const javaVersions = ["8", "11", "17", "21", "25"];
const directions = ["", "outbound", "mid", "inbound"] as const;
const stores = ["openjdk", "mozilla", "none"];

export function OptionsForm(props: { choices: Choices; choose: (c: Partial<Choices>) => void }) {
  const { choices, choose } = props;
  return (
    <div class="options">
      <label class="option">
        <span>{t("options.host")}</span>
        <input class="field" id="host" value={choices.host} placeholder={t("options.host.hint")} autocomplete="off" autocapitalize="off" spellcheck={false} translate={false} onInput={(e) => choose({ host: e.currentTarget.value })} />
      </label>
      <label class="option">
        <span>{t("options.direction")}</span>
        <select class="field" id="direction" value={choices.direction} onChange={(e) => choose({ direction: e.currentTarget.value as Choices["direction"] })}>
          {directions.map((d) => <option key={d} value={d}>{word("options.direction", d)}</option>)}
        </select>
      </label>
      <label class="option">
        <span>{t("options.java")}</span>
        <select class="field" id="java" value={choices.java} onChange={(e) => choose({ java: e.currentTarget.value })}>
          {javaVersions.map((v) => <option key={v} value={v}>{v}</option>)}
        </select>
      </label>
      <label class="option">
        <span>{t("options.date")}</span>
        <input class="field" id="date" type="date" value={choices.date} onChange={(e) => choose({ date: e.currentTarget.value })} />
      </label>
      <label class="option">
        <span>{t("options.store")}</span>
        <select class="field" id="store" value={choices.store} onChange={(e) => choose({ store: e.currentTarget.value })}>
          {stores.map((s) => <option key={s} value={s}>{word("options.store", s)}</option>)}
        </select>
      </label>
      <label class="option">
        <span>{t("options.password")}</span>
        <input class="field" id="password" type="password" value={choices.password} placeholder={t("options.password.hint")} autocomplete="off" spellcheck={false} translate={false} onInput={(e) => choose({ password: e.currentTarget.value })} />
      </label>
      <label class="check">
        <input type="checkbox" id="redact" checked={choices.redact} onChange={(e) => choose({ redact: e.currentTarget.checked })} />
        {t("options.redact")}
      </label>
    </div>
  );
}
