// Package report is the contract of Missing Link: one struct that the page,
// the command line, the Worker and every rendering read. It holds types and
// enums, and the two walks over them, [Fill] and [Each]. It imports nothing but
// the standard library.
//
// The contract is schema 1 and changes by addition only. Slices are never nil
// in a report that [Fill] completed. Times are RFC 3339 in UTC. The same input,
// options and clock give the same bytes. No private key, key store password
// or session secret ever stands in it.
package report

// Schema is the version of the contract. It rises only when a field is removed
// or changes its meaning.
const Schema = 1

// Report is the whole answer.
type Report struct {
	Schema            int                `json:"schema"`
	Tool              Tool               `json:"tool"`
	At                string             `json:"at"`
	Host              string             `json:"host"`
	Direction         Direction          `json:"direction"`
	Lang              string             `json:"lang"`
	Verdict           Verdict            `json:"verdict"`
	Inputs            []Input            `json:"inputs"`
	Chains            []Chain            `json:"chains"`
	Java              Java               `json:"java"`
	Sessions          []Session          `json:"sessions"`
	Certificates      []Certificate      `json:"certificates"`
	Paths             []Path             `json:"paths"`
	Extras            []string           `json:"extras"`
	Findings          []Finding          `json:"findings"`
	Remedies          []Remedy           `json:"remedies"`
	ImportPlan        []Import           `json:"importPlan"`
	ServerBundle      []string           `json:"serverBundle"`
	Mail              string             `json:"mail"`
	Stores            []Store            `json:"stores"`
	ClientCertificate *ClientCertificate `json:"clientCertificate,omitempty"`
	Comparison        *Comparison        `json:"comparison,omitempty"`
	NotChecked        []string           `json:"notChecked"`
	Removed           []string           `json:"removed"`
	Truncated         []string           `json:"truncated"`
}

// Tool names what made the report and how old its trust data is.
type Tool struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	TrustDate string `json:"trustDate"`
}

// Direction says who connects to whom.
type Direction string

// The three directions: the instance calls an endpoint, the MID Server calls
// an endpoint, a client calls the instance.
const (
	Outbound Direction = "outbound"
	MID      Direction = "mid"
	Inbound  Direction = "inbound"
)

// Status is the coarse outcome.
type Status string

// The three outcomes of a verdict.
const (
	OK      Status = "ok"
	Problem Status = "problem"
	Unknown Status = "unknown"
)

// Owner is the party that has to act.
type Owner string

// The parties a finding or a remedy can name.
const (
	Endpoint Owner = "endpoint"
	Instance Owner = "instance"
	Client   Owner = "client"
	Network  Owner = "network"
	Nobody   Owner = "nobody"
)

// Basis says what a verdict rests on.
type Basis string

// A verdict rests on checked signatures, on names alone, or on what a log says.
const (
	Signatures Basis = "signatures"
	Names      Basis = "names"
	Log        Basis = "log"
)

// Verdict is the leading answer: one sentence, who acts, what to do next.
type Verdict struct {
	Status Status `json:"status"`
	// Word is the one word shown above the sentence: missing, complete,
	// refused or can't tell yet, in the language of the report.
	Word string `json:"word"`
	// Code is the id of the leading finding, or "chain-complete".
	Code        string `json:"code"`
	Title       string `json:"title"`
	Explanation string `json:"explanation"`
	Owner       Owner  `json:"owner"`
	// OwnerText names the owner in words, with the host where it is known.
	OwnerText  string `json:"ownerText"`
	NextAction string `json:"nextAction"`
	// NextCommand is the command behind NextAction, or empty.
	NextCommand string `json:"nextCommand"`
	Basis       Basis  `json:"basis"`
}

// Input is one thing that was pasted or dropped, and what was understood.
type Input struct {
	Name         string `json:"name"`
	Role         string `json:"role"`
	Kind         string `json:"kind"`
	Bytes        int64  `json:"bytes"`
	Lines        int    `json:"lines"`
	Certificates int    `json:"certificates"`
	Summary      string `json:"summary"`
}

// Chain is one sent chain with its own decision; a log may hold hundreds.
type Chain struct {
	Session      int      `json:"session"`
	Certificates []string `json:"certificates"`
	Java         Java     `json:"java"`
	Paths        []Path   `json:"paths"`
	Code         string   `json:"code"`
}

