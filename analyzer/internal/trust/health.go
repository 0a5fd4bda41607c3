package trust

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// State is the one word for a store record: its worst fault, or StateOK.
type State string

// The states, in the order of what hurts first. One record that cannot be
// loaded disturbs every connection that loads the table (KB1217702); one that
// is not used disturbs only the connection that needs it.
const (
	StateUnreadable         State = "unreadable"
	StateWithoutCertificate State = "without-certificate"
	StateExpired            State = "expired"
	StateExpires30          State = "expires-30"
	StateNotYetValid        State = "not-yet-valid"
	StateWrongType          State = "wrong-type"
	StateNotListed          State = "not-listed" // by Java, of a PKCS#12 store
	StateInactive           State = "inactive"
	StateUnclear            State = "unclear" // whether it is active is not known
	StateSameNameOtherKey   State = "same-name-other-key"
	StateNotACA             State = "leaf-among-cas"
	StateExpires60          State = "expires-60"
	StateExpires90          State = "expires-90"
	StateDuplicate          State = "duplicate"
	StateWeak               State = "weak"
	StateAttachmentOnly     State = "attachment-only" // a key store that the export does not carry
	StateOK                 State = "ok"
)

var stateOrder = []State{StateUnreadable, StateWithoutCertificate, StateExpired, StateExpires30, StateNotYetValid,
	StateWrongType, StateNotListed, StateInactive, StateUnclear, StateSameNameOtherKey, StateNotACA, StateExpires60, StateExpires90,
	StateDuplicate, StateWeak, StateAttachmentOnly, StateOK}

// problemOf is the finding that a state belongs to. A weak record has its own
// two, and an attachment nobody can look into has none.
var problemOf = map[State]string{
	StateUnreadable:         "store-record-unreadable",
	StateWithoutCertificate: "store-record-without-certificate",
	StateExpired:            "store-record-expired",
	StateExpires30:          "expires-soon",
	StateExpires60:          "expires-soon",
	StateExpires90:          "expires-soon",
	StateNotYetValid:        "not-yet-valid",
	StateWrongType:          "store-record-wrong-type",
	StateNotListed:          "store-record-not-listed",
	StateInactive:           "store-record-inactive",
	StateUnclear:            "store-record-unclear",
	StateSameNameOtherKey:   "same-name-different-key",
	StateNotACA:             "store-record-not-a-ca",
	StateDuplicate:          "store-record-duplicate",
}

// RecordState is the health of one store record.
type RecordState struct {
	Store, Record int // indices into the stores and their records
	Name          string
	Certificate   *cert.Certificate // nil when there is none to read
	State         State
	// States holds every fault of the record, worst first; empty when ok.
	States []State
	// Known is false when neither a certificate nor the record tells when it
	// expires. DaysLeft counts whole days, negative after the end.
	Known    bool
	DaysLeft int
	// Problems are finding ids, in the order of States.
	Problems []string
	// Twin is the record that this one repeats or contradicts, -1 when none.
	Twin int
}

// Health judges every record of the stores at an instant, what will hurt first
// in front; records in the same state come by the days they have left, then in
// the order of the input.
func Health(stores []evidence.Store, at time.Time) []RecordState {
	var out []RecordState
	for s, store := range stores {
		seen := siblings{byID: map[string]int{}, byName: map[string]int{}}
		first := len(out)
		for r, record := range store.Records {
			out = append(out, judge(store, record, at))
			state := &out[len(out)-1]
			state.Store, state.Record = s, r
		}
		seen.compare(store, out[first:])
		for i := first; i < len(out); i++ {
			out[i].conclude()
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return cmp.Or(cmp.Compare(rank(a.State), rank(b.State)), cmp.Compare(a.DaysLeft, b.DaysLeft)) < 0
	})
	return out
}

func rank(s State) int { return slices.Index(stateOrder, s) }

// judge finds the faults that a record has by itself.
func judge(store evidence.Store, record evidence.Record, at time.Time) RecordState {
	c := certificateOf(record)
	state := RecordState{Name: record.Name, Certificate: c, Twin: -1}
	add := func(s State) { state.States = append(state.States, s) }

	if record.Active == evidence.No {
		add(StateInactive)
	}
	if record.Unclear != "" {
		add(StateUnclear)
	}
	switch {
	case unreadable(record):
		add(StateUnreadable)
	case record.Trouble == "attachment-only":
		add(StateAttachmentOnly)
	case c == nil && record.Trouble != "encrypted" && strings.HasPrefix(store.Kind, "sys_"):
		add(StateWithoutCertificate)
	case c == nil:
		add(StateAttachmentOnly)
	}

	from, to := time.Time{}, record.Expires
	if c != nil {
		from, to = c.NotBefore, c.NotAfter
	}
	if !to.IsZero() {
		state.Known, state.DaysLeft = true, daysLeft(to, at)
		if s := expiry(state.DaysLeft, to, at); s != StateOK {
			add(s)
		}
	}
	if !from.IsZero() && at.Before(from) {
		add(StateNotYetValid)
	}
	if c == nil || unreadable(record) {
		return state
	}
	if wrongType(store, record) {
		add(StateWrongType)
	}
	if notListed(store, record) {
		add(StateNotListed)
	}
	if !record.HasKey && !mayIssue(c) {
		add(StateNotACA)
	}
	if weakKey(c) || weakSignature(c) {
		add(StateWeak)
	}
	return state
}

