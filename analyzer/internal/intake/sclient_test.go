package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// The forms in which versions of OpenSSL and LibreSSL print names.
var nameForms = map[string]func(cn string) string{
	"0.9.8 to 1.0.2, LibreSSL": func(cn string) string { return "/C=US/O=Example, Inc./CN=" + cn },
	"1.1":                      func(cn string) string { return `C = US, O = "Example, Inc.", CN = ` + cn },
	"3.2":                      func(cn string) string { return `C=US, O="Example, Inc.", CN=` + cn },
}

func chainOfForms() []*testpki.Entity {
	pki := testpki.New(12)
	root := pki.Root(`C=US,O=Example\, Inc.,CN=Root`)
	issuing := root.Intermediate(`C=US,O=Example\, Inc.,CN=Issuing`)
	return []*testpki.Entity{issuing.Leaf("x", testpki.Subject(`C=US,O=Example\, Inc.,CN=api.example.test`)), issuing, root}
}

// oldTranscript is the output of a version that prints names in a form of its
// own; with tells which certificates are there as PEM: none, leaf or all.
func oldTranscript(list []*testpki.Entity, name func(string) string, with string) string {
	var b strings.Builder
	b.WriteString("$ openssl s_client -connect api.example.test:8443 -servername api.example.test\nCONNECTED(00000003)\n")
	fmt.Fprintf(&b, "depth=1 %s\nverify error:num=20:unable to get local issuer certificate\nverify return:0\n---\nCertificate chain\n", name("Issuing"))
	cn := func(i int) string { return list[i].Certificate().Subject.CommonName() }
	for i, e := range list {
		issuer := e.Certificate().Issuer.CommonName()
		fmt.Fprintf(&b, " %d s:%s\n   i:%s\n", i, name(cn(i)), name(issuer))
		if with == "all" {
			b.WriteString(e.PEM())
		}
	}
	b.WriteString("---\nServer certificate\n")
	if with == "leaf" {
		b.WriteString(list[0].PEM())
	}
	fmt.Fprintf(&b, "subject=%s\nissuer=%s\n---\nAcceptable client certificate CA names\n%s\n%s\nClient Certificate Types: RSA sign\n---\n", name(cn(0)), name(list[0].Certificate().Issuer.CommonName()), name("First CA"), name("Second CA"))
	b.WriteString("SSL handshake has read 3124 bytes and written 394 bytes\n---\nNew, TLSv1/SSLv3, Cipher is AES256-SHA\nServer public key is 2048 bit\nSSL-Session:\n    Protocol  : TLSv1\n    Cipher    : AES256-SHA\n")
	b.WriteString("    Session-ID: 0011223344556677889900112233445566778899001122334455667788990011\n    Session-ID-ctx: \n    Master-Key: A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90\n")
	b.WriteString("    Key-Arg   : None\n    Start Time: 1395294038\n    Timeout   : 300 (sec)\n    Verify return code: 20 (unable to get local issuer certificate)\n---\n")
	return b.String()
}

func TestVersionsOfSClient(t *testing.T) {
	list := chainOfForms()
	for version, name := range nameForms {
		for with, bytes := range map[string]int{"none": 0, "leaf": 1, "all": 3} {
			t.Run(version+", "+with, func(t *testing.T) {
				text := oldTranscript(list, name, with)
				ev, s := theSession(t, text)
				showsChain(t, list, bytes, s.Sent, text)
				require.Len(t, ev.Certificates, 3)
				require.Equal(t, []string{"api.example.test", "8443", "api.example.test", "TLSv1"}, []string{s.Host, s.Port, s.SNI, s.Protocol})
				require.Equal(t, 20, s.VerifyCode)
				require.Equal(t, 1, s.VerifyErrors[0].Depth)
				require.Equal(t, evidence.Yes, s.Requested)
				require.Equal(t, evidence.Yes, s.Handshake)
				require.Len(t, s.AcceptableCAs, 2)
				require.Equal(t, "Second CA", s.AcceptableCAs[1].CommonName())
				require.Equal(t, []evidence.Removal{{What: "session-ticket", Line: s.Line + strings.Count(text[:strings.Index(text, "Session-ID:")], "\n")}, {What: "session-key", Line: s.Line + strings.Count(text[:strings.Index(text, "Master-Key")], "\n")}}, ev.Removals)
				require.NotContains(t, dump(ev), "A1B2C3D4")
				require.NotContains(t, dump(ev), "00112233")
			})
		}
	}
}