// Java is what the JDK's trust manager and host name check say about a chain.
type Java struct {
	// Profile is the JDK release whose defaults were applied, "17" for one.
	Profile string `json:"profile"`
	// Known says how the profile's behaviour is known: measured or documented.
	Known string `json:"known"`
	// Accepted is null when the procedure could not be run.
	Accepted *bool `json:"accepted"`
	// Stage is where it ended: path, host, handshake or empty.
	Stage string `json:"stage"`
	// Kind is the class of the refusal: building, validation, host, usage,
	// algorithm, trust, parse or empty.
	Kind string `json:"kind"`
	// Message is the JDK's own sentence, empty when accepted.
	Message string `json:"message"`
	// Path runs from the leaf to the anchor inclusive, as certificate ids.
	Path      []string `json:"path"`
	Evaluated bool     `json:"evaluated"`
	// NotEvaluated names what was not looked at; [OwnStore] for one.
	NotEvaluated []string `json:"notEvaluated"`
}

// OwnStore stands in [Java.NotEvaluated] where a log shows that its Java
// accepted a path which ends in no store that was given.
const OwnStore = "own trust store"

// Session is one connection that a transcript or log shows.
type Session struct {
	Source                     string   `json:"source"`
	Input                      int      `json:"input"`
	Line                       int      `json:"line"`
	Host                       string   `json:"host"`
	Port                       string   `json:"port"`
	SNI                        string   `json:"sni"`
	Tool                       string   `json:"tool"`
	Protocol                   string   `json:"protocol"`
	At                         string   `json:"at"`
	Sent                       []string `json:"sent"`
	ClientSent                 []string `json:"clientSent"`
	AcceptableCAs              []string `json:"acceptableCAs"`
	ClientCertificateRequested string   `json:"clientCertificateRequested"`
	VerifyCode                 int      `json:"verifyCode"`
	Alert                      *Alert   `json:"alert,omitempty"`
	Errors                     []string `json:"errors"`
	// Outcome is accepted, refused-by-client, refused-by-server or unknown.
	Outcome string `json:"outcome"`
}

// Alert is a TLS alert (RFC 8446 section 6). Direction is received or sent,
// seen from the machine that wrote the transcript.
type Alert struct {
	Name      string `json:"name"`
	Number    int    `json:"number"`
	Direction string `json:"direction"`
}

// Certificate is one certificate, or the names of one.
type Certificate struct {
	// ID is the lower-case SHA-256 of the DER bytes, or "names:" and a hash
	// when only names were shown.
	ID    string `json:"id"`
	Basis string `json:"basis"`
	// Role is leaf, intermediate, root or unknown.
	Role        string   `json:"role"`
	Subject     string   `json:"subject"`
	Issuer      string   `json:"issuer"`
	CommonName  string   `json:"commonName"`
	Serial      string   `json:"serial"`
	NotBefore   string   `json:"notBefore"`
	NotAfter    string   `json:"notAfter"`
	DaysLeft    *int     `json:"daysLeft"`
	Key         string   `json:"key"`
	Signature   string   `json:"signature"`
	SAN         []string `json:"san"`
	SKI         string   `json:"ski"`
	AKI         string   `json:"aki"`
	AIA         []string `json:"aia"`
	Usage       []string `json:"usage"`
	IsCA        bool     `json:"isCA"`
	SelfSigned  bool     `json:"selfSigned"`
	PublicRoot  bool     `json:"publicRoot"`
	InStores    []string `json:"inStores"`
	Origins     []Origin `json:"origins"`
	Problem     string   `json:"problem"`
	FileName    string   `json:"fileName"`
	PEM         string   `json:"pem"`
	Fingerprint string   `json:"fingerprint"`
}

// Origin is one place where a certificate stood. Line is 1-based and 0 in
// binary input; Index is its position in the sent chain, -1 when it has none.
type Origin struct {
	Input int `json:"input"`
	Line  int `json:"line"`
	Index int `json:"index"`
}

// Path is one way up from the leaf.
type Path struct {
	// Status is accepted, refused or incomplete.
	Status  string   `json:"status"`
	Links   []Link   `json:"links"`
	Anchor  string   `json:"anchor"`
	Missing *Missing `json:"missing,omitempty"`
}