// daysLeft counts whole days; the hours after the end are day -1.
func daysLeft(to, at time.Time) int {
	const day = 24 * time.Hour
	left := to.Sub(at)
	if left < 0 {
		return -1 - int(-left/day)
	}
	return int(left / day)
}

// expiry names the window a record is in. RFC 5280 section 4.1.2.5: the last
// instant still counts.
func expiry(days int, to, at time.Time) State {
	switch {
	case at.After(to):
		return StateExpired
	case days < 30:
		return StateExpires30
	case days < 60:
		return StateExpires60
	case days < 90:
		return StateExpires90
	}
	return StateOK
}

// siblings finds what records say about each other. Only records that take
// part in trust are compared: an old record that was switched off is no twin.
type siblings struct{ byID, byName map[string]int }

func (s siblings) compare(store evidence.Store, states []RecordState) {
	for i := range states {
		record := store.Records[i]
		c := states[i].Certificate
		if c == nil || !counts(store, record) {
			continue
		}
		if j, ok := s.byID[c.ID]; ok {
			states[i].States = append(states[i].States, StateDuplicate)
			states[i].Twin = j
			continue
		}
		s.byID[c.ID] = i
		if record.HasKey || len(c.SPKI) == 0 {
			continue // names only: whether the keys differ is not known
		}
		key := c.Subject.Key()
		j, ok := s.byName[key]
		if !ok {
			s.byName[key] = i
			continue
		}
		if string(states[j].Certificate.SPKI) == string(c.SPKI) {
			continue // the same CA renewed: both certificates do the same
		}
		for _, pair := range [][2]int{{i, j}, {j, i}} {
			state := &states[pair[0]]
			if !slices.Contains(state.States, StateSameNameOtherKey) {
				state.States = append(state.States, StateSameNameOtherKey)
				state.Twin = pair[1]
			}
		}
	}
}

// conclude sorts the faults and derives the one word and the finding ids.
func (r *RecordState) conclude() {
	sort.Slice(r.States, func(i, j int) bool { return rank(r.States[i]) < rank(r.States[j]) })
	r.State = StateOK
	if len(r.States) > 0 {
		r.State = r.States[0]
	}
	// What is switched off hurts nobody by being old: the switch comes first.
	if slices.Contains(r.States, StateInactive) {
		r.State = StateInactive
	}
	for _, s := range r.States {
		if id, ok := problemOf[s]; ok {
			r.Problems = append(r.Problems, id)
		}
	}
	if slices.Contains(r.States, StateWeak) {
		if weakKey(r.Certificate) {
			r.Problems = append(r.Problems, "weak-key")
		}
		// The JDK checks no anchor's own signature, so SHA-1 on a root is a
		// sign of age and no problem.
		if weakSignature(r.Certificate) && !r.Certificate.SelfIssued() {
			r.Problems = append(r.Problems, "disabled-algorithm")
		}
	}
}

// certificateOf is the certificate a record stands for: its own, or the leaf of
// its key entry's chain.
func certificateOf(record evidence.Record) *cert.Certificate {
	if record.Certificate == nil && len(record.Chain) > 0 {
		return record.Chain[0]
	}
	return record.Certificate
}

func unreadable(record evidence.Record) bool {
	return record.Trouble == "unreadable" || record.Certificate != nil && record.Certificate.Damage != ""
}

// wrongType: a certificate under a key-store type of the instance's table is
// never used to check a server.
func wrongType(store evidence.Store, record evidence.Record) bool {
	return strings.HasPrefix(store.Kind, "sys_") && keyStoreType(record.Type) && !record.HasKey && record.Certificate != nil
}

// notListed: in a PKCS#12 store Java takes a certificate without a key for an
// entry only when it has the attribute that keytool gives it (measured with
// JDK 17: a store of openssl pkcs12 -export -nokeys has no entries).
func notListed(store evidence.Store, record evidence.Record) bool {
	return store.Kind == "pkcs12" && record.Type == "" && record.Certificate != nil
}

// keyStoreType reads "java_key_store", "Java Key Store", "PKCS12 Key Store":
// exports carry the stored value or the label. Anything else counts as a trust
// store certificate, because the stored values are documented nowhere.
func keyStoreType(kind string) bool {
	return strings.Contains(letters(kind), "keystore")
}

// letters keeps the ASCII letters and digits, in lower case.
func letters(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case 'A' <= r && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// mayIssue: version 1 certificates carry no extension, and the JDK takes one as
// an anchor (measured). A certificate known by names only is not accused.
func mayIssue(c *cert.Certificate) bool {
	if c.HasBasicConstraints {
		return c.IsCA
	}
	return c.Version != 3
}

// The sizes below which a key is called weak: NIST SP 800-131A has disallowed
// them since 2014.
const (
	minRSABits = 2048
	minECBits  = 224
)

func weakKey(c *cert.Certificate) bool {
	switch c.Key.Algorithm {
	case "RSA", "RSASSA-PSS", "DSA":
		return 0 < c.Key.Bits && c.Key.Bits < minRSABits
	case "EC":
		return 0 < c.Key.Bits && c.Key.Bits < minECBits
	}
	return false
}

func weakSignature(c *cert.Certificate) bool {
	name := c.SignatureAlgorithm
	return strings.HasPrefix(name, "SHA1") || strings.HasPrefix(name, "MD5") || strings.HasPrefix(name, "MD2")
}
