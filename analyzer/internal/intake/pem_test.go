package intake

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	mathrand "math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

func TestMarkers(t *testing.T) {
	for text, want := range map[string]string{
		"-----BEGIN CERTIFICATE-----":                 "BEGIN CERTIFICATE",
		"-BEGIN CERTIFICATE-":                         "BEGIN CERTIFICATE",
		strings.Repeat("-", 64) + "BEGIN CERTIFICATE": "BEGIN CERTIFICATE",
		"–––––BEGIN CERTIFICATE–––––":                 "BEGIN CERTIFICATE",
		"—–BEGIN CERTIFICATE—–":                       "BEGIN CERTIFICATE",
		"&#45;&#45;BEGIN&nbsp;CERTIFICATE":            "BEGIN CERTIFICATE",
		"\\-----BEGIN CERTIFICATE-----":               "BEGIN CERTIFICATE",
		"-----BEGIN TRUSTED CERTIFICATE-----":         "BEGIN TRUSTED CERTIFICATE",
		"-----BEGIN NEW CERTIFICATE REQUEST-----":     "BEGIN NEW CERTIFICATE REQUEST",
		"-----BEGIN+CERTIFICATE-----":                 "BEGIN CERTIFICATE",
		"-----BEGIN%20CERTIFICATE-----":               "BEGIN CERTIFICATE",
		"-----BEGIN CERTIFICATEMIIC":                  "BEGIN CERTIFICATE",
		"-----END RSA PRIVATE KEY-----":               "END RSA PRIVATE KEY",
		"x-----END X509 CRL-----y":                    "END X509 CRL",
		"the BEGIN CERTIFICATE line":                  "",
		"-----BEGIN-----":                             "",
		"---- CERTIFICATE ----":                       "",
		"-----BEGIN PGP MESSAGE-----":                 "",
		"BEGINNING CERTIFICATE-----":                  "",
	} {
		m, ok := findMarker(text, 0)
		got := ""
		if ok {
			got = "END " + plainLabel(m.label)
			if m.begin {
				got = "BEGIN " + plainLabel(m.label)
			}
		}
		require.Equal(t, want, got, text)
	}
}

