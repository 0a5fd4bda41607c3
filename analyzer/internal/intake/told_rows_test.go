package intake

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	mathrand "math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// givenFiles are the inputs by the file of testdata that tells what is in them.
func givenFiles(t testing.TB) map[string][]given {
	return map[string][]given{
		"told-stores.txt": storeRows(t), "told-keys.txt": keyRows(t), "told-archives.txt": archiveRows(t),
		"told-armour.txt": armourRows(), "told-exports.txt": exportTold(), "told-dumps.txt": dumpRows(),
	}
}

// small is a key store with one key of one certificate, and one root.
func small(c corp) testpki.KeyStore {
	return testpki.KeyStore{Password: "changeit", Iterations: 1, Entries: []testpki.StoreEntry{
		{Alias: "k", Key: c.leaf.Key, Chain: []*testpki.Entity{c.leaf}}, {Alias: "täst", Chain: []*testpki.Entity{c.other}},
	}}
}

func brokenFiles(t testing.TB) map[string][]given {
	return map[string][]given{"broken-binary.txt": brokenBinary(t), "broken-exports.txt": exportForms()}
}

func brokenBinary(t testing.TB) []given {
	c := newCorp()
	store := small(c)
	plain, ber, secret := store, store, store
	plain.Plain, ber.BER = true, true
	secret.Entries = slices.Insert(slices.Clone(store.Entries), 1, testpki.StoreEntry{Alias: "s", Secret: true})
	list, err := pkcs7.DegenerateCertificate(slices.Concat(c.leaf.DER, c.root.DER))
	if err != nil {
		t.Fatal(err)
	}
	key := must(x509.MarshalPKCS8PrivateKey(testpki.New(5).NewKey(testpki.RSA(512)).Signer))
	return []given{
		{name: "der", data: slices.Concat(c.leaf.DER, c.root.DER)}, {name: "path", data: encode(tagSequence, c.root.DER, c.leaf.DER)},
		{name: "jks", data: store.JKS()}, {name: "jceks", data: secret.JCEKS()}, {name: "pkcs12", data: store.PKCS12()},
		{name: "pkcs12-plain", data: plain.PKCS12()}, {name: "pkcs12-ber", data: ber.PKCS12()}, {name: "pkcs7", data: list},
		{name: "csr", data: requestOf()}, {name: "crl", data: revocationOf()}, {name: "key", data: key},
		{name: "zip", data: zipOf(t, file{"a/b.der", c.root.DER}, file{"c.pem", []byte(c.leaf.PEM())})},
		{name: "gzip", data: gzipOf(t, "x", []byte("a log\n"+c.root.PEM()))},
	}
}

func requestOf() []byte {
	name := pkix.Name{CommonName: "asks.example.test"}
	key := testpki.New(5).NewKey(testpki.RSA1024) // its signatures are the same each time
	return must(x509.CreateCertificateRequest(nil, &x509.CertificateRequest{Subject: name}, key.Signer))
}

func revocationOf() []byte {
	root := testpki.New(5).Root("CN=Revoking", testpki.KeyOf(testpki.RSA1024))
	issuer := must(x509.ParseCertificate(root.DER))
	return must(x509.CreateRevocationList(nil, &x509.RevocationList{
		Number: big.NewInt(7), ThisUpdate: testpki.Now, NextUpdate: testpki.Now.AddDate(0, 0, 7),
	}, issuer, root.Key.Signer))
}

func storeRows(t testing.TB) []given {
	c := newCorp()
	var list []given
	add := func(name string, data []byte, passwords ...string) {
		list = append(list, given{name: name, data: data, passwords: passwords})
	}
	for i, form := range storeForms {
		store := c.store("changeit")
		store.Iterations = 1
		name := fmt.Sprint(form.kind, " ", i)
		add(name, form.write(store))
		add(name+", other password given", form.write(store), "wrong")
		store.Password = "unknown"
		add(name+", locked", form.write(store))
		add(name+", locked, wrong password", form.write(store), "wrong", "unknown2")
		add(name+", opened", form.write(store), "wrong", "unknown")
		store.Claim = maxIterations + 1
		add(name+", too many iterations", form.write(store))
		store.Claim = 0
		store.Entries = nil
		add(name+", empty", form.write(store), "unknown")
		store.Entries = []testpki.StoreEntry{{Alias: "own", Key: c.leaf.Key, Password: "own", Chain: []*testpki.Entity{c.leaf, c.issuing}}}
		add(name+", key of its own password", form.write(store), "unknown", "own")
		store.Entries = []testpki.StoreEntry{{Alias: "no chain", Key: c.leaf.Key}, {Alias: "", Chain: []*testpki.Entity{c.root}, Unlisted: true}, {Alias: "s", Secret: true}, {Alias: "t", Secret: true}}
		add(name+", oddities", form.write(store), "unknown")
		store.Plain = true
		add(name+", oddities, plain", form.write(store), "unknown")
		add(name+", oddities, plain, locked", form.write(store))
	}
	return append(list, bagRows(c)...)
}

