package rules

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// clientRows are about the client certificate.
func clientRows() []row {
	m := made
	ca := testpki.New(704).Root("CN=Clients,O=X")
	client := ca.Client("CN=client,O=X")
	old, early := ca.Client("CN=client,O=X", testpki.Expired()), ca.Client("CN=client,O=X", testpki.NotYet())
	server := ca.Leaf("a.test")
	inner := ca.Intermediate("CN=Inner,O=X").Client("CN=inner,O=X")
	// sent is what a log shows as the client's Certificate message.
	sent := func(list ...*testpki.Entity) func(c *Case) {
		return func(c *Case) {
			s := &c.Evidence.Sessions[0]
			s.ClientShown, s.Source = true, "java-log"
			for _, e := range list {
				s.ClientSent = append(s.ClientSent, evidence.Sent{Certificate: e.Certificate()})
			}
		}
	}
	// store is a key store that was given.
	store := func(with func(k *Client), list ...*testpki.Entity) func(c *Case) {
		return func(c *Case) {
			k := &Client{Leaf: list[0].Certificate(), Chain: testpki.Certificates(list...), Alias: "client", Store: true, Key: evidence.Yes, Entries: 1}
			if with != nil {
				with(k)
			}
			c.Client = k
		}
	}
	beside := func(k *Client) {
		k.Entries, k.Fitting, k.Asked, k.Reaches = 2, 2, nameList("CN=Clients,O=X"), nameList("CN=Clients,O=X")
		k.Old = old.Certificate()
	}
	// kinds are the kinds of keys that the server asks for.
	kinds := func(list evidence.KeyKinds) func(k *Client) {
		return func(k *Client) { k.Kinds, k.KindsQuote = list, quote(88, "Requested Signature Algorithms") }
	}
	ofRSA := ca.Client("CN=client,O=X", testpki.KeyOf(testpki.RSA(2048)))
	asks := func(c *Case) { c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=Clients,O=X") }
	asksOther := func(c *Case) { c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=Other,O=X") }
	requested := func(c *Case) { c.Evidence.Sessions[0].Requested = evidence.Yes }
	alert := func(name string) func(c *Case) { return func(c *Case) { c.alert(name, 40) } }
	sentNotOurs := func(name string) func(c *Case) {
		return func(c *Case) {
			c.alert(name, 40)
			c.Evidence.Sessions[0].Alerts[0].Received = false
		}
	}
	trace := func(name string) func(c *Case) {
		return func(c *Case) { c.signal(evidence.AlertReceived, 50, "alert", name) }
	}
	gotNone := func(text string) func(c *Case) {
		return func(c *Case) {
			c.signal(evidence.ServerGotNone, 60)
			c.Evidence.Signals[len(c.Evidence.Signals)-1].Quote.Text = text
		}
	}
	cut := func(c *Case) { c.signal(evidence.HandshakeCut, 70) }
	completed := func(protocol string) func(c *Case) {
		return func(c *Case) {
			c.Evidence.Sessions[0].Handshake, c.Evidence.Sessions[0].Protocol = evidence.Yes, protocol
		}
	}
	// atHand are certificates that stand elsewhere in what was given.
	atHand := func(list ...*testpki.Entity) func(c *Case) {
		return func(c *Case) {
			for _, e := range list {
				c.Evidence.Certificates = append(c.Evidence.Certificates, evidence.Found{Certificate: e.Certificate()})
			}
		}
	}
	between := ca.Intermediate("CN=Between,O=X")
	lower := between.Intermediate("CN=Lower,O=X")
	deep := lower.Client("CN=deep,O=X")
	refusedServer := func(c *Case) { c.Evidence.Sessions[0].TrustAccepted = evidence.No }
	shown := func(c *Case) { c.Evidence.Sessions[0].ClientShown = true }
	noChain := func(c *Case) { c.Evidence.Sessions[0].Sent, c.Chains, c.Lead = nil, nil, -1 }
	all := func(list ...func(c *Case)) func(c *Case) {
		return func(c *Case) {
			for _, f := range list {
				f(c)
			}
		}
	}
	rows := []row{
		{"asked, none sent", accepted, all(asks, shown)},
		{"issuer not accepted, one was sent and refused", accepted, all(store(nil, client), asksOther, sent(client), alert("bad_certificate"))},
		{"asked, none sent, server refused", accepted, all(asks, shown, alert("bad_certificate"))},
		{"none sent, says the client's log", accepted, func(c *Case) { c.signal(evidence.NoClientCertificate, 55) }},
		{"none received, says nginx", accepted, gotNone("400 No required SSL certificate was sent")},
		{"none received, says a log", accepted, gotNone("peer did not return a certificate")},
		{"none received, and an alert", accepted, all(alert("bad_certificate"), gotNone("400 No required SSL certificate was sent"))},
		{"none sent, and went on", accepted, all(asks, shown, completed("TLSv1.2"))},
		{"none sent, and went on in TLS 1.3", accepted, all(shown, completed("TLSv1.3"))},
		{"none sent, and went on once of twice", accepted, all(shown, completed("TLSv1.2"), func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{ClientShown: true})
		})},
		{"none sent, and another session went on with one", accepted, all(shown, func(c *Case) {
			s := evidence.Session{ClientShown: true, Handshake: evidence.Yes, ClientSent: []evidence.Sent{{Certificate: client.Certificate()}}}
			c.Evidence.Sessions = append(c.Evidence.Sessions, s)
		})},
		{"none sent, and went on beside one that was sent", accepted, all(shown, completed("TLSv1.2"), func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{ClientShown: true, ClientSent: []evidence.Sent{{Certificate: client.Certificate()}}})
		})},
		{"none sent, and went on beside one that was not shown", accepted, all(shown, completed("TLSv1.2"), func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{})
		})},
		{"none sent and cut", accepted, all(asks, shown, cut)},
		{"none sent, completed in TLS 1.3 and cut", accepted, all(requested, shown, completed("TLSv1.3"), cut)},
		{"none sent, completed in TLS 1.2 and cut", accepted, all(requested, shown, completed("TLSv1.2"), cut)},
		{"none sent and cut, nothing asked", accepted, all(shown, cut)},
		{"none sent and cut, and path building failed", accepted, func(c *Case) {
			all(requested, shown, cut)(c)
			c.signal(evidence.PathBuildingFailed, 20)
		}},
		{"none sent, says the client's log; cut where one was sent", accepted, all(requested, sent(client), cut, func(c *Case) { c.signal(evidence.NoClientCertificate, 55) })},
		{"none sent, refused and cut", accepted, all(asks, shown, cut, alert("bad_certificate"))},
		{"none received, and cut", accepted, all(asks, shown, cut, gotNone("peer did not return a certificate"))},
		{"many CAs asked for", accepted, func(c *Case) {
			shown(c)
			c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=1", "CN=2", "CN=3", "CN=4", "CN=5", "CN=6")
		}},
		{"four CAs asked for, by another session", accepted, func(c *Case) {
			shown(c)
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{}, evidence.Session{AcceptableCAs: nameList("CN=1", "CN=2", "CN=3", "CN=4")})
		}},
		{"asked, may be left out", accepted, requested},
		{"asked, given", accepted, all(requested, store(nil, client, ca))},
		{"required, says the alert", accepted, alert("certificate_required")},
		{"required, says the alert we sent", accepted, sentNotOurs("certificate_required")},
		{"required, says a trace", accepted, trace("certificate_required")},
		{"asked and failed", accepted, all(requested, alert("handshake_failure"))},
		{"failed after its chain", accepted, alert("handshake_failure")},
		{"failed after its chain, nothing was asked", accepted, all(func(c *Case) { c.Evidence.Sessions[0].Requested = evidence.No }, alert("handshake_failure"))},
		{"failed without a chain, CAs named", accepted, all(asks, noChain, alert("handshake_failure"))},
		{"failed without a chain", accepted, all(noChain, alert("handshake_failure"))},
		{"bad certificate, CAs named", accepted, all(asks, alert("bad_certificate"))},
		{"bad certificate, asked", accepted, all(requested, alert("bad_certificate"))},
		{"bad certificate, not asked", accepted, alert("bad_certificate")},
		{"not about certificates, asked", accepted, all(requested, alert("protocol_version"))},
		{"could not decode, asked", accepted, all(requested, alert("decode_error"))},
		{"could not decode", accepted, alert("decode_error")},
		{"could not decode, CAs named", accepted, all(asks, alert("decode_error"))},
		{"unknown CA", accepted, alert("unknown_ca")},
		{"unknown CA, of a client that refused the server", accepted, all(refusedServer, alert("unknown_ca"))},
		{"unknown CA, says a trace", accepted, trace("unknown_ca")},
		{"protocol version, says a trace", accepted, trace("protocol_version")},
		{"unknown CA, sent", accepted, all(sent(client), alert("unknown_ca"))},
		{"unknown CA, sent to a server that is refused", missing, all(sent(client), alert("unknown_ca"))},
		{"unknown CA, given", accepted, all(store(nil, client, ca), alert("unknown_ca"))},
		{"unknown certificate, sent, another CA asked for", accepted, all(sent(client), asksOther, alert("certificate_unknown"))},
		{"bad certificate, sent, another CA asked for", accepted, all(sent(client), asksOther, alert("bad_certificate"))},
		{"bad certificate, given, another CA asked for", accepted, all(store(nil, client, ca), asksOther, alert("bad_certificate"))},
		{"unknown CA, given, another CA asked for", accepted, all(store(nil, client, ca), asksOther, alert("unknown_ca"))},
		{"bad certificate, s_client", accepted, all(store(nil, client, ca), alert("bad_certificate"))},
		{"bad certificate, by a Java log", accepted, all(store(nil, client, ca), alert("bad_certificate"), func(c *Case) { c.Evidence.Sessions[0].Source = "java-log" })},
		{"sent in the second session", accepted, func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{ClientSent: []evidence.Sent{{Certificate: old.Certificate()}}})
		}},
		{"could not decode, asked, by a Java log", accepted, all(requested, alert("decode_error"), func(c *Case) { c.Evidence.Sessions[0].Source = "java-log" })},
		{"none sent, refused, and path building failed", accepted, func(c *Case) {
			all(asks, shown, alert("bad_certificate"))(c)
			c.signal(evidence.PathBuildingFailed, 20)
			c.signal(evidence.SocketClosed, 21)
		}},
		{"refused, and path building failed", accepted, func(c *Case) {
			all(requested, alert("bad_certificate"))(c)
			c.signal(evidence.PathBuildingFailed, 20)
			c.signal(evidence.SocketClosed, 21)
		}},
		{"internal error, sent", accepted, all(sent(client), requested, alert("internal_error"))},
		{"failed, sent", accepted, all(sent(client), requested, alert("handshake_failure"))},
		{"sent too early", accepted, all(sent(early), alert("bad_certificate"))},
		{"sent damaged", accepted, all(sent(client), store(func(k *Client) { k.Decision.Cause = "signature-mismatch" }, client), alert("bad_certificate"))},
		{"closed after the request", accepted, all(requested, cut)},
		{"closed after naming CAs", accepted, all(asks, cut)},
		{"closed, nothing asked", accepted, cut},
		{"closed, server refused by us", accepted, all(requested, refusedServer, cut)},
		{"closed after the request, sent", accepted, all(sent(client), requested, cut)},
		{"expired, sent", accepted, sent(old)},
		{"expired, says the alert", accepted, all(sent(client), alert("certificate_expired"))},
		{"expired, says the alert alone", accepted, alert("certificate_expired")},
		{"expired, says the alert, not yet valid", accepted, all(sent(early), alert("certificate_expired"))},
		{"expired, names without dates", accepted, func(c *Case) {
			sent(client)(c)
			x := *client.Certificate()
			x.NotAfter = time.Time{}
			c.Evidence.Sessions[0].ClientSent[0].Certificate = &x
		}},
	}
	rows = append(rows, serverLogRows(sent, all, cut)...)
	return append(rows, []row{
		{"no other CA met", accepted, all(store(nil, client, ca), asksOther)},
		{"no CA met, nothing between at hand", accepted, all(store(nil, deep), asks)},
		{"no CA met, half of what is between at hand", accepted, all(store(nil, deep), asks, atHand(lower))},
		{"no CA met, all that is between at hand", accepted, all(store(nil, deep), asks, atHand(lower, m.root, between))},
		{"no CA met, another of the name is its own issuer", accepted, all(store(nil, deep), asks, atHand(testpki.New(705).Root("CN=Lower,O=X"), between))},
		{"no CA met, another of the name before it", accepted, all(store(nil, deep), asks, atHand(testpki.New(705).Root("CN=Lower,O=X"), lower, between))},
		{"no CA met, what is between goes round in a ring", accepted, all(store(nil, deep), asks,
			atHand(lower, ca.Intermediate("CN=Between,O=X", testpki.IssuerName(testpki.ParseName("CN=Lower,O=X")))))},
		{"bad certificate, says a Java log that shows no client certificate", accepted, all(alert("bad_certificate"), func(c *Case) { c.Evidence.Sessions[0].Source = "java-log" })},
		{"no CA met, another CA asked for, what is between at hand", accepted, all(store(nil, deep), asksOther, atHand(lower, between))},
		{"no CA met, a public intermediate between is known", accepted, all(store(nil, under("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4")),
			func(c *Case) {
				c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=DigiCert Global Root CA,OU=www.digicert.com,O=DigiCert Inc,C=US")
			})},
		{"no CA met, a public intermediate leads elsewhere", accepted, all(store(nil, under("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4")), asks)},
		{"chain of two, asked for another", accepted, all(store(func(k *Client) { k.Asked = nameList("CN=Other,O=X") }, deep, lower), asksOther)},
		{"chain of two, nobody asked", accepted, store(nil, deep, lower)},
		{"its CA met", accepted, all(store(nil, client, ca), asks)},
		{"its own name met", accepted, all(store(nil, inner, ca), asks)},
		{"itself met", accepted, all(store(nil, client, ca), func(c *Case) { c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=client,O=X") })},
		{"one of two CAs met", accepted, all(store(nil, client, ca), func(c *Case) {
			c.Evidence.Sessions[0].AcceptableCAs = nameList("CN=Other,O=X", "CN=Clients,O=X")
		})},
		{"no other CA met, key not there", accepted, all(store(func(k *Client) { k.Key = evidence.NotKnown }, client, ca), asksOther)},
		{"no other CA met, no store", accepted, all(store(func(k *Client) { k.Store, k.Key = false, evidence.NotKnown }, client, ca), asksOther)},
		{"chain incomplete", accepted, store(nil, client)},
		{"chain incomplete, asked", accepted, store(func(k *Client) { k.Asked = nameList("CN=Other,O=X") }, client)},
		{"chain incomplete, and reaches", accepted, store(func(k *Client) { k.Reaches = nameList("CN=Clients,O=X") }, client)},
		{"chain incomplete, no store", accepted, store(func(k *Client) { k.Store = false }, client)},
		{"chain incomplete, no chain", accepted, store(func(k *Client) { k.Chain = nil }, client)},
		{"chain complete", accepted, store(nil, client, ca)},
		{"key missing", accepted, store(func(k *Client) { k.Key = evidence.NotKnown }, client, ca)},
		{"key missing, no store", accepted, store(func(k *Client) { k.Store, k.Key = false, evidence.NotKnown }, client, ca)},
		{"key of another certificate", accepted, store(func(k *Client) { k.Key = evidence.No }, client, ca)},
		{"key in a form that Java does not read", accepted, func(c *Case) { c.signal(evidence.PrivateKeyFormat, 80) }},
		{"expired beside one in force", accepted, store(beside, client, ca)},
		{"expired beside one in force, server refused", missing, store(beside, client, ca)},
		{"expired beside one in force, says the alert", accepted, all(store(beside, client, ca), alert("certificate_expired"))},
		{"expired beside one in force, unknown to the server", accepted, all(store(beside, client, ca), alert("certificate_unknown"))},
		{"expired beside one in force, none was sent", accepted, all(store(beside, client, ca), alert("certificate_required"))},
		{"a key of another kind than asked for", accepted, store(kinds(evidence.RSAKey), client, ca)},
		{"a key of another kind, server refused", missing, store(kinds(evidence.RSAKey), client, ca)},
		{"a key of another kind, no store", accepted, store(func(k *Client) { kinds(evidence.RSAKey)(k); k.Store, k.Key = false, evidence.NotKnown }, client, ca)},
		{"a key of another kind, not there", accepted, store(func(k *Client) { kinds(evidence.RSAKey)(k); k.Key = evidence.NotKnown }, client, ca)},
		{"a key of one of the kinds asked for", accepted, store(kinds(evidence.RSAKey|evidence.ECKey), client, ca)},
		{"an RSA key, EC asked for", accepted, store(kinds(evidence.ECKey), ofRSA, ca)},
		{"an RSA key, RSA asked for", accepted, store(kinds(evidence.RSAKey), ofRSA, ca)},
		{"two entries, none fits, names asked for", accepted, store(func(k *Client) {
			k.Entries, k.Asked, k.Reaches = 2, nameList("CN=Clients,O=X"), nameList("CN=Clients,O=X")
		}, client, ca)},
		{"two entries, both fit, names asked for", accepted, store(func(k *Client) {
			k.Entries, k.Fitting, k.Asked, k.Reaches = 2, 2, nameList("CN=Clients,O=X"), nameList("CN=Clients,O=X")
		}, client, ca)},
		{"two entries, none fits", accepted, store(func(k *Client) { k.Entries = 2 }, client, ca)},
		{"two entries, one fits", accepted, store(func(k *Client) { k.Entries, k.Fitting = 2, 1 }, client, ca)},
		{"two entries, both fit", accepted, store(func(k *Client) { k.Entries, k.Fitting = 2, 2 }, client, ca)},
		{"for servers only", accepted, store(nil, server, ca)},
		{"for anything", accepted, store(nil, ca.Leaf("a.test", testpki.EKU(testpki.AnyUsage)), ca)},
		{"without usages", accepted, store(nil, ca.Leaf("a.test", testpki.NoEKU()), ca)},
		{"may not sign", accepted, store(nil, ca.Client("CN=client", testpki.KU(cert.KeyEncipherment)), ca)},
		{"server refused: the client waits", missing, store(nil, old, ca)},
		{"server refused without a cause: it leads", missing, all(store(nil, old, ca), func(c *Case) { c.Chains[0].Cause = "" })},
		{"no server chain: it leads", nothing, store(nil, old, ca)},
		{"a key store alone", nothing, store(nil, client, ca)},
		{"a client's file alone, its key pasted", nothing, all(store(func(k *Client) { k.Store = false }, client, ca), func(c *Case) {
			c.Evidence.Keys = []evidence.Key{{Origin: evidence.Origin{Line: 3}}}
		})},
		{"host fits a client's chain", func() *Case { return judged(of(m.root), m.leaf, m.issuing) }, func(c *Case) { c.Chains[0].Question.Usage = chain.Client }},
		{"names in two cases", accepted, settings("glide.httpclient.protocol.MyTLS.class", "x", "other", "y")},
		{"names in lower case", accepted, settings("glide.httpclient.protocol.mytls.class", "x")},
		{"name without a part behind it", accepted, settings("glide.httpclient.protocol.MyTLS", "x")},
		{"name of no value", accepted, settings("glide.httpclient.protocol.MyTLS.port", " ")},
		{"values in two cases", accepted, settings("my.Protocol", "myTLS")},
		{"key store in two cases", accepted, settings("my.keystore", "MyStore")},
		{"key_store in two cases", accepted, settings("my.key_store", "MyStore")},
		{"key_store in lower case", accepted, settings("my.key_store", "mystore")},
		{"other value in two cases", accepted, settings("my.port", "MyStore")},
		{"overrides", accepted, settings("glide.httpclient.protocol.a.class", "x", "Glide.httpclient.protocol.a.port", "1", "glide.httpclient.protocol.b.class", "x", "glide.httpclient.protocol.c.class", "x", "glide.httpclient.protocol.d.text", "x")},
		{"overrides of no class", accepted, settings("glide.httpclient.protocol.d.text", "x", "my.class", "x")},
	}...)
}

// serverLogRows are about logs that a server wrote: what it received is the
// client's, and what its Java refused as well.
func serverLogRows(sent func(list ...*testpki.Entity) func(c *Case), all func(list ...func(c *Case)) func(c *Case), cut func(c *Case)) []row {
	ca := testpki.New(704).Root("CN=Clients,O=X")
	sub := ca.Intermediate("CN=Sub,O=X")
	leaf := sub.Client("CN=leaf,O=X")
	server := func(c *Case) {
		s := &c.Evidence.Sessions[0]
		s.ServerSide, s.Source, s.TrustAccepted = true, "java-log", evidence.Yes
		c.Chains[0].ByLog = true
	}
	done := func(c *Case) { c.Evidence.Sessions[0].Handshake = evidence.Yes }
	names := func(list ...string) func(c *Case) {
		return func(c *Case) { c.Evidence.Sessions[0].AcceptableCAs = nameList(list...) }
	}
	requested := func(c *Case) { c.Evidence.Sessions[0].Requested = evidence.Yes }
	alert := func(name string) func(c *Case) {
		return func(c *Case) { c.alert(name, 40); c.signal(evidence.AlertReceived, 41, "alert", name) }
	}
	// beside adds a session of the same input.
	beside := func(serverSide bool) func(c *Case) {
		return func(c *Case) {
			c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{Source: "java-log", ServerSide: serverSide})
		}
	}
	other := func(c *Case) {
		c.Evidence.Sessions = append(c.Evidence.Sessions, evidence.Session{Source: "java-log", Input: 1})
	}
	building := func(c *Case) { c.signal(evidence.ClientBuildingFailed, 50) }
	checked := func(c *Case) {
		c.signal(evidence.ClientValidationFailed, 51, "reason", "signature check failed")
	}
	return []row{
		{"server's log, completed", accepted, all(server, sent(made.leaf), done)},
		{"server's log, completed without a client certificate", accepted, all(server, sent(), done)},
		{"server's log, not completed", accepted, all(server, sent(leaf))},
		{"server's log, empty message", accepted, all(server, sent())},
		{"client's log, completed", accepted, all(sent(made.leaf), done)},
		{"client's log, completed without a client certificate", accepted, all(sent(), done)},
		{"server's log, building failed, leaf sent", accepted, all(server, sent(leaf), building)},
		{"server's log, building failed, leaf sent, its issuer named", accepted, all(server, sent(leaf), names("CN=Sub,O=X"), building)},
		{"server's log, building failed, leaf and issuer sent", accepted, all(server, sent(leaf, sub), building)},
		{"server's log, building failed, a CA sent", accepted, all(server, sent(sub), building)},
		{"server's log, building failed, self-signed sent", accepted, all(server, sent(testpki.New(706).SelfSigned("CN=self,O=X")), building)},
		{"server's trace, building failed", nothing, building},
		{"server's log, validation failed", accepted, all(server, sent(leaf, sub), checked)},
		{"server's trace, validation failed", nothing, checked},
		{"server's trace, both", nothing, all(checked, building)},
		{"server's trace beside a chain that is refused", missing, building},
		{"server's log, asked and nothing shown", accepted, all(server, requested)},
		{"server's log, the client refuses", accepted, all(server, requested, alert("unknown_ca"))},
		{"server's log, the client requires", accepted, all(server, alert("certificate_required"))},
		{"server's logs, the client refuses", accepted, all(server, beside(true), alert("unknown_ca"))},
		{"server's and client's log, a refusal", accepted, all(server, beside(false), alert("unknown_ca"))},
		{"server's and client's log, a demand", accepted, all(server, beside(false), alert("certificate_required"))},
		{"server's log, a client's beside it, a refusal", accepted, all(server, other, alert("unknown_ca"))},
		{"server's log, the client closes", accepted, all(server, requested, cut)},
	}
}

// settings gives properties, name and value in turn.
func settings(pairs ...string) func(c *Case) {
	return func(c *Case) {
		for i := 0; i < len(pairs); i += 2 {
			c.Evidence.Settings = append(c.Evidence.Settings, evidence.Setting{Name: pairs[i], Value: pairs[i+1], Quote: quote(90+i, pairs[i])})
		}
	}
}
