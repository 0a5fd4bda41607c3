package intake

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/binary"
	"unicode/utf8"

	"missinglink/analyzer/internal/evidence"
)

// The two key store formats of the JDK start with these four bytes.
var (
	magicJKS   = []byte("\xfe\xed\xfe\xed")
	magicJCEKS = []byte("\xce\xce\xce\xce")
)

// The kinds of entries in a JKS or JCEKS store.
const (
	entryKey    = 1
	entryTrust  = 2
	entrySecret = 3 // JCEKS only
)

// maxEpoch bounds the date of an entry, in milliseconds: the year 2527.
const maxEpoch = 1 << 44

// readJKS reads a JKS or JCEKS store. Certificates stand in it unencrypted,
// so they are read whatever the password; the password opens the keys and
// proves that the file is as it was written.
func readJKS(s *sink, data []byte) {
	store := &jks{s: s, kind: "jks"}
	if bytes.HasPrefix(data, magicJCEKS) {
		store.kind = "jceks"
	}
	s.kind(store.kind)
	err := store.readEntries(data)
	if err != nil {
		archiveDamage(s, store.kind+" store", data, err)
		store.open(nil, nil)
	} else {
		end := len(data) - len(store.rest)
		store.open(data[:end], store.rest)
	}
	s.store(evidence.Store{Name: s.name(), Kind: store.kind, Role: s.role, Records: store.records})
}

// A jks is a store while it is read.
type jks struct {
	s       *sink
	kind    string
	version uint32
	rest    []byte
	bad     error // why reading stopped
	records []evidence.Record
	locked  map[int][]byte // encrypted keys by record
}

// readEntries reads the entries up to the integrity hash. Lengths in the file
// never allocate anything: they only cut what is there.
func (j *jks) readEntries(data []byte) error {
	j.rest = data[4:]
	j.locked = map[int][]byte{}
	j.version = j.number()
	count := j.number()
	if j.bad == nil && (j.version < 1 || j.version > 2) {
		return errNotBER
	}
	for i := uint32(0); i < count && j.bad == nil; i++ {
		if len(j.records) == maxRecords {
			j.s.truncated("maxRecords")
			return errTooLarge
		}
		j.readEntry()
	}
	if j.bad == nil && len(j.rest) < sha1.Size {
		return errCutOff
	}
	return j.bad
}

func (j *jks) readEntry() {
	tag := j.number()
	alias := quotable(modifiedUTF8(j.text()))
	j.take(8) // date
	if j.bad != nil {
		return
	}
	switch {
	case tag == entryKey:
		j.readKeyEntry(alias)
	case tag == entryTrust:
		der := j.certificate()
		if j.bad == nil {
			record := evidence.Record{Name: alias, Type: "trustedCertEntry"}
			record.Certificate = readCertificate(j.s, der, 0, false)
			if record.Certificate == nil {
				record.Trouble = "unreadable"
			}
			j.records = append(j.records, record)
		}
	case tag == entrySecret && j.kind == "jceks":
		// A serialised Java object. Nothing is made of it: the reader goes on
		// where the next entry begins.
		j.skipSecret()
		if j.bad == nil {
			j.records = append(j.records, evidence.Record{Name: alias, Type: "SecretKeyEntry", Trouble: "no-certificate"})
		}
	default:
		j.bad = errNotBER
	}
}

func (j *jks) readKeyEntry(alias string) {
	key := j.take(int64(j.number()))
	count := j.number()
	record := evidence.Record{Name: alias, Type: "PrivateKeyEntry", HasKey: true}
	for range count {
		der := j.certificate()
		if j.bad != nil {
			break
		}
		if c := readCertificate(j.s, der, 0, false); c != nil {
			record.Chain = append(record.Chain, c)
		} else {
			record.Trouble = "unreadable"
		}
	}
	if len(record.Chain) > 0 {
		record.Certificate = record.Chain[0]
	} else if record.Trouble == "" {
		record.Trouble = "no-certificate"
	}
	j.locked[len(j.records)] = key
	j.records = append(j.records, record)
}

// certificate reads a certificate of an entry.
func (j *jks) certificate() []byte {
	if j.version == 2 {
		j.text() // "X.509"
	}
	return j.take(int64(j.number()))
}

// take cuts off the next n bytes, nil and j.bad where there are fewer.
func (j *jks) take(n int64) []byte {
	if n > int64(len(j.rest)) {
		j.bad = errCutOff
		return nil
	}
	out := j.rest[:n]
	j.rest = j.rest[n:]
	return out
}

func (j *jks) number() uint32 {
	b := j.take(4)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint32(b)
}

