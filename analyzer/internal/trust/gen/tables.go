package main

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
)

// file collects the bytes of a table. The layouts are those that package trust
// describes where it reads them.
type file struct{ bytes.Buffer }

func (f *file) number(n int64, size int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	f.Write(b[8-size:])
}

func (f *file) text(s string) { f.number(int64(len(s)), 1); f.WriteString(s) }
func (f *file) long(b []byte) { f.number(int64(len(b)), 2); f.Write(b) }

// caKey is what a CA is: a name and a key.
func caKey(c *x509.Certificate) string {
	return string(c.RawSubject) + string(c.RawSubjectPublicKeyInfo)
}

// anchor writes the facts of a root; since, policy and the day of distrust are
// the JDK's and empty for Mozilla's roots.
func (f *file) anchor(r jdkRoot, store string, inMozilla bool) error {
	c, err := cert.Parse(r.Raw)
	if err != nil || c.Damage != "" {
		return fmt.Errorf("%s: %v %s", name(r.Certificate), err, c.Damage)
	}
	a := cert.AnchorOf(c, store)
	issuer := !bytes.Equal(a.Issuer.Raw, a.Subject.Raw)
	flags := 0
	for bit, set := range []bool{a.HasBasicConstraints, a.IsCA, a.HasKeyUsage, issuer, inMozilla} {
		if set {
			flags |= 1 << bit
		}
	}
	f.WriteString(rawSum(r.Certificate))
	f.number(int64(a.Version), 1)
	f.number(int64(flags), 1)
	f.number(int64(a.KeyUsage), 2)
	f.number(a.NotBefore.Unix(), 8)
	f.number(a.NotAfter.Unix(), 8)
	f.text(a.SignatureAlgorithm)
	f.text(r.since)
	f.text(r.policy)
	if r.policy != "" {
		f.number(r.distrust.Unix(), 8)
	}
	f.text(string(a.SKI))
	f.text(a.Serial)
	f.long(a.Subject.Raw)
	if issuer {
		f.long(a.Issuer.Raw)
	}
	f.long(a.SPKI)
	return nil
}

// openjdkTable writes the JDK's list as anchors.
func openjdkTable(s *sources) ([]byte, error) {
	inMozilla := map[string]bool{}
	for _, c := range s.mozilla {
		inMozilla[caKey(c)] = true
	}
	var f file
	f.number(trust.Layout, 4)
	f.number(int64(len(s.jdk)), 2)
	for _, r := range s.jdk {
		if err := f.anchor(r, "openjdk", inMozilla[caKey(r.Certificate)]); err != nil {
			return nil, err
		}
	}
	return f.Bytes(), nil
}

// mozillaTable writes Mozilla's list: a root that is in the JDK's list too by
// its number there, any other as an anchor.
func mozillaTable(s *sources) ([]byte, error) {
	numbers := map[string]int{}
	for i, r := range s.jdk {
		numbers[fingerprint(r.Certificate)] = i + 1
	}
	var f file
	f.number(trust.Layout, 4)
	f.number(int64(len(s.mozilla)), 2)
	for _, c := range s.mozilla {
		f.number(s.lastLeaf[fingerprint(c)].Unix(), 8)
		number := numbers[fingerprint(c)]
		f.number(int64(number), 2)
		if number > 0 {
			continue
		}
		if err := f.anchor(jdkRoot{Certificate: c}, "mozilla", true); err != nil {
			return nil, err
		}
	}
	return f.Bytes(), nil
}

// lastAccepted finds the last instant at which a root's constraint takes a
// certificate. The list keeps the date to itself: it is asked for by halving
// the seconds between 2000 and 2100. Without a constraint it is 1970.
func lastAccepted(constraint func([]*x509.Certificate) error) time.Time {
	if constraint == nil {
		return time.Unix(0, 0)
	}
	from := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	seconds := sort.Search(int(to.Sub(from)/time.Second), func(s int) bool {
		issued := from.Add(time.Duration(s) * time.Second)
		return constraint([]*x509.Certificate{{NotBefore: issued}}) != nil
	})
	return from.Add(time.Duration(seconds-1) * time.Second)
}

// ca is a subject with a key, and the certificates that carry them.
type ca struct {
	number       int
	subject      []byte
	keyID        []byte
	anyOne       *x509.Certificate
	certificates []*x509.Certificate
	download     string
}

// The widths of columns: package trust reads the same.
const (
	keyIDSize = 20
	maxCount  = 255
)

