package kb

// Remedies lists every remedy, the lasting repair before the workaround.
var Remedies = []Remedy{
	// The endpoint's chain.
	{"send-chain", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"get-intermediate", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"fetch-issuer", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"download-issuer", fetchIssuer}, {"convert-issuer", toPEM}, {"drop-issuer", ""}}},
	{"fix-order", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"order-chain", nginxChain}, {"check-chain", showCerts}}},
	{"remove-extra", Endpoint, Source{Outbound, "Step 1"}, []Step{{"drop-extra", ""}, {"check-chain", showCerts}}},
	{"replace-in-chain", Endpoint, Source{Outbound, "Step 1"}, []Step{
		{"get-matching-issuer", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"renew-leaf", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-leaf", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"renew-issuer", Endpoint, Source{Outbound, "Step 1"}, []Step{{"get-current-issuer", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"reissue-leaf", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-fitting-leaf", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"change-ca", Endpoint, Source{Outbound, "Step 1"}, []Step{{"order-from-trusted-ca", ""}, {"install-fullchain", nginxChain}, {"check-chain", showCerts}}},
	{"send-cross-certificate", Endpoint, Source{Outbound, "Step 1"}, []Step{{"download-issuer", fetchIssuer}, {"add-cross", nginxChain}, {"check-chain", showCerts}}},

	// The instance's trust store.
	{"import-issuer", Instance, Source{Outbound, "Step 2"}, importSteps("import-issuer-record")},
	{"import-root", Instance, Source{Outbound, "Step 2"}, importSteps("import-root-record")},
	{"import-leaf", Instance, Source{Outbound, "Step 2"}, importSteps("import-leaf-record")},
	{"import-issuer-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-root-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-leaf-mid", Instance, Source{MIDTrust, ""}, midSteps},
	{"import-issuer-inbound", Instance, Source{InboundSetUp, ""}, inboundSteps},
	{"import-root-inbound", Instance, Source{InboundSetUp, ""}, inboundSteps},
	{"import-leaf-inbound", Instance, Source{InboundSetUp, ""}, inboundSteps},
	{"replace-trusted-root", Instance, Source{Outbound, "Step 2"}, importSteps("replace-root-record")},
	{"newer-java", Instance, Source{Outbound, "Step 2"}, []Step{{"check-java", ""}, {"import-root-record", ""}, {"validate-stores", ""}, {"run-again", ""}}},
	{"call-listed-name", Instance, Source{Outbound, "Step 4"}, []Step{{"use-listed-name", ""}, {"run-again", ""}}},
	{"activate-record", Instance, Source{Outbound, "Step 2"}, []Step{{"set-active", ""}, {"validate-stores", ""}, {"run-again", ""}}},
	{"complete-record", Instance, Source{Outbound, "Step 2"}, []Step{{"attach-certificate", ""}, {"validate-stores", ""}}},
	{"correct-type", Instance, Source{Outbound, "Step 2"}, []Step{{"set-type", ""}, {"validate-stores", ""}}},
	{"clean-records", Instance, Source{BadRecord, ""}, []Step{{"deactivate-record", ""}, {"validate-stores", ""}}},
	{"fill-store", Instance, Source{Outbound, "Step 2"}, importSteps("import-root-record")},

	// The client certificate.
	{"set-up-mutual", Client, Source{BadCert, "Protocol profile"}, []Step{
		{"key-store-record", ""}, {"protocol-profile", ""}, {"use-profile", ""}, {"remove-properties", ""}, {"run-again", ""}}},
	{"rebuild-key-store", Client, Source{BadCert, "Key store"}, []Step{
		{"list-key-store", keytoolList}, {"build-key-store", makeKeyStore}, {"upload-key-store", ""}, {"run-again", ""}}},
	{"trust-client-ca", Endpoint, Source{BadCert, "Server key store"}, []Step{{"add-client-ca", ""}, {"check-acceptable", showCerts}}},
	{"replace-client-certificate", Client, Source{BadCert, "Key store"}, []Step{
		{"order-client", ""}, {"build-key-store", makeKeyStore}, {"upload-key-store", ""}, {"run-again", ""}}},
	{"try-client-certificate", Client, Source{BadCert, "Debugging"}, []Step{{"s-client-with-cert", clientTry}, {"ask-server-log", ""}}},
	{"remove-override", Instance, Source{BadCert, "Properties"}, []Step{{"remove-properties", ""}, {"run-again", ""}}},
	{"rename-lowercase", Instance, Source{BadCert, "Protocol profile"}, []Step{{"lower-case", ""}, {"run-again", ""}}},

	// Getting better evidence.
	{"paste-with-pem", Instance, Source{Outbound, "Step 1"}, []Step{
		{"show-certs", showCerts}, {"show-certs-windows", showCertsWindows}, {"show-certs-keytool", keytoolPrint}, {"show-certs-proxy", showCertsProxy}}},
	{"collect-log", Instance, Source{Outbound, "Step 5"}, []Step{{"set-debug", debugProperty}, {"run-once", ""}, {"paste-log", ""}}},
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
	{"open-revocation", Network, Source{OutboundError, ""}, []Step{{"open-ocsp", ""}, {"run-again", ""}}},

	// Secrets.
	{"replace-key", Client, Source{}, []Step{{"treat-exposed", ""}, {"remove-from-ticket", ""}}},
}

func importSteps(record string) []Step {
	return []Step{{record, ""}, {"validate-stores", ""}, {"run-again", ""}}
}

var midSteps = []Step{{"mid-import", keytoolImport}, {"mid-restart", ""}, {"mid-upgrade", ""}}

var inboundSteps = []Step{{"inbound-ca", ""}, {"inbound-publish", ""}, {"inbound-user", ""}}