// bagRows are PKCS#12 stores that no tool here writes.
func bagRows(c corp) []given {
	var list []given
	oid := derOID
	data := func(b []byte) []byte {
		return encode(tagSequence, oid(oidData), encode(tagContext0, encode(tagOctets, b)))
	}
	bag := func(kind string, value []byte, attributes ...[]byte) []byte {
		parts := [][]byte{oid(kind), encode(tagContext0, value)}
		if len(attributes) > 0 {
			parts = append(parts, encode(tagSet, attributes...))
		}
		return encode(tagSequence, parts...)
	}
	certificate := func(e *testpki.Entity, attributes ...[]byte) []byte {
		return bag(oidCertBag, encode(tagSequence, oid(oidX509Certificate), encode(tagContext0, encode(tagOctets, e.DER))), attributes...)
	}
	attribute := func(kind string, value []byte) []byte { return encode(tagSequence, oid(kind), encode(tagSet, value)) }
	named := func(text string) []byte {
		var wide []byte
		for _, r := range text {
			wide = append(wide, byte(r>>8), byte(r))
		}
		return attribute(oidFriendlyName, encode(tagBMPString, wide))
	}
	numbered := func(id byte) []byte { return attribute(oidLocalKeyID, encode(tagOctets, []byte{id})) }
	trusted := attribute(oidTrustedKeyUsage, oid("2.5.29.37.0"))
	add := func(name string, bags ...[]byte) {
		content := encode(tagSequence, data(encode(tagSequence, bags...)))
		list = append(list, given{name: name, data: encode(tagSequence, []byte{2, 1, 3}, data(content))})
	}
	key := bag(oidKeyBag, must(x509.MarshalPKCS8PrivateKey(c.leaf.Key.Signer)))
	keyWith := func(attributes ...[]byte) []byte {
		return bag(oidKeyBag, must(x509.MarshalPKCS8PrivateKey(c.leaf.Key.Signer)), attributes...)
	}
	strange := bag(oidKeyBag, encode(tagSequence, []byte{2, 1, 9}), named("a"))
	twin := c.issuing.Twin()
	noID := c.issuing.Reissue(testpki.NoSKI())
	noAKI := c.issuing.Client("CN=no AKI", testpki.NoAKI())
	add("key by public key", key, certificate(c.other), certificate(c.leaf, named("leaf")))
	add("key by identifier", keyWith(numbered(1)), certificate(c.leaf, numbered(2)), certificate(c.other, numbered(1)))
	add("key by name", strange, certificate(c.other, named("b")), certificate(c.leaf, named("a")))
	add("key by name of a trusted one", strange, certificate(c.leaf, named("a"), trusted))
	add("key of no name", bag(oidKeyBag, encode(tagSequence, []byte{2, 1, 9})), certificate(c.leaf))
	add("key of no certificate", keyWith(named("lonely")))
	add("chain out of order", key, certificate(c.root), certificate(c.leaf), certificate(c.issuing))
	add("chain with a trusted issuer", key, certificate(c.leaf), certificate(c.issuing, named("ca"), trusted), certificate(c.root))
	add("chain with a gap", key, certificate(c.leaf), certificate(c.root, named("root")))
	add("issuers of one name", key, certificate(c.leaf), certificate(twin), certificate(c.issuing), certificate(c.root))
	add("issuers of one name, none identified", key, certificate(c.leaf), certificate(twin), certificate(noID), certificate(noID.Reissue(testpki.NoSKI())))
	add("no identifier to look for", bag(oidKeyBag, must(x509.MarshalPKCS8PrivateKey(noAKI.Key.Signer))), certificate(noAKI), certificate(twin), certificate(c.issuing))
	add("ring", bag(oidKeyBag, must(x509.MarshalPKCS8PrivateKey(c.leaf.Key.Signer))), certificate(c.leaf), certificate(c.issuing), certificate(c.other.Cross(c.root)), certificate(c.root.Cross(c.other)))
	add("no certificate in a bag", bag(oidCertBag, encode(tagSequence, oid(oidX509Certificate), encode(tagContext0, encode(tagOctets, []byte("none")))), named("x")))
	add("SDSI", bag(oidCertBag, encode(tagSequence, oid("1.2.840.113549.1.9.22.2"), encode(tagContext0, encode(tagOctets, c.root.DER)))))
	add("nested", bag(oidNestedBag, encode(tagSequence, certificate(c.root))), certificate(c.other))
	add("nested, none", bag(oidNestedBag, []byte{5, 0}), certificate(c.other))
	deep := encode(tagSequence, certificate(c.root))
	for i := range maxBagDepth + 1 {
		add(fmt.Sprint("nested ", i), bag(oidNestedBag, deep))
		deep = encode(tagSequence, bag(oidNestedBag, deep))
	}
	add("secret, CRL and unknown", bag(oidSecretBag, []byte{5, 0}, named("s")), bag("1.2.840.113549.1.12.10.1.4", []byte{5, 0}), bag("1.2.3.4", []byte{5, 0}))
	add("attributes of other kinds", certificate(c.root, attribute("1.2.3", []byte{5, 0}), named("root"), attribute(oidLocalKeyID, encode(tagOctetsParts, encode(tagOctets, []byte{1})))))
	add("bag that is none", certificate(c.root), []byte{5, 0})
	add("bag without value", certificate(c.root), encode(tagSequence, oid(oidCertBag)))
	add("shrouded key that is none", bag(oidShroudedKeyBag, []byte{5, 0}, named("x")))
	add("shrouded key of an unknown method", bag(oidShroudedKeyBag, encode(tagSequence, encode(tagSequence, oid("1.2.3")), encode(tagOctets, make([]byte, 16)))))
	safe := func(name string, content ...[]byte) {
		list = append(list, given{name: name, data: encode(tagSequence, []byte{2, 1, 3}, data(encode(tagSequence, content...)))})
	}
	encrypted := func(algorithm []byte) []byte {
		info := encode(tagSequence, oid(oidData), algorithm, encode(tagContext0Bit, make([]byte, 16)))
		return encode(tagSequence, oid(oidEncryptedData), encode(tagContext0, encode(tagSequence, []byte{2, 1, 0}, info)))
	}
	safe("nothing")
	safe("enveloped content", encode(tagSequence, oid(oidEnvelopedData), encode(tagContext0, []byte{5, 0})), data(encode(tagSequence, key)))
	safe("content that is none", []byte{5, 0})
	safe("data that is none", data([]byte{5, 0}), data(encode(tagSequence, certificate(c.root))))
	safe("encrypted, method unknown", encrypted(encode(tagSequence, oid("1.2.3"))), data(encode(tagSequence, key)))
	safe("encrypted, without a method", encrypted(encode(tagSequence)))
	safe("encrypted, broken", encode(tagSequence, oid(oidEncryptedData), encode(tagContext0, []byte{5, 0})))
	signed := encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, oid(oidSignedData), encode(tagContext0, []byte{5, 0})))
	return append(list, given{name: "protected by a public key", data: signed},
		given{name: "version and nothing", data: encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence))},
		given{name: "other content", data: encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, oid("1.2.3"), encode(tagContext0, encode(tagOctets))))})
}

