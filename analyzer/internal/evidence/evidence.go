// Package evidence holds what was read from the inputs, and nothing else:
// types that intake fills and rules read. Every item knows its input and
// line, so that a finding can quote it. Nothing after intake looks at raw
// text again.
package evidence

import (
	"time"

	"missinglink/analyzer/internal/cert"
)

// Role says what an input is for.
type Role string

// The roles an input can have. An input without a role is judged by content.
const (
	RoleUnknown  Role = "unknown"
	RoleEndpoint Role = "endpoint" // what the other side sent
	RoleStore    Role = "store"    // trust store of the instance
	RoleClient   Role = "client"   // client certificate or key store
	RoleBefore   Role = "before"   // an earlier paste to compare with
	RolePool     Role = "pool"     // public intermediates at hand (a pack)
)

// Evidence is everything that was read, over all inputs.
type Evidence struct {
	Inputs       []Input
	Certificates []Found // distinct certificates in order of first appearance
	Sessions     []Session
	Signals      []Signal
	Stores       []Store
	Keys         []Key
	Settings     []Setting
	Marks        []Mark // one for each direction and input at most
	Damage       []Damage
	Removals     []Removal
	// Truncated names the limits that were hit, one constant's name each.
	Truncated []Truncation
}

// Input is one thing pasted or dropped.
type Input struct {
	Name string
	Role Role
	// Inner is true for what an archive holds: it follows its archive.
	Inner bool
	// Kind is what the content turned out to be: s_client, java-log,
	// java-stack, pem, der, pkcs7, pkcs12, jks, jceks, keytool, gnutls-cli,
	// curl, x509-text, sys_certificate-xml, … or "text".
	Kind         string
	Bytes        int64
	Lines        int
	Certificates int
	// Inactive is a line of a text that says of a record that it is not
	// active, and not which.
	Inactive Quote
}

// Origin is one place where something stood. Line is 1-based, 0 in binary
// input. Index is the position in a sent chain, -1 when there is none.
type Origin struct {
	Input, Line, Index int
}

// Quote is a line of the user's own text, already redacted, free of control
// and bidirectional characters, and at most QuoteLimit runes long.
type Quote struct {
	Input, Line int
	Text        string
}

// QuoteLimit is how many runes of a line are quoted: enough for a long
// distinguished name, and short enough for a ticket.
const QuoteLimit = 240

// Found is one distinct certificate and every place it stood.
type Found struct {
	Certificate *cert.Certificate
	Origins     []Origin
	// Alone is true when at least one origin is outside every session and
	// store: a certificate pasted by itself.
	Alone bool
}

// Tri is yes, no or not known.
type Tri int8

// The three answers.
const (
	NotKnown Tri = iota
	Yes
	No
)

// Session is one connection shown by a transcript or a log.
type Session struct {
	// Source is the carrier: s_client, java-log, gnutls-cli, curl, keytool,
	// nmap, testssl, sslyze.
	Source string
	Input  int
	Line   int
	// Host and Port are what was connected to, SNI the name that was asked for.
	Host, Port, SNI string
	// Tool is the program and version as far as the text shows it.
	Tool     string
	Protocol string // TLSv1.2, TLSv1.3
	// ProtocolQuote is the line of a transcript that says which protocol was
	// agreed on; Held is true when its command asks for one old version.
	ProtocolQuote Quote
	Held          bool
	At            time.Time
	// Sent is the server's chain in the order of the wire. Nil: not shown.
	Sent []Sent
	// Partial is true when the text shows fewer certificates than were sent
	// (s_client without -showcerts lists names of all but bytes of one: that
	// is not partial; curl -v, which lists only the leaf, is).
	Partial bool
	// NoPeerCertificate is true when the tool says that none came.
	NoPeerCertificate bool
	// Requested says whether the server asked for a client certificate.
	Requested Tri
	// AcceptableCAs are the issuers the server names in CertificateRequest.
	// Not nil and empty: it names none.
	AcceptableCAs []cert.Name
	// KeyKinds are the kinds of client keys that the server asks for, KeyQuote
	// the line that says so. Zero: not shown.
	KeyKinds KeyKinds
	KeyQuote Quote
	// ClientShown is true when the text shows the client's Certificate
	// message; ClientSent is then its content, empty for an empty message.
	ClientShown bool
	ClientSent  []Sent
	// VerifyCode is s_client's "Verify return code", -1 when not shown, and
	// VerifyErrors its per-depth lines.
	VerifyCode   int
	VerifyErrors []VerifyError
	Alerts       []Alert
	// TrustAccepted: the client's trust manager accepted (Yes) or refused (No)
	// the server's chain, as a log shows it. Handshake: it was completed.
	TrustAccepted Tri
	Handshake     Tri
	// Anchor is the trust anchor the log says was used.
	Anchor *cert.Certificate
	// ServerSide is true when the text was written by the server: it shows
	// what the client sent as received, and its path errors are about that.
	ServerSide bool
	// Signals are indices into Evidence.Signals that belong to this session.
	Signals []int
	Quote   Quote
}

