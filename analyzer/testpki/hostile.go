package testpki

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// HostileTexts are texts of a megabyte each, made to be slow: beginnings
// without ends, and what readers go over again and again. There are some for
// every kind of text that is read.
func HostileTexts() map[string]string {
	const size = 1 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	random := make([]byte, size*3/4)
	must(stream("missing link hostile text").Read(random))
	body := base64.StdEncoding.EncodeToString(random)
	return map[string]string{
		"begins":             fill("-----BEGIN CERTIFICATE-----\n"),
		"ends":               fill("-----END CERTIFICATE-----\n"),
		"begins on one line": fill("-----BEGIN CERTIFICATE-----"),
		"values":             fill("MIIB"),
		"values, lines":      fill("MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB\n"),
		"values, apart":      fill("MIICabcdabcdabcdabcdabcdabcdabcd \n\n\n"),
		"false values":       fill("xMII"),
		"long values":        fill("MIMP////" + strings.Repeat("A", 120) + "\n"),
		"one body":           "-----BEGIN CERTIFICATE-----\nMIIC" + inRows(body, 64),
		"one body, one line": "MIIC" + body,
		"keys":               fill("-----BEGIN PRIVATE KEY-----\nMIIC\n"),
		"double":             fill("LS0tLS1CRUdJTi"),
		"double again":       fill("TUlJ"),
		"tags":               "MIIB" + fill("<b>"),
		"open tags":          "-----BEGIN CERTIFICATE-----" + fill("<"),
		"quotes":             "-----BEGIN CERTIFICATE-----" + fill("\"a"),
		"escapes":            "CONNECTED(00000003)" + fill("\\n"),
		"commas":             " 0 s:CN=" + fill(","),
		"issuers":            fill("issuer=CN=x\n"),
		"commands":           fill("openssl s_client -connect x.test:443\n"),
		"chain":              "Certificate chain\n" + fill(" 1 s:CN=x\n   i:CN=y\n"),
		"depths":             fill("depth=9 CN = x\n"),
		"dump":               fill("30 82 01 00 30 82 00 f0 02 01 01 30 0d 06 09 2a\n"),
		"json":               fill("\"hostname\":\"x.test\",\"received_certificate_chain\":[]\n"),
		"secrets":            fill("password=x token=y Authorization: z "),
		"carriage returns":   fill("MIIBabcdefgh\r"),
		"numbers":            "-----BEGIN CERTIFICATE-----\n" + fill("1 MIIB\n2 abcd\n"),
		"angle brackets":     fill("<sys_certificate"),
		"entities":           fill("<a>&#x41;&amp;&"),
		"export of nothing":  "<unload>" + fill("<sys_certificate action=\"x\"><name>a"),
		"JSON of nothing":    "{\"result\":" + fill("[{\"pem_certificate\":"),
		"JSON escapes":       "{\"pem_certificate\":\"" + fill("\\u005c"),
		"JSON, deep":         "{\"result\":[{\"pem_certificate\":\"\"," + fill("{\"a\":["),
		"CSV quotes":         "name,pem_certificate,type\n" + fill("\"\","),
		"CSV separators":     "name,pem_certificate,type\n" + fill(","),
		"CSV, one field":     "name,pem_certificate,type\na,\"" + fill("\"\"\n"),
		"Java heads":         fill("javax.net.ssl|DEBUG|01|main|2026-06-01 12:00:00.000 UTC|A.java:1|Produced ClientHello handshake message (\n"),
		"Java threads":       javaThreads(size),
		"Java certificates":  "javax.net.ssl|DEBUG|01|main|2026-06-01 12:00:00.000 UTC|A.java:1|Consuming server Certificate handshake message (\n" + fill("\"certificate\" : {\n"),
		"Java names":         "*** CertificateRequest\nCert Authorities:\n<CN=" + fill("\", O=\""),
		"Java chains of old": fill("*** Certificate chain\nchain [0] = [\n[\n  Version: V3\n"),
		"Java dump":          "[Raw read]: length = 5\n" + fill("0000: 16 03 03 40 00 0B 00 03   F1 00 03 EE 00 02 18 30  ................\n"),
		"causes":             fill("Caused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed: "),
		"alerts":             fill("Received fatal alert: "),
		"requests":           fill("Request not sent to uri=[https://a.test/x] : "),
		"owners":             "Keystore type: JKS\nAlias name: a\n" + fill("Certificate[1]:\nOwner: CN=x\n"),
		"GnuTLS names":       "- Certificate[0] info:\n - subject `CN=" + fill("', issuer `"),
		"curl rows":          "* Server certificate:\n" + fill("*  subject: CN=x\n"),
		"nmap rows":          "Nmap scan report for a\n| ssl-cert: Subject: " + fill("commonName=x/"),
		"x509 text":          fill("Certificate:\n    Data:\n        Serial Number:\n            65:88\n"),
		"multiline names":    "subject=\n" + fill("    commonName = x\n"),
		"addresses":          fill("https://u:p@"),
		"web tokens":         fill("eyJhbGci.eyJ"),
		"directions":         fill("no mid server "),
		"hex digits":         fill("3082"),
		"hex, escaped":       fill("\\x30\\x82"),
		"quote marks":        fill("> > > > "),
		"high bytes":         fill("\xff\xfeMIIB\xc0"),
	}
}

// javaThreads is a log in which every line belongs to a thread of its own.
func javaThreads(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "javax.net.ssl|DEBUG|%X|worker-%d|2026-06-01 12:00:00.000 UTC|A.java:1|Produced ClientHello handshake message (\n", i, i)
	}
	return b.String()
}

// inRows cuts a text into rows.
func inRows(text string, width int) string {
	var b strings.Builder
	for ; len(text) > width; text = text[width:] {
		b.WriteString(text[:width] + "\n")
	}
	return b.String() + text + "\n"
}