func keyRows(t testing.TB) []given {
	p := testpki.New(5)
	var list []given
	add := func(name string, data []byte, passwords ...string) {
		list = append(list, given{name: name, data: data, passwords: passwords})
	}
	for _, kind := range []testpki.KeyType{testpki.P256, testpki.P384, testpki.P521, testpki.P224, testpki.Ed25519, testpki.RSA(512)} {
		key := p.NewKey(kind)
		pkcs8 := must(x509.MarshalPKCS8PrivateKey(key.Signer))
		add(string(kind), pkcs8)
		if label, old := oldForm(t, key.Signer); old != nil {
			add(string(kind)+", old", old)
			add(string(kind)+", old, armoured", []byte(pemBlock(label, old)))
			add(string(kind)+", wrong label", []byte(pemBlock("DSA PRIVATE KEY", old)))
		}
	}
	integer := func(n ...byte) []byte { return encode(tagInteger, n) }
	domain := slices.Concat(integer(23), integer(11), integer(4))
	add("DSA", encode(tagSequence, integer(0), encode(tagSequence, derDSA, encode(tagSequence, domain)), encode(tagOctets, integer(3))))
	add("DSA, old", encode(tagSequence, integer(0), domain, integer(18), integer(3)))
	add("DSA, old, armoured", []byte(pemBlock("DSA PRIVATE KEY", encode(tagSequence, integer(0), domain, integer(18), integer(3), bytes.Repeat(integer(5), 8)))))
	for _, size := range []int{maxDSA / 8, maxDSA/8 + 1, maxDSA/8 + 2} {
		large := slices.Concat(encode(tagInteger, bytes.Repeat([]byte{0x7f}, size)), integer(11), integer(4))
		add(fmt.Sprint("DSA of ", size), encode(tagSequence, integer(0), encode(tagSequence, derDSA, encode(tagSequence, large)), encode(tagOctets, integer(3))))
	}
	for _, size := range []int{64, 65} {
		add(fmt.Sprint("DSA, secret of ", size), encode(tagSequence, integer(0), encode(tagSequence, derDSA, encode(tagSequence, domain)), encode(tagOctets, encode(tagInteger, bytes.Repeat([]byte{1}, size)))))
	}
	add("DSA, generator too long", encode(tagSequence, integer(0), encode(tagSequence, derDSA, encode(tagSequence, integer(23), integer(11), integer(1, 4))), encode(tagOctets, integer(3))))
	for _, kind := range []string{oidPSS, oidEd448, "1.2.3.4"} {
		add("PKCS#8 of "+kind, encode(tagSequence, integer(0), encode(tagSequence, derOID(kind)), encode(tagOctets, encode(tagSequence, integer(0), integer(5), integer(3)))))
	}
	add("Ed25519, short", encode(tagSequence, integer(0), encode(tagSequence, derEd25519), encode(tagOctets, encode(tagOctets, make([]byte, 31)))))
	scalar := func(n int) []byte { return encode(tagOctets, bytes.Repeat([]byte{1}, n)) }
	add("EC, scalar of 33", encode(tagSequence, integer(1), scalar(33), encode(tagContext0, derP256)))
	add("EC, short scalar", encode(tagSequence, integer(1), scalar(9), encode(tagContext0, derP256)))
	add("EC, no curve", encode(tagSequence, integer(1), scalar(32)))
	add("EC, point of nothing", encode(tagSequence, integer(1), scalar(32), encode(tagContext0, derP256), encode(tagContext1, []byte{3, 1, 0})))
	add("EC, point of a byte", encode(tagSequence, integer(1), scalar(32), encode(tagContext0, derP256), encode(tagContext1, []byte{3, 2, 0, 4})))
	add("RSA, no exponent", encode(tagSequence, integer(0), integer(5)))
	for n := range 10 {
		add(fmt.Sprint("numbers ", n), encode(tagSequence, integer(0), bytes.Repeat(integer(7), n)))
	}
	for n := range 3 {
		add(fmt.Sprint("old and encrypted, ", n), []byte(pemBlock("EC PRIVATE KEY", bytes.Repeat([]byte{0x31}, 24+n))))
	}
	list = append(list, encryptedKeys(p)...)
	field := func(parts ...string) (out string) {
		for _, p := range parts {
			out += string(binary.BigEndian.AppendUint32(nil, uint32(len(p)))) + p
		}
		return out
	}
	point := strings.Repeat("\x5a", 32)
	for _, public := range []string{
		field("ssh-rsa", "\x01\x00\x01", point), field("ssh-rsa", "\x01\x00\x01"), field("ssh-rsa", "", point), field("ssh-ed25519", point), field("ssh-ed25519", point+"x"),
		field("ssh-dss", "\x07", "\x05", "\x03", "\x02"), field("ssh-dss", "\x07", "\x05", "\x03"), field("ecdsa-sha2-nistp256", "nistp256", "\x04"+point),
		field("ecdsa-sha2-nistp384", "nistp384", "\x04"), field("ecdsa-sha2-nistp521", "nistp521", "\x04"), field("ecdsa-sha2-x", "x", "\x04"), field("ecdsa-sha2-nistp256", "nistp256"),
		field("sk-ssh"), field("ssh-rsa")[:9], "",
	} {
		for _, cipher := range []string{"none", "aes256-ctr"} {
			data := []byte(magicOpenSSH + field(cipher, "none", "") + "\x00\x00\x00\x01" + field(public))
			add(fmt.Sprintf("OpenSSH %s %q", cipher, public), []byte(pemBlock("OPENSSH PRIVATE KEY", data)))
		}
	}
	whole := []byte(magicOpenSSH + field("none", "none", "") + "\x00\x00\x00\x01" + field(field("ssh-ed25519", point)))
	for n := len(magicOpenSSH); n < len(whole); n += 3 {
		add(fmt.Sprint("OpenSSH, cut to ", n), []byte(pemBlock("OPENSSH PRIVATE KEY", whole[:n])))
	}
	return list
}

