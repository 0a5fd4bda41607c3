package kb

// Remedies lists every remedy, the lasting repair before the workaround.
var Remedies = []Remedy{
	// The endpoint's chain.
	{"send-chain", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"get-intermediate", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"fetch-issuer", Instance, Source{Outbound, "Step 1"}, []Step{
		{"download-issuer", fetchIssuer}, {"convert-issuer", toPEM}, {"drop-issuer", ""}}},
	{"fix-order", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"order-chain", nginxChain}, {"check-chain", showCerts}}},
	{"remove-extra", Endpoint, Source{Outbound, "Step 1"}, []Step{{"drop-extra", ""}, {"check-chain", showCerts}}},
	{"replace-in-chain", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"get-matching-issuer", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"renew-leaf", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-leaf", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"renew-issuer", Endpoint, Source{Outbound, "Step 1"}, []Step{{"get-current-issuer", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"replace-revoked", Endpoint, Source{OutboundError, ""}, []Step{{"order-leaf", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"reissue-leaf", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-fitting-leaf", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"change-ca", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-from-trusted-ca", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"send-cross-certificate", Endpoint, Source{Outbound, "Step 1"}, []Step{{"download-issuer", fetchIssuer}, {"add-cross", nginxChain}, {"check-chain", showCerts}}},

	{"newer-protocol", Endpoint, Source{}, []Step{{"switch-on-protocol", ""}, {"show-certs", showCerts}}},

	{ServerSettings, Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"settings-nginx", nginxChain}, {"settings-apache", apacheChain}, {"settings-haproxy", haproxyChain}, {"settings-iis", iisChain},
		{"settings-tomcat", tomcatChain}, {"settings-java", javaChain}, {"settings-f5", ""}}},

	// The instance's trust store.
	{"import-issuer", Instance, Source{Outbound, "Step 2"}, importSteps("import-issuer-record")},
	{"import-root", Instance, Source{Outbound, "Step 2"}, importSteps("import-root-record")},
	{"import-leaf", Instance, Source{Outbound, "Step 2"}, importSteps("import-leaf-record")},
	{"import-issuer-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-root-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-leaf-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-leaf-inbound", Client, Source{InboundSetUp, ""}, append(clientChain("order-client"), inboundSteps...)},
	{"replace-trusted-root", Instance, Source{Outbound, "Step 2"}, importSteps("replace-root-record")},
	{"replace-trusted-root-mid", Instance, Source{MIDTrust, ""}, append([]Step{{"mid-delete", keytoolDelete}}, midSteps...)},
	{"newer-java", Instance, Source{Outbound, "Step 2"}, []Step{{"check-java", ""}, {"import-root-record", ""}, {"validate-stores", ""}, {"run-again", ""}}},
	{"newer-java-mid", Instance, Source{MIDTrust, ""}, append([]Step{{"check-java", ""}}, midSteps...)},
	{"call-listed-name", Instance, Source{OutboundError, ""}, []Step{{"use-listed-name", ""}, {"run-again", ""}}},
	{"activate-record", Instance, Source{Outbound, "Step 2"}, []Step{{"set-active", ""}, {"validate-stores", ""}, {"run-again", ""}}},
	{"complete-record", Instance, Source{Outbound, "Step 2"}, []Step{{"attach-certificate", ""}, {"validate-stores", ""}}},
	{"correct-type", Instance, Source{Outbound, "Step 2"}, []Step{{"set-type", ""}, {"validate-stores", ""}}},
	{"import-with-keytool", Instance, Source{}, []Step{{"keytool-entry", keytoolEntry}}},
	{"clean-records", Instance, Source{BadRecord, ""}, []Step{{"deactivate-record", ""}, {"validate-stores", ""}}},
	{"fill-store", Instance, Source{Outbound, "Step 2"}, importSteps("import-root-record")},
	{"fill-store-mid", Instance, Source{MIDTrust, ""}, midSteps},

	// The client certificate.
	{"set-up-mutual", Client, Source{BadCert, "Protocol profile"}, []Step{
		{"key-store-record", ""}, {"protocol-profile", ""}, {"use-profile", ""}, {"remove-properties", ""}, {"run-again", ""}}},
	{"set-up-mutual-mid", Instance, Source{MIDMutual, ""}, []Step{{"mid-no-mutual", ""}, {"mid-own-mutual", ""}}},
	{"set-up-mutual-inbound", Instance, Source{InboundSetUp, ""}, append([]Step{{"inbound-plugin", ""}, {"inbound-adc", askADC}}, inboundSteps...)},
	{"rebuild-key-store", Client, Source{BadCert, "Key store"}, []Step{
		{"list-key-store", keytoolList}, {"build-key-store", makeKeyStore}, {"upload-key-store", ""}, {"run-again", ""}}},
	{"rebuild-key-store-mid", Client, Source{MIDMutual, ""}, []Step{{"convert-key", toPKCS8}, {"mid-bundle", ""}, {"mid-restart", ""}}},
	{"rebuild-key-store-inbound", Client, Source{InboundSetUp, ""}, []Step{
		{"list-key-store", keytoolList}, {"build-key-store", makeKeyStore}, {"inbound-present", ""}}},
	{"convert-key", Client, Source{MIDMutual, ""}, []Step{{"convert-key", toPKCS8}, {"mid-bundle", ""}, {"mid-restart", ""}}},
	{"trust-client-ca", Endpoint, Source{BadCert, "Server key store"}, []Step{{"add-client-ca", ""}, {"check-acceptable", showCerts}}},
	{"trust-client-ca-inbound", Instance, Source{InboundSetUp, ""}, inboundSteps},
	{"replace-client-certificate", Client, Source{BadCert, "Key store"}, []Step{
		{"order-client", ""}, {"build-key-store", makeKeyStore}, {"upload-key-store", ""}, {"run-again", ""}}},
	{"replace-client-certificate-mid", Client, Source{MIDMutual, ""}, []Step{{"order-client", ""}, {"convert-key", toPKCS8}, {"mid-bundle", ""}, {"mid-restart", ""}}},
	{"replace-client-certificate-inbound", Client, Source{InboundSetUp, ""}, []Step{
		{"order-client", ""}, {"build-key-store", makeKeyStore}, {"inbound-present", ""}, {"inbound-user", ""}}},
	{"try-client-certificate", Client, Source{BadCert, "Debugging"}, []Step{{"s-client-with-cert", clientTry}, {"ask-server-log", ""}}},
	{"remove-override", Instance, Source{BadCert, "Properties"}, []Step{{"remove-properties", ""}, {"run-again", ""}}},
	// The client's own chain, where the instance is the server.
	{"send-chain-inbound", Client, Source{InboundSetUp, ""}, clientChain("get-intermediate")},
	{"fix-order-inbound", Client, Source{InboundSetUp, ""}, clientChain("order-chain")},
	{"remove-extra-inbound", Client, Source{InboundSetUp, ""}, clientChain("drop-extra-client")},
	{"replace-in-chain-inbound", Client, Source{InboundSetUp, ""}, clientChain("get-matching-issuer")},
	{"renew-leaf-inbound", Client, Source{InboundSetUp, ""}, append(clientChain("order-client"), Step{"inbound-user", ""})},
	{"renew-issuer-inbound", Client, Source{InboundSetUp, ""}, clientChain("get-current-issuer")},
	{"reissue-leaf-inbound", Client, Source{InboundSetUp, ""}, append(clientChain("order-client"), Step{"inbound-user", ""})},
	{"change-ca-inbound", Client, Source{InboundSetUp, ""}, append(clientChain("order-client"), Step{"inbound-user", ""})},
	{"rename-lowercase", Instance, Source{BadCert, "Protocol profile"}, []Step{{"lower-case", ""}, {"run-again", ""}}},

	// Getting better evidence.
	{"paste-with-pem", Instance, Source{Outbound, "Step 1"}, []Step{
		{"show-certs", showCerts}, {"show-certs-windows", showCertsWindows}, {"show-certs-keytool", keytoolPrint}, {"show-certs-proxy", showCertsProxy}}},
	{"collect-log", Instance, Source{Outbound, "Debug logging"}, []Step{{"set-debug", debugProperty}, {"run-once", ""}, {"paste-log", ""}}},
	{"run-again-both", Instance, Source{Outbound, "Step 3"}, []Step{{"run-again", ""}, {"show-certs", showCerts}}},
	{"copy-again", Instance, Source{}, []Step{{"copy-whole", ""}, {"show-certs", showCerts}}},
	{"give-password", Instance, Source{}, []Step{{"type-password", ""}, {"list-key-store", keytoolList}}},
	{"export-store", Instance, Source{BadRecord, ""}, []Step{{"list-key-store", keytoolList}, {"replace-store", ""}}},
	{"split-input", Instance, Source{}, []Step{{"paste-part", ""}}},

	// Network.
	{"check-address", Network, Source{OutboundError, ""}, []Step{{"check-name", checkDNS}, {"check-port", showCerts}, {"check-firewall", ""}}},
	{"check-tls-port", Network, Source{OutboundError, ""}, []Step{{"find-tls-port", ""}, {"check-port", showCerts}}},
	{"check-sni", Endpoint, Source{OutboundError, ""}, []Step{{"name-sni", showCerts}, {"ask-server", ""}}},
	{"ask-network", Network, Source{}, []Step{{"exempt-host", ""}, {"compare-outside", showCerts}}},
	{"open-revocation-mid", Network, Source{MIDPolicy, ""}, []Step{{"open-ocsp", ""}, {"no-revocation-address", ""}, {"mid-policy", ""}, {"run-again", ""}}},
	{"open-revocation", Network, Source{OutboundError, ""}, []Step{{"open-ocsp", ""}, {"no-revocation-address", ""}, {"run-again", ""}}},

	// Secrets.
	{"replace-key", Client, Source{}, []Step{{"treat-exposed", ""}, {"remove-from-ticket", ""}}},
}

func importSteps(record string) []Step {
	return []Step{{record, ""}, {"validate-stores", ""}, {"run-again", ""}}
}

// clientChain puts a client's chain in order: what to get, the key store anew,
// and the client that presents it.
func clientChain(get string) []Step {
	return []Step{{get, ""}, {"build-key-store", makeKeyStore}, {"inbound-present", ""}}
}

var midSteps = []Step{{"mid-import", keytoolImport}, {"mid-restart", ""}, {"mid-upgrade", ""}}

var inboundSteps = []Step{{"inbound-ca", ""}, {"inbound-publish", ""}, {"inbound-user", ""}}
