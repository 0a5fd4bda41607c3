package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// TestOpenSSLText: what openssl prints about certificates, with and without
// the PEM beside it.
func TestOpenSSLText(t *testing.T) {
	x := newToolPKI()
	b := newBench(t)
	list := []*testpki.Entity{x.leaf, x.issuing}
	b.write("leaf.pem", []byte(x.leaf.PEM()))
	b.write("issuing.pem", []byte(x.issuing.PEM()))
	b.write("chain.pem", []byte(pemOf(list)))
	b.write("key.pem", []byte(x.leaf.KeyPEM()))
	b.run("openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b")
	b.run("openssl pkcs12 -export -in chain.pem -inkey key.pem -passout pass:changeit -out chain.p12")
	for _, c := range []struct {
		command string
		bytes   bool // the PEM is there as well
		certs   int
	}{
		{"openssl x509 -in leaf.pem -noout -text", false, 1},
		{"openssl x509 -in leaf.pem -noout -text -nameopt multiline", false, 1},
		{"openssl x509 -in leaf.pem -noout -text -nameopt compat", false, 1},
		{"openssl x509 -in leaf.pem -text", true, 1},
		{"openssl x509 -in leaf.pem -noout -subject -issuer -dates -serial -fingerprint -sha256", false, 1},
		{"openssl x509 -in leaf.pem -noout -subject -issuer -dates -nameopt multiline", false, 1},
		{"openssl x509 -in leaf.pem -trustout", true, 1},
		{"openssl pkcs7 -in chain.p7b -print_certs", true, 2},
		{"openssl pkcs7 -in chain.p7b -print_certs -text", true, 2},
		{"openssl pkcs7 -in chain.p7b -print_certs -text -noout", false, 2},
		{"openssl pkcs7 -in chain.p7b", true, 2},
		{"openssl pkcs12 -in chain.p12 -passin pass:changeit -info -nokeys", true, 2},
		{"openssl storeutl -text chain.pem", true, 2},
		{"openssl storeutl -noout -text chain.pem", false, 2},
	} {
		t.Run(c.command, func(t *testing.T) {
			text := string(b.run(c.command))
			ev := read(text, 100)
			require.Empty(t, ev.Damage, text)
			require.Empty(t, ev.Sessions)
			require.Len(t, ev.Certificates, c.certs, text)
			seen := map[string]bool{}
			for _, f := range ev.Certificates {
				require.True(t, f.Alone)
				require.Equal(t, c.bytes, f.Certificate.Basis == cert.FromBytes, text)
				for _, e := range list {
					w := e.Certificate()
					if w.Subject.SetKey() != f.Certificate.Subject.SetKey() {
						continue
					}
					seen[e.ID()] = true
					require.Equal(t, w.Issuer.SetKey(), f.Certificate.Issuer.SetKey(), text)
					require.True(t, w.NotAfter.Equal(f.Certificate.NotAfter), text)
					require.True(t, w.NotBefore.Equal(f.Certificate.NotBefore), text)
					if strings.Contains(text, "Serial Number:") {
						sameText(t, w, f.Certificate, text)
					}
				}
			}
			require.Len(t, seen, c.certs)
		})
	}
}

// sameText compares what openssl x509 -text shows.
func sameText(t *testing.T, w, g *cert.Certificate, text string) {
	t.Helper()
	require.Equal(t, w.Serial, g.Serial, text)
	require.Equal(t, w.SKI, g.SKI, text)
	require.Equal(t, w.AKI, g.AKI, text)
	require.Equal(t, w.IsCA, g.IsCA, text)
	require.Equal(t, w.HasKeyUsage, g.HasKeyUsage, text)
	require.Equal(t, w.KeyUsage, g.KeyUsage, text)
	require.Equal(t, w.ExtKeyUsage, g.ExtKeyUsage, text)
	require.Equal(t, w.DNSNames, g.DNSNames, text)
	require.Equal(t, w.AIA, g.AIA, text)
	require.Equal(t, w.SignatureAlgorithm, g.SignatureAlgorithm, text)
	require.Equal(t, w.Key.Algorithm, g.Key.Algorithm, text)
	require.Equal(t, w.Key.Bits, g.Key.Bits, text)
}