// TestSClientErrors: the lines with which different versions say the same.
func TestSClientErrors(t *testing.T) {
	for line, want := range map[string]string{
		"140735:error:14094410:SSL routines:SSL3_READ_BYTES:sslv3 alert handshake failure:s3_pkt.c:1259:SSL alert number 40":                      "handshake_failure 40",
		"4567:error:1404B410:SSL routines:ST_CONNECT:sslv3 alert handshake failure:/BuildRoot/ssl_pkt.c:1205:SSL alert number 40":                 "handshake_failure 40",
		"139:error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:../ssl/record/rec_layer_s3.c:1543:SSL alert number 42":       "bad_certificate 42",
		"40:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../ssl/record/rec_layer_s3.c:1590:SSL alert number 48":             "unknown_ca 48",
		"40:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1590:SSL alert number 116": "certificate_required 116",
		"40:error:0A00045C:SSL routines:ssl3_read_bytes:tls alert certificate required:../ssl/record/rec_layer_s3.c:907:SSL alert number 116":     "certificate_required 116",
		"<<< TLS 1.3, Alert [length 0002], fatal certificate_required":                                                                            "certificate_required 116",
		"SSL3 alert read:fatal:unknown CA": "unknown_ca 48",
		"139:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:331:":               evidence.NoTLS,
		"139:error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol:s23_clnt.c:795:":                             evidence.NoTLS,
		"139:error:0A0000C6:SSL routines:tls_get_more_records:packet length too long:../ssl/record/methods/tls_common.c:662:": evidence.NoTLS,
		"connect: Connection refused":                               evidence.ConnectionFailed + " refused",
		"connect:errno=111":                                         evidence.ConnectionFailed + " refused",
		"connect: Connection timed out":                             evidence.ConnectionFailed + " timeout",
		"connect:errno=110":                                         evidence.ConnectionFailed + " timeout",
		"connect: No route to host":                                 evidence.ConnectionFailed + " unreachable",
		"gethostbyname failure":                                     evidence.ConnectionFailed + " dns",
		"getaddrinfo: Name or service not known":                    evidence.ConnectionFailed + " dns",
		"getaddrinfo: nodename nor servname provided, or not known": evidence.ConnectionFailed + " dns",
		"connect:errno=10060":                                       evidence.ConnectionFailed + " timeout",
		"write:errno=104":                                           evidence.HandshakeCut,
		"40:error:0A000126:SSL routines::unexpected eof while reading:../ssl/record/rec_layer_s3.c:322:": evidence.HandshakeCut,
	} {
		t.Run(line, func(t *testing.T) {
			ev, s := theSession(t, "$ openssl s_client -connect x.example.test:443\n"+line+"\n")
			require.Len(t, ev.Signals, 1)
			got := ev.Signals[0].ID
			if c := ev.Signals[0].Args["cause"]; c != "" {
				got += " " + c
			}
			if len(s.Alerts) == 1 {
				got = fmt.Sprint(s.Alerts[0].Name, " ", s.Alerts[0].Number)
				require.True(t, s.Alerts[0].Received)
			}
			require.Equal(t, want, got)
			require.Equal(t, "x.example.test", s.Host)
		})
	}
}

func TestCommandLines(t *testing.T) {
	for command, want := range map[string][3]string{
		"openssl s_client -connect api.example.test:443":                                             {"api.example.test", "443", ""},
		"openssl s_client -showcerts -servername sni.example.test -connect 10.0.0.7:8443 </dev/null": {"10.0.0.7", "8443", "sni.example.test"},
		"openssl.exe s_client -connect \"api.example.test:443\" < NUL":                               {"api.example.test", "443", ""},
		"openssl s_client -connect [2001:db8::7]:443":                                                {"2001:db8::7", "443", ""},
		"openssl s_client api.example.test:443":                                                      {"api.example.test", "443", ""},
		"openssl s_client -host api.example.test -port 636":                                          {"api.example.test", "636", ""},
		"echo | openssl s_client -connect api.example.test:443 2>/dev/null | openssl x509 -text":     {"api.example.test", "443", ""},
		"+ '' | openssl s_client -connect api.example.test:443 -servername api.ex ...":               {"api.example.test", "443", ""},
		"+ '' | openssl s_client -servername api.example.test -connect api.ex ...":                   {"", "", "api.example.test"},
		"+ '' | openssl s_client -connect 192.0.2.7:443 -servername api.ex ...":                      {"", "", ""},
		"+ '' | openssl s_client -connect 192.0.2.7:443 -servername api.example.test -showce ...":    {"192.0.2.7", "443", "api.example.test"},
		"openssl s_client -connect 192.0.2.7:443":                                                    {"192.0.2.7", "443", ""},
		"openssl s_client -connect <hostname>:<port>":                                                {"", "", ""},
		"openssl s_client -connect $HOST:443":                                                        {"", "", ""},
		"openssl s_client -connect api.example.test:443;rm -rf /":                                    {"", "", ""},
		"openssl s_client -connect api.example.test:99999":                                           {"", "", ""},
		"openssl s_client \\\n  -connect api.example.test:443 \\\n  -servername sni.example.test":    {"api.example.test", "443", "sni.example.test"},
	} {
		t.Run(command, func(t *testing.T) {
			_, s := theSession(t, "$ "+command+"\nCONNECTED(00000003)\n")
			require.Equal(t, want, [3]string{s.Host, s.Port, s.SNI})
		})
	}
}