// encryptedKeys claim to be encrypted in every way that is known, by
// parameters that are in order and that are not; nothing opens them.
func encryptedKeys(p *testpki.PKI) []given {
	var list []given
	salt := func(n int) []byte { return encode(tagOctets, bytes.Repeat([]byte{7}, n)) }
	count := []byte{2, 1, 3}
	methods := map[string][][]byte{}
	for _, kind := range []string{oidPBERC4x128, oidPBERC4x40, oidPBE3DES, oidPBE2DES, oidPBERC2x128, oidPBERC2x40, oidPBEMD5DES, oidPBESHA1DES, oidSunJCE} {
		methods[kind] = [][]byte{encode(tagSequence, salt(8), count), encode(tagSequence, salt(9), count), encode(tagSequence, salt(8)), nil, encode(tagSequence, salt(8), []byte{2, 0}), encode(tagSequence, salt(8), []byte{2, 4, 0x7f, 0, 0, 0})}
	}
	methods[oidSunJKS] = [][]byte{{5, 0}}
	methods["1.2.3"] = [][]byte{{5, 0}}
	methods[oidPBES2] = [][]byte{nil, encode(tagSequence)}
	derivation := func(parts ...[]byte) []byte {
		return encode(tagSequence, derOID(oidPBKDF2), encode(tagSequence, parts...))
	}
	prf := func(name string) []byte { return encode(tagSequence, derOID(name), []byte{5, 0}) }
	scheme := func(name string, iv int) []byte { return encode(tagSequence, derOID(name), salt(iv)) }
	for _, s := range []struct {
		name string
		iv   int
	}{{oidAES128, 16}, {oidAES192, 16}, {oidAES256, 16}, {oidAES256, 15}, {oid3DES, 8}, {oidDES, 8}, {"1.2.3", 8}} {
		methods[oidPBES2] = append(methods[oidPBES2], encode(tagSequence, derivation(salt(8), count), scheme(s.name, s.iv)))
	}
	for _, name := range []string{oidHMACSHA1, oidHMACSHA224, oidHMACSHA256, oidHMACSHA384, oidHMACSHA512, oidHMAC512x224, oidHMAC512x256, "1.2.3"} {
		methods[oidPBES2] = append(methods[oidPBES2], encode(tagSequence, derivation(salt(8), count, []byte{2, 1, 32}, prf(name)), scheme(oidAES256, 16)))
	}
	methods[oidPBES2] = append(methods[oidPBES2], encode(tagSequence, derivation(salt(8)), scheme(oidAES256, 16)),
		encode(tagSequence, encode(tagSequence, derOID("1.2.3")), scheme(oidAES256, 16)),
		encode(tagSequence, derivation(salt(8), []byte{2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0}), scheme(oidAES256, 16)),
		encode(tagSequence, derivation(salt(8), count), encode(tagSequence, derOID(oidAES256))), encode(tagSequence, derivation(salt(8), count), encode(tagSequence)))
	for _, kind := range slices.Sorted(keysOf(methods)) {
		for i, parameters := range methods[kind] {
			for _, size := range []int{0, 16, 17, 39, 40} {
				algorithm := encode(tagSequence, derOID(kind), parameters)
				list = append(list, given{name: fmt.Sprint("encrypted by ", kind, ", ", i, " of ", size),
					data: encode(tagSequence, algorithm, encode(tagOctets, bytes.Repeat([]byte{0x11}, size))), passwords: []string{"x"}, brief: true})
			}
		}
	}
	return list
}

