// About this copy: its version, its data's age, its checksum, its licences.

import { useEffect, useState } from "preact/hooks";
import type { Engine } from "../engine";
import { checksum, pristine } from "../pristine";
import { day, t } from "../text";
import { Lazy } from "./parts";

// Public lists change every few weeks; half a year is old.
const oldAfterMonths = 6;

export function About(props: { engine: Engine; ready: boolean }) {
  const [sum, setSum] = useState("");
  useEffect(() => {
    // Four megabytes are hashed when nobody waits for anything.
    const timer = setTimeout(() => void checksum(pristine()).then(setSum), 1500);
    return () => clearTimeout(timer);
  }, []);
  const tool = props.ready ? props.engine.tool : undefined;
  const months = tool?.trustDate ? Math.floor((Date.now() - Date.parse(tool.trustDate)) / (30.44 * 24 * 3600 * 1000)) : 0;
  return (
    <footer class="about" aria-label={t("about.title")}>
      {months >= oldAfterMonths && <p class="notice">{t("about.old", { n: months })}</p>}
      <p>
        {tool && t("about.version", { version: tool.version, date: tool.trustDate ? day(tool.trustDate) : "–" })}{" "}
        {t("about.enforced")}
      </p>
      {props.ready && props.engine.place === "page" && <p>{t("about.place.page")}</p>}
      <p>{t("about.saved")}</p>
      <p class="sum">{sum && <>{t("about.sum")}: <code id="sha256">{sum}</code></>}</p>
      <Lazy summary={t("about.notices")}>{() => <Notices />}</Lazy>
    </footer>
  );
}

function Notices() {
  const list = JSON.parse(document.getElementById("notices")?.textContent ?? "[]") as { name: string; text: string }[];
  return (
    <>
      {list.map((notice) => (
        <Lazy key={notice.name} summary={notice.name}>{() => <pre class="block" tabIndex={0}>{notice.text}</pre>}</Lazy>
      ))}
    </>
  );
}
