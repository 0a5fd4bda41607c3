// What is said when the analysis itself stopped.

import type { Phase } from "../desk";
import { t } from "../text";

export function Trouble(props: { phase: Phase; shut: boolean; onAgain: () => void }) {
  const { phase } = props;
  if (props.shut) {
    return (
      <div class="trouble" role="alert">
        <p>{t("input.shut")}</p>
      </div>
    );
  }
  switch (phase.name) {
    case "cancelled":
      return (
        <div class="trouble" role="alert">
          <p>{t("state.cancelled")}</p>
          <button type="button" class="button" onClick={props.onAgain}>{t("state.again")}</button>
        </div>
      );
    case "died":
      return (
        <div class="trouble" role="alert" data-trouble="died">
          <p>{t("state.died")}</p>
          <p class="soft">{t("state.reason", { reason: phase.reason })}</p>
          <button type="button" class="button" onClick={props.onAgain}>{t("state.again")}</button>
        </div>
      );
    case "dead":
      return (
        <div class="trouble" role="alert" data-trouble="dead">
          <p>{t("state.dead")}</p>
          <p class="soft">{t("state.dead.hint")}</p>
          <p class="soft">{t("state.reason", { reason: phase.reason })}</p>
        </div>
      );
    default:
      return null;
  }
}
