// The head of the page: its name, its promise, and its three switches.

import { t, type Lang } from "../text";

export type Theme = "auto" | "light" | "dark";

export function Header(props: {
  lang: Lang;
  setLang: (lang: Lang) => void;
  theme: Theme;
  setTheme: (theme: Theme) => void;
  onSave: () => void;
}) {
  return (
    <header class="head">
      <h1 class="brand">
        <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round">
          <path d="M11 6.5 12.6 5a5 5 0 0 1 7.2 7.1l-2 2" />
          <path d="M15 19.5 13.4 21a5 5 0 0 1-7.2-7.1l2-2" stroke-dasharray="3.2 4.2" />
        </svg>
        Missing Link
      </h1>
      <p class="promise">{t("promise")}</p>
      <div class="switches">
        <select class="button" aria-label={t("language")} value={props.lang} onChange={(e) => props.setLang(e.currentTarget.value as Lang)}>
          <option value="en" lang="en">English</option>
          <option value="ja" lang="ja">日本語</option>
        </select>
        <select class="button" aria-label={t("theme")} value={props.theme} onChange={(e) => props.setTheme(e.currentTarget.value as Theme)}>
          <option value="auto">{t("theme.auto")}</option>
          <option value="light">{t("theme.light")}</option>
          <option value="dark">{t("theme.dark")}</option>
        </select>
        <button type="button" class="button" id="save" onClick={props.onSave}>{t("save")}</button>
      </div>
    </header>
  );
}
