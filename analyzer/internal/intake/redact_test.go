package intake

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
)

// bird is a secret that must not come out of the parser. It looks like no
// other word.
const bird = "Qx7Canary9zT4wPleaseNot"

// secretLines are the ways in which secrets stand in pastes, and what the
// evidence says was left out. Addresses are too common to be watched for; they
// are cleaned where they are quoted.
var secretLines = map[string]string{
	"Authorization: Bearer " + bird:                             "authorization",
	"> Authorization: Basic " + bird + "==":                     "authorization",
	`"Authorization": "Bearer ` + bird + `"`:                    "authorization",
	"Proxy-Authorization: Basic " + bird:                        "authorization",
	"Cookie: JSESSIONID=" + bird + "; glide_user_route=" + bird: "cookie",
	"Set-Cookie: glide_session_store=" + bird + "; Secure":      "cookie",
	"password=" + bird:                                          "password",
	"Password: " + bird:                                         "password",
	`"password": "` + bird + `"`:                                "password",
	"javax.net.ssl.keyStorePassword=" + bird:                    "password",
	"-Djavax.net.ssl.trustStorePassword=" + bird:                "password",
	"<key_store_password>" + bird + "</key_store_password>":     "password",
	`"key_store_password":"` + bird + `"`:                       "password",
	"mid.ssl.keystore.password," + bird + ",string":             "password",
	"keytool -list -keystore a.p12 -storepass " + bird:          "password",
	"openssl pkcs12 -in a.p12 -passin pass:" + bird:             "password",
	"curl -u admin:" + bird + " https://x.example.test":         "password",
	"curl --user 'admin:" + bird + "' https://x.example.test":   "password",
	"https://admin:" + bird + "@x.example.test/path":            "",
	"jdbc:mysql://root:" + bird + "@db/x":                       "",
	"client_secret=" + bird:                                     "password",
	`"{\"password\":\"` + bird + `\"}"`:                         "password", // JSON in JSON
	`{"password":"a\"` + bird + `"}`:                            "password", // a quote in a value
	`"password": "a, ` + bird:                                   "password", // cut off
	"keytool -list --password " + bird:                          "password",
	"curl -uadmin:" + bird + " https://x.example.test":          "",
	`"mid.ssl.keystore.password","two ` + bird + `",string`:     "password",
	"mid.ssl.keystore.password | " + bird + " |":                "password",
	"  \"session id\"   : \"9F9A0F19A02BDDBE\",":                "",
	"CLIENT_TRAFFIC_SECRET_0 52362c10a2665e32 9F9A0F19A02BDDBE": "session-key",
	"access_token=" + bird:                                      "token",
	`{"token": "` + bird + `"}`:                                 "token",
	"X-Api-Key: " + bird:                                        "token",
	"eyJhbGciOiJIUzI1NiJ9." + bird + "." + bird:                 "token",
	"CLIENT_RANDOM 52362c10a2665e323a2adb4b9da0c10d4a8823719272f8b4c97af24f92784812 9F9A0F19A02BDDBE1A05926597D622CCA06D2AF416A28AD9C03163B87FF1B0C67824BBDB595B32D8027DB566EC04FB25": "session-key",
}

func TestSecretsNeverQuoted(t *testing.T) {
	for text, what := range secretLines {
		t.Run(text[:min(30, len(text))], func(t *testing.T) {
			// The same line carries an error that is quoted.
			text := "connect: Connection refused " + text
			ev := read("$ openssl s_client -connect x.example.test:443\n"+text+"\n"+text+" PKIX path building failed\n", 99)
			all := dump(ev)
			require.NotContains(t, all, bird)
			require.NotContains(t, all, "9F9A0F19")
			var whats []string
			for _, r := range ev.Removals {
				whats = append(whats, r.What)
			}
			if what != "" {
				require.Contains(t, whats, what)
			}
			require.NotEmpty(t, ev.Signals)
		})
	}
}

// What follows looks like a secret and is none: the words stay.
func TestWordsThatAreNoSecret(t *testing.T) {
	for _, text := range []string{
		"the basic idea", "Basic auth", "a password is needed", "keystore password was incorrect", "passwords: ",
		"bypass:here", "token: 1", "eyJ is not a token", "xeyJhbGciOiJIUzI1NiJ9.abcd.efgh", "https://x.example.test/a@b",
		"0000 - no dump", "session id: none", "proxy -u:", "-utf8:x", "ldap -ux:y",
	} {
		require.Equal(t, text, redact(text))
	}
}

