package intake

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// hostile are binary inputs made to hang, to fill memory or to crash.
func hostile(t testing.TB) map[string][]byte {
	c := newCorp()
	nest := func(tag byte, n int, open bool) []byte {
		if open {
			return bytes.Repeat([]byte{tag, 0x80}, n)
		}
		return layers(tag, n)
	}
	oid := encode(tagOID, []byte{0x2a}, bytes.Repeat([]byte{0xff}, 8<<20), []byte{1})
	withOID := func(der []byte) []byte { // a certificate whose signature algorithm is that OID
		tbs, _, err := readElement(der[4:])
		require.NoError(t, err)
		return encode(tagSequence, tbs.raw, encode(tagSequence, oid), encode(tagBitString, []byte{0, 1}))
	}
	jks := func(count uint32, rest ...byte) []byte {
		return append(binary.BigEndian.AppendUint32([]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02"), count), rest...)
	}
	empty := bytes.Repeat([]byte("\x00\x00\x00\x02\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05X.509\x00\x00\x00\x00"), 200_000)
	pfx := func(content []byte) []byte {
		return encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, content))))
	}
	safe := func(bags []byte) []byte {
		return pfx(encode(tagSequence, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, encode(tagSequence, bags))))))
	}
	nested := encode(tagSequence)
	for range 2000 {
		nested = encode(tagSequence, encode(tagSequence, derOID(oidNestedBag), encode(tagContext0, nested)))
	}
	secret := bytes.Repeat([]byte("\x00\x00\x00\x03\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\xac\xed\x00\x05"), 100_000)
	claimed := c.store("changeit")
	claimed.Claim = maxIterations
	all := map[string][]byte{
		"depth, definite":             nest(tagSequence, 200_000, false),
		"depth, indefinite":           nest(tagSequence, 1<<20, true),
		"depth of a string in pieces": pfx(nest(tagOctetsParts, 1<<20, true)),
		"PKCS#7 without an end":       append([]byte("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"), nest(tagSequence, 1<<20, true)...),
		"length of 4 GB":              append([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, c.leaf.DER[4:]...),
		"length of 8 octets":          append([]byte{0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, c.leaf.DER[4:]...),
		"OID of 8 MB":                 withOID(c.leaf.DER),
		"OID of 8 MB as a bag":        safe(encode(tagSequence, oid, encode(tagContext0, []byte{5, 0}))),
		"PKCS#7 of OIDs":              encode(tagSequence, oid, encode(tagContext0, oid)),
		"JKS of 4 G entries":          jks(1<<32 - 1),
		"JKS of empty certificates":   jks(1<<31, empty...),
		"JKS with a key of 4 GB":      jks(1, append([]byte("\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00"), 0xff, 0xff, 0xff, 0xff, 0x30)...),
		"JKS with a chain of 4 G":     jks(1, []byte("\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x30\xff\xff\xff\xff")...),
		"JCEKS of secrets":            append([]byte("\xce\xce\xce\xce\x00\x00\x00\x02\x7f\xff\xff\xff"), secret...),
		"JCEKS secret without an end": append([]byte("\xce\xce\xce\xce\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\xac\xed\x00\x05"), make([]byte, 8<<20)...),
		"PKCS#12 of nothing":          pfx(bytes.Repeat([]byte{tagSequence, 0}, 1<<20)),
		"PKCS#12 of empty contents":   pfx(encode(tagSequence, bytes.Repeat([]byte{tagSequence, 0}, 1<<20))),
		"PKCS#12 of empty bags":       safe(bytes.Repeat(encode(tagSequence, derOID(oidSecretBag), encode(tagContext0)), 200_000)),
		"PKCS#12 of nested bags":      safe(nested),
		"PKCS#12 of costly contents":  costly(t, 500),
		"keys of P-521":               keysWithoutPoint(2000),
		"gzip of gzip":                gzipBest(t, gzipBest(t, make([]byte, 64<<20))),
	}
	for name, der := range hostileCertificates(500 << 10) {
		all["certificate with a large "+name] = der
	}
	for name, der := range hostileCertificates(8 << 20) {
		all["certificate with a huge "+name] = der
	}
	return all
}

// hostileCertificates have one part of so many bytes.
func hostileCertificates(size int) map[string][]byte {
	commonName := []byte{tagOID, 3, 0x55, 4, 3}
	name := func(oid, value []byte) []byte {
		return encode(tagSequence, encode(tagSet, encode(tagSequence, oid, value)))
	}
	extension := func(oid, value []byte) []byte { return encode(tagSequence, oid, encode(tagOctets, value)) }
	oid := encode(tagOID, []byte{0x2a}, bytes.Repeat([]byte{0xff}, size), []byte{1})
	plain := name(commonName, encode(0x0c, []byte("x")))
	key := newCorp().leaf.Key.SPKI
	algorithm := encode(tagSequence, derOID("1.2.840.10045.4.3.2"))
	validity := encode(tagSequence, encode(tagUTCTime, []byte("240101000000Z")), encode(tagUTCTime, []byte("340101000000Z")))
	certificate := func(serial, subject, key, extensions []byte) []byte {
		tbs := encode(tagSequence, []byte{0xa0, 3, 2, 1, 2}, serial, algorithm, plain, validity, subject, key,
			encode(0xa3, encode(tagSequence, extensions)))
		return encode(tagSequence, tbs, algorithm, encode(tagBitString, []byte{0}, make([]byte, 70)))
	}
	fill := func(one []byte) []byte { return bytes.Repeat(one, size/len(one)) }
	one, alt, usage := []byte{tagInteger, 1, 5}, derOID("2.5.29.17"), derOID("2.5.29.37")
	return map[string][]byte{
		"serial number":   certificate(encode(tagInteger, fill([]byte{0x7f})), plain, key, nil),
		"attribute type":  certificate(one, name(oid, encode(0x0c, []byte("x"))), key, nil),
		"attribute value": certificate(one, name(commonName, encode(0x0c, fill([]byte("x")))), key, nil),
		"BMP string":      certificate(one, name(commonName, encode(tagBMPString, fill([]byte("xy")))), key, nil),
		"name":            certificate(one, encode(tagSequence, fill(encode(tagSet, encode(tagSequence, commonName, encode(0x0c, []byte("abc")))))), key, nil),
		"key algorithm":   certificate(one, plain, encode(tagSequence, encode(tagSequence, oid), []byte{3, 2, 0, 1}), nil),
		"modulus":         certificate(one, plain, spkiOf(derRSA, encode(tagSequence, encode(tagInteger, fill([]byte{0x7f})), []byte{2, 1, 3})), nil),
		"extension id":    certificate(one, plain, key, extension(oid, []byte{5, 0})),
		"extension list":  certificate(one, plain, key, fill(extension(derOID("1.2.3.4.5"), []byte{5, 0}))),
		"list of names":   certificate(one, plain, key, extension(alt, encode(tagSequence, fill(encode(0x82, []byte("a.example.test")))))),
		"list of usages":  certificate(one, plain, key, extension(usage, encode(tagSequence, fill(derOID("1.3.6.1.5.5.7.3.1"))))),
		"usage":           certificate(one, plain, key, extension(usage, encode(tagSequence, oid))),
		"list of constraints": certificate(one, plain, key, extension(derOID("2.5.29.30"),
			encode(tagSequence, encode(tagContext0, fill(encode(tagSequence, encode(0x82, []byte("example.test")))))))),
	}
}

// layers are n elements, each with nothing but the next in it.
func layers(tag byte, n int) []byte {
	out := make([]byte, 0, 6*n)
	for i := n; i > 0; i-- {
		out = append(out, tag, 0x84)
		out = binary.BigEndian.AppendUint32(out, uint32(6*(i-1)))
	}
	return out
}

// derOID is an object identifier in DER.
func derOID(dotted string) []byte {
	id := testpki.OID(dotted)
	body := []byte{byte(id[0]*40 + id[1])}
	for _, arc := range id[2:] {
		var out []byte
		for first := true; first || arc > 0; first = false {
			b := byte(arc & 0x7f)
			if !first {
				b |= 0x80
			}
			out = append([]byte{b}, out...)
			arc >>= 7
		}
		body = append(body, out...)
	}
	return encode(tagOID, body)
}

// costly is a store with many contents that each ask for a long derivation.
func costly(t testing.TB, n int) []byte {
	kdf := encode(tagSequence, derOID(oidPBKDF2), encode(tagSequence, encode(tagOctets, make([]byte, 8)), []byte{2, 3, 0x07, 0xa1, 0x20}))
	scheme := encode(tagSequence, derOID(oidAES256), encode(tagOctets, make([]byte, 16)))
	algorithm := encode(tagSequence, derOID(oidPBES2), encode(tagSequence, kdf, scheme))
	info := encode(tagSequence, derOID(oidData), algorithm, encode(tagContext0Bit, make([]byte, 32)))
	one := encode(tagSequence, derOID(oidEncryptedData), encode(tagContext0, encode(tagSequence, []byte{2, 1, 0}, info)))
	content := encode(tagSequence, bytes.Repeat(one, n))
	require.Equal(t, shapePKCS12, shapeOf(encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence))))
	return encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, content))))
}

