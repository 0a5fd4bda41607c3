// The empty page: how to get the evidence, and examples to look at.

import type { Role } from "../desk";
import { t, word } from "../text";
import { Command } from "./parts";

export interface Example {
  id: string;
  // The verdict that the golden story behind it records.
  lead: string;
  at: string;
  host?: string;
  inputs: { name: string; role: Role; text: string }[];
}

export function examples(): Example[] {
  return JSON.parse(document.getElementById("examples")?.textContent ?? "[]") as Example[];
}

export function StartSection(props: { list: Example[]; onExample: (e: Example) => void }) {
  return (
    <div class="start">
      <section aria-labelledby="examples-title">
        <h2 id="examples-title">{t("examples")}</h2>
        <ul class="examples">
          {props.list.map((e) => (
            <li key={e.id}>
              <button type="button" class="button example" data-example={e.id} onClick={() => props.onExample(e)}>{word("example", e.id)}</button>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="command-title">
        <h2 id="command-title">{t("command.title")}</h2>
        <p class="soft">{t("command.hint")}</p>
        <p class="shell">{t("command.unix")}</p>
        <Command text="openssl s_client -showcerts -connect HOST:443 -servername HOST </dev/null 2>&1" />
        <p class="shell">{t("command.windows")}</p>
        <Command text={'"" | openssl s_client -showcerts -connect HOST:443 -servername HOST 2>&1'} />
      </section>
    </div>
  );
}