func keysOf[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func archiveRows(t testing.TB) []given {
	c := newCorp()
	text := []byte("a log\n" + c.other.PEM())
	twice := slices.Concat(c.leaf.DER, c.leaf.DER)
	plain := zipOf(t, file{"a.pem", []byte(c.root.PEM())}, file{"b.pem", []byte(c.leaf.PEM())})
	withByte := func(magic []byte, at int, to byte) []byte {
		data := slices.Clone(plain)
		data[bytes.Index(data, magic)+at] = to
		return data
	}
	deep := text
	var nested []given
	for i := range maxNesting + 2 {
		deep = gzipOf(t, fmt.Sprint("in", i), deep)
		nested = append(nested, given{name: fmt.Sprint("nested ", i), data: deep})
	}
	old := testpki.New(9).SelfSigned("old.example.test", testpki.Version(1))
	pkcs7Of := func(kind string, rest ...[]byte) []byte {
		return encode(tagSequence, derOID(kind), encode(tagContext0, encode(tagSequence, slices.Concat(rest...))))
	}
	head := slices.Concat([]byte{2, 1, 1}, encode(tagSet), encode(tagSequence, derOID(oidData)))
	return append(nested, []given{
		{name: "zip", data: zipOf(t, file{"certs/root.der", c.root.DER}, file{"certs/", nil}, file{"../chain.pem", []byte(testpki.PEM(c.leaf, c.issuing))}, file{"__MACOSX/._x", []byte("junk")}, file{"log.gz", gzipOf(t, "", text)}, file{"empty", nil}, file{"inner.zip", plain})},
		{name: "zip, encrypted", data: withByte(magicEntry, 8, 1)}, {name: "zip, method", data: withByte(magicEntry, 10, 93)},
		{name: "zip, head of the entry", data: withByte(magicZip, 2, 9)}, {name: "zip, checksum", data: withByte(magicEntry, 16, 9)},
		{name: "zip, comment longer than the file", data: withByte(magicEnd, 20, 1)}, {name: "zip of nothing", data: zipOf(t)},
		{name: "zip, size too small", data: withByte(magicEntry, 24, 1)}, {name: "zip, count", data: withByte(magicEnd, 10, 3)},
		{name: "gzip", data: gzipOf(t, "../up/system.log", text)}, {name: "gzip without a name", data: gzipOf(t, "", text)},
		{name: "gzip of two", data: slices.Concat(gzipOf(t, "", text), gzipOf(t, "", c.root.DER))}, {name: "gzip, head only", data: gzipOf(t, "x", text)[:9]},
		{name: "certificate twice", data: twice}, {name: "DER and text behind", data: slices.Concat(c.leaf.DER, text)}, {name: "version 1", data: old.DER},
		{name: "DER and zeros behind", data: slices.Concat(c.leaf.DER, make([]byte, 30))}, {name: "DER, second cut", data: slices.Concat(c.leaf.DER, c.root.DER[:99])},
		{name: "path of one", data: encode(tagSequence, c.leaf.DER)}, {name: "path, other element", data: encode(tagSequence, c.leaf.DER, []byte{5, 0})},
		{name: "request", data: requestOf()}, {name: "revocation list", data: revocationOf()}, {name: "public key", data: c.leaf.Key.SPKI},
		{name: "request, armoured", data: []byte("\n" + pemBlock("CERTIFICATE REQUEST", requestOf()))}, {name: "revocation list, armoured", data: []byte("\n" + pemBlock("X509 CRL", revocationOf()))},
		{name: "PKCS#7", data: pkcs7Of(oidSignedData, head, encode(tagContext0, c.leaf.DER, encode(tagContext1, []byte{5, 0}), c.root.DER))},
		{name: "PKCS#7, armoured", data: []byte("x\n" + pemBlock("PKCS7", pkcs7Of(oidSignedData, head, encode(tagContext0, c.leaf.DER, c.root.DER))))},
		{name: "PKCS#7 without certificates", data: pkcs7Of(oidSignedData, head)}, {name: "PKCS#7, empty list", data: pkcs7Of(oidSignedData, head, encode(tagContext0))},
		{name: "PKCS#7, signers only", data: pkcs7Of(oidSignedData, head, encode(tagSet))}, {name: "PKCS#7, enveloped", data: pkcs7Of(oidEnvelopedData, head)},
		{name: "PKCS#7, no version", data: pkcs7Of(oidSignedData, encode(tagSet))}, {name: "PKCS#7, no content", data: encode(tagSequence, derOID(oidSignedData))},
		{name: "PKCS#7, zeros in the list", data: pkcs7Of(oidSignedData, head, encode(tagContext0, c.leaf.DER, []byte{0, 0}, c.root.DER))},
		{name: "PKCS#7, without an end", data: slices.Concat([]byte{0x30, 0x80}, derOID(oidSignedData), []byte{0xa0, 0x80, 0x30, 0x80}, head, []byte{0xa0, 0x80}, c.leaf.DER, c.root.DER, make([]byte, 8))},
		{name: "PKCS#7, no certificate in it", data: pkcs7Of(oidSignedData, head, encode(tagContext0, encode(tagSequence, []byte{5, 0})))},
		{name: "OID of another kind", data: encode(tagSequence, derOID("1.2.3"), encode(tagContext0))},
		{name: "certificate too large", data: encode(tagSequence, []byte{0x30, 3, 0xa0, 1, 0}, make([]byte, maxCertificate))},
	}...)
}

// armourRows are texts with certificates in every wrapping, with the damage
// that moves lines, and with blocks that hold something else.
func armourRows() []given {
	chains := chainsOfMany()
	var list []given
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	for i, w := range wrappings {
		for k, d := range damages {
			if (i+k)%5 != 0 && k != 0 || w.opaque && d.marker {
				continue
			}
			add(w.name+", "+d.name, d.do(mathrand.New(mathrand.NewSource(1)), w.text(chains[(i+k)%len(chains)])))
		}
	}
	c := newCorp()
	rows := strings.SplitAfter(c.leaf.PEM(), "\n")
	for i := range rows {
		add(fmt.Sprint("without line ", i), "x\n"+strings.Join(slices.Delete(slices.Clone(rows), i, i+1), "")+c.root.PEM())
		add(fmt.Sprint("line ", i, " twice"), "x\n"+strings.Join(slices.Insert(slices.Clone(rows), i, rows[i]), "")+c.root.PEM())
		add(fmt.Sprint("cut in line ", i), strings.Join(rows[:i], "")+rows[i][:len(rows[i])/2])
		add(fmt.Sprint("from line ", i), rows[i][len(rows[i])/2:]+strings.Join(rows[i+1:], "")+"\ntext\n")
		add(fmt.Sprint("prose in line ", i), strings.Join(slices.Insert(slices.Clone(rows), i, "and some words, that are no base64\n"), ""))
		for _, x := range []string{"...", "[snip]", "…", "<cut>"} {
			add(fmt.Sprint(x, " in line ", i), strings.Join(rows[:i], "")+x+"\n"+rows[len(rows)-2]+"\n")
		}
	}
	for n := range 12 {
		add(fmt.Sprint("cut, then ", n, " lines of prose"), strings.Join(rows[:4], "")+strings.Repeat("some words here.\n", n)+c.root.PEM())
		add(fmt.Sprint("bare, cut, then ", n, " lines of prose"), strings.Join(rows[1:4], "")+strings.Repeat("some words here.\n", n)+wrapped(base64Of(c.root.DER), 64))
		add(fmt.Sprint("bare of ", n*30), base64Of(c.leaf.DER)[:n*30]+"\n")
		add(fmt.Sprint("armoured of ", n*6), rows[0]+base64Of(c.leaf.DER)[:n*6]+"\n"+rows[len(rows)-2]+"\n")
	}
	key := strings.SplitAfter(c.leaf.KeyPEM(), "\n")
	for _, label := range labels {
		add("label "+label, "x\n-----BEGIN "+label+"-----\n"+strings.Join(rows[1:len(rows)-2], "")+"-----END "+label+"-----\n")
		add("label "+label+" of a key", "x\n-----BEGIN "+label+"-----\n"+strings.Join(key[1:len(key)-2], "")+"-----END "+label+"-----\n")
		add("lone end of "+label, "x\n-----END "+label+"-----\n")
	}
	return list
}

// exportForms is one table in every form.
func exportForms() []given {
	p := testpki.New(75)
	root := p.Root("CN=Export Root,O=A & B <C>")
	issuing := root.Intermediate("CN=Export Issuing,O=Example")
	rows := []tableRow{
		{name: "Root, \"the first\" & best", active: "true", kind: "trust_store", format: "pem", expires: "2041-06-01 12:00:00", pem: root.PEM()},
		{name: "Bundle", active: "false", kind: "Trust Store Cert", pem: root.PEM() + issuing.PEM()},
		{name: "Key store", active: "yes", kind: "Java Key Store", password: canary}, {name: "DER", active: "0", format: "DER"},
		{name: "", active: "maybe", kind: "keystore"}, {name: "Cut", active: "no", pem: issuing.PEM()[:400]},
		{name: "Locked", active: "1", pem: "-----BEGIN ENCRYPTED PRIVATE KEY-----"}, {name: "\u65e5\u672c \U0001d11e\t/", active: "true"},
	}
	same := func(s string) string { return s }
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	var list []given
	for name, text := range map[string]string{
		"xml": exportOfXML("sys_certificate", rows, true), "xml, plain": exportOfXML("sys_ca_certificate", rows, false),
		"json": exportOfJSON("result", rows, false, " "), "json, display": exportOfJSON("records", rows, true, ""),
		"csv": exportOfCSV(rows, ',', same), "csv, flat": exportOfCSV(rows, ';', flat), "csv, tabs": exportOfCSV(rows, '\t', same),
		"csv, without quotes": strings.ReplaceAll(exportOfCSV(rows, ',', same), `"`, ""),
	} {
		list = append(list, given{name: name, data: []byte(text)})
	}
	slices.SortFunc(list, byName)
	return list
}

func byName(a, b given) int { return strings.Compare(a.name, b.name) }

func exportTold() []given {
	p := testpki.New(75)
	root := p.Root("CN=Export Root,O=A & B <C>")
	issuing := root.Intermediate("CN=Export Issuing,O=Example")
	list := exportForms()
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	for _, g := range exportForms() {
		list = append(list, given{name: g.name + " alone, in pieces", data: g.data, alone: newExport, piece: 7, role: evidence.RoleClient})
		add(g.name+" in prose, twice", "Hello,\nthis is our table:\n\n"+string(g.data)+"\nregards\n"+string(g.data)+issuing.PEM())
	}
	pem := string(must(json.Marshal(root.PEM())))
	for i, text := range []string{
		`{"result":{"sys_class_name":"sys_ca_certificate","name":"x","pem_certificate":` + pem + `}}`,
		`{"result":{"sys_class_name":"sys_metadata","name":"x","pem_certificate":` + pem + `}}`,
		`{"result":[{"name":"x","user":"u","pem_certificate":` + pem + `},{"publish_status":"","pem_certificate":` + pem + `,"subject":"CN=s"}]}`,
		`  "pem_certificate" : ` + pem + `, "name":"n"}`, `[{"pem_certificate":` + pem + `}]`, `{"result":"ok"}`, `the "result" of it`, `{"result" 5}`,
		`{"result":[{"name":"glide.httpclient.protocol.x","value":null},{"name":"glide.httpclient.protocol.y","value":"null"},{"name":"glide.httpclient.protocol.z","value":5}]}`,
		`{"result":[{"name":{"display_value":"glide.httpclient.protocol.x"},"value":{"display_value":"shown","value":""}},{"name":{"value":"glide.httpclient.protocol.y","display_value":"Y"},"value":{"link":"l","value":"v"}}]}`,
		`{"result":[{"name":"glide.httpclient.protocol.x","value":"\u0041\u00fc\ud834\udd1e\uD834x\n\r\b\f\t\/\\\"\q"}]}`,
		"{\"result\":[{\"name\":\"glide.httpclient.protocol.x\",\"value\":\"a\nb\"}]}\ntext\n",
		`{"result":[{"response_status":"0","url":"https://a.test/x"},{"http_status":-1,"hostname":"b.test"},{"status":"0","response_status":"200"},{"response_status":"0","url_hostname":"not a host"},{"response_status":"0","endpoint":"https://c.test:8443/"}]}`,
		`{"result":[{"protocol":"p","keystore":{"display_value":"KS","value":"1"},"default_port":" "},{"protocol":"q","default_port":4433}]}`,
		`{"result":[{"name":"mid.ssl.keystore.password","value":"` + canary + `"},{"name":"x","key_store_password":{"display_value":"` + canary + `","value":"` + canary + `"},"pem_certificate":""},{"key_store_password":null,"pem_certificate":""}]}`,
		strings.Repeat(`{"result":`, 1) + strings.Repeat("[", maxLevels-1) + strings.Repeat("]", maxLevels-1) + "}\n" + root.PEM(),
		`{"result":` + strings.Repeat("[", maxLevels) + strings.Repeat("]", maxLevels) + "}\n" + root.PEM(),
		"<sys_properties><name>glide.httpclient.protocol.x</name><value display_value='L&amp;M'>v</value></sys_properties>",
		"<sys_properties>\n<name>glide.httpclient.protocol.x</name>\n<value><![CDATA[a & b ]] >\nc]]></value>\n<other>\n</other></sys_properties>",
		"<sys_properties/><sys_properties><name>glide.httpclient.protocol.x</name><value/></sys_properties><sys_properties><name>glide.httpclient.protocol.y</name><value>open",
		"<sys_properties><name\n >glide.httpclient.protocol.x</name\n><value>a &lt; b &unknown; &#65;&#x42; &</value></sys_properties>",
		"<sys_certificate><key_store_password>" + canary + "</key_store_password><name>n</name><key_store_password> </key_store_password></sys_certificate>",
		"<sys_certificates><name>n</name></sys_certificates>\n<sys_certificate action='x'><name>n</name></sys_certificate></unload><name>m</name>",
		"<sys_certificate><name>n<b>old</b></name><" + strings.Repeat("x", maxXMLTag+1) + "\n<name>m</name></sys_certificate>",
		"name,value\nglide.httpclient.protocol.x,1,2\nglide.httpclient.protocol.y\nglide.httpclient.protocol.z,3\n",
		"name;value;a;b;c\nglide.httpclient.protocol.x;\"a\"\"b;c\nd\"\"\";;;\nglide.httpclient.protocol.y; \"q\" ;\nglide.httpclient.protocol.z;3;4;5;6;7\n",
		"\ufeff\"Name\",\"Value\"\n\"glide.httpclient.protocol.x\",\"v\"\n\n\"glide.httpclient.protocol.y\",\"v\"\n",
		"protocol,default_port\np,1\n", "protocol,keystore\np,k\n", "protocol,other\np,k\n", "name,expires,active\na,b,c\n", "name\texpires\ttype\n", "name,expires\n", "name;format;expires\n",
		"pem_certificate\n" + root.PEM(), "http_status,hostname\n0,a.test\n-1,a.test\n200,b.test\n", "<name,value\n", "key store password,pem certificate,name\n" + canary + ",,x\n ,,y\n",
		"name,pem_certificate,type\na,-----BEGIN CERTIFICATE-----\nMIIB\nb,,trust\n", "name,pem_certificate,type\na," + root.PEM() + ",t\nb," + strings.TrimSpace(root.PEM()) + ",t\n",
		"name,value\n" + strings.Repeat("glide.httpclient.protocol.x,", 4097) + "\nglide.httpclient.protocol.y,1\n",
		"name,value\nglide.httpclient.protocol.x" + strings.Repeat(",", 4095) + "\nglide.httpclient.protocol.y,1\n",
		"name,value\nglide.httpclient.protocol.x," + strings.Repeat("v", 99) + "\nend",
		"passphrase,pem_certificate,name\nsecret,,x\n", "name,pem_certificate\nx,\"" + damagedPEM(root) + "\"\n", "name,type,pem_certificate\na,java_key_store,\nb,keyStore,\nc,store,\n",
		"name,value\nglide.httpclient.protocol.password," + canary + "\nother.password,1\nglide.outbound.x,1\ncom.glide.communications.x,\"2\n3\"\n",
		"response_status,url\n" + strings.Repeat("0,https://a.test/\n", maxSame+2) + "0,https://b.test/\n", "http_status,other\n0,\n", "response_status,other\n0,\n",
		"name,other\nglide.httpclient.x,1\n", "value,other\nglide.httpclient.x,1\n", "default_port,other\n443,1\n", "keystore,other\nk,1\n", "default_port,keystore\n1,k\n",
		"expires,active\n1,2\n", "name,active\n1,2\n", "name,value\n  \"a\"b,\"c\nglide.httpclient.x,\"\n", "\"a\nb\",name,value\nx,glide.httpclient.x,1\n", "name,value\n,\n\ufeffglide.httpclient.x,\ufeff1\n",
		"name,value,a,b\nglide.httpclient.x,2\nglide.httpclient.y\nglide.httpclient.z,1,1,1", "name,value,a,b,c\nglide.httpclient.x,2\nglide.httpclient.y,3,4\n",
		"pem_certificate,name\nBEGIN ,a\nBEGIN 4567,b\n-BEGIN 567,c\nBEGIN 56789 END -,d\n-----BEGIN x\nMIIB\n-----END x----- \n,e\n-----BEGIN x\n0123456789abcde.\n0123456789abcdef.\n-----END y\n-----END x-----,f\n",
		`{"result":[{"name":"glide.httpclient.x","value":{"value":"1"}},{"name":"glide.httpclient.y","password":{"value":"s","display_value":"t"},"value":"2"},{"name":"glide.httpclient.z","passphrase":{"other":"s"},"value":"","password":"","url":{"password":"s"}}]}`,
		`{"result":[{"name":"glide.httpclient.x","value":"\ud7ff\ud800\udbff\udc00\udfff\ue000\udc01"},{"name":"glide.httpclient.y","value":"\uD83D\uDE00 \uDE00"},{"name":"glide.httpclient.z","value":[1,"2",{"value":"3"}]}]}`,
		`{"result":[{"name":"glide.httpclient.x","value":true},{"":"a","value":"b"},{"name":"glide.httpclient.y" ,"value" :"5" },{"name":"glide.httpclient.z","value":nullable},"text",null,[["x"]]]} x {"result":1}`,
		`{"result":{"value":"1"},"name":"glide.httpclient.x"}`, `{"result":{"name":{"display_value":"glide.httpclient.x","value":""},"value":"2"}}}`, `{"records":{"value":"1","unwanted":{"value":"2"}}}`,
		`{"result":[{"name":"glide.httpclient.x","value":"cut`, `{"result":[{"name":"glide.httpclient.x","value":"v","cut`, `{"result":[{"name":"glide.httpclient.x","value":5`, `"result": 5`, "{\"result\"\t:[{\"name\":\"glide.httpclient.x\",\r\"value\":\"7\"}]}",
		"<sys_properties>\n<name>glide.httpclient.x</name><value>1</value><value>2</value></unload><name>glide.httpclient.y</name>", "<sys_properties><name>glide.httpclient.x</name><value>1</value></xml><sys_properties><name>glide.httpclient.y</name><value>2</value></sys_properties>",
		"<sys_properties><NAME>glide.httpclient.x</NAME><value >1</value ></sys_properties >", "<sys_properties><name>glide.httpclient.x</name><value display_value=>1</value><x display_value='></sys_properties>", "<sys_properties><name display_value=\"L\"/><value display_value=\"M\"></value></sys_properties>",
		"<sys_protocol_profile><protocol display_value='P'>p</protocol><keystore display_value=\"K &amp; S\">1</keystore><default_port/></sys_protocol_profile>", "<sys_certificate><key_store_password>\n\n" + canary + "</key_store_password><pass_phrase>" + canary + "</pass_phrase><passphrase><![CDATA[" + canary + "]]></passphrase><name>n</name></sys_certificate>",
		"<sys_properties><name>glide.httpclient.x</name><value><b>1</b>2</value><sys_properties></name></sys_properties>", "<sys_properties><name>glide.httpclient.x</name><value>&#x41; &#X42; &#0; &#x110000; &#x10FFFF; &#xD800; &; &#; &abc; <![CDATA[&amp;]]></value></sys_properties>",
		"<sys_properties><name>glide.httpclient.x</name><" + strings.Repeat("x", maxXMLTag-1) + "\n><value>1</value></sys_properties>", "<sys_properties><name>glide.httpclient.x</name><" + strings.Repeat("x", maxXMLTag) + "\n><value>1</value></sys_properties>",
	} {
		add(fmt.Sprint("text ", i), text)
		add(fmt.Sprint("text ", i, " between certificates"), root.PEM()+text+"\n"+issuing.PEM())
		list = append(list, given{name: fmt.Sprint("text ", i, " alone"), data: []byte(text), alone: newExport, piece: 1 << 20},
			given{name: fmt.Sprint("text ", i, " alone, in pieces"), data: []byte(text), alone: newExport, piece: 5})
	}
	return list
}

// damagedPEM is a certificate whose first time is none.
func damagedPEM(e *testpki.Entity) string {
	der := slices.Clone(e.DER)
	copy(der[bytes.Index(der, []byte("\x17\x0d"))+2:], "99xx")
	return pemBlock("CERTIFICATE", der)
}

// dumpRows are hexadecimal dumps.
func dumpRows() []given {
	c := newCorp()
	der, two := c.leaf.DER, []*testpki.Entity{c.leaf, c.root}
	var list []given
	add := func(name, text string) { list = append(list, given{name: name, data: []byte(text)}) }
	octets := func(format string, width int) string {
		var b strings.Builder
		for i, x := range der {
			fmt.Fprintf(&b, format, x)
			if (i+1)%width == 0 {
				b.WriteByte('\n')
			}
		}
		return b.String() + "\n"
	}
	canonical := hex.Dump(der)
	debug := func(gap string, width int) string {
		var b strings.Builder
		for at := 0; at < len(der); at += width {
			fmt.Fprintf(&b, "%04x - % x%s\n", at, der[at:min(len(der), at+width)], gap+strings.Repeat("a", min(width, len(der)-at)))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"hexdump": canonical, "xxd": xxd(der), "s_client -debug": "read from 0x5 [0x6]\n" + debug("   ", 16), "of 32": debug("  ", 32), "of 33": debug("  ", 33), "of 24, one blank": debug(" ", 24),
		"plain": hex.EncodeToString(der), "plain in prose": "bytes: " + hex.EncodeToString(der) + " (hex)", "upper": strings.ToUpper(hex.EncodeToString(der)),
		"colons": octets("%02x:", 20), "dashes": octets("%02X-", 20), "C": "x[] = {\n" + octets("0x%02x, ", 12) + "};", "string": "\"" + octets("\\x%02x", 20) + "\"", "C on one line": "x[] = {" + octets("0x%02x,", 9999) + "};",
		"msg": msgOf(two), "msg twice": msgOf(two) + "<<< TLS 1.3, Handshake [length 0004], ServerHelloDone\n    0e 00 00 00\n" + msgOf(two[1:]), "two dumps": canonical + "\n" + hex.Dump(c.root.DER), "two dumps and prose": canonical + "that was it\n" + hex.Dump(c.root.DER),
		"both in one": hex.Dump(slices.Concat(der, c.root.DER)), "cut": canonical[:len(canonical)/2], "without its first row": canonical[79:], "octal": "0000000 " + strings.ReplaceAll(octets(" %02x", 16), "\n", "\n0000020"),
		"in comments": indent(canonical, "# "), "quoted": indent(xxd(der), "> "), "od": indent(octets("%02x ", 16), "0000000 "), "wide gaps": octets("%02x  ", 16), "wider gaps": octets("%02x   ", 16), "fingerprint": "SHA-256: " + hex.EncodeToString(der[:32]),
		"run of 255": hex.EncodeToString(der[:128])[1:], "run of 256": "a: " + hex.EncodeToString(der[:128]), "database": "0x" + hex.EncodeToString(der), "offset of 3": indent(octets("%02x ", 16), "000: "), "offset of 9": indent(octets("%02x ", 16), "000000000: "),
		"inner length": hex.EncodeToString(slices.Concat([]byte{0x30, 0x82, 1, 4, 0x30, 0x82, 1, 0}, make([]byte, 260))), "words of it": octets("%02x %02x", 3), "gap in a row": debug("", 16)[:50] + "    30 82\n" + canonical, "two rows of blanks": strings.ReplaceAll(canonical, "\n", "\n  \n"),
		"mixed marks": octets("%02x:,-", 9), "brackets": "(" + octets("%02x;", 9) + ")", "brace behind words": "x{" + octets("0x%02x,", 9999) + "}", "short": "3082", "bar": strings.ReplaceAll(canonical, "  |", "|"), "tabs": strings.ReplaceAll(canonical, " ", "\t"),
		"header in between": canonical[:790] + "read from 0x1 [0x2]\n" + canonical[790:], "handshake in between": canonical[:790] + "Handshake [length 1]\n" + canonical[790:], "dash offset": strings.ReplaceAll(debug("", 16), " - ", " "), "colon offset": strings.ReplaceAll(debug("   ", 16), " - ", ": "),
		"damaged": hex.EncodeToString(slices.Concat(der[:40], []byte{0xff, 0xff, 0xff}, der[43:])) + "\n" + hex.EncodeToString(c.root.DER),
	} {
		add(name, "x y\n"+text+"\nend\n")
	}
	slices.SortFunc(list, byName)
	for _, g := range slices.Clone(list) {
		g.name, g.alone, g.piece = g.name+", alone", func(s *sink) carrier { return newHexDump(s) }, 1<<20
		list = append(list, g)
	}
	return list
}
