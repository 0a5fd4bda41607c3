package intake

import (
	"bytes"
	"encoding/binary"
	"runtime"
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
	return map[string][]byte{
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
			if ev.Inputs[0].Kind != "text" { // which is what no reader knew
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