// KeyKinds is a set of kinds of keys.
type KeyKinds uint8

// The kinds of keys.
const (
	RSAKey KeyKinds = 1 << iota
	ECKey
	Ed25519Key
	Ed448Key
	DSAKey
)

// keyNames are their names in the order of their bits.
var keyNames = [...]string{"RSA", "EC", "Ed25519", "Ed448", "DSA"}

// KeyKindOf is the kind of a key by its algorithm, 0 when it is none of these.
func KeyKindOf(algorithm string) KeyKinds {
	if algorithm == "RSASSA-PSS" {
		return RSAKey
	}
	for i, name := range keyNames {
		if name == algorithm {
			return 1 << i
		}
	}
	return 0
}

// String lists the names.
func (k KeyKinds) String() string {
	out := ""
	for i, name := range keyNames {
		if k&(1<<i) != 0 {
			if out != "" {
				out += ", "
			}
			out += name
		}
	}
	return out
}

// Peer is the name that a session's client asked for: the SNI, else the
// address; empty when neither is shown.
func (s *Session) Peer() string {
	if s.SNI != "" {
		return s.SNI
	}
	return s.Host
}

// Sent is one entry of a Certificate message.
type Sent struct {
	Certificate *cert.Certificate
	Line        int
}

// VerifyError is one "verify error:num=" line of s_client.
type VerifyError struct {
	Code, Depth int
	Quote       Quote
}

// Alert is a TLS alert (RFC 8446 section 6). Received is seen from the machine
// that wrote the text.
type Alert struct {
	Name     string // bad_certificate
	Number   int    // 42; -1 when unknown
	Received bool
	Quote    Quote
}

// Signal is one known sentence in a log or transcript.
type Signal struct {
	// ID is one of the Signal constants.
	ID    string
	Quote Quote
	At    time.Time
	// Args carries what the sentence says: "reason", "host", "alert", "date".
	Args map[string]string
}