// keysWithoutPoint are keys whose public part has to be computed.
func keysWithoutPoint(n int) []byte {
	key := encode(tagSequence, []byte{2, 1, 0}, encode(tagSequence, derEC, derP521),
		encode(tagOctets, encode(tagSequence, []byte{2, 1, 1}, encode(tagOctets, bytes.Repeat([]byte{1}, 60)))))
	bag := encode(tagSequence, derOID(oidKeyBag), encode(tagContext0, key))
	content := encode(tagSequence, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, encode(tagSequence, bytes.Repeat(bag, n))))))
	return encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, content))))
}

// maxHostileMemory is what reading one hostile input may allocate in all,
// beside three times its own size (it is kept, copied on growth and decoded).
const maxHostileMemory = 96 << 20

// Every hostile input is answered: with a finding or a limit, within its
// budgets, and without memory that follows a length in the file.
func TestHostileBinary(t *testing.T) {
	for name, data := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := New(Options{Passwords: []string{"one", "two"}})
			in := r.Input("hostile", evidence.RoleUnknown)
			_, err := in.Write(data)
			require.NoError(t, err)
			require.NoError(t, in.Close())
			runtime.ReadMemStats(&after)
			require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(maxHostileMemory+3*len(data)))
			require.LessOrEqual(t, r.budget.derived, int64(maxDerivation))
			ev := r.Evidence()
			require.Equal(t, int64(len(data)), ev.Inputs[0].Bytes)
			if ev.Inputs[0].Kind != "text" && len(ev.Certificates) == 0 { // text is what no reader knew
				require.NotZero(t, len(ev.Damage)+len(ev.Truncated)+len(ev.Stores), "nothing is said about it")
			}
			require.LessOrEqual(t, len(ev.Damage), maxDamage)
			for _, s := range ev.Stores {
				require.LessOrEqual(t, len(s.Records), maxRecords)
			}
			for _, d := range ev.Damage {
				require.Less(t, len(d.Detail), 300)
			}
		})
	}
}

