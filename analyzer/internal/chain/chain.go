// Package chain decides about a sent chain as the JDK does, finds every path,
// and proves what would repair a refused one. It is pure: certificates,
// anchors, a host and a time in; a decision out. docs/java.md describes the
// procedure and how it is measured.
package chain

import (
	"time"

	"missinglink/analyzer/internal/cert"
)

// Question is what one TLS handshake asks the trust manager.
type Question struct {
	Sent    []*cert.Certificate // in the order of the wire, leaf first
	Anchors *Anchors
	// Pool holds certificates at hand that were not sent: they never take part
	// in the decision, only in paths and repairs.
	Pool    []*cert.Certificate
	Host    string // empty: the host name is not checked
	At      time.Time
	Usage   Usage
	Profile Profile
	// Checks keeps what was verified for the next question; nil: forgotten.
	Checks Checks
}

// Usage is what the leaf is used for.
type Usage int

// A leaf authenticates a TLS server or a TLS client.
const (
	Server Usage = iota
	Client
)

// Decision is the JDK's answer, and what it does not say.
type Decision struct {
	// Evaluated is false when the procedure could not be run: names only.
	Evaluated    bool
	NotEvaluated []string
	Accepted     bool
	Stage        Stage
	Kind         Kind
	// Message is the JDK's own sentence, empty when accepted.
	Message string
	// Path runs from leaf to anchor, as certificate ids; set when accepted.
	Path   []string
	Anchor *cert.Anchor
	// Cause is the real fault behind Message, as a finding id
	// ("missing-intermediate", "expired", …), and At the certificate it is about.
	Cause string
	At    *cert.Certificate
	// Args holds what a sentence about Cause needs: "date", "host", "issuer".
	Args map[string]string
	// Cut is true when a budget ended the search before it was complete.
	Cut bool
}

// Stage is where the handshake ended.
type Stage string

// The stages of a decision.
const (
	StagePath Stage = "path"
	StageHost Stage = "host"
	// StageHandshake is before the trust manager: a certificate that the JDK
	// cannot read.
	StageHandshake Stage = "handshake"
)

// Kind is the class of a refusal.
type Kind string

// The kinds of a refusal.
const (
	KindBuilding   Kind = "building"
	KindValidation Kind = "validation"
	KindHost       Kind = "host"
	KindUsage      Kind = "usage"
	KindAlgorithm  Kind = "algorithm"
	KindTrust      Kind = "trust"
	KindParse      Kind = "parse"
)

// Path is one way up from the leaf, accepted or not.
type Path struct {
	Status  Status
	Links   []Link
	Anchor  *cert.Anchor
	Missing *Missing
}

// Status of a path.
type Status string

// A path is accepted, refused by a problem on it, or ends before an anchor.
const (
	Accepted   Status = "accepted"
	Refused    Status = "refused"
	Incomplete Status = "incomplete"
)

// Link is one certificate of a path.
type Link struct {
	// Certificate is nil for an anchor that is known by facts only.
	Certificate *cert.Certificate
	Anchor      *cert.Anchor
	Sent        bool
	// Check is how the link below is signed by this one.
	Check    Check
	Problems []string // finding ids
}

// Check is the state of a signature.
type Check string

// A signature was verified, only names could be compared, or it does not fit.
const (
	Verified Check = "verified"
	NameOnly Check = "name-only"
	Mismatch Check = "mismatch"
)

// Missing is the issuer that nobody has.
type Missing struct {
	Subject cert.Name
	KeyID   []byte // from the authority key identifier below it
	AIA     []string
	// Below is the certificate whose issuer is missing.
	Below *cert.Certificate
	// Known is the certificate that fills the gap where it is at hand.
	Known *cert.Certificate
}

// Repair is a smallest change after which Decide accepts.
type Repair struct {
	Kind RepairKind
	// Adds are the certificates that are sent in addition, or imported; of
	// SendAndImport the last one is imported.
	Adds []*cert.Certificate
	// Sent is the whole list the endpoint would send, leaf first.
	Sent []*cert.Certificate
	// Proved is true when Decide was run again with the change in place.
	Proved bool
	After  Decision
}

// RepairKind says who changes what.
type RepairKind string

// The kinds of repair, in rank order.
const (
	SendChain     RepairKind = "send-chain"      // the endpoint sends Adds too
	SendAndImport RepairKind = "send-and-import" // the endpoint sends Adds too, and their root becomes an anchor
	ImportIssuer  RepairKind = "import-issuer"   // the issuing CA becomes an anchor
	ImportRoot    RepairKind = "import-root"     // the root becomes an anchor
	ImportLeaf    RepairKind = "import-leaf"     // a self-signed leaf becomes an anchor itself
	ReplaceLeaf   RepairKind = "replace-leaf"    // nothing to add repairs it
	ReplaceCA     RepairKind = "replace-ca"      // a CA certificate has to be issued anew
	SendInOrder   RepairKind = "send-in-order"   // the same certificates, leaf first
	DropFromChain RepairKind = "drop-from-chain" // a sent certificate spoils the path
)
