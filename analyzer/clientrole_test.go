package analyzer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// TestClientRoles holds when a certificate file is taken for a client's: a key
// beside it tells, or a certificate for clients only that stands alone.
func TestClientRoles(t *testing.T) {
	root, issuing, leaf := northwind()
	_, sub, good := partners()
	const serves, calls = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"
	both := issuing.Leaf("both.example", testpki.EKU(serves, calls))
	every := issuing.Leaf("any.example", testpki.EKU(testpki.AnyUsage))
	plain := issuing.Leaf("plain.example", testpki.NoEKU())
	code := issuing.Leaf("code.example", testpki.EKU("1.3.6.1.5.5.7.3.3"))
	file := func(texts ...string) analyzer.Input {
		in := analyzer.Input{Name: "file.pem"}
		for _, x := range texts {
			in.Data = append(in.Data, x...)
		}
		return in
	}
	as := func(role analyzer.Role, in analyzer.Input) analyzer.Input { in.Role = role; return in }
	locked := "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
	jks := analyzer.Input{Name: "cacerts", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{root}}}}.JKS()}
	keyFile := keyStore(good)
	keyFile.Role = ""
	// printed is what openssl x509 -text shows of a certificate: no bytes.
	printed := file("Certificate:\n    Data:\n        Version: 3 (0x2)\n        Signature Algorithm: ecdsa-with-SHA256\n        Issuer: CN = Issuing\n        Validity\n            Not Before: Mar  1 12:00:00 2026 GMT\n            Not After : Mar  1 12:00:00 2027 GMT\n        Subject: CN = plain.example\n")
	all := func(in ...analyzer.Input) []analyzer.Input { return in }
	const client, missing, mismatch = "trust-store-pasted", "missing-intermediate", "client-key-mismatch"
	for name, c := range map[string]struct {
		inputs []analyzer.Input
		opts   analyzer.Options
		code   string
		role   string // of the first input
	}{
		"client, key":                     {all(file(good.PEM(), sub.PEM(), good.KeyPEM())), analyzer.Options{}, client, "client"},
		"key first":                       {all(file(good.KeyPEM(), good.PEM())), analyzer.Options{}, client, "client"},
		"CA first":                        {all(file(sub.PEM(), good.PEM(), good.KeyPEM())), analyzer.Options{}, client, "client"},
		"client, key of another":          {all(file(good.PEM(), leaf.KeyPEM())), analyzer.Options{}, mismatch, "client"},
		"client, two keys":                {all(file(good.PEM(), leaf.KeyPEM(), good.KeyPEM())), analyzer.Options{}, client, "client"},
		"client, locked key":              {all(file(good.PEM(), locked)), analyzer.Options{}, client, "client"},
		"server, key":                     {all(file(leaf.PEM(), leaf.KeyPEM())), analyzer.Options{}, missing, "unknown"},
		"server, two keys":                {all(file(leaf.PEM(), good.KeyPEM(), leaf.KeyPEM())), analyzer.Options{}, missing, "unknown"},
		"server, key of another":          {all(file(leaf.PEM(), good.KeyPEM())), analyzer.Options{}, mismatch, "client"},
		"server, locked key":              {all(file(leaf.PEM(), locked)), analyzer.Options{}, missing, "unknown"},
		"both, key":                       {all(file(both.PEM(), both.KeyPEM())), analyzer.Options{}, client, "client"},
		"both":                            {all(file(both.PEM())), analyzer.Options{}, missing, "unknown"},
		"anything, key":                   {all(file(every.PEM(), every.KeyPEM())), analyzer.Options{}, client, "client"},
		"anything":                        {all(file(every.PEM())), analyzer.Options{}, missing, "unknown"},
		"no usage, key":                   {all(file(plain.PEM(), plain.KeyPEM())), analyzer.Options{}, client, "client"},
		"no usage":                        {all(file(plain.PEM())), analyzer.Options{}, missing, "unknown"},
		"neither":                         {all(file(code.PEM())), analyzer.Options{}, missing, "unknown"},
		"CA, key":                         {all(file(issuing.PEM(), issuing.KeyPEM())), analyzer.Options{}, missing, "unknown"},
		"client":                          {all(file(good.PEM())), analyzer.Options{}, client, "client"},
		"client, called":                  {all(file(good.PEM())), analyzer.Options{Host: "api.northwind.example"}, missing, "unknown"},
		"client, sent":                    {all(as("endpoint", file(good.PEM()))), analyzer.Options{}, missing, "endpoint"},
		"client, and a store":             {all(file(good.PEM()), store("sys_certificate", root.PEM())), analyzer.Options{}, missing, "unknown"},
		"client, and a store not named":   {all(file(good.PEM()), jks), analyzer.Options{}, missing, "unknown"},
		"client, and its key store":       {all(file(good.PEM()), keyFile), analyzer.Options{}, missing, "unknown"},
		"printed, a locked key in a file": {all(printed, file(locked)), analyzer.Options{}, missing, "unknown"},
		"client, and another file":        {all(file(good.PEM()), file(leaf.PEM())), analyzer.Options{}, missing, "unknown"},
		"client, key, and another file":   {all(file(good.PEM(), good.KeyPEM()), file(leaf.PEM())), analyzer.Options{}, missing, "client"},
		"client, inbound":                 {all(file(good.PEM(), good.KeyPEM())), analyzer.Options{Direction: "inbound"}, missing, "unknown"},
		"no usage, key in a file":         {all(file(plain.PEM()), file(plain.KeyPEM())), analyzer.Options{}, client, "client"},
		"no usage, another key in a file": {all(file(plain.PEM()), file(good.KeyPEM())), analyzer.Options{}, missing, "unknown"},
		"two files, key in a third":       {all(file(plain.PEM()), file(issuing.PEM()), file(plain.KeyPEM())), analyzer.Options{}, "root-not-trusted", "unknown"},
		"no usage, a connection":          {all(file(plain.PEM()), file(sClient(leaf))), analyzer.Options{}, missing, "unknown"},
		"client, a connection":            {all(file(good.PEM()), file(sClient(leaf))), analyzer.Options{}, missing, "unknown"},
		"client, key, a connection":       {all(file(good.PEM(), good.KeyPEM()), file(sClient(leaf))), analyzer.Options{}, missing, "client"},
		"client, key below a connection":  {all(file(sClient(leaf), good.PEM(), good.KeyPEM())), analyzer.Options{}, missing, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			c.opts.At = testpki.Now
			r := analyzer.Analyze(context.Background(), c.inputs, c.opts)
			require.Equal(t, c.code, r.Verdict.Code)
			require.Equal(t, c.role, r.Inputs[0].Role)
			if c.role == "client" {
				require.NotNil(t, r.ClientCertificate)
			}
		})
	}
	for name, c := range map[string]struct {
		key analyzer.Input
		fit string
	}{
		"its key, of no role":           {file(good.KeyPEM()), "present"},
		"its key, as the client's":      {as("client", file(good.KeyPEM())), "present"},
		"another key, of no role":       {file(leaf.KeyPEM()), "absent"},
		"another key, as the client's":  {as("client", file(leaf.KeyPEM())), "mismatch"},
		"a locked key, as the client's": {as("client", file(locked)), "absent"},
	} {
		r := analyzer.Analyze(context.Background(), all(as("client", file(good.PEM())), c.key), analyzer.Options{At: testpki.Now})
		require.Equal(t, c.fit, r.ClientCertificate.Key, name)
	}
}
