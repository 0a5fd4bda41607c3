package intake

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/words"
)

// A sentence is something that Java, a library or the platform always says in
// the same words. It is looked for in squeezed text: lower case and without
// white space, because logs are wrapped in mid-word. Line numbers and class
// names change from release to release and are no part of it.
type sentence struct {
	id    string
	words string // squeezed
	// says is what the words alone say: "key=value|key=value".
	says string
	// args reads what follows the words (and what stood before them).
	args func(before, after string) map[string]string
}

// sentences are tried in order.
var sentences = []sentence{
	{evidence.PathBuildingFailed, "pkixpathbuildingfailed", "", reasonArg},
	{evidence.PathValidationFailed, "pkixpathvalidationfailed", "", reasonArg},
	{evidence.PathBuildingFailed, "unabletofindvalidcertificationpath", "reason=unable to find valid certification path to requested target", nil},
	{evidence.PathBuildingFailed, "noissuercertificateforcertificateincertificationpathfound", "reason=No issuer certificate for certificate in certification path found.", nil},
	{evidence.PathBuildingFailed, "notrustedcertificatefound", "reason=No trusted certificate found", nil}, // SunX509
	{evidence.PathBuildingFailed, "noissuercertificatefound", "reason=No issuer certificate found", nil},
	{evidence.PathBuildingFailed, "trustanchorforcertificationpathnotfound", "reason=Trust anchor for certification path not found.", nil},
	{evidence.PathValidationFailed, "pathdoesnotchainwithanyofthetrustanchors", "reason=Path does not chain with any of the trust anchors", nil},
	{evidence.PathValidationFailed, "subject/issuernamechainingcheckfailed", "reason=subject/issuer name chaining check failed", nil},
	{evidence.PathValidationFailed, "certpathvalidatorexception:signaturecheckfailed", "reason=signature check failed", nil},

	{evidence.ExpiredInLog, "expiredexception:notafter:", "", dateArg},
	{evidence.ExpiredInLog, "certificateexpiredexception", "", nil},
	{evidence.ExpiredInLog, "certificateexpiredon", "", dateArg}, // Bouncy Castle
	{evidence.NotYetValidInLog, "notyetvalidexception:notbefore:", "", dateArg},
	{evidence.NotYetValidInLog, "certificatenotyetvalidexception", "", nil},
	{evidence.ExpiredInLog, "certificatehasexpired", "", expiredArg},
	{evidence.ExpiredInLog, "cert_has_expired", "by=Node.js|reason=CERT_HAS_EXPIRED", nil},
	{evidence.ExpiredInLog, "sec_error_expired_", "by=Firefox|reason=SEC_ERROR_EXPIRED_CERTIFICATE", nil},
	{evidence.ExpiredInLog, "sec_e_cert_expired", "by=Schannel|reason=SEC_E_CERT_EXPIRED", nil},
	{evidence.NotYetValidInLog, "certificatehasexpiredorisnotyetvalid:", "", goNotYet},
	{evidence.NotYetValidInLog, "verifyfailed:certificateisnotyetvalid", "by=OpenSSL|reason=certificate is not yet valid", nil},
	// One word for both: it stands for two signals.
	{evidence.ExpiredInLog, "err_cert_date_invalid", "by=Chrome|reason=ERR_CERT_DATE_INVALID", nil},
	{evidence.NotYetValidInLog, "err_cert_date_invalid", "by=Chrome|reason=ERR_CERT_DATE_INVALID", nil},
	{evidence.ExpiredInLog, "certificatechain:nottimevalid", "by=.NET|reason=NotTimeValid", nil},
	{evidence.NotYetValidInLog, "certificatechain:nottimevalid", "by=.NET|reason=NotTimeValid", nil},

	{evidence.HostNameMismatch, "nosubjectalternativednsnamematching", "", untilFound},
	{evidence.HostNameMismatch, "nosubjectalternativenamesmatchingipaddress", "", untilFound},
	{evidence.HostNameMismatch, "nosubjectalternativenamespresent", "", nil},
	{evidence.HostNameMismatch, "nonamematching", "", untilFound},
	{evidence.HostNameMismatch, "hostnameincertificatedidn'tmatch:<", "", untilBracket},
	{evidence.HostNameMismatch, "httpshostnamewrong:shouldbe<", "", untilBracket},
	{evidence.HostNameMismatch, "doesn'tmatchanyofthesubjectalternativenames", "", certificateFor},
	{evidence.HostNameMismatch, "doesn'tmatchcommonnameofthecertificatesubject", "", certificateFor},
	{evidence.HostNameMismatch, "notverified:certificate:", "", hostnameBefore}, // OkHttp
	{evidence.HostNameMismatch, "illegalgivendomainname", "form=yes", nil},
	{evidence.HostNameMismatch, "certificateisnotvalidfor'", "", opensslHost},
	{evidence.HostNameMismatch, "certificate'saltnames:host:", "", nodeHost},
	{evidence.HostNameMismatch, "err_tls_cert_altname_invalid", "by=Node.js", nil},
	{evidence.HostNameMismatch, "doesnotmatchtheservercertificate", "by=Ruby", nil},
	{evidence.HostNameMismatch, "x509:certificateisvalidfor", "by=Go", nil},
	{evidence.HostNameMismatch, "x509:certificateisnotvalidforanynames", "by=Go", nil},
	{evidence.HostNameMismatch, "x509:cannotvalidatecertificatefor", "by=Go", nil},
	{evidence.HostNameMismatch, "remotecertificatenamemismatch", "by=.NET", nil},
	{evidence.HostNameMismatch, "err_cert_common_name_invalid", "by=Chrome", nil},
	{evidence.HostNameMismatch, "ssl_error_bad_cert_domain", "by=Firefox", nil},
	{evidence.HostNameMismatch, "sec_e_wrong_principal", "by=Schannel", nil},
	{evidence.HostNameMismatch, "matchesrequestedhostname", "by=wget", nil},
	{evidence.HostNameMismatch, "doesn'tmatchrequestedhostname", "by=wget", nil},
	{evidence.ChainTooLong, "certificatechainlength(", "", lengthArgs},
	{evidence.ProtocolsOff, "noappropriateprotocol", "", nil},

	{evidence.RevocationFailed, "certificatehasbeenrevoked", "revoked=yes", nil},
	{evidence.RevocationFailed, "certificaterevokedexception", "revoked=yes", nil},
	{evidence.RevocationFailed, "certificateisrevoked", "revoked=yes", nil},
	{evidence.RevocationFailed, "unabletodeterminerevocationstatus", "", nil},
	{evidence.RevocationFailed, "couldnotdeterminerevocationstatus", "", nil},
	{evidence.RevocationFailed, "certificatedoesnotspecifyocspresponder", "", nil},
	{evidence.RevocationFailed, "undetermined_revocation_status", "", nil},
	{evidence.RevocationFailed, "ocsprevokecheck", "", nil},
	{evidence.RevocationFailed, "ocspresponseerror", "", nil},
	{evidence.RevocationFailed, "unabletoverifyocspresponse", "", nil},

	{evidence.SessionUntrusted, "sessioncontainsnocertificates", "", nil},
	{evidence.PeerNotAuthenticated, "peernotauthenticated", "", nil},
	{evidence.PeerNotAuthenticated, "sslpeerunverifiedexception:nopeercertificate", "", nil},
	{evidence.SocketClosed, "socketexception:socketisclosed", "", nil},
	{evidence.SocketClosed, "socketexception:socketclosed", "", nil},
	{evidence.SocketClosed, "socketisclosed", "", nil},

	{evidence.AlertReceived, "receivedfatalalert:", "", alertArg},
	{evidence.AlertReceived, "tlsfatalalertreceived:", "", alertArg}, // Bouncy Castle
	{evidence.AlertReceived, "remoteerror:tls:", "", alertArg},       // Go
	{evidence.AlertSent, "tlsfatalalert:", "", alertArg},

	{evidence.NoClientCertificate, "nox.509certificateforclientauthentication", "", nil},
	{evidence.NoClientCertificate, "nosuitablecertificatefound-continuingwithoutclientauthentication", "", nil},
	{evidence.NoClientCertificate, "noavailableclientauthenticationscheme", "", nil},
	{evidence.ServerGotNone, "emptyclientcertificatechain", "", nil},
	{evidence.ServerGotNone, "nullcertchain", "", nil},
	{evidence.ServerGotNone, "norequiredsslcertificatewassent", "", nil},
	{evidence.ServerGotNone, "peerdidnotreturnacertificate", "", nil},
	{evidence.ServerGotNone, "clientdidn'tprovideacertificate", "", nil},
	{evidence.ServerGotNone, "clientsentnorequiredsslcertificate", "", nil}, // nginx

	// Programs that are no Java ones: Python and others on OpenSSL, Go, Node.js, .NET.
	{evidence.CurlUntrusted, "certificateverifyfailed:", "", byProgram},
	{evidence.CurlUntrusted, "certificateverifyfailed(", "", byProgram},
	{evidence.CurlUntrusted, "x509:certificatesignedbyunknownauthority", "", byProgram},
	{evidence.CurlUntrusted, "unable_to_verify_leaf_signature", "", byProgram},
	{evidence.CurlUntrusted, "unable_to_get_issuer_cert", "", byProgram},
	{evidence.CurlUntrusted, "self_signed_cert", "", byProgram},
	{evidence.CurlUntrusted, "reason:unabletogetlocalissuercertificate", "", byProgram},
	{evidence.CurlUntrusted, "error:unabletogetlocalissuercertificate", "", byProgram},
	{evidence.CurlUntrusted, "certificateproblem:unabletogetlocalissuercertificate", "", byProgram},
	{evidence.CurlUntrusted, "certificateproblem:selfsigned", "", byProgram},
	{evidence.CurlUntrusted, "certificateproblem:self-signed", "", byProgram},
	{evidence.CurlUntrusted, "depthlookup:unabletogetlocalissuercertificate", "", byProgram}, // openssl verify
	{evidence.CurlUntrusted, "depthlookup:unabletoverifythefirstcertificate", "", byProgram},
	{evidence.CurlUntrusted, "depthlookup:selfsigned", "", byProgram},
	{evidence.CurlUntrusted, "depthlookup:self-signed", "", byProgram},
	{evidence.CurlUntrusted, "err_cert_authority_invalid", "", byProgram},
	{evidence.CurlUntrusted, "sec_error_unknown_issuer", "", byProgram},
	{evidence.CurlUntrusted, "mozilla_pkix_error_self_signed_cert", "", byProgram},
	{evidence.CurlUntrusted, "sec_e_untrusted_root", "", byProgram},
	{evidence.CurlUntrusted, "locallyverifytheissuer'sauthority", "", byProgram},
	{evidence.CurlUntrusted, "error:unabletoverifythefirstcertificate", "", byProgram},
	{evidence.CurlUntrusted, "error:selfsignedcertificate", "", byProgram},
	{evidence.CurlUntrusted, "error:self-signedcertificate", "", byProgram},
	{evidence.CurlUntrusted, "theremotecertificateisinvalid", "", byProgram},
	{evidence.CurlUntrusted, "couldnotestablishtrustrelationship", "", byProgram},

	{evidence.TrustStoreEmpty, "trustanchorsparametermustbenon-empty", "", nil},
	{evidence.KeyStoreUnreadable, "keystorewastamperedwith,orpasswordwasincorrect", "reason=Keystore was tampered with, or password was incorrect", nil},
	{evidence.KeyStoreUnreadable, "keystorepasswordwasincorrect", "reason=keystore password was incorrect", nil},
	{evidence.KeyStoreUnreadable, "unabletoloadcertificate:", "", nil},
	{evidence.KeyStoreUnreadable, "invalidkeystoreformat", "reason=Invalid keystore format", nil},
	{evidence.KeyStoreUnreadable, "unrecoverablekeyexception", "reason=Cannot recover key", nil},
	{evidence.PrivateKeyFormat, "couldnotfindvalidprivatekey", "", nil},
	{evidence.KeyMismatch, "keyvaluesmismatch", "", nil},

	{evidence.NoTLS, "unrecognizedsslmessage,plaintextconnection", "", nil},
	{evidence.NoTLS, "unsupportedorunrecognizedsslmessage", "", nil},
	{evidence.NoTLS, "notanssl/tlsrecord", "", nil},
	{evidence.NoTLS, "servergavehttpresponsetohttpsclient", "", nil},
	{evidence.HandshakeCut, "remotehostclosedconnectionduringhandshake", "", nil},
	{evidence.HandshakeCut, "remotehostterminatedthehandshake", "", nil},
	{evidence.HandshakeCut, "sslpeershutdownincorrectly", "", nil},
	{evidence.HandshakeCut, "connectionclosedwhilesslhandshakeinprogress", "", nil},
	{evidence.HandshakeCut, "socketexception:connectionreset", "", nil},
	{evidence.HandshakeCut, "exception:brokenpipe", "", nil},
	{evidence.HandshakeCut, "ioexception:errorwritingtoserver", "", nil},

	{evidence.ConnectionFailed, notFound, "", unknownHost},
	{evidence.ConnectionFailed, "unresolvedaddressexception", "cause=dns", nil},
	{evidence.ConnectionFailed, "connectexception:connectionrefused", "cause=refused", nil},
	{evidence.ConnectionFailed, "failed:connectionrefused", "cause=refused", nil},
	{evidence.ConnectionFailed, "connectexception:connectiontimedout", "cause=timeout", nil},
	{evidence.ConnectionFailed, "sockettimeoutexception:connecttimedout", "cause=timeout", nil},
	{evidence.ReadTimedOut, "sockettimeoutexception:readtimedout", "cause=timeout", nil},
	{evidence.ConnectionFailed, "httpconnecttimeoutexception", "cause=timeout", nil},
	{evidence.ConnectionFailed, "connecttimeoutexception", "cause=timeout", nil},
	{evidence.ConnectionFailed, "noroutetohostexception", "cause=unreachable", nil},
	{evidence.ConnectionFailed, "networkisunreachable", "cause=unreachable", nil},
	{evidence.ConnectionFailed, "unabletotunnelthroughproxy", "cause=proxy", nil},

	// What Java says of a certificate without a word about a path: the checks
	// before and after it. What else its validators say comes last.
	{evidence.CertificateRefused, "tlsservercertificateissuedafter", "", distrustedArgs},
	{evidence.CertificateRefused, "extendedkeyusagedoesnotpermitusefortlsserverauthentication", "reason=Extended key usage does not permit use for TLS server authentication", nil},
	{evidence.CertificateRefused, "extendedkeyusagedoesnotpermitusefortlsclientauthentication", "reason=Extended key usage does not permit use for TLS client authentication", nil},
	{evidence.CertificateRefused, "keyusagedoesnotallowdigitalsignatures", "reason=KeyUsage does not allow digital signatures", nil},
	{evidence.CertificateRefused, "keyusagedoesnotallowkeyencipherment", "reason=KeyUsage does not allow key encipherment", nil},
	{evidence.CertificateRefused, "keyusagedoesnotallowkeyagreement", "reason=KeyUsage does not allow key agreement", nil},
	{evidence.CertificateRefused, "certificatesdonotconformtoalgorithmconstraints", "reason=Certificates do not conform to algorithm constraints", nil},
	{evidence.CertificateRefused, "failedtoparseservercertificates", "reason=Failed to parse server certificates", nil},
	{evidence.CertificateRefused, "validatorexception:", "", validatorArg},
}

