package rules

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

// logRows rest on what a log says.
func logRows() []row {
	m := made
	says := func(ids ...string) func(c *Case) {
		return func(c *Case) {
			for i, id := range ids {
				c.signal(id, 20+i, "reason", "signature check failed", "host", "a.test")
			}
		}
	}
	none := func(c *Case) { c.signal(evidence.NoClientCertificate, 55) }
	usage := func(c *Case) {
		c.signal(evidence.CertificateRefused, 20, "reason", "Extended key usage does not permit use for TLS client authentication")
	}
	fromKeytool := func(c *Case) {
		c.Evidence.Sessions = []evidence.Session{{Source: "keytool", NoPeerCertificate: true, Quote: quote(3, "No certificate from the SSL server")}}
	}
	revocation := func(reason string) func(c *Case) {
		return func(c *Case) {
			c.signal(evidence.PathValidationFailed, 20, "reason", reason)
			c.signal(evidence.RevocationFailed, 20)
		}
	}
	// probe adds a run that an alert ended to one that was completed.
	probe := func(with func(good, bad *evidence.Session)) func(c *Case) {
		return func(c *Case) {
			bad := evidence.Session{Source: "s_client", Host: "a.test", Line: 80, Alerts: []evidence.Alert{{Name: "protocol_version", Number: 70, Received: true, Quote: quote(81, "alert")}}}
			c.Evidence.Sessions[0].Handshake = evidence.Yes
			if with != nil {
				with(&c.Evidence.Sessions[0], &bad)
			}
			c.Evidence.Sessions = append(c.Evidence.Sessions, bad)
		}
	}
	javaLog := func(c *Case) { c.Evidence.Sessions[0].Source = "java-log" }
	var rows []row
	for _, id := range []string{evidence.PathBuildingFailed, evidence.PathValidationFailed, evidence.PeerNotAuthenticated, evidence.SessionUntrusted,
		evidence.SocketClosed, evidence.HandshakeCut, evidence.HTTPNoStatus, evidence.RequestNotSent, evidence.HostNameMismatch, evidence.RevocationFailed,
		evidence.TrustStoreEmpty, evidence.KeyStoreUnreadable, evidence.ConnectionFailed, evidence.NoTLS, evidence.CurlUntrusted,
		evidence.CertificateRefused, evidence.ExpiredInLog, evidence.NotYetValidInLog, evidence.ChainTooLong, evidence.ProtocolsOff, evidence.KeyMismatch} {
		rows = append(rows, row{id + " alone", nothing, says(id)}, row{id + " beside a missing issuer", missing, says(id)}, row{id + " beside a complete chain", accepted, says(id)})
	}
	four := []string{evidence.SocketClosed, evidence.SocketClosed, evidence.SocketClosed, evidence.SocketClosed}
	return append(rows, []row{
		{"four lines: three are quoted", nothing, says(four...)},
		{"path building and validation, accepted", accepted, says(evidence.PathBuildingFailed, evidence.PathValidationFailed)},
		{"path building and validation, issuer missing", missing, says(evidence.PathBuildingFailed, evidence.PathValidationFailed)},
		{"path validation, root not trusted", func() *Case { return judged(of(m.other), m.leaf, m.issuing) }, says(evidence.PathValidationFailed)},
		{"path validation, expired", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, says(evidence.PathValidationFailed)},
		{"path validation by this log", accepted, func(c *Case) { says(evidence.PathValidationFailed)(c); javaLog(c) }},
		{"path validation, the log decided", accepted, func(c *Case) {
			says(evidence.PathValidationFailed)(c)
			c.Chains[0].ByLog = true
		}},
		{"socket closed, no client certificate", accepted, func(c *Case) { says(evidence.SocketClosed)(c); none(c) }},
		{"socket closed, no client certificate, refused", accepted, func(c *Case) { says(evidence.SocketClosed)(c); none(c); c.alert("bad_certificate", 40) }},
		{"socket closed, client refused", accepted, func(c *Case) { says(evidence.SocketClosed)(c); c.alert("bad_certificate", 40) }},
		{"client refused, path building failed too", accepted, func(c *Case) {
			says(evidence.SocketClosed, evidence.PathBuildingFailed)(c)
			c.alert("bad_certificate", 40)
		}},
		{"alert", accepted, func(c *Case) { c.alert("protocol_version", 40) }},
		{"two alerts: the first", accepted, func(c *Case) { c.alert("protocol_version", 40); c.alert("unrecognized_name", 41) }},
		{"alert sent", accepted, func(c *Case) { c.alert("protocol_version", 40); c.Evidence.Sessions[0].Alerts[0].Received = false }},
		{"alert without a name, named by the trace", accepted, func(c *Case) { c.alert("", 40); c.signal(evidence.AlertReceived, 50, "alert", "protocol_version") }},
		{"alert and trace", accepted, func(c *Case) {
			c.alert("unrecognized_name", 40)
			c.signal(evidence.AlertReceived, 50, "alert", "protocol_version")
		}},
		{"alert of a trace", nothing, func(c *Case) { c.signal(evidence.AlertReceived, 50, "alert", "protocol_version") }},
		{"alert beside a missing issuer", missing, func(c *Case) { c.alert("protocol_version", 40) }},
		{"alert in a probe", accepted, probe(nil)},
		{"alert in a run that was completed", accepted, func(c *Case) {
			c.Evidence.Sessions[0].Handshake = evidence.Yes
			c.alert("protocol_version", 40)
		}},
		{"alert in a probe, of a server that was not named", accepted, probe(func(good, bad *evidence.Session) { bad.Host, bad.Port = "", "" })},
		{"alert in a probe, the server is not named", accepted, probe(func(good, bad *evidence.Session) { good.Host = "" })},
		{"alert in a run against another server", accepted, probe(func(good, bad *evidence.Session) { bad.Host = "b.test" })},
		{"alert in a run against another port", accepted, probe(func(good, bad *evidence.Session) { bad.Port = "8443" })},
		{"alert in a Java log beside a run", accepted, probe(func(good, bad *evidence.Session) { bad.Source = "java-log" })},
		{"alert in a run beside a Java log", accepted, probe(func(good, bad *evidence.Session) { good.Source = "java-log" })},
		{"alert in a run, and the other has not ended", accepted, probe(func(good, bad *evidence.Session) { good.Handshake = evidence.NotKnown })},
		{"alert in two probes: the first", accepted, func(c *Case) {
			probe(nil)(c)
			probe(func(good, bad *evidence.Session) { bad.Alerts[0].Name = "unrecognized_name" })(c)
		}},
		{"alert in a probe and against another server", accepted, func(c *Case) {
			probe(nil)(c)
			probe(func(good, bad *evidence.Session) { bad.Host, bad.Alerts[0].Name = "b.test", "unrecognized_name" })(c)
			probe(func(good, bad *evidence.Session) { bad.Host, bad.Alerts[0].Name = "c.test", "unexpected_message" })(c)
		}},
		{"alert in a run of which no chain leads", nothing, func(c *Case) {
			c.Evidence.Sessions = []evidence.Session{{Source: "s_client", Handshake: evidence.Yes}}
			probe(nil)(c)
		}},
		{"no certificate came", nothing, func(c *Case) {
			c.Evidence.Sessions = []evidence.Session{{NoPeerCertificate: true, Quote: quote(3, "no peer certificate available"),
				Alerts: []evidence.Alert{{Name: "handshake_failure", Received: true, Quote: quote(2, "alert")}}}}
		}},
		{"no certificate came, says keytool", nothing, fromKeytool},
		{"no certificate came, says keytool, and a log says why", nothing, func(c *Case) {
			fromKeytool(c)
			c.signal(evidence.AlertReceived, 20, "alert", "protocol_version")
		}},
		{"no certificate came, say keytool and another tool", nothing, func(c *Case) {
			fromKeytool(c)
			c.signal(evidence.AlertReceived, 20, "alert", "protocol_version")
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{Source: "s_client", NoPeerCertificate: true})
		}},
		{"keytool got certificates that were not kept", nothing, func(c *Case) {
			fromKeytool(c)
			c.Evidence.Sessions[0].NoPeerCertificate = false
		}},
		{"no certificate came: no connection", nothing, func(c *Case) {
			says(evidence.ConnectionFailed)(c)
			c.Evidence.Sessions = []evidence.Session{{NoPeerCertificate: true}}
		}},
		{"no certificate came: no TLS", nothing, func(c *Case) {
			says(evidence.NoTLS)(c)
			c.Evidence.Sessions = []evidence.Session{{NoPeerCertificate: true}}
		}},
		{"no certificate came, another session has one", accepted, func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{NoPeerCertificate: true})
		}},
		{"a check refused the client", nothing, usage},
		{"a check refused the client, beside a complete chain", accepted, usage},
		{"two checks, the path's last", nothing, says(evidence.CertificateRefused, evidence.PathValidationFailed)},
		{"a check beside path building", nothing, says(evidence.CertificateRefused, evidence.PathBuildingFailed)},
		{"a check beside revocation", nothing, says(evidence.CertificateRefused, evidence.RevocationFailed)},
		{"path validation beside path building", nothing, says(evidence.PathValidationFailed, evidence.PathBuildingFailed)},
		{"path validation beside revocation", nothing, says(evidence.PathValidationFailed, evidence.RevocationFailed)},
		{"path validation, for revocation", nothing, revocation("Could not determine revocation status")},
		{"path validation, for OCSP", nothing, revocation("Certificate does not specify OCSP responder")},
		{"path validation, for revocation that is told nowhere else", nothing, func(c *Case) {
			c.signal(evidence.PathValidationFailed, 20, "reason", "revocation data is old")
		}},
		{"revoked", nothing, func(c *Case) {
			c.signal(evidence.RevocationFailed, 20)
			c.signal(evidence.RevocationFailed, 21, "revoked", "yes")
		}},
		{"a date alone, beside a complete chain", accepted, func(c *Case) { c.signal(evidence.ExpiredInLog, 20) }},
		{"a key of another certificate, which is at hand", accepted, func(c *Case) {
			says(evidence.KeyMismatch)(c)
			c.Client = &Client{Leaf: m.leaf.Certificate(), Chain: []*cert.Certificate{m.leaf.Certificate()}, Key: evidence.Yes}
		}},
		{"a date of either end", nothing, says(evidence.ExpiredInLog, evidence.NotYetValidInLog)},
		{"a check beside a part of a complete chain", accepted, func(c *Case) {
			says(evidence.CertificateRefused)(c)
			c.Evidence.Sessions[0].Partial = true
		}},
		{"a first day alone, beside a complete chain", accepted, func(c *Case) { c.signal(evidence.NotYetValidInLog, 20) }},
		{"a check, the log decided", accepted, func(c *Case) {
			says(evidence.CertificateRefused)(c)
			c.Chains[0].ByLog = true
		}},
		{"a name refused by its form", nothing, func(c *Case) { c.signal(evidence.HostNameMismatch, 20, "form", "yes") }},
		{"eleven, says the log", accepted, func(c *Case) { c.signal(evidence.ChainTooLong, 20, "count", "11", "limit", "10") }},
		{"curl refused, self-signed", nothing, func(c *Case) { c.signal(evidence.CurlUntrusted, 20, "reason", "self-signed certificate") }},
		{"host does not fit, names only", accepted, func(c *Case) {
			says(evidence.HostNameMismatch)(c)
			x := *m.leaf.Certificate()
			x.Basis, x.DNSNames, x.HasSAN = cert.FromNames, nil, false
			c.Chains[0].Sent[0].Certificate = &x
		}},
		{"curl refused, session without certificates", nothing, func(c *Case) {
			says(evidence.CurlUntrusted)(c)
			c.Evidence.Sessions = []evidence.Session{{NoPeerCertificate: true}}
		}},
		{"outbound and inbound words", nothing, func(c *Case) {
			c.Evidence.Marks = []evidence.Mark{{Direction: "outbound", Quote: quote(1, "out")}, {Direction: "outbound", Quote: quote(2, "out")}, {Direction: "inbound", Quote: quote(3, "in")}}
		}},
		{"outbound words", nothing, func(c *Case) {
			c.Evidence.Marks = []evidence.Mark{{Direction: "outbound", Quote: quote(1, "out")}, {Direction: "outbound", Quote: quote(2, "out")}}
		}},
	}...)
}

