package intake

import (
	"bytes"
	"cmp"
	"errors"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// Bag types and attributes of PKCS#12 (RFC 7292 section 4.2), and the JDK's
// mark for a certificate that it lists as trusted.
const (
	oidKeyBag          = "1.2.840.113549.1.12.10.1.1"
	oidShroudedKeyBag  = "1.2.840.113549.1.12.10.1.2"
	oidCertBag         = "1.2.840.113549.1.12.10.1.3"
	oidSecretBag       = "1.2.840.113549.1.12.10.1.5"
	oidNestedBag       = "1.2.840.113549.1.12.10.1.6"
	oidX509Certificate = "1.2.840.113549.1.9.22.1"
	oidFriendlyName    = "1.2.840.113549.1.9.20"
	oidLocalKeyID      = "1.2.840.113549.1.9.21"
	oidTrustedKeyUsage = "2.16.840.1.113894.746875.1.1"
)

// maxBagDepth is how deep bags may lie in bags; no tool nests them.
const maxBagDepth = 4

// errPublicKeyStore is a store protected by certificates instead of by a
// password, which no Java key store is.
var errPublicKeyStore = errMethod{text: "is protected by a public key instead of a password"}

// macData is what protects a store against changes (RFC 7292 section 4).
type macData struct {
	name       string // digest, or PBMAC1
	parameters element
	salt       []byte
	iterations int64
	value      []byte
}

// A pkcs12 is a store while it is read.
type pkcs12 struct {
	s     *sink
	certs []certBag
	keys  []keyBag
	other []evidence.Record // secrets and what could not be read
	// proven is the password that the integrity check or a decryption proved.
	proven *password
	shut   error // why contents or keys stayed closed
	closed int   // how many contents did
	bad    error // the structure is damaged
}

// A certBag is a certificate with its attributes.
type certBag struct {
	certificate *cert.Certificate
	attributes
}

// A keyBag is a private key with its attributes.
type keyBag struct {
	attributes
	spki []byte
}

type attributes struct {
	name    string
	keyID   []byte
	trusted bool
}

// readPKCS12 reads a PKCS#12 store of any maker: one key or several or none,
// with or without a password, DER or BER.
func readPKCS12(s *sink, data []byte) {
	s.kind("pkcs12")
	p := &pkcs12{s: s}
	content, mac, err := outline(data)
	switch {
	case errors.Is(err, errPublicKeyStore):
		s.shut("the PKCS#12 store", err, len(data))
		p.closed++
	case err != nil:
		cutOff(s, "PKCS#12 store", data, err)
		p.closed++
	default:
		changed := mac != nil && !p.intact(*mac, content)
		p.readSafe(content)
		p.tell(data, changed)
	}
	s.store(evidence.Store{Name: s.name(), Kind: "pkcs12", Role: s.role, Records: p.records()})
}

// outline reads the PFX around the contents.
func outline(data []byte) (content []byte, mac *macData, err error) {
	outer, _, err := readElement(data)
	if err != nil {
		return nil, nil, err
	}
	w := outer.inside()
	w.next(tagInteger)
	safe := w.next(tagSequence).inside()
	kind := safe.oid()
	if kind == oidSignedData {
		return nil, nil, errPublicKeyStore
	}
	inner := safe.next(tagContext0).inside()
	content = inner.octets(tagOctets)
	protection, has := w.optional(tagSequence)
	switch {
	case w.err != nil:
		return nil, nil, w.err
	case inner.err != nil || kind != oidData:
		return nil, nil, errNotBER
	case !has:
		return content, nil, nil
	}
	mac, err = readMAC(protection)
	return content, mac, err
}

func readMAC(e element) (*macData, error) {
	w := e.inside()
	info := w.next(tagSequence).inside()
	algorithm := info.next(tagSequence).inside()
	mac := &macData{name: algorithm.oid(), iterations: 1}
	mac.parameters, _ = algorithm.optional(tagSequence)
	mac.value = info.octets(tagOctets)
	mac.salt = w.octets(tagOctets)
	if w.more() {
		mac.iterations = w.number()
	}
	if w.err != nil || info.err != nil || algorithm.err != nil {
		return nil, errNotBER
	}
	return mac, nil
}

// intact finds the password that the integrity check proves, and reports
// whether there is one. What keeps the check from being done is noted.
func (p *pkcs12) intact(mac macData, content []byte) bool {
	for _, candidate := range p.s.passwords() {
		ok, err := p.s.work().macMatches(mac, content, candidate)
		if ok {
			p.proven = &candidate
			return true
		}
		p.stays(err)
	}
	return false
}

// readSafe reads the AuthenticatedSafe: a list of contents, encrypted or not.
func (p *pkcs12) readSafe(content []byte) {
	outer, ok := sequenceIn(content)
	if !ok {
		p.bad = errNotBER
		return
	}
	w := outer.inside()
	for w.more() {
		info := w.next(tagSequence).inside()
		switch kind := info.oid(); {
		case info.err != nil:
			p.bad = errNotBER
		case kind == oidData:
			bags := info.next(tagContext0).inside().octets(tagOctets)
			if !p.readBags(bags, maxBagDepth) {
				p.bad = errNotBER
			}
		case kind == oidEncryptedData:
			p.readEncrypted(info.next(tagContext0))
		default:
			p.closed++
			p.stays(unknownMethod(kind))
		}
	}
	if w.err != nil {
		p.bad = w.err
	}
}

// candidates are the passwords to try, the proven one first.
func (p *pkcs12) candidates() []password {
	all := p.s.passwords()
	if p.proven == nil {
		return all
	}
	return append([]password{*p.proven}, all...)
}

// readEncrypted reads an EncryptedData (RFC 2315 section 13).
func (p *pkcs12) readEncrypted(e element) {
	w := e.inside().next(tagSequence).inside()
	w.next(tagInteger)
	info := w.next(tagSequence).inside()
	info.oid() // the type of the contents
	algorithm := info.next(tagSequence)
	data := info.octets(tagContext0Bit)
	if info.err != nil {
		p.bad = errNotBER
		return
	}
	reason := error(errPassword)
	for _, candidate := range p.candidates() {
		plain, err := p.s.work().decrypt(algorithm, data, candidate)
		if p.readBags(plain, maxBagDepth) {
			p.proven = &candidate
			return
		}
		if _, method := err.(errMethod); method {
			reason = err
		}
	}
	p.closed++
	p.stays(reason)
}

// stays notes why something stays closed. The first reason is the one that
// counts: later ones may be for want of work.
func (p *pkcs12) stays(reason error) { p.shut = cmp.Or(p.shut, reason) }

// readBags reads a SafeContents and reports whether it is one. Nothing is
// recorded of one that is not: a wrong password may pass the padding check.
func (p *pkcs12) readBags(der []byte, depth int) bool {
	if depth == 0 {
		return false
	}
	outer, ok := sequenceIn(der)
	if !ok {
		return false
	}
	for look := outer.inside(); look.more(); {
		if look.next(tagSequence).inside().oid() == "" {
			return false
		}
	}
	for w := outer.inside(); w.more(); {
		if len(p.certs)+len(p.keys)+len(p.other) >= maxRecords {
			p.s.truncated("maxRecords")
			break
		}
		bag := w.next(tagSequence).inside()
		kind := bag.oid()
		value := bag.next(tagContext0)
		p.readBag(kind, value, readAttributes(bag), depth)
		if bag.err != nil {
			p.bad = errNotBER
		}
	}
	return true
}

func (p *pkcs12) readBag(kind string, value element, a attributes, depth int) {
	switch kind {
	case oidCertBag:
		w := value.inside()
		inner := w.next(tagSequence).inside()
		if inner.oid() != oidX509Certificate {
			return // an SDSI certificate, which nobody writes
		}
		explicit := inner.next(tagContext0).inside()
		der := explicit.octets(tagOctets)
		if c := readCertificate(p.s, der, 0, false); c != nil {
			p.certs = append(p.certs, certBag{certificate: c, attributes: a})
		} else {
			p.other = append(p.other, evidence.Record{Name: a.name, Trouble: "unreadable"})
		}
	case oidKeyBag:
		key := keyBag{attributes: a}
		if p.s.mayReadKey() {
			_, key.spki = publicKey("", value.body)
		}
		p.keys = append(p.keys, key)
	case oidShroudedKeyBag:
		key := keyBag{attributes: a}
		if !p.s.mayReadKey() {
			// listed all the same
		} else if algorithm, data, ok := encryptedKey(value.body); ok {
			plain, err := p.s.openKey(algorithm, data, p.candidates())
			if err != nil {
				p.stays(err)
			} else {
				_, key.spki = publicKey("", plain)
			}
		}
		p.keys = append(p.keys, key)
	case oidSecretBag:
		p.other = append(p.other, evidence.Record{Name: a.name, Type: "SecretKeyEntry", Trouble: "no-certificate"})
	case oidNestedBag:
		if !p.readBags(value.body, depth-1) {
			p.bad = errNotBER
		}
	}
}

// readAttributes reads the attributes behind a bag's value.
func readAttributes(bag *walk) attributes {
	var a attributes
	set, ok := bag.optional(tagSet)
	if !ok {
		return a
	}
	for w := set.inside(); w.more(); {
		one := w.next(tagSequence).inside()
		kind := one.oid()
		values := one.next(tagSet).inside()
		switch kind {
		case oidFriendlyName:
			a.name = quotable(fromUTF16(values.next(tagBMPString).body))
		case oidLocalKeyID:
			a.keyID = values.octets(tagOctets)
		case oidTrustedKeyUsage:
			a.trusted = true
		}
	}
	return a
}

// tell reports what could not be read. changed means that the integrity check
// was done and fitted no password.
func (p *pkcs12) tell(data []byte, changed bool) {
	switch {
	case p.shut != nil:
		p.s.shut("the PKCS#12 store", p.shut, len(data))
	case p.bad != nil:
		cutOff(p.s, "PKCS#12 store", data, p.bad)
	case changed && p.proven != nil:
		p.s.damage(evidence.Damage{
			Kind: "damaged-certificate", Detail: "the contents open, and yet the integrity check of the PKCS#12 store fails",
			Bytes: len(data), Quote: evidence.Quote{Input: p.s.input},
		})
	case changed:
		// Nothing is encrypted, but Java refuses to load the store.
		p.s.shut("the integrity check of the PKCS#12 store", errPassword, len(data))
	}
}

// records puts keys, chains and certificates together as Java does.
func (p *pkcs12) records() []evidence.Record {
	var out []evidence.Record
	used := map[string]bool{} // certificates that stand in a chain
	bySubject := map[string][]int{}
	for i, c := range p.certs {
		name := c.certificate.Subject.Key()
		bySubject[name] = append(bySubject[name], i)
	}
	for _, key := range p.keys {
		record := evidence.Record{Name: key.name, Type: "PrivateKeyEntry", HasKey: true, KeySPKI: key.spki}
		if leaf := p.leafOf(key); leaf >= 0 {
			record.Chain = p.chainFrom(leaf, bySubject)
			record.Certificate = record.Chain[0]
			for _, c := range record.Chain {
				used[c.ID] = true
			}
			if record.Name == "" {
				record.Name = p.certs[leaf].name
			}
		} else {
			record.Trouble = "no-certificate"
			if p.closed > 0 {
				record.Trouble = "encrypted"
			}
		}
		out = append(out, record)
	}
	for _, c := range p.certs {
		if used[c.certificate.ID] && !c.trusted {
			continue
		}
		record := evidence.Record{Name: c.name, Certificate: c.certificate}
		if c.trusted {
			record.Type = "trustedCertEntry"
		}
		out = append(out, record)
	}
	out = append(out, p.other...)
	if len(out) == 0 && p.closed > 0 {
		out = append(out, evidence.Record{Trouble: "encrypted"})
	}
	return out
}

// leafOf finds the certificate of a key: the one with the same local key
// identifier, else with the same public key, else with the same name.
func (p *pkcs12) leafOf(key keyBag) int {
	for _, same := range []func(certBag) bool{
		func(c certBag) bool { return len(key.keyID) > 0 && bytes.Equal(c.keyID, key.keyID) },
		func(c certBag) bool { return bytes.Equal(c.certificate.SPKI, key.spki) },
		func(c certBag) bool { return key.name != "" && c.name == key.name && !c.trusted },
	} {
		for i, c := range p.certs {
			if same(c) {
				return i
			}
		}
	}
	return -1
}

// chainFrom follows the issuers from a leaf through the certificates of the
// store, as the JDK does when it loads one (measured with JDK 17).
func (p *pkcs12) chainFrom(leaf int, bySubject map[string][]int) []*cert.Certificate {
	var chain []*cert.Certificate
	in := map[string]bool{}
	for at := leaf; at >= 0; {
		c := p.certs[at].certificate
		if in[c.ID] {
			break
		}
		in[c.ID] = true
		chain = append(chain, c)
		if c.SelfIssued() {
			break
		}
		at = p.issuerOf(c, bySubject[c.Issuer.Key()])
	}
	return chain
}

// issuerOf chooses among certificates of the issuer's name: the first whose
// key identifier fits, else the last that has none, and never one with
// another. Without an identifier to look for, it is the first. -1 is none.
func (p *pkcs12) issuerOf(c *cert.Certificate, candidates []int) int {
	none := -1
	for _, i := range candidates {
		ski := p.certs[i].certificate.SKI
		switch {
		case c.AKI == nil || bytes.Equal(ski, c.AKI):
			return i
		case ski == nil:
			none = i
		}
	}
	return none
}
