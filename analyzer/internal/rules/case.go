// Package rules turns evidence and decisions into findings. One finding is one
// file; rules.go lists them in rank order. A rule yields ids and arguments and
// never a sentence: the words are in package text.
package rules

import (
	"slices"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// Case is all that a rule may look at. Rules only read it.
type Case struct {
	Evidence *evidence.Evidence
	// Chains holds every sent chain with its decision; Lead points at the one
	// that the verdict is about, -1 when there is none.
	Chains []Chain
	Lead   int
	// At is the instant of judgement.
	At time.Time
	// Host and Port are what the client connects to, empty when nobody said.
	Host, Port string
	Direction  string // outbound, mid or inbound
	// Store is the default trust store: openjdk, mozilla or none, also where the
	// store that was given stands in its place.
	Store   string
	Profile chain.Profile
	// Own are the stores that count as the instance's trust, Pasted those that
	// were given without saying what they are for.
	Own []evidence.Store
	// StoreAlone is true when all there is to judge is a store.
	StoreAlone bool
	// Health is the state of every store record, worst first.
	Health []trust.RecordState
	// Client is the client certificate that was given, or nil.
	Client *Client
	// Change is the comparison of two inputs, or nil.
	Change *Change
}

// ByNames reports whether the decision rests on names and dates: of the leaf or
// of a CA certificate the bytes are not known.
func (x *Chain) ByNames() bool {
	return x.NamesOnly || !x.Decision.Evaluated && slices.ContainsFunc(x.Sent, func(s evidence.Sent) bool { return s.Certificate.Basis == cert.FromNames })
}

// Chain is one sent chain and what the JDK's procedure says about it.
type Chain struct {
	// Session is an index of Evidence.Sessions, -1 for pasted certificates.
	Session int
	Input   int
	Sent    []evidence.Sent
	// Count is how many were sent; Sent holds no more than can be judged.
	Count int
	// Ordered is true when the order is that of the wire or of one paste.
	Ordered bool
	// Listed is true when the evidence lists all that was sent.
	Listed    bool
	NamesOnly bool
	Question  chain.Question
	Decision  chain.Decision
	Shape     chain.Shape
	Paths     []chain.Path
	Repairs   []chain.Repair
	// Cause is the finding id that explains a refusal: the log's word where
	// there is one, else the procedure's. Empty: accepted, or nothing known.
	Cause string
	// At is the certificate that Cause is about, or nil.
	At *cert.Certificate
	// Second is the cause that the procedure gave where Cause outranks it: a
	// date that has passed holds in every trust store, an untrusted root only
	// in those that were given. Empty otherwise.
	Second string
	// ByLog is true when Cause, or its absence, rests on what a log says.
	ByLog bool
	// Accepted is true when the procedure or the log says so, of the leaf.
	Accepted bool
	// HostMessage is the JDK's sentence about the host name, empty when it
	// fits or was not checked.
	HostMessage string
}

// Leaf returns the first sent certificate.
func (c *Chain) Leaf() *cert.Certificate {
	if len(c.Sent) == 0 {
		return nil
	}
	return c.Sent[0].Certificate
}

// Own returns the server's own certificate: the first one sent, or the one that
// was put behind its issuers.
func (c *Chain) Own() *cert.Certificate {
	if len(c.Shape.Way) == 0 {
		return c.Leaf()
	}
	return c.Sent[c.Shape.Way[0]].Certificate
}

// Client is the client certificate that was given, and how it fits.
type Client struct {
	Leaf  *cert.Certificate
	Chain []*cert.Certificate
	Alias string
	// Store is true when it came in a key store, so that its alias and chain
	// are what the JDK will send.
	Store bool
	// Key is yes when the matching key is there, no when another one is, and
	// not known when no key was given.
	Key evidence.Tri
	// Entries counts the private keys in the key store, Fitting those that fit
	// the server's request: its acceptable CAs, and the kind of the key.
	Entries, Fitting int
	// Old is the expired certificate of an entry beside one in force: the JDK
	// may present either.
	Old *cert.Certificate
	// Asked are the server's acceptable CAs, empty when it names none and nil
	// when its request is not shown; Reaches are those the chain meets.
	Asked, Reaches []cert.Name
	// Kinds are the kinds of keys that the server asks for, KindsQuote the line
	// that says so. Zero: not shown.
	Kinds      evidence.KeyKinds
	KindsQuote evidence.Quote
	Decision   chain.Decision
}

// Change is what differs between an earlier paste and the present one.
type Change struct {
	Added, Removed    []*cert.Certificate
	Rekeyed, Reissued [][2]*cert.Certificate
	// Unkeyed were issued again; a key was not shown, so that it cannot be
	// compared.
	Unkeyed [][2]*cert.Certificate
	// Moved are those of the three lists whose issuer is another one.
	Moved     [][2]*cert.Certificate
	Reordered bool
	// ByName is true when nothing differs as far as names show it.
	ByName bool
}

// Severity ranks a finding; its values are those of report.Severity.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is one thing that was found: an id and what its sentences need.
type Finding struct {
	ID string
	// Variant picks another wording under "finding.<id>.<variant>".
	Variant  string
	Severity Severity
	// Leads is true when the finding may be the verdict.
	Leads bool
	// Unknown is true when it leads to "can't tell yet", not to a problem.
	Unknown bool
	Owner   kb.Owner
	Args    map[string]string
	// Nameless is true when it is about an endpoint that no text names: not
	// about the case's host.
	Nameless     bool
	Certificates []*cert.Certificate
	Quotes       []evidence.Quote
	Remedies     []string
}

// Rule is one entry of the visible list.
type Rule struct {
	ID    string
	Check func(*Case) []Finding
}

// Leading returns the chain the verdict is about, or nil.
func (c *Case) Leading() *Chain {
	if c.Lead < 0 || c.Lead >= len(c.Chains) {
		return nil
	}
	return &c.Chains[c.Lead]
}

// Session returns the chain's session, or nil for pasted certificates.
func (c *Case) Session(x *Chain) *evidence.Session {
	if x == nil || x.Session < 0 {
		return nil
	}
	return &c.Evidence.Sessions[x.Session]
}

// Signals returns the signals with that id, of the leading chain's session
// first.
func (c *Case) Signals(id string) []evidence.Signal {
	var out []evidence.Signal
	for _, s := range c.Evidence.Signals {
		if s.ID == id {
			out = append(out, s)
		}
	}
	return out
}

// damage returns the damage of that kind.
func (c *Case) damage(kind string) []evidence.Damage {
	var out []evidence.Damage
	for _, d := range c.Evidence.Damage {
		if d.Kind == kind {
			out = append(out, d)
		}
	}
	return out
}

// quotes of a list of signals, at most three: a ticket wants proof, not a log.
func quotes(signals []evidence.Signal) []evidence.Quote {
	var out []evidence.Quote
	for _, s := range signals {
		if len(out) == maxQuotes {
			break
		}
		out = append(out, s.Quote)
	}
	return out
}

// maxQuotes is how many lines prove one finding.
const maxQuotes = 3

// certArgs are the arguments that sentences about one certificate use.
func certArgs(x *cert.Certificate) map[string]string {
	if x == nil {
		return map[string]string{}
	}
	return map[string]string{
		"subject": x.Subject.CommonName(),
		"issuer":  x.Issuer.CommonName(),
		"from":    day(x.NotBefore),
		"to":      day(x.NotAfter),
	}
}

// with adds pairs to a map of arguments.
func with(args map[string]string, pairs ...string) map[string]string {
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// day prints a date as YYYY-MM-DD, the one form that reads the same in every
// language; empty when unknown.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}
