package intake

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// counted is text or bytes with their length in front, in so many bytes.
func counted(size int, content []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	return append(length[4-size:], content...)
}

// javaEntry is the head of an entry of a JKS or JCEKS store and what follows.
func javaEntry(tag byte, alias string, date uint64, rest ...[]byte) []byte {
	head := slices.Concat([]byte{0, 0, 0, tag}, counted(2, []byte(alias)))
	return append(binary.BigEndian.AppendUint64(head, date), slices.Concat(rest...)...)
}

// javaStore is a store of the password "changeit".
func javaStore(magic []byte, version byte, entries ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(append(slices.Clone(magic), 0, 0, 0, version), uint32(len(entries)))
	content := slices.Concat(head, slices.Concat(entries...))
	sum := sha1.New()
	for _, letter := range "changeit" {
		sum.Write([]byte{0, byte(letter)})
	}
	sum.Write([]byte("Mighty Aphrodite"))
	sum.Write(content)
	return sum.Sum(content)
}

// javaStoreRows are JKS and JCEKS stores that no tool here writes.
func javaStoreRows(c corp) []given {
	var list []given
	add := func(name string, data []byte, passwords ...string) {
		list = append(list, given{name: name, data: data, passwords: passwords})
	}
	const date = 1 << 40
	kind := counted(2, []byte("X.509"))
	bare := counted(4, c.root.DER)
	root := javaEntry(entryTrust, "root", date, kind, bare)
	for version := range byte(4) {
		old := javaEntry(entryTrust, "root", date, bare)
		key := javaEntry(entryKey, "key", date, counted(4, []byte("none")), []byte{0, 0, 0, 1}, counted(4, c.leaf.DER))
		add(fmt.Sprint("entries of version 1 in version ", version), javaStore(magicJKS, version, old, key))
	}
	add("certificates that are none", javaStore(magicJKS, 2, javaEntry(entryTrust, "t", date, kind, counted(4, []byte("none"))),
		javaEntry(entryKey, "k", date, counted(4, nil), []byte{0, 0, 0, 2}, kind, counted(4, []byte("none")), kind, bare)))
	trusted := testpki.KeyStore{Password: "unknown", Entries: []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{c.root}}}}
	for _, given := range [][]string{nil, {"wrong", "other"}, {"wrong", "unknown"}} {
		add(fmt.Sprint("only trusted, given ", given), trusted.JKS(), given...)
	}
	add("secret in a JKS", javaStore(magicJKS, 2, javaEntry(entrySecret, "s", date, magicSerial), root))
	add("entry of kind 4", javaStore(magicJCEKS, 2, root, javaEntry(4, "x", date, magicSerial), root))
	// What stands in a secret may look almost like the next entry.
	key := func(der []byte) []byte { return slices.Concat(counted(4, der), []byte{0, 0, 0, 1}, kind, bare) }
	for _, decoy := range []struct {
		name  string
		bytes []byte
	}{
		{"nothing", nil}, {"kind 0", javaEntry(0, "x", date, magicSerial)}, {"kind 4", javaEntry(4, "x", date, magicSerial)},
		{"secret without an object", javaEntry(entrySecret, "x", date, []byte("none"))}, {"secret", javaEntry(entrySecret, "x", date, magicSerial)},
		{"date too late", javaEntry(entryTrust, "x", maxEpoch, kind, bare)}, {"last date", javaEntry(entryTrust, "x", maxEpoch-1, kind, bare)},
		{"alias that is no text", javaEntry(entryTrust, "\xff\xfe", date, kind, bare)}, {"alias without an end", slices.Concat([]byte{0, 0, 0, 2, 0xff, 0xff}, make([]byte, 8), kind, bare)},
		{"certificate of no bytes", javaEntry(entryTrust, "x", date, kind, counted(4, nil))}, {"certificate that is none", javaEntry(entryTrust, "x", date, kind, counted(4, []byte("none")))},
		{"certificate without an end", javaEntry(entryTrust, "x", date, kind, []byte{0x7f, 0, 0, 0, tagSequence})},
		{"key of no bytes", javaEntry(entryKey, "x", date, key(nil))}, {"key that is none", javaEntry(entryKey, "x", date, key([]byte("none")))},
		{"key without an end", javaEntry(entryKey, "x", date, []byte{0x7f, 0, 0, 0, tagSequence})}, {"key", javaEntry(entryKey, "x", date, key([]byte{tagSequence, 0}))},
	} {
		secret := javaEntry(entrySecret, "s", date, magicSerial, []byte("sr"), decoy.bytes)
		add("in a secret: "+decoy.name, javaStore(magicJCEKS, 2, secret, root))
		add("in the last secret: "+decoy.name, javaStore(magicJCEKS, 2, root, secret))
		add("behind a secret: "+decoy.name, javaStore(magicJCEKS, 2, javaEntry(entrySecret, "s", date, magicSerial, []byte("sr")), decoy.bytes, root))
	}
	for _, alias := range []string{
		"t\u00e4st", "\u65e5\u672c", "\xed\xa0\xbd\xed\xb8\x80 in two halves", "nul \xc0\x80.", "\U0001f600 as it is", "cut \xed\xa0\xbd\xc3", "cut \xed\xa0\xbd\xe3\x81", "cut \xed\xa0\xbd\xe3", "\xed\xa0\xbd\x7f\x80\xc3\xa4\xe3\x81\x82\xf0\x9f\x98\x80\xff~",
	} {
		add(fmt.Sprintf("alias %q", alias), javaStore(magicJKS, 2, javaEntry(entryTrust, alias, date, kind, bare)))
	}
	return list
}

