package analyzer_test

import (
	"context"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// canary is a text that no output may hold, whatever carried it. It looks like
// a session key as well: hexadecimal, with no word in it.
const canary = "DEADBEEFCAFE0123456789ABCDEF0123"

// carriers are the ways in which secrets get into a paste.
func carriers() map[string]string {
	_, _, leaf := northwind()
	q := func(s string) string { return strings.ReplaceAll(s, "CANARY", canary) }
	out := map[string]string{}
	for name, text := range map[string]string{
		"authorization header":      "> GET /v1 HTTP/1.1\n> Host: api.northwind.example\n> Authorization: Bearer CANARY\n",
		"basic authorization":       "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(canary+":"+canary)) + "\n",
		"proxy authorization":       "Proxy-Authorization: Digest username=\"u\", response=\"CANARY\"\n",
		"authorization in json":     `{"headers":[{"name":"Authorization","value":"Bearer CANARY"}]}` + "\n",
		"cookie":                    "Cookie: glide_session_store=CANARY; JSESSIONID=CANARY\n",
		"set-cookie":                "< Set-Cookie: glide_user_route=glide.CANARY; Secure\n",
		"password property":         "glide.ldap.password=CANARY\njavax.net.ssl.keyStorePassword=CANARY\n",
		"password option":           "keytool -list -keystore client.jks -storepass CANARY\nopenssl pkcs12 -in client.p12 -passin pass:CANARY\n",
		"java property":             "-Djavax.net.ssl.trustStorePassword=CANARY -Djavax.net.ssl.keyStorePassword=CANARY\n",
		"curl user":                 "curl -v -u admin:CANARY https://api.northwind.example/v1\n",
		"user in the address":       "Request not sent to uri=[https://admin:CANARY@api.northwind.example/v1] : java.net.SocketException: Socket is closed\n",
		"token in the address":      "Request not sent to uri=[https://api.northwind.example/v1?access_token=CANARY&x=1] : java.net.SocketException: Socket is closed\n",
		"api key":                   "X-Api-Key: CANARY\napi_key=CANARY\n",
		"client secret":             `{"client_id":"x","client_secret":"CANARY","grant_type":"client_credentials"}` + "\n",
		"web token":                 "assertion: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ" + canary + "fQ.c2ln" + canary + "\n",
		"session keys of s_client":  "    Session-ID: CANARY\n    Session-ID-ctx:\n    Master-Key: CANARYCANARY\n    Resumption PSK: CANARYCANARY\n    TLS session ticket:\n    0000 - de ad be ef ca fe 01 23-45 67 89 ab cd ef 01 23   CANARY\n",
		"key log":                   "CLIENT_RANDOM CANARYCANARY CANARYCANARY\nCLIENT_HANDSHAKE_TRAFFIC_SECRET CANARYCANARY CANARYCANARY\n",
		"session in a java log":     "javax.net.ssl|DEBUG|01|main|2026-06-01 12:00:00.000 UTC|ServerHello.java:888|Consuming ServerHello handshake message (\n\"ServerHello\": {\n  \"session id\"          : \"CANARY\",\n}\n)\n",
		"private key":               "-----BEGIN PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(canary, 3))) + "\n-----END PRIVATE KEY-----\n",
		"encrypted private key":     "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,CANARY\n\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(canary, 3))) + "\n-----END RSA PRIVATE KEY-----\n",
		"private key cut off":       "-----BEGIN PRIVATE KEY-----\nCANARYCANARY\nCANARY\n",
		"key store password export": "<?xml version=\"1.0\"?>\n<unload unload_date=\"2026-06-01 09:00:00\"><sys_certificate action=\"INSERT_OR_UPDATE\"><active>true</active><key_store_password>CANARY</key_store_password><name>Client</name><pem_certificate/><type>java_key_store</type></sys_certificate></unload>\n",
		"key store password json":   `{"result":[{"name":"Client","active":"true","key_store_password":"CANARY","pem_certificate":"","type":"java_key_store"}]}` + "\n",
		"key store password csv":    "name,active,key_store_password,pem_certificate,type\nClient,true,CANARY,,java_key_store\n",
		"saml response":             "SAMLResponse=CANARYCANARY&RelayState=x\n",
		"url encoded form":          "POST /oauth_token.do username=admin&password=CANARY&grant_type=password\n",
		"quoted password":           "{\"password\": \"CANARY\", \"passphrase\" : \"CANARY\"}\n",
		"password in xml":           "<password>CANARY</password><keyStorePassword>CANARY</keyStorePassword>\n",
		"yaml password":             "  password: CANARY\n  keystore-password: 'CANARY'\n",
	} {
		out[name] = q(text)
	}
	// Each of them also among evidence that is quoted: on the line of a
	// certificate's damage, of an alert, of a path error.
	for name, text := range out {
		if strings.Count(text, "\n") == 1 {
			line := strings.TrimSuffix(text, "\n")
			out[name+", on the line of an error"] = line + " javax.net.ssl.SSLHandshakeException: " + building + "\n" + line + " Received fatal alert: bad_certificate " + line + "\n"
			out[name+", beside a certificate"] = leaf.PEM() + line + "\n" + sClient(leaf) + line + "\n"
		}
	}
	return out
}

// everyOutput is all that leaves an analysis.
func everyOutput(in []analyzer.Input, o analyzer.Options) string {
	var b strings.Builder
	for _, lang := range []string{"en", "ja"} {
		for _, redacted := range []bool{false, true} {
			o.At, o.Lang, o.Redact = testpki.Now, lang, redacted
			r := analyzer.Analyze(context.Background(), in, o)
			b.WriteString(analyzer.Text(r) + analyzer.Markdown(r) + analyzer.Checklist(r) + r.Mail + string(analyzer.JSON(r)))
		}
	}
	return b.String()
}

// No secret leaves in any output: text, Markdown, JSON, mail, list to import.
func TestCanaries(t *testing.T) {
	for name, text := range carriers() {
		for _, role := range []analyzer.Role{"", "endpoint", "store", "client", "before"} {
			out := everyOutput([]analyzer.Input{{Name: "pasted 1", Role: role, Data: []byte(text)}}, analyzer.Options{})
			require.NotContains(t, strings.ToUpper(out), canary[:16], "%s as %q", name, role)
			require.NotContains(t, out, base64.StdEncoding.EncodeToString([]byte(canary))[:20], "%s as %q", name, role)
		}
	}
}

// A password that was typed, and the private key of a key store it opens, stay
// where they are.
func TestKeyStoreSecrets(t *testing.T) {
	root, sub, good := partners()
	data := testpki.KeyStore{Password: canary, Entries: []testpki.StoreEntry{{Alias: "client", Key: good.Key, Chain: []*testpki.Entity{good, sub, root}}}}
	key := strings.Split(good.KeyPEM(), "\n")[1]
	for name, in := range map[string]analyzer.Input{
		"p12": {Name: "client.p12", Role: "client", Data: data.PKCS12()}, "jks": {Name: "client.jks", Role: "client", Data: data.JKS()},
		"pem": {Name: "client.pem", Role: "client", Data: []byte(good.PEM() + good.KeyPEM())},
	} {
		out := everyOutput(append(paste(demanded("")), in), analyzer.Options{Passwords: []string{canary}})
		require.Contains(t, out, "CN=integration", name)
		require.NotContains(t, out, canary, name)
		require.NotContains(t, out, key[:40], name)
	}
}

// Redaction leaves no name of a host, an organisation, a person or a serial
// number, in any output of any story, and the verdict as it was.
func TestRedaction(t *testing.T) {
	names := regexp.MustCompile(`(?i)northwind|O=Customer|Elsewhere CA|CN=integration|Partner Root|Stray`)
	for _, s := range everyStory() {
		t.Run(s.name, func(t *testing.T) {
			s.opts.At = testpki.Now
			plain := analyzer.Analyze(context.Background(), s.inputs, s.opts)
			s.opts.Redact = true
			r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
			out := analyzer.Text(r) + analyzer.Markdown(r) + analyzer.Checklist(r) + r.Mail + string(analyzer.JSON(r))
			if found := names.FindStringIndex(out); found != nil {
				require.Fail(t, "a name is left", out[max(0, found[0]-80):min(len(out), found[1]+80)])
			}
			require.NotContains(t, out, "\nMII")
			for _, c := range plain.Certificates {
				if c.PublicRoot {
					continue
				}
				if len(c.Serial) > 6 {
					require.NotContains(t, out, c.Serial)
				}
				require.NotContains(t, out, c.ID)
				if c.SKI != "" {
					require.NotContains(t, out, c.SKI)
				}
			}
			require.Equal(t, plain.Verdict.Code, r.Verdict.Code)
			require.Equal(t, plain.Verdict.Status, r.Verdict.Status)
			require.Len(t, r.Findings, len(plain.Findings))
			require.Equal(t, len(plain.Remedies), len(r.Remedies))
			useful(t, plain, r)
		})
	}
}

// useful holds what a redacted report must keep: the same chain, with the same
// stand-in for the same certificate.
func useful(t *testing.T, plain, r *report.Report) {
	t.Helper()
	standIn := map[string]string{}
	for i, p := range plain.Paths {
		for j, l := range p.Links {
			x := r.Paths[i].Links[j]
			require.Equal(t, l.Origin, x.Origin)
			if l.Name == "" {
				continue
			}
			if old, ok := standIn[l.Name]; ok {
				require.Equal(t, old, x.Name)
			}
			standIn[l.Name] = x.Name
			require.NotEmpty(t, x.Name)
		}
	}
	for _, e := range r.Certificates {
		require.NotEmpty(t, e.ID)
	}
}

// A host that only a sentence of a log names is a name as well, and so is the
// one that was given where the verdict is about another.
func TestRedactionHosts(t *testing.T) {
	root := testpki.New(77).Root("CN=Some Root,O=Some")
	good := testpki.JavaLog{Host: "api.example.test", Sent: []*testpki.Entity{root.Leaf("*.example.test")}}.String()
	traces := "java.net.UnknownHostException: first.contoso.example\n\tat a.B.c(B.java:1)\njava.net.UnknownHostException: second.fabrikam.example\n\tat a.B.c(B.java:1)\n"
	r := analyzer.Analyze(context.Background(), paste(good+traces), analyzer.Options{At: testpki.Now, Host: "given.example.test", Redact: true})
	out := analyzer.Text(r) + analyzer.Markdown(r) + string(analyzer.JSON(r))
	require.Equal(t, "connection-failed", r.Verdict.Code)
	require.NotRegexp(t, `contoso|fabrikam|first\.|second\.|given\.`, out)
}