// intermediatesTable writes the public intermediates by columns.
func intermediatesTable(s *sources) ([]byte, error) {
	cas, jdk, mozilla, err := arrange(s)
	if err != nil {
		return nil, err
	}
	issuers, err := verified(cas)
	if err != nil {
		return nil, err
	}
	publish(cas, issuers)

	var head, keyIDs, marks, lengths, counts, downloads, sums, issuing, from, to, names file
	addresses := addressList(cas)
	total := 0
	for _, c := range cas {
		if len(c.certificates) > maxCount {
			return nil, fmt.Errorf("%s has %d certificates", name(c.anyOne), len(c.certificates))
		}
		counts.number(int64(len(c.certificates)), 1)
		downloads.number(int64(slices.Index(addresses, c.download)+1), 2)
		total += len(c.certificates)
		for _, x := range c.certificates {
			sums.WriteString(rawSum(x))
			issuing.number(int64(issuers[x].number), 2)
			from.number(day(x.NotBefore), 2)
			to.number(day(x.NotAfter), 2)
		}
		if c.number < jdk {
			continue
		}
		if n := len(c.keyID); n != keyIDSize && n != 0 {
			return nil, fmt.Errorf("%s has a key identifier of %d bytes", name(c.anyOne), n)
		}
		keyIDs.Write(append(slices.Clone(c.keyID), make([]byte, keyIDSize-len(c.keyID))...))
		n, err := cert.ParseName(c.subject)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name(c.anyOne), err)
		}
		marks.WriteByte(trust.NameMark(n))
		lengths.number(int64(len(c.subject)), 2)
		names.Write(c.subject)
	}
	lines := strings.Join(addresses, "\n") + "\n"
	for _, n := range []int{trust.Layout, jdk, mozilla, len(cas), total, names.Len(), len(lines)} {
		head.number(int64(n), 4)
	}
	for _, column := range []*file{&keyIDs, &marks, &lengths, &counts, &downloads, &sums, &issuing, &from, &to, &names} {
		head.Write(column.Bytes())
	}
	head.WriteString(lines)
	return head.Bytes(), nil
}

// arrange numbers the CAs: the JDK's roots, Mozilla's others, and the rest by
// issuer and name, so that what is alike lies together.
func arrange(s *sources) (list []*ca, jdk, mozilla int, err error) {
	byKey := map[string]*ca{}
	add := func(c *x509.Certificate) *ca {
		known := byKey[caKey(c)]
		if known == nil {
			known = &ca{number: len(list), subject: c.RawSubject, keyID: c.SubjectKeyId, anyOne: c}
			byKey[caKey(c)] = known
			list = append(list, known)
		}
		return known
	}
	for _, r := range s.jdk {
		add(r.Certificate)
	}
	if jdk = len(list); jdk != len(s.jdk) {
		return nil, 0, 0, fmt.Errorf("the JDK's list holds a root twice")
	}
	others := slices.Clone(s.mozilla)
	slices.SortFunc(others, func(a, b *x509.Certificate) int {
		return cmp.Or(bytes.Compare(a.RawSubject, b.RawSubject), bytes.Compare(a.Raw, b.Raw))
	})
	for _, c := range others {
		add(c)
	}
	mozilla = len(list) - jdk

	rest := slices.DeleteFunc(slices.Clone(s.intermediates), func(c *x509.Certificate) bool { return s.revoked[fingerprint(c)] })
	slices.SortFunc(rest, func(a, b *x509.Certificate) int {
		return cmp.Or(bytes.Compare(a.RawIssuer, b.RawIssuer), bytes.Compare(a.RawSubject, b.RawSubject),
			a.NotBefore.Compare(b.NotBefore), bytes.Compare(a.Raw, b.Raw))
	})
	for _, c := range rest {
		known := add(c)
		if len(c.SubjectKeyId) > 0 && len(known.keyID) > 0 && !bytes.Equal(c.SubjectKeyId, known.keyID) {
			return nil, 0, 0, fmt.Errorf("%s carries two key identifiers", name(c))
		}
		known.certificates = append(known.certificates, c)
	}
	return list, jdk, mozilla, nil
}

// verified finds the CA whose key signed each certificate.
func verified(cas []*ca) (map[*x509.Certificate]*ca, error) {
	bySubject := map[string][]*ca{}
	for _, c := range cas {
		n, _ := cert.ParseName(c.subject)
		bySubject[n.Key()] = append(bySubject[n.Key()], c)
	}
	issuers := map[*x509.Certificate]*ca{}
	for _, c := range cas {
		for _, x := range c.certificates {
			parsed, err := cert.Parse(x.Raw)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name(x), err)
			}
			for _, candidate := range bySubject[parsed.Issuer.Key()] {
				if parsed.CheckSignature(candidate.anyOne.RawSubjectPublicKeyInfo) == nil {
					issuers[x] = candidate
					break
				}
			}
			if issuers[x] == nil {
				return nil, fmt.Errorf("no key verifies %s", name(x))
			}
		}
	}
	return issuers, nil
}

// publish gives each CA the address that the newest certificate under it names
// for its issuer (RFC 5280 section 4.2.2.1, caIssuers).
func publish(cas []*ca, issuers map[*x509.Certificate]*ca) {
	newest := map[*ca]*x509.Certificate{}
	for _, c := range cas {
		for _, x := range c.certificates {
			up := issuers[x]
			if address(x) == "" || newest[up] != nil && !x.NotBefore.After(newest[up].NotBefore) {
				continue
			}
			newest[up], up.download = x, address(x)
		}
	}
}

// address is the first caIssuers address over HTTP.
func address(c *x509.Certificate) string {
	for _, a := range c.IssuingCertificateURL {
		plain := !strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>\\`", r) })
		if plain && (strings.HasPrefix(a, "http://") || strings.HasPrefix(a, "https://")) {
			return a
		}
	}
	return ""
}

func addressList(cas []*ca) []string {
	var list []string
	for _, c := range cas {
		if c.download != "" {
			list = append(list, c.download)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func day(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

func name(c *x509.Certificate) string {
	n, _ := cert.ParseName(c.RawSubject)
	return n.CommonName()
}