// spentRows are stores of three keys whose password is the last one that is
// tried, read with little work left: what a password proved is tried first.
func spentRows(c corp) []given {
	var list []given
	for i, form := range storeForms {
		store := testpki.KeyStore{Password: "password", Iterations: 1}
		for _, alias := range []string{"a", "b", "c"} {
			store.Entries = append(store.Entries, testpki.StoreEntry{Alias: alias, Key: c.leaf.Key, Chain: []*testpki.Entity{c.leaf}})
		}
		keys := form.write(store)
		store.Entries = []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{c.root}}}
		for _, data := range [][]byte{keys, form.write(store)} {
			for left := int64(1); left < 400; left += 1 + left/5 {
				list = append(list, given{name: fmt.Sprint(form.kind, " ", i, " of ", len(data), " bytes, work left ", left), data: data, left: left, brief: true})
			}
		}
	}
	return list
}

// TestStoreOfManyRecords has an entry more than are listed, all of them keys
// or secrets without a certificate.
func TestStoreOfManyRecords(t *testing.T) {
	key := javaEntry(entryKey, "", 0, counted(4, nil), []byte{0, 0, 0, 0})
	secret := encode(tagSequence, derOID(oidSecretBag), encode(tagContext0, []byte{5, 0}))
	keyBag := encode(tagSequence, derOID(oidKeyBag), encode(tagContext0, []byte{5, 0}))
	content := func(b []byte) []byte {
		return encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, b)))
	}
	for n := maxRecords; n <= maxRecords+1; n++ {
		for name, data := range map[string][]byte{
			"jks":     javaStore(magicJKS, 2, slices.Repeat([][]byte{key}, n)...),
			"secrets": encode(tagSequence, []byte{2, 1, 3}, content(encode(tagSequence, content(encode(tagSequence, slices.Repeat([][]byte{secret}, n)...))))),
			"keys":    encode(tagSequence, []byte{2, 1, 3}, content(encode(tagSequence, content(encode(tagSequence, slices.Repeat([][]byte{keyBag}, n)...))))),
		} {
			ev := readAll(t, data)
			require.Len(t, ev.Stores[0].Records, maxRecords, name)
			cut := slices.Contains(ev.Truncated, evidence.Truncation{Limit: "maxRecords"})
			require.Equal(t, n > maxRecords, cut, name)
			if name == "jks" && !cut {
				require.Contains(t, ev.Truncated, evidence.Truncation{Limit: "maxKeys"})
				require.Equal(t, "unreadable", ev.Stores[0].Records[maxKeys-1].Trouble)
				require.Equal(t, "no-certificate", ev.Stores[0].Records[maxKeys].Trouble, "no key is looked at behind the limit")
			}
		}
	}
}