// TestKeytoolList: a key store as keytool lists it.
func TestKeytoolList(t *testing.T) {
	x := newToolPKI()
	b := newBench(t)
	store := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
		{Alias: "client", Chain: []*testpki.Entity{x.leaf, x.issuing}, Key: x.leaf.Key},
		{Alias: "corp root", Chain: []*testpki.Entity{x.root}},
	}}
	b.write("a.jks", store.JKS())
	for _, flag := range []string{"-v", "-rfc", "-J-Duser.language=de -v", "-J-Duser.language=ja -v", "-J-Duser.language=zh -J-Duser.country=CN -v"} {
		text := string(b.run("keytool -J-Dstdout.encoding=UTF-8 -J-Dsun.stdout.encoding=UTF-8 -J-Duser.language=en -list " + flag + " -keystore a.jks -storepass changeit"))
		ev := read(text, 333)
		require.Equal(t, "keytool", ev.Inputs[0].Kind)
		require.Len(t, ev.Stores, 1, text)
		records := map[string]evidence.Record{}
		for _, r := range ev.Stores[0].Records {
			records[r.Name] = r
		}
		require.Len(t, records, 2, text)
		client, root := records["client"], records["corp root"]
		require.True(t, client.HasKey)
		require.False(t, root.HasKey)
		require.Len(t, client.Chain, 2)
		for i, e := range []*testpki.Entity{x.leaf, x.issuing} {
			require.Equal(t, e.Certificate().Subject.SetKey(), client.Chain[i].Subject.SetKey())
		}
		require.Equal(t, x.root.Certificate().Subject.SetKey(), root.Certificate.Subject.SetKey())
		if flag == "-rfc" {
			require.Equal(t, x.leaf.ID(), client.Certificate.ID)
			require.Equal(t, x.root.ID(), root.Certificate.ID)
		}
		for _, f := range ev.Certificates {
			require.False(t, f.Alone)
		}
	}
}

// TestScanners: nmap, testssl and sslyze, in the forms that they document.
func TestScanners(t *testing.T) {
	x := newToolPKI()
	list := []*testpki.Entity{x.leaf, x.issuing}
	nmap := "Nmap scan report for api.example.test (10.0.0.7)\nHost is up (0.010s latency).\nPORT    STATE SERVICE\n8443/tcp open  https-alt\n" +
		"| ssl-cert: Subject: commonName=localhost\n| Subject Alternative Name: DNS:localhost\n" +
		"| Issuer: commonName=Tools Issuing CA/organizationalUnitName=PKI / TLS/organizationName=Tools, Inc./countryName=US\n" +
		"| Public Key type: ec\n| Public Key bits: 256\n| Signature Algorithm: ecdsa-with-SHA256\n" +
		"| Not valid before: 2026-03-01T12:00:00\n| Not valid after:  2027-03-01T12:00:00\n| MD5:   d41d 8cd9\n| SHA-1: da39 a3ee\n"
	withPEM := nmap + indent(strings.TrimSuffix(x.leaf.PEM(), "-----END CERTIFICATE-----\n"), "| ") + "|_-----END CERTIFICATE-----\n\nNmap done\n"
	testssl := "[\n" + each(list, func(i int, e *testpki.Entity) string {
		id := "cert"
		if i > 0 {
			id = fmt.Sprintf("intermediate_cert <#%d>", i)
		}
		b, _ := json.MarshalIndent(map[string]string{"finding": e.PEM()}, "         ", " ")
		return fmt.Sprintf("         {\n              \"id\"           : %q,\n              \"ip\"           : \"api.example.test/10.0.0.7\",\n              \"port\"         : \"8443\",\n              \"severity\"     : \"INFO\",\n %s\n", id, strings.Trim(string(b), "{}"))
	}) + "          }\n]\n"
	info := func(indent string) string {
		var sent, verified []map[string]any
		for _, e := range list {
			sent = append(sent, map[string]any{"as_pem": e.PEM(), "fingerprint_sha1": "aGVsbG8="})
		}
		for _, e := range append(append([]*testpki.Entity{}, list...), x.root) {
			verified = append(verified, map[string]any{"as_pem": e.PEM()})
		}
		report := map[string]any{"server_scan_results": []any{map[string]any{
			"connectivity_info": map[string]any{"server": map[string]any{"hostname": "api.example.test", "port": 8443}},
			"scan_result": map[string]any{"certificate_info": map[string]any{
				"received_certificate_chain": sent, "zz_path_validation": []any{map[string]any{"verified_certificate_chain": verified}},
			}},
		}}}
		b, _ := json.MarshalIndent(report, "", indent)
		if indent == "" {
			b, _ = json.Marshal(report)
		}
		return string(b) + "\n"
	}
	for name, c := range map[string]struct {
		text, source string
		sent         []*testpki.Entity
		bytes        int
	}{
		"nmap":             {nmap, "nmap", list[:1], 0},
		"nmap with PEM":    {withPEM, "nmap", list[:1], 1},
		"testssl":          {testssl, "testssl", list, 2},
		"sslyze":           {info("  "), "sslyze", list, 2},
		"sslyze, one line": {info(""), "sslyze", list, 2},
	} {
		t.Run(name, func(t *testing.T) {
			ev, s := theSession(t, c.text)
			require.Equal(t, c.source, s.Source)
			require.Equal(t, c.source, ev.Inputs[0].Kind)
			showsChain(t, c.sent, c.bytes, s.Sent, c.text)
			require.Equal(t, "api.example.test", s.Host, c.text)
			require.Equal(t, "8443", s.Port, c.text)
			require.Equal(t, c.source == "nmap", s.Partial)
		})
	}
}