// reasons are the JDK's causes of a refused path, as it writes them. A longer
// text of which one is the beginning is cut to it: what follows is a name or a
// class.
var reasons = []string{
	"unable to find valid certification path to requested target",
	"No issuer certificate for certificate in certification path found.",
	"Path does not chain with any of the trust anchors",
	"signature check failed", "subject/issuer name chaining check failed",
	"timestamp check failed", "validity check failed",
	"basic constraints check failed: this is not a CA certificate",
	"basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path",
	"basic constraints check failed",
	"CA key usage check failed: keyCertSign bit is not set", "CA key usage check failed",
	"name constraints check failed", "unrecognized critical extension(s)",
	"incorrect KeyUsage extension bits", "non-null policy tree required and policy tree is null",
	"critical policy qualifiers present in certificate",
	"Unable to determine revocation status", "Certificate has been revoked",
	"Could not determine revocation status", "Certificate does not specify OCSP responder",
	"Certificate has expired", "excessive path length",
	"Extended key usage does not permit use for TLS server authentication",
	"Extended key usage does not permit use for TLS client authentication",
	"Unable to find certificate chain.", "Could not build a validated path.",
	"Could not validate certificate: certificate expired on",
	"Algorithm constraints check failed", anchorReason,
}

// anchorReason goes on with the name of the anchor.
const anchorReason = "TrustAnchor with subject"