// A form that is refused over and over is not read over and over: a million
// beginnings take as long as a million letters.
func TestSecretsInOnePass(t *testing.T) {
	for _, part := range []string{
		"password", "password ", `password"`, `password\`, "secret value", "-eyJ", "-eyJabcdefg.", " -u", " -u x", "basic ", "x://", "x://y",
		"session id: ", "_secret ", "<token ", "<token", " --pass ", "token =", "curl -u", "cookie ",
	} {
		text := strings.Repeat(part, 1<<20/len(part))
		require.LessOrEqual(t, len(redact(text)), len(text)+len(removed)*len(text)/len(part))
		require.LessOrEqual(t, len(replaced(text, removed, secretElement)), len(text)+len(removed)*len(text)/len(part))
	}
}

func TestQuotable(t *testing.T) {
	for text, want := range map[string]string{
		"plain text":                    "plain text",
		"tab\there":                     "tab here",
		"a\x1b[31mred\x00":              "a[31mred",
		"left\u202eright\u2066x\u200b":  "leftrightx",
		"one\u2028two\u2029three\ue000": "onetwothree",
		"a\x7fb ~":                      "ab ~",
		" in\x1f the middle \t \r":      " in the middle",
		strings.Repeat("\x01", 16*evidence.QuoteLimit) + "too far": "",
		strings.Repeat("a b", evidence.QuoteLimit/3):               strings.Repeat("a b", evidence.QuoteLimit/3-1) + "a …",
		strings.Repeat("a ", evidence.QuoteLimit/2-1) + "a":        strings.Repeat("a ", evidence.QuoteLimit/2-1) + "a",
		strings.Repeat("é ", evidence.QuoteLimit/2-1) + "é":        strings.Repeat("é ", evidence.QuoteLimit/2-1) + "é",
		strings.Repeat("é ", evidence.QuoteLimit/2) + "é":          strings.Repeat("é ", evidence.QuoteLimit/2-1) + "é…",
		"invalid \xff byte":                                        "invalid \ufffd byte",
		"verify error:num=20:unable to get":                        "verify error:num=20:unable to get",
		"0000 - 94 3c 17 97 55 88 48 5a-e2 84":                     "0000 - [removed]",
		"depth=0 C = US, O = Example, CN = api.example.test":       "depth=0 C = US, O = Example, CN = api.example.test",
		"    Resumption PSK: EFC0972794C5522623262CDB40800643BAB4": "    Resumption PSK: [removed]",
		"MIIC" + strings.Repeat("abcdEFGH1234", 9):                 "…",
	} {
		require.Equal(t, want, quotable(text))
	}
	long := quotable(strings.Repeat("word ", 500))
	require.Equal(t, evidence.QuoteLimit, utf8.RuneCountInString(long))
	require.True(t, strings.HasSuffix(long, "…"))
}

// A name that was cut by a terminal takes in the line behind it, whatever that
// line is.
func TestNamesTakeInNoPassword(t *testing.T) {
	for _, name := range []string{"/C=US/O=Example, ", "C = US, O = \"Example,"} {
		ev := read("CONNECTED(00000003)\nCertificate chain\n 0 s:"+name+"\n   i:"+name+"\npassword="+bird+"\n", 1<<10)
		require.NotEmpty(t, ev.Certificates)
		require.NotContains(t, dump(ev), bird)
	}
}

// TestRedacted holds what is left of each form in which a secret may stand, and
// of what comes close to it: whole lines, and then the same line as text between
// tags.
func TestRedacted(t *testing.T) {
	data := golden.Read(t, "redacted.txt")
	var b strings.Builder
	for _, text := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if strings.HasPrefix(text, "\t-> ") {
			continue
		}
		fmt.Fprintf(&b, "%s\n\t-> %s\n", text, redact(text))
		if between := replaced(text, removed, secretElement); between != text {
			fmt.Fprintf(&b, "\t-> %s (between tags)\n", between)
		}
	}
	golden.Equal(t, "redacted.txt", b.String())
}

// TestByteClasses names the bytes that each run of a secret may have.
func TestByteClasses(t *testing.T) {
	const digits, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for _, x := range []struct {
		is   func(byte) bool
		want string
	}{
		{isSpace, "\t\n\f\r "}, {isTabOrSpace, "\t "}, {isDigit, digits}, {isLetter, letters}, {isAlnum, digits + letters}, {isWord, digits + letters + "_"},
		{isHexDigit, digits + "ABCDEFabcdef"}, {isHexText, digits + "ABCDEFabcdef: "}, {isNameChar, digits + letters + "_.:-"},
		{isURL64, digits + letters + "_-"}, {isRunChar, digits + letters + "_+/="}, {isToken68, digits + letters + "_+/=-.~"},
		{isNameByte, digits + letters + "_."},
	} {
		for c := range 256 {
			require.Equal(t, strings.IndexByte(x.want, byte(c)) >= 0, x.is(byte(c)), "%q among %q", c, x.want)
		}
	}
	require.True(t, beginsWith("VaLue", "value"))
	require.False(t, beginsWith("valu", "value"))
	require.False(t, beginsWith("valuf", "value"))
	require.Equal(t, 1, lineEnd("a\nb\n", 1))
	require.Equal(t, 3, lineEnd("a\nb\n", 2))
	require.Equal(t, 1, lineEnd("a", 1))
}