// The signals, named after what they say. docs/findings.md tells which finding
// each one feeds.
const (
	PathBuildingFailed   = "path-building-failed"
	PathValidationFailed = "path-validation-failed" // Args reason: the JDK's cause
	CertificateRefused   = "certificate-refused"    // another check of Java's; Args reason, date
	PeerNotAuthenticated = "peer-not-authenticated"
	SocketClosed         = "socket-closed"
	AlertReceived        = "alert-received" // Args alert: bad_certificate, …
	AlertSent            = "alert-sent"
	HostNameMismatch     = "host-name-mismatch"
	RevocationFailed     = "revocation-failed"
	TrustStoreEmpty      = "trust-store-empty"
	KeyStoreUnreadable   = "key-store-unreadable"
	NoClientCertificate  = "no-client-certificate" // the client log says it has none to send
	ServerGotNone        = "server-got-no-client-certificate"
	SessionUntrusted     = "session-untrusted" // "Session contains no certificates"
	ChainTooLong         = "chain-too-long"    // Args count, limit
	ProtocolsOff         = "protocols-off"     // "No appropriate protocol"
	ConnectionFailed     = "connection-failed" // TCP or DNS; Args cause
	ReadTimedOut         = "read-timed-out"    // nothing came back in time
	NoTLS                = "no-tls"            // plain text or a proxy answered
	HandshakeCut         = "handshake-cut"     // closed without an alert
	HTTPNoStatus         = "http-status-0"     // outbound HTTP log rows with status 0 or -1
	RequestNotSent       = "request-not-sent"
	ExpiredInLog         = "expired-in-log" // NotAfter: …; Args date
	NotYetValidInLog     = "not-yet-valid-in-log"
	CurlUntrusted        = "curl-untrusted" // curl (60)
	PrivateKeyFormat     = "private-key-format"
	KeyMismatch          = "key-mismatch" // "key values mismatch", of OpenSSL
	// The first two, said by a server about the client's chain.
	ClientBuildingFailed   = "client-building-failed"
	ClientValidationFailed = "client-validation-failed"
)

// Store is a trust store or key store that was given.
type Store struct {
	Name string
	// Kind is sys_certificate, sys_ca_certificate, pem, jks, jceks, pkcs12,
	// keytool or java-log (a dump of trusted certificates).
	Kind    string
	Input   int
	Role    Role
	Records []Record
}

// Record is one entry of a store.
type Record struct {
	Name        string // record name or alias
	Certificate *cert.Certificate
	// Chain is the certificate chain of a key entry, leaf first, or every
	// certificate of an export's record that holds several.
	Chain  []*cert.Certificate
	HasKey bool
	// KeySPKI is the public part of the entry's private key, nil when the key
	// could not be opened.
	KeySPKI []byte
	// Active is the record's own flag; NotKnown outside exports.
	Active Tri
	// Unclear is what the export says there when it is neither yes nor no in
	// any language that is known: whether the record is active is open then.
	Unclear string
	// Type is trust_store, java_key_store, pkcs12_key_store, or as written.
	Type string
	// Trouble is "" or no-certificate, unreadable, attachment-only, encrypted.
	Trouble string
	// Subject is what the record says of a certificate that is not shown.
	Subject cert.Name
	Expires time.Time
	Quote   Quote
}

// Key is a private key that was seen. Only its public part is kept.
type Key struct {
	Kind      string // RSA, EC, Ed25519, or "" when encrypted
	Encrypted bool
	SPKI      []byte // nil when it could not be derived
	Origin    Origin
}

// Setting is a property or protocol profile (KB0683345).
type Setting struct {
	Name, Value string
	Quote       Quote
}

// Mark is a word that only the texts of one direction use: a table of inbound
// authentication, a folder of the MID Server.
type Mark struct {
	Direction string // outbound, mid or inbound
	Quote     Quote
}

// Damage is something that should have been readable and was not, or that is
// of another kind than a certificate. Kind is a finding id of the input group.
type Damage struct {
	Kind   string // truncated-pem, elided-pem, damaged-certificate, csr-pasted, password-needed, …
	Detail string // the reader's own reason, for the report
	Bytes  int
	Quote  Quote
	// Certificate is what could be read of a damaged certificate, or nil.
	Certificate *cert.Certificate
}

// WithoutPEMColumn is the detail of a list of certificate records that was
// exported without its certificates.
const WithoutPEMColumn = "a list of certificate records without the column PEM Certificate"

// Removal is a secret that was left out of everything that follows.
type Removal struct {
	What        string // private-key, session-ticket, session-key, password, token, cookie, authorization
	Input, Line int
}

// Truncation is a limit that was hit.
type Truncation struct {
	Limit string // name of the constant
	Input int
}