func (j *jks) text() []byte {
	b := j.take(2)
	if b == nil {
		return nil
	}
	return j.take(int64(binary.BigEndian.Uint16(b)))
}

// skipSecret goes to the next place where an entry, or the integrity hash,
// begins.
func (j *jks) skipSecret() {
	if !bytes.HasPrefix(j.rest, magicSerial) {
		j.bad = errNotBER
		return
	}
	at := len(magicSerial)
	for at+sha1.Size < len(j.rest) && !j.beginsEntry(j.rest[at:]) {
		at++
	}
	j.take(int64(at))
}

// magicSerial starts a serialised Java object.
var magicSerial = []byte("\xac\xed\x00\x05")

// beginsEntry reports whether an entry can begin here: kind, alias, a date of
// our time, and then what that kind of entry starts with.
func (j *jks) beginsEntry(b []byte) bool {
	tag := binary.BigEndian.Uint32(b)
	if tag < entryKey || tag > entrySecret {
		return false
	}
	look := &jks{rest: b[4:], version: j.version}
	alias := look.text()
	date := look.take(8)
	if look.bad != nil || !utf8.Valid(alias) || binary.BigEndian.Uint64(date) >= maxEpoch {
		return false
	}
	switch tag {
	case entryKey:
		key := look.take(int64(look.number()))
		return len(key) > 0 && key[0] == tagSequence
	case entryTrust:
		der := look.certificate()
		return len(der) > 0 && der[0] == tagSequence
	}
	return bytes.HasPrefix(look.rest, magicSerial)
}

// modifiedUTF8 decodes the string form of Java's DataOutput: code units of
// UTF-16, each in its own one to three bytes.
func modifiedUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var units []byte
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c < 0x80:
			units = append(units, 0, c)
			i++
		case c>>5 == 6 && i+1 < len(b):
			u := uint16(c&0x1f)<<6 | uint16(b[i+1]&0x3f)
			units = append(units, byte(u>>8), byte(u))
			i += 2
		case c>>4 == 14 && i+2 < len(b):
			u := uint16(c&0x0f)<<12 | uint16(b[i+1]&0x3f)<<6 | uint16(b[i+2]&0x3f)
			units = append(units, byte(u>>8), byte(u))
			i += 3
		default:
			units = append(units, 0xff, 0xfd)
			i++
		}
	}
	return fromUTF16(units)
}

// open finds the password by the integrity hash and opens the keys with it,
// or with any other: a key may have one of its own. content is nil when the
// store was not read to its end.
func (j *jks) open(content, hash []byte) {
	proven, err := j.password(content, hash)
	shut := j.openKeys(proven)
	switch {
	case shut != nil:
		j.s.shut("the keys of the "+j.kind+" store", shut, len(content))
	case content == nil || proven != nil:
	case err != nil:
		j.s.shut("the "+j.kind+" store", err, len(content))
	case len(j.s.opts.Passwords) > 0:
		// Everything could be read, but Java refuses to load the store: it was
		// changed, or has another password than its keys.
		j.s.shut("the integrity check of the "+j.kind+" store", errPassword, len(content))
	}
}

// password returns the one that the integrity hash proves, nil when none does.
func (j *jks) password(content, hash []byte) (*password, error) {
	if content == nil {
		return nil, nil
	}
	for _, p := range j.s.passwords() {
		if err := j.s.work().hash(len(content)); err != nil {
			return nil, err
		}
		if bytes.Equal(integrityOf(p, content), hash[:sha1.Size]) {
			return &p, nil
		}
	}
	return nil, nil
}

// integrityOf is the hash at the end of a store.
func integrityOf(p password, content []byte) []byte {
	h := sha1.New()
	h.Write(p.chars())
	h.Write([]byte("Mighty Aphrodite"))
	h.Write(content)
	return h.Sum(nil)
}

// openKeys derives the public part of every key that a password opens and
// returns why others stay closed.
func (j *jks) openKeys(proven *password) (shut error) {
	candidates := j.s.passwords()
	if proven != nil {
		candidates = append([]password{*proven}, candidates...)
	}
	for i := range j.records {
		der, isKey := j.locked[i]
		if !isKey || !j.s.mayReadKey() {
			continue
		}
		algorithm, data, ok := encryptedKey(der)
		if !ok {
			j.records[i].Trouble = "unreadable"
			continue
		}
		plain, err := j.s.openKey(algorithm, data, candidates)
		if err != nil {
			shut = cmp.Or(shut, err) // the first reason: later ones may be for want of work
		} else {
			_, j.records[i].KeySPKI = publicKey("", plain)
		}
	}
	return shut
}
