// The client's side: the chain that the client sent or would send, up to the
// issuers that the server accepts, and what its key store holds.

import type { ComponentChildren } from "preact";
import { commonName, leadingChain, nameOf, nameOfId, type Index } from "../certs";
import type { Report, Session } from "../report";
import { t, word, type Key } from "../text";
import { daysText } from "./chain";
import { Chip, Day, Listed, Section } from "./parts";
import { ValidityBar } from "./validity";

// The verdicts that rest on what the server accepts, and what each says where
// no certificate of the client is seen.
const gaps: Record<string, Key> = {
  "client-issuer-not-accepted": "client.notshown",
  "client-chain-incomplete": "client.notshown",
  "client-certificate-not-sent": "client.notsent",
  "client-certificate-required": "client.notshown",
};

// ClientChain draws the client's chain with its gap where the verdict is about
// it: what the client sent, and what the server would have accepted.
export function ClientChain(props: { report: Report; index: Index }) {
  const { report, index } = props;
  const session = askingSession(report);
  const client = report.clientCertificate;
  const sent = session?.clientSent ?? [];
  const ids = sent.length > 0 ? sent : (client?.chain ?? []);
  const accepted = session?.acceptableCAs ?? [];
  const chain = ids.flatMap((id) => index.get(id) ?? []);
  if (!report.verdict.code.startsWith("client-") || (chain.length === 0 && accepted.length === 0)) return null;
  const top = chain.at(-1);
  // Without the issuers that the server names, nobody knows where it would end.
  const gap = top && accepted.length === 0 ? undefined : gaps[report.verdict.code];
  const met = client?.reaches[0] ?? accepted.find((dn) => chain.some((c) => c.subject === dn || c.issuer === dn));
  return (
    <Section id="client-chain" title={t("client.way")}>
      <ol class="chain">
        {chain.map((c, i) => (
          <li class="link" key={c.id} data-state="sent">
            <span class="link-dot" aria-hidden="true" />
            <div class="node">
              <div class="node-main">
                <p class="node-role">{i === 0 ? t("client.title") : word("chain", c.role)}</p>
                <p class="node-name" translate={false}>{nameOf(c)}</p>
                <p class="chips">
                  <Chip kind={sent.length > 0 ? "ok" : "info"}>{sent.length > 0 ? t("client.sent") : t("chain.given")}</Chip>
                </p>
              </div>
              {c.notAfter && (
                <div class="node-time">
                  <p><Day at={c.notBefore} /> – <Day at={c.notAfter} />{c.daysLeft != null && c.daysLeft < 0 && <> · {daysText(c.daysLeft)}</>}</p>
                  <ValidityBar notBefore={c.notBefore} notAfter={c.notAfter} at={report.at} />
                </div>
              )}
            </div>
            {(i < chain.length - 1 || met || gap) && <p class="link-up">{word("chain.link", "")}</p>}
          </li>
        ))}
        {met ? (
          <End state="store" role={t("client.issuer")} name={commonName(met)} chip={<Chip kind="info">{t("client.accepted")}</Chip>} />
        ) : (
          gap && (
            <End
              state="missing"
              role={<>{t(top ? "client.issuer" : "client.title")} · <strong>{t("chain.missing")}</strong></>}
              name={top ? commonName(top.issuer) : t("client.none")}
              chip={<Chip kind="bad">{t(top ? "client.refused" : gap)}</Chip>}
            >
              {accepted.length > 0 && <Listed title={t("sessions.cas", { n: accepted.length })} names={accepted} />}
            </End>
          )
        )}
      </ol>
    </Section>
  );
}

function End(props: { state: string; role: ComponentChildren; name: string; chip: ComponentChildren; children?: ComponentChildren }) {
  return (
    <li class="link" data-state={props.state}>
      <span class="link-dot" aria-hidden="true" />
      <div class="node">
        <div class="node-main">
          <p class="node-role">{props.role}</p>
          <p class="node-name" translate={false}>{props.name}</p>
          <p class="chips">{props.chip}</p>
          {props.children}
        </div>
      </div>
    </li>
  );
}

// askingSession is the connection of the verdict, else the first one that shows
// something of the client.
function askingSession(report: Report): Session | undefined {
  const shows = (s: Session | undefined) => s !== undefined && (s.clientSent.length > 0 || s.acceptableCAs.length > 0);
  const lead = report.sessions[report.chains[leadingChain(report)]?.session ?? -1];
  return shows(lead) ? lead : report.sessions.find(shows);
}

// ClientSection tells what the key store that was given holds.
export function ClientSection(props: { report: Report; index: Index }) {
  const client = props.report.clientCertificate;
  if (!client) return null;
  const { index } = props;
  const chain = client.chain.length > 0 ? client.chain : client.certificate ? [client.certificate] : [];
  return (
    <Section id="client" title={t("client.title")}>
      <dl class="card facts">
        <dt>{t("chain.unknown")}</dt>
        <dd class="strong">{nameOfId(index, client.certificate)}</dd>
        {client.alias && (
          <>
            <dt>{t("client.alias")}</dt>
            <dd>{client.alias}</dd>
          </>
        )}
        <dt>{t("client.key")}</dt>
        <dd><Chip kind={client.key === "present" ? "ok" : "bad"}>{word("client.key", client.key)}</Chip></dd>
        <dt>{t("client.usage")}</dt>
        <dd><Chip kind={client.usage === "missing" ? "bad" : "ok"}>{word("client.usage", client.usage)}</Chip></dd>
        <dt>{t("client.chain")}</dt>
        <dd>
          <ol class="steps-inline">{chain.map((id) => <li key={id}>{nameOfId(index, id)}</li>)}</ol>
        </dd>
        <dt>{t("client.reaches")}</dt>
        <dd>
          {client.reaches.length === 0 ? t("client.reaches.none") : <ul class="plain">{client.reaches.map((dn) => <li key={dn}>{dn}</li>)}</ul>}
        </dd>
      </dl>
    </Section>
  );
}