// Link is one certificate on a path and how it hangs on the one below.
type Link struct {
	// Certificate is an id of Report.Certificates, empty for a missing one.
	Certificate string `json:"certificate"`
	// Origin is sent, store, given (by the user, not sent), known-public or
	// missing.
	Origin string `json:"origin"`
	// Check is how the certificate below is known to be signed by this one:
	// verified, name-only, mismatch, or empty on the leaf.
	Check    string   `json:"check"`
	Problems []string `json:"problems"`
	// Name and NotBefore, NotAfter and the fingerprint describe a certificate
	// that is known by facts only (a trust anchor, a public intermediate).
	Name        string   `json:"name"`
	SKI         string   `json:"ski"`
	Fingerprint string   `json:"fingerprint"`
	NotBefore   string   `json:"notBefore"`
	NotAfter    string   `json:"notAfter"`
	Stores      []string `json:"stores"`
	// Since is the JDK update that brought a public root, empty when it has
	// been in the list all along.
	Since string `json:"since"`
}

// Missing describes the certificate that is not there.
type Missing struct {
	Subject     string   `json:"subject"`
	SKI         string   `json:"ski"`
	Fingerprint string   `json:"fingerprint"`
	Download    []string `json:"download"`
	// Known is public or private.
	Known string `json:"known"`
	// MayBeRoot says that the missing issuer may itself be the root.
	MayBeRoot bool `json:"mayBeRoot"`
}

// Severity ranks a finding.
type Severity string

// An error breaks the handshake, a warning will or may, a note does not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is one thing that was found, worded and proved.
type Finding struct {
	ID           string     `json:"id"`
	Severity     Severity   `json:"severity"`
	Title        string     `json:"title"`
	Explanation  string     `json:"explanation"`
	Owner        Owner      `json:"owner"`
	Certificates []string   `json:"certificates"`
	Evidence     []Evidence `json:"evidence"`
	Remedies     []string   `json:"remedies"`
}

// Evidence is the user's own line. Line is 1-based, 0 for binary input.
type Evidence struct {
	Input int    `json:"input"`
	Line  int    `json:"line"`
	Quote string `json:"quote"`
}

// Remedy is a way to repair, with the party that acts and its proof.
type Remedy struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Owner Owner  `json:"owner"`
	// Why says what the remedy is worth, its drawback included.
	Why    string  `json:"why"`
	Source *Source `json:"source,omitempty"`
	Steps  []Step  `json:"steps"`
	Proof  Proof   `json:"proof"`
}

// Source is the knowledge article a step rests on.
type Source struct {
	Article string `json:"article"`
	Section string `json:"section"`
}

// Step is one thing to do.
type Step struct {
	Text    string `json:"text"`
	Command string `json:"command"`
	Note    string `json:"note"`
}

// Proof says how a remedy is known to work.
type Proof struct {
	// Kind is counterfactual (signatures checked and the procedure run again
	// with Adds in place; where Text says that it takes two changes, with those
	// of both), facts (name and key identifier only) or none.
	Kind        string   `json:"kind"`
	Adds        []string `json:"adds"`
	JavaAccepts bool     `json:"javaAccepts"`
	Text        string   `json:"text"`
}

// Import is one row of the import plan for the instance, root first.
type Import struct {
	Order       int    `json:"order"`
	Certificate string `json:"certificate"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	Format      string `json:"format"`
	Why         string `json:"why"`
}

// Store is one trust store or key store that was given, and its health.
type Store struct {
	Name    string        `json:"name"`
	Kind    string        `json:"kind"`
	Count   int           `json:"count"`
	Records []StoreRecord `json:"records"`
	Covers  []Coverage    `json:"covers"`
}

// StoreRecord is one entry of a store.
type StoreRecord struct {
	Name        string   `json:"name"`
	Certificate string   `json:"certificate"`
	State       string   `json:"state"`
	DaysLeft    *int     `json:"daysLeft"`
	Problems    []string `json:"problems"`
}

// Coverage says whether a store holds a certificate that the chain needs.
// State is present, absent, same-name-other-key, inactive, unclear, expired,
// unreadable or wrong-type.
type Coverage struct {
	Certificate string `json:"certificate"`
	Name        string `json:"name"`
	State       string `json:"state"`
}

// ClientCertificate is the judgement of the client certificate that was given.
type ClientCertificate struct {
	Certificate string   `json:"certificate"`
	Chain       []string `json:"chain"`
	Alias       string   `json:"alias"`
	// Key is present, absent or mismatch.
	Key     string   `json:"key"`
	Reaches []string `json:"reaches"`
	// Usage is ok or missing.
	Usage string `json:"usage"`
	Java  Java   `json:"java"`
}

// Comparison is what changed between two inputs.
type Comparison struct {
	Added     []string `json:"added"`
	Removed   []string `json:"removed"`
	Rekeyed   []string `json:"rekeyed"`
	Reissued  []string `json:"reissued"`
	Reordered bool     `json:"reordered"`
	Sentence  string   `json:"sentence"`
}
