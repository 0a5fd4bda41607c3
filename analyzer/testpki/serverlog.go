package testpki

import "strings"

// JavaServerLog is the debug log that a Java 17 server writes of one handshake
// in which it asks for a client certificate.
type JavaServerLog struct {
	Host  string
	Sent  []*Entity // the server's own chain
	Asked []string
	// Alert is with what the client refuses the server's chain, empty when it
	// goes on.
	Alert string
	// Client is what the client sends.
	Client []*Entity
	// Refused is the server's sentence about that, empty when it accepts.
	Refused string
	// Open leaves the end of the log out.
	Open bool
}

// String is the log, with the stack trace that follows a refusal.
func (l JavaServerLog) String() string {
	b := &logText{at: Now}
	b.event("ClientHello.java:795", "Consuming ClientHello handshake message (")
	b.add("\"ClientHello\": {\n  \"client version\"      : \"TLSv1.2\",\n  \"extensions\"          : [\n    \"server_name (0)\": {\n      type=host_name (0), value=%s\n    }\n  ]\n}\n)\n", l.Host)
	b.event("ServerHello.java:586", "Produced ServerHello handshake message (")
	b.add("\"ServerHello\": {\n  \"server version\"      : \"TLSv1.2\",\n}\n)\n")
	b.event("CertificateMessage.java:260", "Produced server Certificate handshake message (")
	b.certificates(l.Sent)
	b.event("CertificateRequest.java:671", "Produced CertificateRequest handshake message (")
	b.add("\"CertificateRequest\": {\n  \"certificate types\": [ecdsa_sign, rsa_sign]\n  \"certificate authorities\": [%s]\n}\n)\n", strings.Join(l.Asked, ", "))
	b.event("ServerHelloDone.java:97", "Produced ServerHelloDone handshake message (\n<empty>\n)")
	if l.Alert != "" {
		b.event("TransportContext.java:375", "Fatal ("+strings.ToUpper(l.Alert)+"): Received fatal alert: "+l.Alert+" (")
		b.add("\"throwable\" : {\n  javax.net.ssl.SSLHandshakeException: Received fatal alert: %s\n  \tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)}\n\n)\n", l.Alert)
		b.add("javax.net.ssl.SSLHandshakeException: Received fatal alert: %s\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n", l.Alert)
		return b.String()
	}
	b.event("CertificateMessage.java:366", "Consuming client Certificate handshake message (")
	b.certificates(l.Client)
	if l.Open {
		return b.String()
	}
	if l.Refused != "" {
		b.event("TransportContext.java:375", "Fatal (CERTIFICATE_UNKNOWN): "+l.Refused+" (")
		b.add("\"throwable\" : {\n  sun.security.validator.ValidatorException: %s\n  \tat java.base/sun.security.ssl.X509TrustManagerImpl.checkClientTrusted(X509TrustManagerImpl.java:126)}\n\n)\n", l.Refused)
		b.WriteString(ServerTrace(l.Refused))
		return b.String()
	}
	b.event("Finished.java:490", "Consuming client Finished handshake message (")
	b.add("\"Finished\": {\n  \"verify data\": {\n  }'}\n)\n")
	b.event("Finished.java:404", "Produced server Finished handshake message (")
	b.add("\"Finished\": {\n  \"verify data\": {\n  }'}\n)\n")
	return b.String()
}

// ServerTrace is the stack trace of a Java server that refuses what a client
// sent.
func ServerTrace(refused string) string {
	return "javax.net.ssl.SSLHandshakeException: " + refused + "\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n" +
		"\tat java.base/sun.security.ssl.CertificateMessage$T12CertificateConsumer.checkClientCerts(CertificateMessage.java:700)\n" +
		"Caused by: sun.security.validator.ValidatorException: " + refused + "\n\tat java.base/sun.security.validator.PKIXValidator.doBuild(PKIXValidator.java:439)\n\t... 12 more\n"
}
