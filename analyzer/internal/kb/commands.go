package kb

import (
	"net/netip"
	"strings"
)

// The commands that remedies hand out. Placeholders in braces are filled by
// Fill and only with harmless values.
const (
	showCerts = "openssl s_client -showcerts -connect {host}:{port} -servername {host} </dev/null > chain.txt 2>&1"
	// PowerShell knows no "<": cmd runs the line in either shell of Windows.
	showCertsWindows = `cmd /c "openssl s_client -showcerts -connect {host}:{port} -servername {host} < NUL > chain.txt 2>&1"`
	showCertsProxy   = "openssl s_client -showcerts -proxy PROXY:PORT -connect {host}:{port} -servername {host} </dev/null > chain.txt 2>&1"
	keytoolPrint     = "keytool -printcert -rfc -sslserver {host}:{port}"
	checkDNS         = "nslookup {host}"
	debugProperty    = "-Djavax.net.debug=ssl:handshake:verbose"
	fetchIssuer      = "curl -o issuer.crt {download}"
	toPEM            = "openssl x509 -inform der -in issuer.crt -out issuer.pem"
	keytoolImport    = `keytool -importcert -alias {alias} -file issuer.pem -keystore "AGENT/jre/lib/security/cacerts"`
	keytoolDelete    = `keytool -delete -alias OLD-ALIAS -keystore "AGENT/jre/lib/security/cacerts"`
	keytoolEntry     = "keytool -importcert -alias {alias} -file root.pem -keystore STORE.p12 -storetype PKCS12"
	listTable        = "https://INSTANCE.service-now.com/sys_certificate_list.do?XML&useUnloadFormat=true" // an address, for a browser
	keytoolList      = "keytool -list -v -keystore KEYSTORE"
	clientTry        = "sleep 1 | openssl s_client -connect {host}:{port} -servername {host} -cert client.pem -key client.key -cert_chain chain.pem"
	makeKeyStore     = "openssl pkcs12 -export -inkey client.key -in client.pem -certfile chain.pem -name {alias} -out client.p12"
	toPKCS8          = "openssl pkcs8 -topk8 -nocrypt -in client.key -out client.pkcs8.pem"
	askADC           = "curl -I https://{host}"

	// Where servers take the chain file from.
	nginxChain   = "ssl_certificate /etc/ssl/{name}.fullchain.pem;"
	apacheChain  = "SSLCertificateFile /etc/ssl/{name}.fullchain.pem"
	haproxyChain = "bind :443 ssl crt /etc/haproxy/{name}.pem"
	iisChain     = `Import-Certificate -FilePath intermediate.cer -CertStoreLocation 'Cert:\LocalMachine\CA'`
	tomcatChain  = "openssl pkcs12 -export -inkey server.key -in fullchain.pem -name {name} -out {name}.p12"
	javaChain    = "keytool -importcert -trustcacerts -alias ORIGINAL-ALIAS -file fullchain.p7b -keystore KEYSTORE"
)

// Commands that the verdict's next action can carry.
var (
	ShowCerts        = showCerts
	ListTable        = listTable
	ShowCertsWindows = showCertsWindows
	ListKeyStore     = keytoolList
	DebugProperty    = debugProperty
)

// Fill puts values into a command's placeholders. A value goes in only when it
// is harmless in every shell: host names of letters, digits, hyphens and dots
// or IP addresses, ports of digits, aliases of letters, digits and hyphens,
// http addresses without shell characters. Otherwise the placeholder stays, in
// capitals, for a person to fill.
func Fill(command string, args map[string]string) string {
	put := func(key, value string, safe bool) {
		if !safe {
			value = strings.ToUpper(key)
		}
		command = strings.ReplaceAll(command, "{"+key+"}", value)
	}
	host := strings.TrimSuffix(args["host"], ".")
	safe := SafeHost(host)
	if a, err := netip.ParseAddr(host); err == nil && safe {
		// Server names are names (RFC 6066 section 3); an address has none.
		command = strings.ReplaceAll(command, " -servername {host}", "")
		if a.Is6() {
			command = inBrackets(command)
		}
	}
	name := host
	if !safe || strings.Contains(host, ":") {
		name = "HOST" // colons make no file name
	}
	put("name", name, true)
	put("host", host, safe)
	port := args["port"]
	if port == "" {
		port = "443"
	}
	put("port", port, safePort(port))
	put("download", args["download"], SafeURL(args["download"]))
	put("alias", args["alias"], safeAlias(args["alias"]))
	return command
}

// inBrackets prepares a command for an IPv6 address: brackets tell it from the
// port, and quotes keep a Unix shell from reading the brackets as a pattern.
func inBrackets(command string) string {
	quote := `"`
	if strings.HasPrefix(command, "cmd ") {
		quote = "" // quoted as a whole
	}
	command = strings.ReplaceAll(command, "{host}:{port}", quote+"[{host}]:{port}"+quote)
	return strings.ReplaceAll(command, "https://{host}", quote+"https://[{host}]"+quote)
}

// SafeHost reports whether the text is an IP address or a host name of
// letters, digits and hyphens (RFC 1123 section 2.1) that a command may carry.
func SafeHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Zone() == ""
	}
	if host == "" || len(host) > 253 {
		return false
	}
	for _, label := range strings.Split(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if !letterDigit(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return true
}

func safePort(port string) bool {
	if len(port) == 0 || len(port) > 5 {
		return false
	}
	for i := 0; i < len(port); i++ {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	return true
}

func safeAlias(alias string) bool {
	if alias == "" || len(alias) > 64 || alias[0] == '-' {
		return false
	}
	for i := 0; i < len(alias); i++ {
		if !letterDigit(alias[i]) && alias[i] != '-' {
			return false
		}
	}
	return true
}

// SafeURL reports whether an address may stand in a command or a link: http or
// https, a safe host, and a path without any character a shell treats
// specially. A query is refused: CAs publish issuers without one.
func SafeURL(url string) bool {
	rest, ok := strings.CutPrefix(url, "http://")
	if !ok {
		if rest, ok = strings.CutPrefix(url, "https://"); !ok {
			return false
		}
	}
	host, path, _ := strings.Cut(rest, "/")
	host, port, found := strings.Cut(host, ":")
	if !SafeHost(host) || found && !safePort(port) || len(url) > 512 {
		return false
	}
	for i := 0; i < len(path); i++ {
		if !letterDigit(path[i]) && !strings.ContainsRune("-._~/+", rune(path[i])) {
			return false
		}
	}
	return true
}

func letterDigit(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