// 100 MB that claim to be one value are kept only as far as a binary input is.
func TestHostileStream(t *testing.T) {
	for name, head := range map[string]string{
		"OID":     "\x30\x84\x06\x40\x00\x00\x06\x84\x06\x3f\xff\xf0",
		"store":   "\x30\x84\x06\x40\x00\x00\x02\x01\x03\x30\x84\x06\x3f\xff\xf0",
		"JKS":     "\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00",
		"archive": "PK\x03\x04",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := New(Options{})
			in := r.Input("hostile", evidence.RoleUnknown)
			in.Write([]byte(head))
			chunk := make([]byte, 1<<20)
			for range 100 {
				in.Write(chunk)
			}
			in.Close()
			runtime.ReadMemStats(&after)
			require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(8*maxBinary))
			ev := r.Evidence()
			require.Equal(t, int64(100<<20+len(head)), ev.Inputs[0].Bytes)
			require.Equal(t, "maxBinary", ev.Truncated[0].Limit)
		})
	}
}

// Names in a store are shown, and were written by whoever made the store.
func TestHostileAlias(t *testing.T) {
	c := newCorp()
	for _, form := range storeForms {
		store := c.store("changeit")
		store.Entries[0].Alias = "evil\u202e\x1b[2J\u200b" + strings.Repeat("x", 9000)
		ev := readAll(t, form.write(store))
		name := ev.Stores[0].Records[0].Name
		require.True(t, strings.HasPrefix(name, "evil[2J"), name)
		require.LessOrEqual(t, len([]rune(name)), evidence.QuoteLimit)
	}
}