// TestTimes: the forms of tools.
func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"Nov 21 20:43:24 2025 GMT":     "2025-11-21T20:43:24Z",
		"Nov  1 20:43:24 2025 GMT":     "2025-11-01T20:43:24Z",
		"2025-11-21 20:43:24 UTC":      "2025-11-21T20:43:24Z",
		"2025-11-21T20:43:24":          "2025-11-21T20:43:24Z",
		"Fri Nov 21 20:43:24 UTC 2025": "2025-11-21T20:43:24Z",
		"yesterday":                    "0001-01-01T00:00:00Z",
		"":                             "0001-01-01T00:00:00Z",
	} {
		require.Equal(t, want, readTime(text).Format("2006-01-02T15:04:05Z07:00"), text)
	}
}

// TestInputsStayApart: what a second input says is not added to the session,
// and not taken for the certificate, of the first.
func TestInputsStayApart(t *testing.T) {
	const one = "CONNECTED(00000003)\nCertificate chain\n 0 s:CN=one\n   i:CN=CA\n---\nVerify return code: 20 (x)\n"
	for text, sessions := range map[string]int{
		"depth=0 CN=one\nverify error:num=20:x\n":                                  2, // not the errors of the first
		"Certificate chain\n 0 s:CN=one\n   i:CN=CA\nVerify return code: 20 (x)\n": 2, // not its summary once more
		"subject=CN=one\nissuer=CN=CA\n":                                           1,
	} {
		r := New(Options{})
		for _, given := range []string{one, text} {
			w := r.Input("pasted", "")
			_, err := w.Write([]byte(given))
			require.NoError(t, err)
			require.NoError(t, w.Close())
		}
		ev := r.Evidence()
		require.Len(t, ev.Sessions, sessions, text)
		last := ev.Certificates[len(ev.Certificates)-1].Origins
		require.Equal(t, 1, last[len(last)-1].Input, text)
	}
}

// TestManyCertificatesAsText: no more are kept than evidence holds, and what
// was left out is said.
func TestManyCertificatesAsText(t *testing.T) {
	var b strings.Builder
	for i := range maxCertificates + 4 {
		fmt.Fprintf(&b, "subject=CN=%d\n", i)
		switch i + 1 {
		case maxCertificates:
			require.Empty(t, read(b.String(), 1<<20).Truncated)
		case maxCertificates + 1:
			require.Len(t, read(b.String(), 1<<20).Truncated, 1)
		}
	}
	x := &x509Text{s: &sink{}}
	for i, row := range strings.Split(b.String(), "\n") {
		x.line(line{number: i + 1, text: row})
	}
	require.Len(t, x.found, maxCertificates+1)
}
