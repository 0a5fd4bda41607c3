package rules

import (
	"fmt"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

// change compares the present chain with an earlier one.
func change(x Change) func(c *Case) { return func(c *Case) { c.Change = &x } }

func certs(list ...*testpki.Entity) []*cert.Certificate { return testpki.Certificates(list...) }

// record is one of the user's own store, with what is the matter with it.
func record(x *cert.Certificate, problems ...string) func(c *Case) {
	return func(c *Case) {
		c.Own = []evidence.Store{{Name: "mine", Records: []evidence.Record{{Name: "record", Certificate: x}}}}
		c.Health = append(c.Health, trust.RecordState{Name: "record", Certificate: x, Problems: problems})
	}
}

// alone makes a store all there is to judge, beside a chain.
func alone(c *Case) { c.StoreAlone, c.Own = true, []evidence.Store{{Name: "mine"}} }

func sentRows() []row {
	m := made
	p := testpki.New(701)
	stray, stray2 := p.Root("CN=Stray,O=X"), p.Root("CN=Stray 2,O=X")
	leafUntil := func(d time.Duration) *testpki.Entity {
		return m.issuing.Leaf("a.test", testpki.Between(testpki.Now.AddDate(-1, 0, 0), testpki.Now.Add(d)))
	}
	soon := func(e *testpki.Entity) func() *Case {
		return func() *Case { return judged(of(m.root), e, m.issuing) }
	}
	manyNames := m.issuing.Leaf("b.test", testpki.SAN("dns:1.test", "dns:2.test", "dns:3.test", "ip:10.0.0.1", "dns:4.test", "dns:5.test"))
	fiveNames := m.issuing.Leaf("b.test", testpki.SAN("dns:1.test", "dns:2.test", "dns:3.test", "ip:10.0.0.1", "dns:4.test"))
	eleven := func() *Case {
		list := of(m.leaf, m.issuing)
		for i := range 9 {
			list = append(list, p.Root(fmt.Sprintf("CN=Stray %d,O=X", i)))
		}
		return judged(of(m.root), list...)
	}
	untrusted := func() *Case { return judged(of(m.other), m.leaf, m.issuing) }
	stored := func(kind string, records ...evidence.Record) func(c *Case) {
		return func(c *Case) {
			for i := range records {
				records[i].Name = fmt.Sprint("record ", i)
			}
			c.Own = []evidence.Store{{Name: "mine", Kind: kind, Records: records}}
		}
	}
	attachment := evidence.Record{Trouble: "attachment-only"}
	named := func(e *testpki.Entity) evidence.Record {
		return evidence.Record{Trouble: "attachment-only", Subject: e.Certificate().Subject}
	}
	list := func(c *Case) {
		c.Evidence.Damage = []evidence.Damage{{Kind: "no-certificate", Detail: evidence.WithoutPEMColumn}}
	}
	issuingTwin := m.issuing.Twin().Certificate()
	intercepted := m.other.Leaf("a.test").Certificate()
	rootSent := func() *Case { return judged(of(m.other), m.leaf, m.issuing, m.root) }
	rekeyed, bare := p.Root("CN=Root,O=X").Certificate(), *m.root.Certificate()
	otherBare := *m.other.Certificate()
	bare.SKI, otherBare.SKI = nil, nil
	inactive := func(x *cert.Certificate) func(c *Case) { return record(x, "store-record-inactive") }
	unclear := func(x *cert.Certificate) func(c *Case) { return record(x, "store-record-unclear") }
	client := func() *Case {
		c := untrusted()
		c.Chains[0].Question.Usage = chain.Client
		return c
	}
	in := func(direction, table string, e *testpki.Entity, problems ...string) func(c *Case) {
		return func(c *Case) {
			record(e.Certificate(), problems...)(c)
			c.Direction, c.Own[0].Name, c.Own[0].Kind = direction, table, table
		}
	}
	byName := func(decided bool) func(c *Case) {
		return func(c *Case) {
			x := *m.issuing.Certificate()
			x.Basis = cert.FromNames
			c.Chains[0].Sent[1].Certificate, c.Chains[0].Decision.Evaluated = &x, decided
		}
	}
	protocol := func(source, version string, held bool) func(c *Case) {
		return func(c *Case) {
			s := &c.Evidence.Sessions[0]
			s.Source, s.Protocol, s.ProtocolQuote, s.Held = source, version, quote(9, "Protocol : "+version), held
		}
	}
	rows := []row{
		{"TLS 1.1", accepted, protocol("s_client", "TLSv1.1", false)},
		{"TLS 1.0, as curl says", accepted, protocol("curl", "TLSv1.0", false)},
		{"TLS 1.0, as openssl says", accepted, protocol("s_client", "TLSv1", false)},
		{"SSLv3", accepted, protocol("s_client", "SSLv3", false)},
		{"TLS 1.1, asked for", accepted, protocol("s_client", "TLSv1.1", true)},
		{"TLS 1.1, and a certificate is missing", missing, protocol("s_client", "TLSv1.1", false)},
		{"TLS 1.1, by a Java that has it", accepted, protocol("java-log", "TLSv1.1", false)},
		{"TLS 1.2, asked for", accepted, protocol("s_client", "TLSv1.2", true)},
		{"root not trusted, its record inactive", untrusted, inactive(m.root.Certificate())},
		{"root not trusted, its record inactive, the store empty but for it", untrusted, func(c *Case) {
			inactive(m.root.Certificate())(c)
			c.Own[0].Records[0].Active = evidence.No
		}},
		{"root not trusted, another record inactive, the store empty but for it", untrusted, func(c *Case) {
			inactive(m.other.Certificate())(c)
			c.Own[0].Records[0].Active = evidence.No
		}},
		{"root not trusted, its record of a wrong type", untrusted, record(m.root.Certificate(), "store-record-wrong-type")},
		{"root not trusted, in a table of the other direction", untrusted, in("outbound", "sys_ca_certificate", m.root)},
		{"root not trusted, in the table of users", untrusted, in("outbound", "sys_user_certificate", m.root)},
		{"root not trusted, inactive in its own table", untrusted, in("outbound", "sys_certificate", m.root, "store-record-inactive")},
		{"root not trusted, inactive in a table of the other direction", untrusted, in("outbound", "sys_ca_certificate", m.root, "store-record-inactive")},
		{"root not trusted, perhaps active in a table of the other direction", untrusted, in("outbound", "sys_ca_certificate", m.root, "store-record-unclear")},
		{"root not trusted, another in a table of the other direction", untrusted, in("outbound", "sys_ca_certificate", m.other)},
		{"root not trusted, in the table of the instance, not of the MID Server", untrusted, in("mid", "sys_certificate", m.root)},
		{"root not trusted, in a table of the other direction that is empty but for it", untrusted, func(c *Case) {
			in("outbound", "sys_ca_certificate", m.root)(c)
			c.Own[0].Records[0].Active = evidence.No
		}},
		{"root not trusted, in both tables, switched off where it counts", untrusted, func(c *Case) {
			in("outbound", "sys_ca_certificate", m.root)(c)
			c.Own = append(c.Own, evidence.Store{Name: "counts", Kind: "sys_certificate", Records: c.Own[0].Records})
			c.Health = append(c.Health, trust.RecordState{Store: 1, Name: "record", Certificate: m.root.Certificate(), Problems: []string{"store-record-inactive"}})
		}},
		{"root of a client not registered, in a bundle that is switched off", client, func(c *Case) {
			in("inbound", "sys_ca_certificate", m.other, "store-record-inactive")(c)
			c.Own[0].Records[0].Chain = certs(m.other, m.root)
		}},
		{"root of a client not registered, in a bundle that may be active", client, func(c *Case) {
			in("inbound", "sys_ca_certificate", m.other, "store-record-unclear")(c)
			c.Own[0].Records[0].Chain = certs(m.other, m.root)
		}},
		{"root of a client not registered, in the outbound table", client, in("inbound", "sys_certificate", m.root)},
		{"root not trusted, nobody knows whether its record counts", untrusted, unclear(m.root.Certificate())},
		{"root not trusted, nobody knows whether a record of a name it sent counts", untrusted, unclear(m.leaf.Certificate())},
		{"root not trusted, nobody knows whether another record counts", untrusted, unclear(m.other.Certificate())},
		{"root not trusted, nobody knows whether a record without a certificate counts", untrusted, unclear(nil)},
		{"root not trusted, the store empty but for a record that may count", untrusted, func(c *Case) {
			unclear(m.root.Certificate())(c)
			c.Own[0].Records[0].Unclear = "x"
		}},
		{"issuer missing, nobody knows whether its record counts", missing, unclear(m.issuing.Certificate())},
		{"expired, nobody knows whether the issuer's record counts", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, unclear(m.issuing.Certificate())},
		{"root not trusted, its record expired", untrusted, record(m.root.Certificate(), "store-record-expired")},
		{"root not trusted, another record inactive", untrusted, inactive(m.other.Certificate())},
		{"root not trusted, a record without a certificate inactive", untrusted, inactive(nil)},
		{"root not trusted, a record of its name with another key inactive", untrusted, inactive(rekeyed)},
		{"root not trusted, its record without a key identifier inactive", untrusted, inactive(&bare)},
		{"root not trusted, issuing CA without a key identifier, a record of its name inactive", func() *Case {
			issuing := m.root.Intermediate("CN=Issuing,O=X", testpki.NoAKI())
			return judged(of(m.other), issuing.Leaf("a.test"), issuing)
		}, inactive(rekeyed)},
		{"root sent and not trusted, its record inactive", rootSent, inactive(m.root.Certificate())},
		{"root sent and not trusted, a record of its name with another key inactive", rootSent, inactive(rekeyed)},
		{"root sent and not trusted, not all listed, its record inactive", rootSent, func(c *Case) { inactive(m.root.Certificate())(c); c.Chains[0].Listed = false }},
		{"root sent and not trusted, nobody knows where, its record inactive", rootSent, func(c *Case) { inactive(m.root.Certificate())(c); c.Chains[0].At = nil }},
		{"issuer missing, its record inactive, the store empty but for it", missing, func(c *Case) {
			inactive(m.issuing.Certificate())(c)
			c.Own[0].Records[0].Active = evidence.No
		}},
		{"root not trusted, another record without a key identifier inactive", untrusted, inactive(&otherBare)},
		{"issuer missing, its record inactive", missing, inactive(m.issuing.Certificate())},
		{"issuer missing, its record of a wrong type", missing, record(m.issuing.Certificate(), "store-record-wrong-type")},
		{"issuer missing, another record inactive", missing, inactive(m.other.Certificate())},
		{"issuer missing, a record of its name with another key inactive", missing, inactive(issuingTwin)},
		{"root not trusted, the issuing CA's record inactive", untrusted, inactive(m.issuing.Certificate())},
		{"root not trusted, a record of the issuing CA's name with another key inactive", untrusted, inactive(issuingTwin)},
		{"root not trusted, both records inactive", untrusted, func(c *Case) {
			inactive(m.issuing.Certificate())(c)
			inactive(m.root.Certificate())(c)
		}},
		{"root not trusted, behind another in a record", untrusted, stored("sys_certificate", evidence.Record{Chain: certs(m.other, m.root)})},
		{"root sent and not trusted, behind another in a record", rootSent, stored("sys_certificate", evidence.Record{Chain: certs(m.other, m.root)})},
		{"root not trusted, behind another in a record of CAs", untrusted, stored("sys_ca_certificate", evidence.Record{Chain: certs(m.other, m.root)})},
		{"root not trusted, one of its name behind another in a record", untrusted, stored("sys_certificate", evidence.Record{Chain: []*cert.Certificate{m.other.Certificate(), rekeyed}})},
		{"root not trusted, behind another in the second record", untrusted, stored("sys_certificate", evidence.Record{Certificate: m.other.Certificate()}, evidence.Record{Chain: certs(m.other, m.root)})},
		{"root not trusted, its record inactive, and behind another", untrusted, func(c *Case) {
			stored("sys_certificate", evidence.Record{Chain: certs(m.other, m.root)}, evidence.Record{Certificate: m.root.Certificate()})(c)
			c.Health = []trust.RecordState{{Name: "off", Record: 1, Certificate: m.root.Certificate(), Problems: []string{"store-record-inactive"}}}
		}},
		{"expired, an attachment in the store", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, stored("sys_certificate", attachment)},
		{"expired, and then not trusted, an attachment in the store", untrusted, func(c *Case) {
			stored("sys_certificate", attachment)(c)
			c.Chains[0].Cause, c.Chains[0].Second = "expired", "root-not-trusted"
		}},
		{"root not trusted, not known which, an attachment", untrusted, func(c *Case) {
			stored("sys_certificate", attachment)(c)
			c.Chains[0].Paths[0].Missing, c.Chains[0].Listed = nil, false
		}},
		{"issuer missing, it stands in a table of the other direction", missing, func(c *Case) {
			stored("sys_ca_certificate", evidence.Record{Certificate: m.issuing.Certificate()})(c)
			c.Health = []trust.RecordState{{Name: "there", Certificate: m.issuing.Certificate()}}
		}},
		{"root not trusted, an attachment of no name", untrusted, stored("sys_certificate", attachment)},
		{"root not trusted, an attachment of its name", untrusted, stored("sys_certificate", evidence.Record{}, named(m.root))},
		{"root not trusted, an attachment of another name", untrusted, stored("sys_certificate", named(m.other))},
		{"root not trusted, an attachment, says a log", untrusted, func(c *Case) { stored("sys_certificate", attachment)(c); c.Chains[0].ByLog = true }},
		{"root not trusted, a list without certificates", untrusted, list},
		{"root not trusted, a list without certificates, says a log", untrusted, func(c *Case) { list(c); c.Chains[0].ByLog = true }},
		{"complete", accepted, nil},
		{"ten are not too many", eleven, func(c *Case) { c.Chains[0].Count = 10 }},
		{"eleven are", eleven, nil},
		{"eleven of a store", eleven, alone},
		{"eleven in no order", eleven, func(c *Case) { c.Chains[0].Ordered = false }},
		{"expired leaf", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, nil},
		{"expired leaf, log says so", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, func(c *Case) {
			c.Chains[0].ByLog = true
			c.signal(evidence.PathValidationFailed, 20, "reason", "validity check failed")
			c.signal(evidence.ExpiredInLog, 21, "date", "2026-05-01")
			c.signal(evidence.PathBuildingFailed, 22)
			c.signal(evidence.PathBuildingFailed, 23)
		}},
		{"expired somewhere, says the log", missing, func(c *Case) {
			x := &c.Chains[0]
			x.ByLog, x.Cause, x.At, x.Decision.At, x.Decision.Args = true, "expired", nil, nil, map[string]string{"date": "2026-05-01"}
		}},
		{"expired, and the issuer is missing", func() *Case { return judged(of(m.root), m.expired) }, func(c *Case) {
			x := &c.Chains[0]
			x.Second, x.Cause = x.Cause, "expired"
		}},
		{"expired twice, below a root that is not trusted", func() *Case {
			return judged(of(m.other), m.expired, m.issuing.Reissue(testpki.Expired()))
		}, nil},
		{"expired root sent, harmless", func() *Case { return judged(of(m.root), m.leaf, m.issuing, m.root.Reissue(testpki.Expired())) }, nil},
		{"no dates known", accepted, func(c *Case) {
			undated := *m.issuing.Certificate()
			undated.NotBefore, undated.NotAfter = time.Time{}, time.Time{}
			c.Chains[0].Sent[1].Certificate = &undated
		}},
		{"issuing CA expired, says a log", func() *Case { return judged(of(m.root), m.leaf, m.issuing.Reissue(testpki.Expired())) }, func(c *Case) { c.Chains[0].ByLog = true }},
		{"issuing CA expired, known by a date outranked", func() *Case { return judged(of(m.other), m.leaf, m.issuing) }, func(c *Case) {
			x := &c.Chains[0]
			x.Second, x.Cause, x.At = x.Cause, "expired", m.leaf.Certificate()
		}},
		{"a CA by its name only, not decided", accepted, byName(false)},
		{"a CA by its name only, decided", accepted, byName(true)},
		{"not decided, with all bytes", accepted, func(c *Case) { c.Chains[0].Decision.Evaluated = false }},
		{"not decided, not all listed", accepted, func(c *Case) {
			x := &c.Chains[0]
			x.Accepted, x.Listed, x.Decision.Evaluated = false, false, false
		}},
		{"names only, all listed, accepted", accepted, func(c *Case) {
			x := &c.Chains[0]
			x.NamesOnly, x.Listed, x.Cause = true, false, ""
		}},
		{"issuing CA expired", func() *Case { return judged(of(m.root), m.leaf, m.issuing.Reissue(testpki.Expired())) }, nil},
		{"thirty days left", soon(leafUntil(30 * 24 * time.Hour)), nil},
		{"a second more", soon(leafUntil(30*24*time.Hour + time.Second)), nil},
		{"its last moment", soon(leafUntil(0)), nil},
		{"host beside five names", func() *Case { return judged(of(m.root), fiveNames, m.issuing) }, nil},
		{"host beside six names", func() *Case { return judged(of(m.root), manyNames, m.issuing) }, nil},
		{"host beside a common name", func() *Case {
			return judged(of(m.root), m.issuing.Leaf("b.test", testpki.NoSAN()), m.issuing)
		}, nil},
		{"host and issuer both wrong", func() *Case { return judged(of(m.root), fiveNames) }, nil},
		{"host by the cause alone", accepted, func(c *Case) {
			c.Chains[0].Cause, c.Chains[0].Accepted = "host-mismatch", false
		}},
		{"leaf alone, accepted", func() *Case { return judged(of(m.issuing), m.leaf) }, nil},
		{"leaf alone, a log accepted", func() *Case { return judged(of(m.issuing), m.leaf) }, func(c *Case) { c.Chains[0].ByLog = true }},
		{"leaf alone, a log refused", missing, func(c *Case) { c.Chains[0].ByLog = true }},
		{"leaf alone, not all listed", missing, func(c *Case) { c.Chains[0].Listed = false }},
		{"leaf alone of a store", missing, alone},
		{"leaf twice", func() *Case { return judged(of(m.root), m.leaf, m.leaf) }, nil},
		{"root and duplicate sent", func() *Case { return judged(of(m.root), m.leaf, m.issuing, m.issuing, m.root) }, nil},
		{"root and duplicate of a store", func() *Case { return judged(of(m.root), m.leaf, m.issuing, m.issuing, m.root) }, alone},
		{"one stray", func() *Case { return judged(of(m.root), m.leaf, m.issuing, stray) }, nil},
		{"two strays", func() *Case { return judged(of(m.root), m.leaf, m.issuing, stray, stray2) }, nil},
		{"two strays of a store", func() *Case { return judged(of(m.root), m.leaf, m.issuing, stray, stray2) }, alone},
		{"root before the issuing CA", func() *Case { return judged(of(m.root), m.leaf, m.root, m.issuing) }, nil},
		{"root before the issuing CA, in no order", func() *Case { return judged(of(m.root), m.leaf, m.root, m.issuing) }, func(c *Case) { c.Chains[0].Ordered = false }},
		{"root before the issuing CA of a store", func() *Case { return judged(of(m.root), m.leaf, m.root, m.issuing) }, alone},
		{"issuing CA first", func() *Case { return judged(of(m.root), m.issuing, m.leaf) }, nil},
		{"issuer and root missing, both at hand", missing, func(c *Case) {
			c.Chains[0].Repairs = []chain.Repair{{Kind: chain.SendAndImport, Adds: certs(m.issuing, m.root)}, {Kind: chain.ImportIssuer, Adds: certs(m.issuing)}}
		}},
		{"issuer missing, at hand", missing, func(c *Case) {
			c.Chains[0].Repairs = []chain.Repair{{Kind: chain.SendChain, Adds: certs(m.issuing)}}
		}},
		{"issuing CA first and expired", func() *Case { return judged(of(m.root), m.issuing.Reissue(testpki.Expired()), m.leaf) }, nil},
		{"root first and trusted, the verdict is the order", func() *Case { return judged(of(m.root), m.root, m.issuing, m.leaf) }, func(c *Case) {
			x := &c.Chains[0]
			x.Cause, x.At, x.Accepted, x.HostMessage, x.Decision.Accepted = "leaf-not-first", x.Leaf(), false, "", true
		}},
		{"issuing CA first, accepted", func() *Case { return judged(of(m.root), m.issuing, m.leaf) }, func(c *Case) {
			x := &c.Chains[0]
			x.Cause, x.At, x.Accepted, x.HostMessage = "", nil, true, ""
		}},
		{"issuing CA first, in no order", func() *Case { return judged(of(m.root), m.issuing, m.leaf) }, func(c *Case) {
			x := &c.Chains[0]
			x.Cause, x.At, x.Accepted, x.HostMessage, x.Ordered = "", nil, true, "", false
		}},
		{"issuing CA first of a store", func() *Case { return judged(of(m.root), m.issuing, m.leaf) }, func(c *Case) {
			x := &c.Chains[0]
			x.Cause, x.At, x.Accepted, x.HostMessage = "", nil, true, ""
			alone(c)
		}},
		{"root not trusted", func() *Case { return judged(of(m.other), m.leaf, m.issuing) }, nil},
		{"root sent and not trusted", func() *Case { return judged(of(m.other), m.leaf, m.issuing, m.root) }, nil},
		{"root not trusted, not all listed", func() *Case { return judged(of(m.other), m.leaf, m.issuing, m.root) }, func(c *Case) { c.Chains[0].Listed = false }},
		{"root not trusted, says a log", func() *Case { return judged(of(m.other), m.leaf, m.issuing) }, func(c *Case) { c.Chains[0].ByLog = true }},
		{"namesake sent", func() *Case { return judged(of(m.root), m.leaf, m.issuing.Twin()) }, nil},
		{"namesake trusted", func() *Case { return judged(of(m.root.Twin()), m.leaf, m.issuing) }, nil},
		{"self-signed", func() *Case { return judged(of(m.root), p.SelfSigned("a.test")) }, nil},
		{"names only, complete", accepted, func(c *Case) { c.Chains[0].NamesOnly = true }},
		{"names only, part of them", missing, func(c *Case) {
			x := &c.Chains[0]
			x.NamesOnly, x.Listed, x.Cause, x.At = true, false, "", nil
		}},
		{"names only, part of them, a log accepted", missing, func(c *Case) {
			x := &c.Chains[0]
			x.NamesOnly, x.Listed, x.Cause, x.At, x.ByLog = true, false, "", nil, true
		}},
		{"names only, all of them", missing, func(c *Case) {
			x := &c.Chains[0]
			x.NamesOnly, x.Cause, x.At = true, "", nil
		}},
		{"complete, not evaluated", accepted, func(c *Case) { c.Chains[0].Decision.Evaluated = false }},
		{"complete, a log says so", accepted, func(c *Case) { c.Chains[0].ByLog, c.Chains[0].NamesOnly = true, true }},
		{"complete, anchor by the picture", accepted, func(c *Case) { c.Chains[0].Decision.Anchor = nil }},
		{"complete, no anchor known", accepted, func(c *Case) { c.Chains[0].Decision.Anchor, c.Chains[0].Paths = nil, nil }},
		{"complete, of a store", accepted, alone},
		{"complete, beside a log that refuses", accepted, func(c *Case) { c.signal(evidence.PathBuildingFailed, 30) }},
		{"complete, client certificate asked for", accepted, func(c *Case) { c.Evidence.Sessions[0].Requested = evidence.Yes }},
		{"complete, client CAs named", accepted, func(c *Case) { c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=Clients") }},
		{"complete, client certificate shown", accepted, func(c *Case) {
			c.Evidence.Sessions[0].AcceptableCAs, c.Evidence.Sessions[0].ClientShown = nameList("CN=Clients"), true
			c.Evidence.Sessions[0].ClientSent = []evidence.Sent{{Certificate: m.leaf.Certificate()}}
		}},
		{"earlier chain the same", accepted, change(Change{})},
		{"earlier chain in another order", accepted, change(Change{Reordered: true})},
		{"key changed", accepted, change(Change{Rekeyed: [][2]*cert.Certificate{{m.leaf.Certificate(), m.expired.Certificate()}}, Added: certs(stray)})},
		{"renewed", accepted, change(Change{Reissued: [][2]*cert.Certificate{{m.leaf.Certificate(), m.expired.Certificate()}}})},
		{"renewed, keys not shown", accepted, change(Change{Unkeyed: [][2]*cert.Certificate{{m.leaf.Certificate(), m.expired.Certificate()}}})},
		{"from another CA", accepted, change(Change{Rekeyed: [][2]*cert.Certificate{{m.leaf.Certificate(), intercepted}}, Moved: [][2]*cert.Certificate{{m.leaf.Certificate(), intercepted}}, Added: certs(stray)})},
		{"earlier chain the same by name", accepted, change(Change{ByName: true})},
		{"replaced", accepted, change(Change{Added: certs(stray), Removed: certs(stray2, m.other)})},
		{"removed", accepted, change(Change{Removed: certs(stray2)})},
		{"added", accepted, change(Change{Added: certs(stray)})},
		{"lead beyond the list", accepted, func(c *Case) { c.Lead = 1 }},
	}
	return append(rows, sessionRows()...)
}

// sessionRows have several sessions.
func sessionRows() []row {
	m := made
	intercepting := m.other.Leaf("a.test")
	two := func(with func(c *Case, y *Chain, s *evidence.Session)) func(c *Case) {
		return func(c *Case) {
			y := judged(of(m.root), intercepting).Chains[0]
			s := evidence.Session{Source: "s_client", Host: "a.test", Line: 70, Input: 1}
			y.Session = 1
			if with != nil {
				with(c, &y, &s)
			}
			c.Evidence.Sessions = append(c.Evidence.Sessions, s)
			c.Chains = append(c.Chains, y)
		}
	}
	replaced := func(e *testpki.Entity) func(c *Case) {
		return two(func(_ *Case, y *Chain, _ *evidence.Session) { y.Sent = []evidence.Sent{{Certificate: e.Certificate()}} })
	}
	return []row{
		{"another issuer elsewhere", missing, two(nil)},
		{"another issuer elsewhere, accepted", accepted, two(nil)},
		{"another issuer in the same paste", missing, two(func(_ *Case, _ *Chain, s *evidence.Session) { s.Input = 0 })},
		{"another issuer of another host", missing, two(func(_ *Case, _ *Chain, s *evidence.Session) { s.Host = "b.test" })},
		{"another issuer, no host", missing, two(func(c *Case, _ *Chain, s *evidence.Session) { s.Host, c.Evidence.Sessions[0].Host = "", "" })},
		{"another session without certificates", missing, two(func(_ *Case, y *Chain, _ *evidence.Session) { y.Sent = nil })},
		{"another chain without a session", missing, two(func(_ *Case, y *Chain, _ *evidence.Session) { y.Session = -1 })},
		{"the same leaf elsewhere", missing, replaced(m.leaf)},
		{"renewed elsewhere by the same issuer", missing, replaced(m.issuing.Leaf("a.test"))},
		{"the same key elsewhere by another issuer", missing, replaced(m.other.Leaf("a.test", testpki.WithKey(m.leaf.Key)))},
		{"names elsewhere", missing, two(func(_ *Case, y *Chain, _ *evidence.Session) {
			y.Sent = []evidence.Sent{{Certificate: cert.Describe(cert.Description{Subject: cert.ReadName("CN=a.test"), Issuer: cert.ReadName("CN=Other,O=X")})}}
		})},
		{"names here and elsewhere", missing, two(func(c *Case, y *Chain, _ *evidence.Session) {
			for i, issuer := range []string{"CN=Issuing,O=X", "CN=Other,O=X"} {
				named := cert.Describe(cert.Description{Subject: cert.ReadName("CN=a.test"), Issuer: cert.ReadName(issuer)})
				[]*Chain{&c.Chains[0], y}[i].Sent = []evidence.Sent{{Certificate: named}}
			}
		})},
		{"two hosts, none leads", missing, func(c *Case) {
			two(func(_ *Case, _ *Chain, s *evidence.Session) { s.Host = "b.test" })(c)
			c.Lead = -1
		}},
		{"two sessions, one accepted", accepted, func(c *Case) {
			two(func(_ *Case, _ *Chain, s *evidence.Session) { s.Host = "b.test" })(c)
		}},
		{"two sessions, both accepted, one refused by the server", accepted, two(func(_ *Case, y *Chain, s *evidence.Session) {
			y.Accepted, s.Alerts = true, []evidence.Alert{{Name: "bad_certificate", Received: true}}
		})},
		{"two sessions, both accepted", accepted, two(func(_ *Case, y *Chain, _ *evidence.Session) { y.Accepted = true })},
		{"an inspecting proxy", func() *Case {
			proxy := testpki.New(702).Root("CN=Zscaler Root CA,O=Zscaler Inc.")
			return judged(of(m.root), proxy.Leaf("a.test"))
		}, nil},
		{"an inspecting proxy that is trusted", func() *Case {
			proxy := testpki.New(702).Root("CN=Zscaler Root CA,O=Zscaler Inc.")
			return judged(of(proxy), proxy.Leaf("a.test"))
		}, nil},
	}
}