// TestSentTwice: a certificate that the server sends twice is two entries, one
// that the tool prints twice is one.
func TestSentTwice(t *testing.T) {
	list := chainOfForms()
	name := nameForms["1.1"]
	twice := []*testpki.Entity{list[0], list[0], list[1]}
	_, s := theSession(t, oldTranscript(twice, name, "all"))
	showsChain(t, twice, 3, s.Sent, "")
	text := oldTranscript(list[:2], name, "all")
	text = strings.Replace(text, "Server certificate\n", "Server certificate\n"+list[0].PEM(), 1)
	ev, s := theSession(t, text)
	showsChain(t, list[:2], 2, s.Sent, "")
	require.False(t, ev.Certificates[0].Alone)
}

// TestBesideATranscript: what is pasted below a transcript is no part of it.
func TestBesideATranscript(t *testing.T) {
	list := chainOfForms()
	text := oldTranscript(list[:1], nameForms["1.1"], "all") + "\nOur root, from the portal:\n\n" + list[2].PEM()
	ev, s := theSession(t, text)
	showsChain(t, list[:1], 1, s.Sent, text)
	require.Len(t, ev.Certificates, 2)
	require.True(t, ev.Certificates[1].Alone)
	require.False(t, ev.Certificates[0].Alone)
}

// TestNoListing: PEM right below CONNECTED, and -msg without anything else.
func TestNoListing(t *testing.T) {
	list := chainOfForms()
	for name, text := range map[string]string{
		"blocks only": "CONNECTED(00000003)\n" + pemOf(list[:2]),
		"-msg":        "CONNECTED(00000003)\n" + msgOf(list[:2]) + "---\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, s := theSession(t, text)
			showsChain(t, list[:2], 2, s.Sent, text)
		})
	}
}

// TestWrappedNames: terminals cut long names anywhere.
func TestWrappedNames(t *testing.T) {
	list := chainOfForms()
	for version, name := range nameForms {
		whole := oldTranscript(list, name, "none")
		for _, at := range []int{12, 17, 23, 30} {
			var rows []string
			for _, row := range strings.Split(whole, "\n") {
				if (strings.Contains(row, " s:") || strings.Contains(row, "   i:")) && len(row) > at {
					cut := at
					for row[cut] == ' ' || row[cut-1] == ' ' { // which nobody sees afterwards
						cut++
					}
					row = row[:cut] + "\n" + row[cut:]
				}
				rows = append(rows, row)
			}
			t.Run(fmt.Sprint(version, " at ", at), func(t *testing.T) {
				text := strings.Join(rows, "\n")
				_, s := theSession(t, text)
				showsChain(t, list, 0, s.Sent, text)
			})
		}
	}
}

// A certificate may be as long as it likes: its rows are no silence.
func TestLongCertificateInATranscript(t *testing.T) {
	var names []string
	for i := range 2000 {
		names = append(names, fmt.Sprintf("host-%04d.example.test", i))
	}
	root := testpki.New(15).Root("CN=Root,O=Example")
	list := []*testpki.Entity{root.Leaf("api.example.test", testpki.SAN(names...)), root}
	text := sClientOf(list)
	require.Greater(t, strings.Count(list[0].PEM(), "\n"), maxIdle)
	_, s := theSession(t, text)
	showsChain(t, list, 2, s.Sent, text)
}

// TestProtocolOfSClient: the row of the cipher tells the protocol only where no
// older one has that cipher, and an option may hold the run to an old one.
func TestProtocolOfSClient(t *testing.T) {
	for _, c := range []struct {
		option, rows, protocol, quote string
		held                          bool
	}{
		{"", "New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256", "TLSv1.3", "", false},
		{"-tls1_2", "New, TLSv1.2, Cipher is ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", "", false},
		{"", "New, TLSv1.0, Cipher is ECDHE-RSA-AES256-SHA", "", "", false},
		{"", "New, SSLv3, Cipher is AES256-SHA", "", "", false},
		{"", "Protocol version: TLSv1.1\nNew, TLSv1.2, Cipher is (NONE)", "TLSv1.1", "Protocol version: TLSv1.1", false},
		{"-tls1_1", "New, TLSv1.0, Cipher is AES256-SHA\nProtocol  : TLSv1.1", "TLSv1.1", "Protocol  : TLSv1.1", true},
		{"-tls1", "Protocol  : TLSv1", "TLSv1", "Protocol  : TLSv1", true},
		{"-ssl3", "Protocol  : SSLv3", "SSLv3", "Protocol  : SSLv3", true},
		{"-no_tls1_3", "Protocol  : TLSv1.2", "TLSv1.2", "Protocol  : TLSv1.2", false},
	} {
		t.Run(c.option+" "+c.rows, func(t *testing.T) {
			_, s := theSession(t, "$ openssl s_client "+c.option+" -connect a.test:443\nCONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = one\n   i:CN = one\n---\n"+c.rows+"\n")
			require.Equal(t, []any{c.protocol, c.quote, c.held}, []any{s.Protocol, s.ProtocolQuote.Text, s.Held})
		})
	}
}
