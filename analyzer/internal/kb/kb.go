// Package kb holds what the knowledge articles and our own measurements tell
// people to do: remedies, their steps, owners, commands and sources, as data.
// The sentences are in package text under "remedy.<id>" and "step.<id>"; what
// is here never decides anything.
package kb

// Owner is the party that acts; its values are those of report.Owner.
type Owner string

// The parties.
const (
	Endpoint Owner = "endpoint"
	Instance Owner = "instance"
	Client   Owner = "client"
	Network  Owner = "network"
	Nobody   Owner = "nobody"
)

// The two articles behind the tool, and their neighbours. They are cited by
// number; every sentence is our own.
const (
	Outbound      = "KB2794513" // outbound mutual TLS fails: trust of the server's chain
	BadCert       = "KB0683345" // Received fatal alert: bad_certificate
	SetUp         = "KB1648222" // mutual authentication set-up guide
	InboundSetUp  = "KB0993615" // certificate based authentication, inbound
	NotAuthed     = "KB0827182" // peer not authenticated
	BadRecord     = "KB1217702" // unreadable certificate records
	OutboundError = "KB3067060" // outbound web services: HTTP 0 and -1
	MIDTrust      = "KB0750004" // MID Server trust store and upgrades
	MIDMutual     = "KB1116112" // mutual authentication between MID Server and instance
	MIDPolicy     = "KB0863673" // MID Server certificate check policies
)

// Source points at a section of an article.
type Source struct{ Article, Section string }

// Step is one thing to do. Its words are text "step.<ID>" with an optional
// note "step.<ID>.note"; Command is copied as it stands, with placeholders.
type Step struct {
	ID      string
	Command string
}

// Remedy is an ordered list of steps for one party. Its words are text
// "remedy.<ID>.title" and "remedy.<ID>.why".
type Remedy struct {
	ID     string
	Owner  Owner
	Source Source
	Steps  []Step
}

// ByID returns the remedy with that id.
func ByID(id string) (Remedy, bool) {
	for _, r := range Remedies {
		if r.ID == id {
			return r, true
		}
	}
	return Remedy{}, false
}

// ForDirection turns a remedy of the outbound direction into its counterpart
// for the MID Server or for inbound connections, where there is one.
func ForDirection(id, direction string) string {
	if direction == "inbound" && trustsClient[id] {
		id = "trust-client-ca"
	}
	other := id + "-" + direction
	if _, ok := ByID(other); ok {
		return other
	}
	return id
}

// trustsClient are the remedies that come to the same for inbound connections:
// one bundle of root and intermediates is registered.
var trustsClient = map[string]bool{"import-issuer": true, "import-root": true, "replace-trusted-root": true, "fill-store": true}

// ChainFile reports whether the remedy changes the chain that a server sends,
// so that the settings of the server in question are wanted beside it.
func (r Remedy) ChainFile() bool {
	for _, s := range r.Steps {
		if s.Command == nginxChain || s.ID == "drop-extra" {
			return true
		}
	}
	return false
}

// ServerSettings is the remedy that tells each kind of server where to take
// the chain from.
const ServerSettings = "server-settings"
