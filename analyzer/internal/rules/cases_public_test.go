package rules

import (
	"encoding/hex"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

// under is a leaf that bears the name and key identifier of a public CA as its
// issuer's; its keys are ours.
func under(name, keyID string) *testpki.Entity {
	id, err := hex.DecodeString(keyID)
	if err != nil {
		panic(err)
	}
	return testpki.New(703).Root("CN=Stand-in,O=X").Leaf("a.test", testpki.IssuerName(testpki.ParseName(name)), testpki.AKI(id))
}

// publicRows rest on what is known about public CAs.
func publicRows() []row {
	m := made
	leafOf := func(name, keyID string) func() *Case {
		return func() *Case { return judged(of(m.root), under(name, keyID)) }
	}
	browser := leafOf("CN=HARICA TLS RSA Root CA 2021,O=Hellenic Academic and Research Institutions CA,C=GR", "0a4823a660a4920a33ea935bc557ea254dbd12ee")
	young := leafOf("CN=Sectigo Public Server Authentication Root R46,O=Sectigo Limited,C=GB", "")
	cause := func(id string, more ...func(c *Case)) func(c *Case) {
		return func(c *Case) {
			c.Chains[0].Cause = id
			for _, f := range more {
				f(c)
			}
		}
	}
	mozillaStore := func(c *Case) { c.Store = "mozilla" }
	// sends puts a root with a public key into the chain, which then lacks
	// nothing that is known.
	sends := func(a *cert.Anchor) func(c *Case) {
		return func(c *Case) {
			x := &c.Chains[0]
			known := *m.issuing.Certificate()
			known.Subject, known.Issuer, known.SPKI = a.Subject, a.Issuer, a.SPKI
			unknown := *m.issuing.Certificate()
			unknown.SPKI = nil
			x.Sent = append(x.Sent[:1:1], evidence.Sent{Certificate: &unknown}, evidence.Sent{Certificate: &known})
			x.Shape.Way, x.Paths, x.Cause = []int{0, 1, 2}, nil, "root-not-trusted"
		}
	}
	anchorOf := func(list []*cert.Anchor, want func(r trust.Root) bool) *cert.Anchor {
		for _, a := range list {
			if r, ok := trust.RootByKey(a.Subject, a.SPKI); ok && want(r) {
				return a
			}
		}
		panic("no such root")
	}
	onlyMozilla := anchorOf(trust.Mozilla(), func(r trust.Root) bool { return !r.InOpenJDK })
	recent := anchorOf(trust.OpenJDK(), func(r trust.Root) bool { return r.Since != "" })
	repair := func(kind chain.RepairKind, proved bool) func(c *Case) {
		return func(c *Case) { c.Chains[0].Repairs = []chain.Repair{{Kind: kind, Proved: proved}} }
	}
	return []row{
		{"intermediate that is known", leafOf("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4"), nil},
		{"intermediate with its own place to fetch it", leafOf("CN=Amazon RSA 2048 Root EU M1,O=Amazon,C=DE", "283104ac487c49e85023443d7fccd53502730a89"), nil},
		{"two intermediates missing", leafOf("CN=SHECA DV TLS ECC CA 2026 S1,O=UniTrust,C=CN", "6c1e5109b5f091fee70f964cc366452f0c1231fc"), nil},
		{"one more above the missing one", leafOf("CN=YE1,O=Let's Encrypt,C=US", "bb20ca470bfed7e59cf98f092aa38c3745b1bcd8"), nil},
		{"intermediate below a browser's root", leafOf("CN=CA de Certificados SSL EV,OU=BZ Ziurtagiri publikoa - Certificado publico EV,O=IZENPE S.A.,C=ES", "c6edfe77fb51564dfcabd5e3b10c13a3bf54e39b"), nil},
		{"intermediate unknown, its place given", func() *Case {
			return judged(of(m.root), m.issuing.Leaf("a.test", testpki.AIA("http://pki.test/issuing.crt")))
		}, nil},
		{"intermediate unknown, its place given, at hand to send", func() *Case {
			return judged(of(m.root), m.issuing.Leaf("a.test", testpki.AIA("http://pki.test/issuing.crt")))
		}, repair(chain.SendChain, true)},
		{"intermediate unknown, its place given, perhaps at hand", func() *Case {
			return judged(of(m.root), m.issuing.Leaf("a.test", testpki.AIA("http://pki.test/issuing.crt")))
		}, repair(chain.SendChain, false)},
		{"intermediate unknown, its place given, at hand to import", func() *Case {
			return judged(of(m.root), m.issuing.Leaf("a.test", testpki.AIA("http://pki.test/issuing.crt")))
		}, repair(chain.ImportIssuer, true)},
		{"intermediate missing, no way known", missing, func(c *Case) { c.Chains[0].Paths = nil }},
		{"intermediate missing, no way known, of a client", missing, func(c *Case) { c.Chains[0].Paths, c.Chains[0].Question.Usage = nil, chain.Client }},
		{"intermediate missing, no name of it", missing, func(c *Case) { c.Chains[0].Paths[0].Missing.Subject = cert.Name{} }},
		{"intermediate missing, says a log", missing, func(c *Case) { c.Chains[0].ByLog = true }},
		{"root of browsers", browser, cause("root-not-trusted")},
		{"root of browsers, not the cause", browser, cause("expired")},
		{"root of browsers is the intermediate's", browser, cause("missing-intermediate")},
		{"root of browsers, a browser's store", browser, cause("root-not-trusted", mozillaStore)},
		{"root of browsers sent", browser, sends(onlyMozilla)},
		{"root of browsers with a cross-certificate", leafOf("CN=Amazon Root CA 1,O=Amazon,C=US", "8418cc8534ecbc0c94942e08599cc7b2104e0a08"), cause("root-not-trusted")},
		{"cross-certificate below a browser's root", leafOf("CN=TWCA Global Root CA,OU=Root CA,O=TAIWAN-CA,C=TW", ""), cause("root-not-trusted")},
		{"root of a newer Java sent", young, sends(recent)},
		{"root of a newer Java", young, cause("root-not-trusted")},
		{"root of a newer Java, another store was given", young, cause("root-not-trusted", func(c *Case) { c.Store = "none" })},
		{"root of a newer Java, another store was given, for clients", young, cause("root-not-trusted", func(c *Case) {
			c.Store, c.Chains[0].Question.Usage = "none", chain.Client
		})},
		{"root of browsers, no default store", browser, cause("root-not-trusted", func(c *Case) { c.Store = "none" })},
		{"root of a newer Java, says a log", young, cause("", func(c *Case) { c.Chains[0].ByLog = true })},
		{"root of a newer Java, a log accepts", young, cause("", func(c *Case) {
			x := &c.Chains[0]
			x.ByLog, x.Accepted, x.Decision.Anchor = true, true, recent
		})},
		{"root of a newer Java, a log refuses", young, cause("", func(c *Case) {
			x := &c.Chains[0]
			x.ByLog, x.Decision.Anchor = true, recent
		})},
		{"root of a newer Java, accepted by Java 8", accepted, func(c *Case) {
			c.Chains[0].Decision.Anchor, c.Profile = recent, "8"
		}},
		{"root of a newer Java, a log refuses, Java 25", young, cause("", func(c *Case) {
			x := &c.Chains[0]
			x.ByLog, x.Decision.Anchor, c.Profile = true, recent, "25"
		})},
		{"root of a newer Java, anchored", accepted, func(c *Case) { c.Chains[0].Decision.Anchor = recent }},
		{"root of a newer Java, another store", accepted, func(c *Case) { c.Chains[0].Decision.Anchor, c.Store = recent, "none" }},
		{"a copy of that root in one's own store", accepted, func(c *Case) {
			own := *recent
			own.Store = "yours:test"
			c.Chains[0].Decision.Anchor = &own
		}},
		{"root of every Java, a log refuses", accepted, func(c *Case) {
			x := &c.Chains[0]
			x.Decision.Anchor, x.ByLog, x.Accepted = chain.NewAnchors(trust.OpenJDK()...).List()[0], true, false
		}},
	}
}
