package trust

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"missinglink/analyzer/internal/cert"
)

// openjdkTable holds the JDK's list: Layout and a count (4 and 2), then for each
// anchor, in the order of the aliases: fingerprint (32), version (1), flags
// (1), key usage (2), notBefore and notAfter (8 each), signature algorithm,
// since, policy, the last day before the distrust (8) if there is a policy,
// key identifier, serial number, subject, issuer if it is another name, and
// SubjectPublicKeyInfo.
//
//go:embed data/openjdk.bin
var openjdkTable string

// The flags of an anchor in openjdkTable.
const (
	flagBasicConstraints = 1 << iota
	flagCA
	flagKeyUsage
	flagIssuer  // the issuer is another name than the subject
	flagMozilla // Mozilla's list has the same subject and key
)

// jdkEntry is an anchor with what only the tables know.
type jdkEntry struct {
	*cert.Anchor
	since     string // "11.0.28"
	inMozilla bool
}

var jdkList = sync.OnceValue(func() []jdkEntry {
	t := open(openjdkTable)
	list := make([]jdkEntry, t.number(2))
	for i := range list {
		list[i] = readAnchor(t)
	}
	return list
})

var openjdk = sync.OnceValue(func() []*cert.Anchor {
	list := make([]*cert.Anchor, len(jdkList()))
	for i, e := range jdkList() {
		list[i] = e.Anchor
	}
	return list
})

// OpenJDK returns the anchors of the stock OpenJDK list, in the order of the
// JDK's aliases. It is parsed once, at the first call. Callers must not change
// it.
func OpenJDK() []*cert.Anchor { return openjdk() }

func readAnchor(t *table) jdkEntry {
	a := &cert.Anchor{Store: "openjdk", ID: hexOf(t.bytes(32)), Version: t.number(1)}
	flags := t.number(1)
	a.HasBasicConstraints = flags&flagBasicConstraints != 0
	a.IsCA = flags&flagCA != 0
	a.HasKeyUsage = flags&flagKeyUsage != 0
	a.KeyUsage = cert.KeyUsage(t.number(2))
	a.NotBefore, a.NotAfter = t.instant(), t.instant()
	a.SignatureAlgorithm = t.text()
	since := t.text()
	if policy := t.text(); policy != "" {
		a.Distrust = &cert.Distrust{Policy: policy, After: t.instant(), Exceptions: exceptions[policy]}
	}
	if id := t.text(); id != "" {
		a.SKI = []byte(id)
	}
	a.Serial = t.text()
	a.Subject, _ = cert.ParseName([]byte(t.long()))
	a.Issuer = a.Subject
	if flags&flagIssuer != 0 {
		a.Issuer, _ = cert.ParseName([]byte(t.long()))
	}
	a.SPKI = []byte(t.long())
	a.Key = cert.DescribeKey(a.SPKI)
	return jdkEntry{Anchor: a, since: since, inMozilla: flags&flagMozilla != 0}
}

// exceptions of the distrust policies: subordinate CAs run by others, under
// which leaves were taken longer. Both are Apple's, "Apple IST CA 2 - G1" and
// "Apple IST CA 8 - G1" (jdk.security.caDistrustPolicies, SYMANTEC_TLS).
var exceptions = map[string]map[string]time.Time{
	"SYMANTEC_TLS": {
		"ac2b922ecfd5e01711772fea8ed372de9d1e2245fce3f57a9cdbec77296a424b": time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC),
		"a4fe7c7f15155f3f0aef7aaa83cf6e06deb97ca3f909df920ac1490882d488ed": time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC),
	},
}

// distrustOf is the JDK's policy on a root. The policies know their roots by
// fingerprint, so it does not matter which store the root was read from.
func distrustOf(id string) *cert.Distrust {
	for _, e := range jdkList() {
		if e.ID == id {
			return e.Distrust
		}
	}
	return nil
}

// The first releases of the JDK trains that got the roots of one quarter:
// 11.0.13, 17.0.1 and 21.0.1 minus one. The same roots came with 11.0.N,
// 17.0.(N-12) and 21.0.(N-20).
const (
	offset17 = 12
	offset21 = 20
)

// sinceText spells "11.0.28" out for the trains that are in use.
func sinceText(update string) string {
	n, ok := updateNumber(update)
	if !ok {
		return ""
	}
	text := update
	if n > offset17 {
		text += fmt.Sprintf(", 17.0.%d", n-offset17)
	}
	if n > offset21 {
		text += fmt.Sprintf(", 21.0.%d", n-offset21)
	}
	return text
}

// updateNumber reads the last number of "11.0.28".
func updateNumber(update string) (int, bool) {
	tail, ok := strings.CutPrefix(update, "11.0.")
	n := 0
	for _, c := range tail {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, ok && n > 0
}

// SinceFor returns the update of a JDK train ("11", "17", "21") that brought
// the root, "17.0.16" for one; empty when the train had it from its start or
// the train is not known.
func (r Root) SinceFor(train string) string {
	for update := range strings.SplitSeq(r.Since, ", ") {
		if strings.HasPrefix(update, train+".") {
			return update
		}
	}
	return ""
}