var squeezedReasons = func() []string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = squeeze(r)
	}
	return out
}()

// squeeze is the form in which sentences are compared.
func squeeze(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n', '\v', '\f':
		default:
			b = append(b, words.Lower(c))
		}
	}
	return strings.ReplaceAll(string(b), "’", "'")
}

// sentenceStarts finds in one pass which sentences a text can hold: the bit
// i%64 stands for sentence i. Most lines of a log that say "error" hold none.
var sentenceStarts = sync.OnceValue(func() *words.Automaton {
	const length = 10 // enough to tell, and short enough for a small table
	starts := make([][]string, 64)
	for i, x := range sentences {
		starts[i%64] = append(starts[i%64], x.words[:min(len(x.words), length)])
	}
	return words.NewAutomaton(starts)
})

// A said is a sentence that was found, and where: an offset in squeezed text.
type said struct {
	id   string
	at   int
	args map[string]string
}

// saidIn finds every sentence in squeezed text, in the order of the table.
func saidIn(text string) []said {
	begun := sentenceStarts().In([]byte(text))
	if begun == 0 {
		return nil
	}
	var out []said
	for i, x := range sentences {
		if begun&(1<<(i%64)) == 0 {
			continue
		}
		for from := 0; ; {
			i := strings.Index(text[from:], x.words)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(x.words)
			s := said{id: x.id, at: at}
			if s.args = pairsOf(x.says); x.args != nil {
				s.args = x.args(text[:at], text[from:])
				if s.args["drop"] != "" {
					continue
				}
			}
			if !repeats(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// repeats reports whether a sentence only says again what is in the list: the
// cause of a failed path stands in its message and in its "Caused by".
func repeats(list []said, s said) bool {
	for _, x := range list {
		if x.id != s.id {
			continue
		}
		switch s.id {
		case evidence.PathBuildingFailed, evidence.PathValidationFailed, evidence.ExpiredInLog,
			evidence.NotYetValidInLog, evidence.RevocationFailed, evidence.PeerNotAuthenticated,
			evidence.SocketClosed, evidence.HandshakeCut:
			if s.args["reason"] == x.args["reason"] || s.args["reason"] == "" || s.at-x.at < 1000 {
				return true
			}
		default:
			if sameArgs(x.args, s.args) {
				return true
			}
		}
	}
	return false
}

func sameArgs(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// pairsOf makes arguments of "key=value|key=value".
func pairsOf(text string) map[string]string {
	if text == "" {
		return nil
	}
	args := map[string]string{}
	for text != "" {
		var pair string
		pair, text, _ = strings.Cut(text, "|")
		key, value, _ := strings.Cut(pair, "=")
		args[key] = value
	}
	return args
}

// dropped stands for a sentence that is not about what its words seem to say.
var dropped = pairsOf("drop=yes")

// otherFaults are what a verification that failed can be about beside trust.
var otherFaults = []string{"hostnamemismatch,", "ipaddressmismatch,", "certificatehasexpired", "certificateisnotyetvalid", "remotecertificatenamemismatch", "certificatechain:nottimevalid"}

// byProgram leaves out s_client's "Verification error: …", and what says itself
// that it is about something else.
func byProgram(before, after string) map[string]string {
	near := after[:min(len(after), maxReason)]
	if strings.HasSuffix(before, "verification") || slices.ContainsFunc(otherFaults, func(w string) bool { return strings.Contains(near, w) }) {
		return dropped
	}
	return pairsOf("by=program")
}

// hostUntil reads a host that a program puts before the end.
func hostUntil(after, end, by string) map[string]string {
	if host, _, ok := strings.Cut(after, end); ok && isHost(host) {
		by += "|host=" + host
	}
	return pairsOf("by=" + by)
}

func opensslHost(_, after string) map[string]string { return hostUntil(after, "'", "OpenSSL") }

func nodeHost(_, after string) map[string]string { return hostUntil(after, ".isnotin", "Node.js") }

// expiredArg tells who says that a certificate has expired. s_client does so
// too, and its carrier reads that.
func expiredArg(before, after string) map[string]string {
	by := ""
	switch {
	case strings.HasPrefix(after, "orisnotyetvalid:"):
		if strings.Contains(after, "isafter") {
			by = "Go"
		}
	case strings.HasSuffix(before, "issued"):
		by = "wget"
	case strings.HasSuffix(before, "verificationerror:"):
	case slices.ContainsFunc([]string{"verifyfailed:", "verifyfailed(", "depthlookup:", "certificateproblem:", "error:"}, func(w string) bool { return strings.HasSuffix(before, w) }):
		by = "OpenSSL"
	}
	if by == "" {
		return dropped
	}
	return pairsOf("by=" + by + "|reason=certificate has expired")
}

// goNotYet is Go's sentence about both ends, when it is about the first day.
func goNotYet(_, after string) map[string]string {
	if !strings.Contains(after, "isbefore") {
		return dropped
	}
	return pairsOf("by=Go|reason=certificate is not yet valid")
}

// maxReason is how far behind the sentence its reason may begin: the names of
// two exception classes stand between.
const maxReason = 220

// reasonArg finds the cause behind "PKIX path … failed: <class>: <cause>".
func reasonArg(_, after string) map[string]string {
	near := after[:min(len(after), maxReason)]
	first, reason := len(near), ""
	for i, words := range squeezedReasons {
		if at := strings.Index(near, words); at >= 0 && at < first {
			first, reason = at, reasons[i]
		}
	}
	switch reason {
	case "":
		return nil
	case anchorReason:
		reason = "TrustAnchor is not a CA certificate"
	}
	return map[string]string{"reason": reason}
}

// validatorArg is for what a validator says that no other sentence is about.
// Behind "PKIX path …" that sentence has the reason.
func validatorArg(_, after string) map[string]string {
	if after == "" || strings.HasPrefix(after, "pkixpath") {
		return dropped
	}
	if r := reasonArg("", after); r != nil && strings.HasPrefix(after, squeeze(r["reason"])) {
		return r
	}
	return pairsOf("reason=ValidatorException")
}

// distrustedArgs reads "2024-11-11andanchoredbyadistrusted…".
func distrustedArgs(_, after string) map[string]string {
	date, _, ok := strings.Cut(after, "andanchoredbyadistrusted")
	if !ok || len(date) != len("2024-11-11") || !allDigits(strings.ReplaceAll(date, "-", "")) {
		return dropped
	}
	return pairsOf("date=" + date + "|reason=TLS Server certificate issued after " + date + " and anchored by a distrusted root CA")
}

// lengthArgs reads "11)exceedsthemaximumallowedlength(10)".
func lengthArgs(_, after string) map[string]string {
	count, limit, _ := strings.Cut(after, ")exceedsthemaximumallowedlength(")
	limit = digits(limit)
	if !allDigits(count) || limit == "" {
		return dropped
	}
	return pairsOf("count=" + count + "|limit=" + limit)
}

// dateArg reads "thujan0100:00:00utc2026" and the like.
func dateArg(_, after string) map[string]string {
	// Weekday, month, day, hour.
	head, tail, _ := strings.Cut(after[:min(len(after), 40)], ":")
	if len(head) < 3+3+1+2 {
		return nil
	}
	month, hour := strings.ToUpper(head[3:4])+head[4:6], len(head)-2
	for i := len("00:00"); i+4 <= len(tail); i++ {
		year := tail[i : i+4]
		if !strings.HasPrefix(year, "20") {
			continue
		}
		t, ok := javaTime("Mon " + month + " " + head[6:hour] + " " + head[hour:] + ":" + tail[:5] + " " + strings.ToUpper(tail[5:i]) + " " + year)
		if ok {
			return map[string]string{"date": t.UTC().Format(time.RFC3339)}
		}
	}
	return nil
}

func allDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

func hostArg(host string) map[string]string {
	host = strings.Trim(host, "<>[]'\"()")
	if !isHost(host) {
		return nil
	}
	return map[string]string{"host": host}
}

func untilFound(_, after string) map[string]string {
	host, _, ok := strings.Cut(after[:min(len(after), 300)], "found")
	if !ok {
		return nil
	}
	return hostArg(host)
}

func untilBracket(_, after string) map[string]string {
	host, _, _ := strings.Cut(after[:min(len(after), 300)], ">")
	return hostArg(host)
}

func certificateFor(before, _ string) map[string]string {
	i := strings.LastIndex(before, "certificatefor<")
	if i < 0 {
		return nil
	}
	return hostArg(before[i+len("certificatefor"):])
}

func hostnameBefore(before, _ string) map[string]string {
	i := strings.LastIndex(before, "hostname")
	if i < 0 || len(before)-i > 300 {
		return dropped
	}
	return hostArg(before[i+len("hostname"):])
}

func unknownHost(_, after string) map[string]string {
	args := map[string]string{"cause": "dns"}
	rest := strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz0123456789.-_")
	// What follows on the next line is glued to the name; only a name that
	// something ends is believed.
	if host := strings.TrimSuffix(after, rest); rest != "" && isHost(host) {
		args["host"] = host
	}
	return args
}

// alertArg reads the name of an alert; a sentence with none is not about one.
func alertArg(_, after string) map[string]string {
	name := ""
	// Of two names that begin alike the longer one has the higher number.
	for _, n := range slices.Sorted(maps.Keys(alertNames)) {
		if x := alertNames[n]; strings.HasPrefix(after, x) || strings.HasPrefix(after, strings.ReplaceAll(x, "_", "")) {
			name = x
		}
	}
	if name == "" || name == "close_notify" {
		return dropped
	}
	return map[string]string{"alert": name}
}
