// The peers, in a page of their own: from PEM text to certificates, and to the
// verdict about a chain.

import "reflect-metadata";
import { PemConverter, X509Certificate, X509ChainBuilder } from "@peculiar/x509";
import { Certificate, CertificateChainValidationEngine } from "pkijs";

// ders are the certificates of a PEM text.
function ders(pem) {
  return PemConverter.decode(pem);
}

const peers = {
  pkijs: {
    read: (pem) => ders(pem).map((der) => Certificate.fromBER(der)),
    // It wants the leaf last.
    verdict: async (chain, roots, at) => {
      const engine = new CertificateChainValidationEngine({ certs: chain.reverse(), trustedCerts: roots, checkDate: at });
      const { result, resultMessage } = await engine.verify();
      return result ? "chain-complete" : resultMessage;
    },
  },
  peculiar: {
    read: (pem) => ders(pem).map((der) => new X509Certificate(der)),
    // It builds and checks signatures; dates and trust are up to its caller.
    verdict: async (chain, roots, at) => {
      const path = await new X509ChainBuilder({ certificates: chain.slice(1) }).build(chain[0]);
      const inTime = path.every((c) => c.notBefore <= at && at <= c.notAfter);
      const last = path[path.length - 1];
      return inTime && roots.some((root) => root.equal(last)) ? "chain-complete" : "refused";
    },
  },
};

globalThis.ask = async (peer, times, what, texts, at) => {
  const { read, verdict } = peers[peer];
  let answer;
  const began = performance.now();
  for (let i = 0; i < times; i++) {
    const [chain, roots] = texts.map(read);
    answer = what === "report" ? await verdict(chain, roots, at) : chain.length;
  }
  return [(performance.now() - began) / times, answer];
};