// inputRows are about what could not be read, and stores.
func inputRows() []row {
	m := made
	damage := func(kind string, lines ...int) func(c *Case) {
		return func(c *Case) {
			for _, l := range lines {
				d := evidence.Damage{Kind: kind, Detail: "detail", Bytes: 12, Quote: quote(l, "-----BEGIN")}
				if l == 0 {
					d.Quote.Text = ""
				}
				c.Evidence.Damage = append(c.Evidence.Damage, d)
			}
		}
	}
	// unread adds inputs that hold nothing.
	unread := func(roles ...evidence.Role) func(c *Case) {
		return func(c *Case) {
			for _, r := range roles {
				c.Evidence.Inputs = append(c.Evidence.Inputs, evidence.Input{Name: "the " + string(r), Role: r})
			}
		}
	}
	untrusted := func() *Case { return judged(of(m.other), m.leaf, m.issuing) }
	var rows []row
	for _, kind := range []string{"damaged-certificate", "truncated-pem", "elided-pem", "csr-pasted", "too-large", "password-needed", "wrong-password", "private-key-pasted", "no-certificate", "store-record-deleted"} {
		rows = append(rows, row{kind + " alone", nothing, damage(kind, 5)}, row{kind + " beside a chain", accepted, damage(kind, 5, 6)},
			row{kind + " in a file", missing, damage(kind, 0)})
	}
	damagedLeaf := func(c *Case) {
		x := &c.Chains[0]
		leaf := *x.Sent[0].Certificate
		leaf.Damage = "cut"
		x.Sent = []evidence.Sent{{Certificate: &leaf}}
		x.Cause, x.At = "", nil
	}
	record := func(problems []string, line int, expires time.Time) func(c *Case) {
		return func(c *Case) {
			if c.Own == nil {
				c.Own = []evidence.Store{{Name: "mine", Records: []evidence.Record{{Certificate: m.root.Certificate()}}}}
			}
			r := evidence.Record{Name: "record", Expires: expires}
			if line > 0 {
				r.Quote = quote(line, "record")
			}
			c.Own[0].Records = append(c.Own[0].Records, r)
			state := trust.RecordState{Store: 0, Record: len(c.Own[0].Records) - 1, Name: "record", Problems: problems}
			if expires.IsZero() {
				state.Certificate = m.issuing.Certificate()
			}
			c.Health = append(c.Health, state)
		}
	}
	every := []string{"store-record-not-listed", "store-record-unreadable", "store-record-without-certificate", "store-record-expired", "store-record-inactive",
		"store-record-unclear", "store-record-wrong-type", "store-record-not-a-ca", "store-record-duplicate", "weak-key", "disabled-algorithm", "expires-soon", "same-name-different-key"}
	several := func(n int) func(c *Case) {
		return func(c *Case) {
			for i := range n {
				record(every, 20+i, time.Time{})(c)
			}
		}
	}
	storeAlone := func(f func(c *Case)) func(c *Case) {
		return func(c *Case) { c.StoreAlone = true; f(c) }
	}
	key := func(line int) evidence.Key { return evidence.Key{Kind: "EC", Origin: evidence.Origin{Line: line}} }
	return append(rows, []row{
		{"store unread, nothing else", nothing, unread(evidence.RoleStore)},
		{"client's unread", accepted, unread(evidence.RoleClient)},
		{"two unread", accepted, unread(evidence.RolePool, evidence.RoleBefore)},
		{"main input bare", accepted, unread(evidence.RoleUnknown, evidence.RoleEndpoint)},
		{"store with a certificate", accepted, func(c *Case) { unread(evidence.RoleStore)(c); c.Evidence.Inputs[1].Certificates = 1 }},
		{"store with a record", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			c.Evidence.Stores = []evidence.Store{{Input: 1}}
		}},
		{"store unread, another input has a record", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			c.Evidence.Stores = []evidence.Store{{}}
		}},
		{"client's has a key", accepted, func(c *Case) {
			unread(evidence.RoleClient)(c)
			c.Evidence.Keys = []evidence.Key{{Origin: evidence.Origin{Input: 1}}}
		}},
		{"client's unread, another input has a key", accepted, func(c *Case) {
			unread(evidence.RoleClient)(c)
			c.Evidence.Keys = []evidence.Key{{}}
		}},
		{"store has a setting", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			c.Evidence.Settings = []evidence.Setting{{Quote: evidence.Quote{Input: 1}}}
		}},
		{"store unread, another input has a setting", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			c.Evidence.Settings = []evidence.Setting{{}}
		}},
		{"an archive that holds a store", accepted, func(c *Case) {
			unread(evidence.RoleStore, evidence.RoleStore, evidence.RoleStore)(c)
			for i := 2; i < 4; i++ {
				c.Evidence.Inputs[i].Inner = true
			}
			c.Evidence.Inputs[3].Certificates = 1
		}},
		{"an archive that holds nothing, before a store", accepted, func(c *Case) {
			unread(evidence.RoleStore, evidence.RoleStore, evidence.RoleStore)(c)
			c.Evidence.Inputs[2].Inner = true
			c.Evidence.Inputs[3].Certificates = 1
		}},
		{"store damaged", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			damage("damaged-certificate", 5)(c)
			c.Evidence.Damage[0].Quote.Input = 1
		}},
		{"store unread, another input damaged", accepted, func(c *Case) {
			unread(evidence.RoleStore)(c)
			damage("damaged-certificate", 5)(c)
		}},
		{"root not trusted, a store unread", untrusted, unread(evidence.RoleStore)},
		{"root not trusted, a store read", untrusted, func(c *Case) { unread(evidence.RoleStore)(c); c.Evidence.Inputs[1].Certificates = 1 }},
		{"root not trusted, the client's unread", untrusted, unread(evidence.RoleClient)},
		{"root not trusted, a store unread, the log says so", untrusted, func(c *Case) { unread(evidence.RoleStore)(c); c.Chains[0].ByLog = true }},
		{"self-signed, a store unread", func() *Case { return judged(of(m.other), testpki.New(702).SelfSigned("a.test")) }, unread(evidence.RoleStore)},
		{"issuer missing, a store unread", missing, unread(evidence.RoleStore)},
		{"expired, a store unread", func() *Case { return judged(of(m.root), m.expired, m.issuing) }, unread(evidence.RoleStore)},
		{"no input at all", nothing, func(c *Case) { c.Evidence.Inputs = nil }},
		{"damage of no input", nothing, func(c *Case) { damage("truncated-pem", 5)(c); c.Evidence.Inputs = nil }},
		{"damage of an input that is not listed", nothing, func(c *Case) { damage("truncated-pem", 5)(c); c.Evidence.Damage[0].Quote.Input = 1 }},
		{"four damages: three lines", nothing, damage("truncated-pem", 5, 6, 7, 8)},
		{"damage without a line", nothing, func(c *Case) { damage("truncated-pem", 5, 6)(c); c.Evidence.Damage[1].Quote.Text = "" }},
		{"damage of a certificate", nothing, func(c *Case) {
			damage("damaged-certificate", 5)(c)
			c.Evidence.Damage[0].Certificate = m.leaf.Certificate()
		}},
		{"damaged leaf", missing, func(c *Case) { damage("damaged-certificate", 5)(c); damagedLeaf(c) }},
		{"damaged leaf, accepted", missing, func(c *Case) { damage("damaged-certificate", 5)(c); damagedLeaf(c); c.Chains[0].Accepted = true }},
		{"damaged, no cause, leaf whole", missing, func(c *Case) { damage("damaged-certificate", 5)(c); c.Chains[0].Cause = "" }},
		{"damaged, the cause", missing, func(c *Case) { damage("damaged-certificate", 5)(c); c.Chains[0].Cause = "damaged-certificate" }},
		{"damaged leaf, another cause", missing, func(c *Case) { damage("damaged-certificate", 5)(c); damagedLeaf(c); c.Chains[0].Cause = "expired" }},
		{"Java cannot read it", missing, func(c *Case) { c.Chains[0].Cause = "damaged-certificate" }},
		{"damage of a store", nothing, func(c *Case) { damage("truncated-pem", 5)(c); alone(c) }},
		{"damage beside a log", nothing, func(c *Case) { damage("truncated-pem", 5)(c); c.signal(evidence.SocketClosed, 20) }},
		{"damage beside an alert", nothing, func(c *Case) {
			damage("truncated-pem", 5)(c)
			c.Evidence.Sessions = []evidence.Session{{Alerts: []evidence.Alert{{Name: "internal_error"}}}}
		}},
		{"damage beside a session that says nothing", nothing, func(c *Case) { damage("truncated-pem", 5)(c); c.Evidence.Sessions = []evidence.Session{{}} }},
		{"a key alone", nothing, func(c *Case) { c.Evidence.Keys = []evidence.Key{key(4)} }},
		{"a key in a file alone", nothing, func(c *Case) { c.Evidence.Keys = []evidence.Key{key(0)} }},
		{"two keys and a damaged one", accepted, func(c *Case) {
			c.Evidence.Keys = []evidence.Key{key(0), key(4), key(9)}
			damage("private-key-pasted", 12)(c)
		}},
		{"two damaged keys", accepted, damage("private-key-pasted", 12, 13)},
		{"secrets removed", accepted, func(c *Case) {
			c.Evidence.Removals = []evidence.Removal{{What: "private-key", Line: 3}, {What: "password", Line: 5}, {What: "cookie", Line: 6}}
		}},
		{"a private key removed", accepted, func(c *Case) { c.Evidence.Removals = []evidence.Removal{{What: "private-key", Line: 3}} }},
		{"one record with every problem", nothing, several(1)},
		{"four records with every problem", nothing, several(4)},
		{"two records of a store alone", nothing, storeAlone(several(2))},
		{"a record without a certificate", nothing, storeAlone(record(every, 0, time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)))},
		{"a sound record of a store alone", nothing, storeAlone(record(nil, 20, time.Time{}))},
		{"an empty store", accepted, func(c *Case) { c.Own = []evidence.Store{{Name: "mine"}} }},
		{"an empty store alone", nothing, alone},
	}...)
}
