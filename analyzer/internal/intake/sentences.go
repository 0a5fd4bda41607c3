package intake

import "missinglink/analyzer/internal/evidence"

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