// blocks of every kind but a whole certificate, and what is told of each.
func TestOtherBlocks(t *testing.T) {
	pki := testpki.New(9)
	root := pki.Root("CN=Root,O=Example")
	leaf := root.Leaf("api.example.test")
	body := strings.Split(strings.TrimSpace(leaf.PEM()), "\n")
	half := strings.Join(body[:len(body)/2], "\n") + "\n"
	cut := strings.Join(append(append([]string{}, body[:4]...), body[len(body)-2:]...), "\n") + "\n"
	end := body[len(body)-1] + "\n"
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "asks.example.test"}, DNSNames: []string{"asks.example.test", "also.asks.example.test"}}, leaf.Key.Signer)
	require.NoError(t, err)
	flipped := append([]byte(nil), leaf.DER...)
	at := strings.Index(string(flipped), "\x17\x0d") // the first UTCTime
	copy(flipped[at+2:], "99xx")
	spki := leaf.Certificate().SPKI
	for name, x := range map[string]struct {
		text  string
		kinds []string
		certs int
	}{
		"elided with dots":               {body[0] + "\nMIIC...\n...\n" + end, []string{"elided-pem"}, 0},
		"elided in the middle":           {strings.Join(body[:3], "\n") + "\n[...]\n" + body[len(body)-2] + "\n" + end, []string{"elided-pem"}, 0},
		"elided, tildes":                 {strings.Join(body[:3], "\n") + "\n~~~~\n" + end, []string{"elided-pem"}, 0},
		"placeholder":                    {"-----BEGIN CERTIFICATE-----\n<your certificate here>\n" + end, []string{"elided-pem"}, 0},
		"cut at the end":                 {half, []string{"truncated-pem"}, 0},
		"lines missing":                  {cut, []string{"truncated-pem"}, 0},
		"cut, then text":                 {half + "\nand then some prose follows here, which is no part of it\n\n\n\n\n\n\n\n\n", []string{"truncated-pem"}, 0},
		"only the end":                   {strings.Join(body[len(body)-4:], "\n") + "\n", []string{"truncated-pem"}, 0},
		"cut, and whole below":           {half + "\n" + leaf.PEM(), []string{}, 1},
		"damaged time":                   {pemBlock("CERTIFICATE", flipped), []string{"damaged-certificate"}, 1},
		"no certificate":                 {pemBlock("CERTIFICATE", []byte(strings.Repeat("what is this? ", 12))), []string{"damaged-certificate"}, 0},
		"prose":                          {"Paste from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`.\n", []string{}, 0},
		"prose, one marker":              {"It starts with -----BEGIN CERTIFICATE-----.\nThen more text.\n", []string{}, 0},
		"AsciiDoc and s_client":          {"----\nsome text\n---\n----\n", []string{}, 0},
		"request":                        {pemBlock("CERTIFICATE REQUEST", csr), []string{"csr-pasted"}, 0},
		"new request":                    {pemBlock("NEW CERTIFICATE REQUEST", csr), []string{"csr-pasted"}, 0},
		"request, other label":           {pemBlock("CERTIFICATE", csr), []string{"csr-pasted"}, 0},
		"request without armour":         {wrapped(base64Of(csr), 64), []string{"csr-pasted"}, 0},
		"key":                            {leaf.KeyPEM(), []string{"private-key-pasted"}, 0},
		"key and certificate":            {leaf.KeyPEM() + leaf.PEM(), []string{"private-key-pasted"}, 1},
		"key without its body":           {"-----BEGIN RSA PRIVATE KEY-----\n(removed)\n-----END RSA PRIVATE KEY-----\n", []string{"private-key-pasted"}, 0},
		"key without its end":            {strings.TrimSuffix(leaf.KeyPEM(), "-----END PRIVATE KEY-----\n"), []string{"private-key-pasted"}, 0},
		"key without its begin":          {strings.TrimPrefix(leaf.KeyPEM(), "-----BEGIN PRIVATE KEY-----\n"), []string{"private-key-pasted"}, 0},
		"key in JSON":                    {`{"key": "` + strings.ReplaceAll(leaf.KeyPEM(), "\n", `\n`) + `"}`, []string{"private-key-pasted"}, 0},
		"public key":                     {pemBlock("PUBLIC KEY", spki), []string{}, 0},
		"curve":                          {pemBlock("EC PARAMETERS", []byte("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07")), []string{}, 0},
		"trusted, with trailing":         {pemBlock("TRUSTED CERTIFICATE", append(append([]byte(nil), leaf.DER...), 0x30, 0x0c, 0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1)), []string{}, 1},
		"bodies without markers between": {body[0] + "\n" + wrapped(base64Of(leaf.DER), 64) + wrapped(base64Of(root.DER), 64) + end, []string{}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			ev := read(x.text, 300)
			require.Equal(t, x.kinds, kinds(ev), dump(ev))
			require.Len(t, ev.Certificates, x.certs)
			for _, d := range ev.Damage {
				require.NotZero(t, d.Quote.Line)
			}
			if len(x.kinds) == 1 && x.kinds[0] == "private-key-pasted" {
				require.Len(t, ev.Keys, 1)
				require.Equal(t, []evidence.Removal{{What: "private-key", Line: ev.Damage[0].Quote.Line}}, ev.Removals)
			}
			if strings.HasPrefix(name, "key") && !strings.Contains(name, "without") {
				require.Equal(t, spki, ev.Keys[0].SPKI)
			}
		})
	}
}

// TestKeysNeverShown: whatever happened to a key on its way, nothing of it is
// in the evidence.
func TestKeysNeverShown(t *testing.T) {
	leaf := testpki.New(10).Root("CN=Root").Leaf("api.example.test")
	rows := strings.Split(strings.TrimSpace(leaf.KeyPEM()), "\n")
	for _, d := range damages {
		ev := read(d.do(mathrand.New(mathrand.NewSource(3)), leaf.KeyPEM()), 1000)
		all := dump(ev)
		require.NotContains(t, all, dumpBytes(keyBytes(t, leaf)), d.name)
		for _, row := range rows[1 : len(rows)-1] {
			require.NotContains(t, all, row[:min(len(row), 24)], d.name)
		}
		if d.name != "no BEGIN" && d.name != "no END" {
			require.NotEmpty(t, ev.Keys, d.name)
		}
	}
}
