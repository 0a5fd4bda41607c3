package rules

//go:generate go run ../findingsdoc ../../..

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// All lists every rule in rank order: what stops a handshake first stands
// first, and the first finding that leads is the verdict. No connection, no
// TLS, the server's chain, the host name, the client certificate; after them
// what a log says on its own, stores, input, shape and comparison.
var All = []Rule{
	{"connection-failed", connectionFailed},
	{"no-tls-on-port", noTLSOnPort},
	{"no-peer-certificate", noPeerCertificate},

	// The server's chain against the trust store.
	{"chain-too-long", chainTooLong},
	{"log-contradicts-certificates", logContradictsCertificates},
	{"expired", expired},
	{"not-yet-valid", notYetValid},
	{"same-name-different-key", sameNameDifferentKey},
	{"signature-mismatch", signatureMismatch},
	{"not-a-ca", notACA},
	{"path-length", pathLength},
	{"key-usage", keyUsage},
	{"extended-key-usage", extendedKeyUsage},
	{"name-constraint", nameConstraint},
	{"unknown-critical-extension", unknownCriticalExtension},
	{"certificate-policy", certificatePolicy},
	{"disabled-algorithm", disabledAlgorithm},
	{"weak-key", weakKey},
	{"distrusted-ca", distrustedCA},
	{"intercepted-connection", interceptedConnection},
	{"self-signed-not-trusted", selfSignedNotTrusted},
	{"browser-only-root", browserOnlyRoot},
	{"root-needs-newer-java", rootNeedsNewerJava},
	{"missing-intermediate", missingIntermediate},
	{"root-not-trusted", rootNotTrusted},
	{"leaf-not-first", leafNotFirst},
	{"log-truststore-empty", logTrustStoreEmpty},
	{"host-mismatch", hostMismatch},
	{"log-host-mismatch", logHostMismatch},
	{"old-protocol", oldProtocol},

	// The client certificate.
	{"client-certificate-not-sent", clientCertificateNotSent},
	{"client-key-type", clientKeyType},
	{"client-issuer-not-accepted", clientIssuerNotAccepted},
	{"client-chain-incomplete", clientChainIncomplete},
	{"client-key-missing", clientKeyMissing},
	{"client-key-mismatch", clientKeyMismatch},
	{"client-usage-missing", clientUsageMissing},
	{"client-certificate-expired", clientCertificateExpired},
	{"client-several-entries", clientSeveralEntries},
	{"client-path-refused", clientPathRefused},
	{"client-certificate-rejected", clientCertificateRejected},
	{"client-certificate-required", clientCertificateRequired},
	{"protocol-profile-override", protocolProfileOverride},
	{"keystore-name-not-lowercase", keystoreNameNotLowercase},

	// What a log says on its own.
	{"log-path-validation-failed", logPathValidationFailed},
	{"log-path-building-failed", logPathBuildingFailed},
	{"log-revocation", logRevocation},
	{"log-no-protocol", logNoProtocol},
	{"log-keystore-unreadable", logKeystoreUnreadable},
	{"log-alert-received", logAlertReceived},
	{"log-peer-not-authenticated", logPeerNotAuthenticated},
	{"log-socket-closed", logSocketClosed},

	// Trust store records.
	{"store-record-not-listed", storeRecordNotListed},
	{"store-empty", storeEmpty},
	{"store-record-unreadable", storeRecordUnreadable},
	{"store-record-without-certificate", storeRecordWithoutCertificate},
	{"store-record-expired", storeRecordExpired},
	{"store-record-inactive", storeRecordInactive},
	{"store-record-unclear", storeRecordUnclear},
	{"store-record-deleted", storeRecordDeleted},
	{"store-record-wrong-type", storeRecordWrongType},
	{"store-record-not-a-ca", storeRecordNotACA},
	{"store-record-duplicate", storeRecordDuplicate},

	// Input.
	{"wrong-password", wrongPassword},
	{"password-needed", passwordNeeded},
	{"private-key-pasted", privateKeyPasted},
	{"damaged-certificate", damagedCertificate},
	{"truncated-pem", truncatedPEM},
	{"elided-pem", elidedPEM},
	{"csr-pasted", csrPasted},
	{"too-large", tooLarge},
	{"trust-store-pasted", trustStorePasted},
	{"directions-mixed", directionsMixed},
	{"no-certificate", noCertificate},
	{"input-unread", inputUnread},

	// Shape of the sent chain.
	{"expires-soon", expiresSoon},
	{"leaf-only", leafOnly},
	{"incorrect-order", incorrectOrder},
	{"extra-certificate", extraCertificate},
	{"certificate-beside", certificateBeside},
	{"duplicate-certificate", duplicateCertificate},
	{"contains-root", containsRoot},
	{"names-only", namesOnly},
	{"several-sessions", severalSessions},
	{"secrets-removed", secretsRemoved},
	{"chain-changed", chainChanged},
	{"chain-complete", chainComplete},
}

// Run applies every rule in rank order.
func Run(c *Case) []Finding {
	var out []Finding
	for _, r := range All {
		for _, f := range r.Check(c) {
			f.ID = r.ID
			if f.Args == nil {
				f.Args = map[string]string{}
			}
			out = append(out, f)
		}
	}
	return out
}

// Lead returns the index of the finding that is the verdict, -1 when none
// leads.
func Lead(findings []Finding) int {
	for i, f := range findings {
		if f.Leads {
			return i
		}
	}
	return -1
}

// fault is the finding that explains why the leading chain is refused. It
// leads; the certificate at fault, its dates and the log's line are its proof.
func (c *Case) fault(id string, owner kb.Owner, remedies ...string) []Finding {
	x := c.Leading()
	if x == nil || x.Cause != id && x.Second != id {
		return nil
	}
	at := x.At
	if x.Cause != id {
		at = x.Decision.At
	}
	f := Finding{
		Severity: Error, Leads: x.Cause == id, Unknown: !x.ByLog && c.mayTrust(x, id), Owner: owner,
		Args:         certArgs(at),
		Certificates: list(at),
		Quotes:       c.causeQuotes(x),
		Remedies:     remedies,
	}
	for k, v := range x.Decision.Args {
		f.Args[k] = v
	}
	if f.Args["java"] == "" {
		f.Args["java"] = reason(x.Decision.Message)
	}
	if x.ByLog {
		f.Variant = "log"
		if at == nil {
			f.Args = with(f.Args, "subject", c.Host)
		}
	}
	return []Finding{f}
}

// reason is what the JDK says behind the names of its exceptions.
func reason(message string) string {
	const mark = "Exception: "
	if i := strings.LastIndex(message, mark); i >= 0 {
		return message[i+len(mark):]
	}
	return message
}

// causeQuotes are the log lines behind a cause that a log gave.
func (c *Case) causeQuotes(x *Chain) []evidence.Quote {
	if !x.ByLog {
		return nil
	}
	s := append(c.Signals(evidence.PathValidationFailed), c.Signals(evidence.ExpiredInLog)...)
	return quotes(append(s, c.Signals(evidence.PathBuildingFailed)...))
}

// list makes a list of the certificates that are there.
func list(cs ...*cert.Certificate) []*cert.Certificate {
	var out []*cert.Certificate
	for _, x := range cs {
		if x != nil {
			out = append(out, x)
		}
	}
	return out
}

// missing returns what the best path of a chain lacks, or nil.
func (x *Chain) missing() *chain.Missing {
	for _, p := range x.Paths {
		if p.Missing != nil {
			return p.Missing
		}
	}
	return nil
}
