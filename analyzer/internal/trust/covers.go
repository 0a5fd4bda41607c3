package trust

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// Anchors are the records of a store that Java takes as trust anchors: active,
// readable, of a certificate type; one of which nobody knows whether it is
// active is left out, so that nothing rests on it. Dates do not matter: the JDK ignores those of an anchor. Its policies
// of distrust matter: a distrusted root is not healed by an import.
func Anchors(store evidence.Store) []*cert.Anchor {
	var out []*cert.Anchor
	for _, record := range store.Records {
		if !counts(store, record) {
			continue
		}
		for _, c := range Held(store, record) {
			a := cert.AnchorOf(c, "yours:"+store.Name)
			a.Distrust = distrustOf(a.ID)
			out = append(out, a)
		}
	}
	return out
}

// Held are the certificates that a record brings into its store. A CA
// Certificate record takes root and intermediates as one bundle, in any order;
// of every other record it is the first, as the JDK takes a key entry's leaf.
func Held(store evidence.Store, record evidence.Record) []*cert.Certificate {
	if store.Kind == "sys_ca_certificate" && len(record.Chain) > 0 {
		return record.Chain
	}
	if c := certificateOf(record); c != nil {
		return []*cert.Certificate{c}
	}
	return nil
}

func counts(store evidence.Store, record evidence.Record) bool {
	return record.Active != evidence.No && record.Unclear == "" && certificateOf(record) != nil && !unreadable(record) && !wrongType(store, record) && !notListed(store, record)
}

// Attached reports whether a record may be trusted for a certificate that is an
// attachment: not switched off, and no key store.
func Attached(record evidence.Record) bool {
	return record.Trouble == "attachment-only" && record.Active != evidence.No && !keyStoreType(record.Type)
}

// Need is a certificate that a chain needs, as far as it is known.
type Need struct {
	// ID is the lower-case SHA-256, empty when only a name is known.
	ID      string
	Subject cert.Name
	SPKI    []byte // nil when unknown
	KeyID   []byte // nil when unknown
}

// NeedOf asks for a certificate.
func NeedOf(c *cert.Certificate) Need {
	return Need{ID: c.ID, Subject: c.Subject, SPKI: c.SPKI, KeyID: c.SKI}
}

// NeedAnchor asks for a trust anchor.
func NeedAnchor(a *cert.Anchor) Need {
	return Need{ID: a.ID, Subject: a.Subject, SPKI: a.SPKI, KeyID: a.SKI}
}

// NeedKnown asks for a public intermediate.
func NeedKnown(i Intermediate) Need {
	return Need{ID: i.SHA256, Subject: i.SubjectName, KeyID: i.SKI}
}

// Cover says whether a store holds what is needed.
type Cover string

// The answers, the most useful first. Expired is said although the JDK ignores
// the dates of an anchor: whoever looks after the store wants to know.
const (
	CoverPresent          Cover = "present"
	CoverExpired          Cover = "expired"
	CoverInactive         Cover = "inactive"
	CoverUnclear          Cover = "unclear"
	CoverWrongType        Cover = "wrong-type"
	CoverUnreadable       Cover = "unreadable"
	CoverSameNameOtherKey Cover = "same-name-other-key"
	CoverAbsent           Cover = "absent"
)

var coverOrder = []Cover{CoverPresent, CoverExpired, CoverUnclear, CoverInactive, CoverWrongType, CoverUnreadable, CoverSameNameOtherKey, CoverAbsent}

// Coverage is the answer for one need: the best record and its state.
type Coverage struct {
	Need   Need
	State  Cover
	Record int // index of the record the state is about, -1 when absent
}

// Covers looks up everything a chain needs in one store, in the order of the
// needs. A record covers a need when subject and key are the same: a renewed
// certificate of the same CA does the same work.
func Covers(store evidence.Store, needs []Need, at time.Time) []Coverage {
	type held struct {
		certificate *cert.Certificate // nil: what the record is called may tell
		record      int
		mark        byte // so that few names are compared
	}
	var all []held
	for r, record := range store.Records {
		list := Held(store, record)
		for _, c := range list {
			all = append(all, held{c, r, NameMark(c.Subject)})
		}
		if len(list) == 0 {
			all = append(all, held{record: r})
		}
	}
	out := make([]Coverage, len(needs))
	for i, need := range needs {
		out[i] = Coverage{Need: need, State: CoverAbsent, Record: -1}
		best, mark := len(coverOrder), NameMark(need.Subject)
		for _, h := range all {
			record := store.Records[h.record]
			if h.certificate != nil && !unreadable(record) && h.mark != mark {
				continue
			}
			state := cover(store, record, h.certificate, need, at)
			for rank, s := range coverOrder[:min(best, len(coverOrder)-1)] {
				if s == state {
					best, out[i].State, out[i].Record = rank, state, h.record
				}
			}
		}
	}
	return out
}

func cover(store evidence.Store, record evidence.Record, c *cert.Certificate, need Need, at time.Time) Cover {
	if c == nil || unreadable(record) {
		named := letters(need.Subject.CommonName())
		same := c != nil && (c.ID == need.ID || c.Subject.Equal(need.Subject)) || named != "" && letters(record.Name) == named
		if same && record.Active != evidence.No {
			return CoverUnreadable
		}
		return CoverAbsent
	}
	switch same, known := sameCA(c, need); {
	case !c.Subject.Equal(need.Subject):
		return CoverAbsent
	case known && !same:
		if counts(store, record) {
			return CoverSameNameOtherKey
		}
		return CoverAbsent
	case record.Active == evidence.No:
		return CoverInactive
	case record.Unclear != "":
		return CoverUnclear
	case wrongType(store, record), notListed(store, record):
		return CoverWrongType
	case at.After(c.NotAfter):
		return CoverExpired
	}
	return CoverPresent
}

// sameCA compares the keys by the best that both sides know.
func sameCA(c *cert.Certificate, need Need) (same, known bool) {
	switch {
	case c.ID == need.ID:
		return true, true
	case c.SPKI != nil && need.SPKI != nil:
		return string(c.SPKI) == string(need.SPKI), true
	case len(c.SKI) > 0 && len(need.KeyID) > 0:
		return string(c.SKI) == string(need.KeyID), true
	}
	return false, false
}
