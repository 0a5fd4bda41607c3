package intake

import (
	"bytes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"

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
		store.Claim = maxIterations + 1
		add(name+", oddities, plain, too many iterations", form.write(store), "unknown")
	}
	return slices.Concat(list, bagRows(c), javaStoreRows(c), spentRows(c))
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
	imposter := c.other.Intermediate("CN=Corp Issuing CA,O=Example") // with an identifier that is not looked for
	add("issuers of one name, the last not identified", key, certificate(c.leaf), certificate(imposter), certificate(noID), certificate(c.root), certificate(c.other))
	add("issuers of one name, the first not identified", key, certificate(c.leaf), certificate(noID), certificate(imposter), certificate(c.root), certificate(c.other))
	renewed := c.root.Twin()
	add("self-issued by another key", key, certificate(c.leaf), certificate(c.issuing), certificate(renewed.Cross(c.root)), certificate(renewed))
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
	safe("content that is cut", data(encode(tagSequence, certificate(c.root))), []byte{tagSequence, 9, tagOID})
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
	add("EC, scalar of 33 with a zero", encode(tagSequence, integer(1), encode(tagOctets, append([]byte{0}, bytes.Repeat([]byte{1}, 32)...)), encode(tagContext0, derP256)))
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
	list = append(list, openedRows(t)...)
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
		methods[kind] = [][]byte{encode(tagSequence, salt(8), count), encode(tagSequence, salt(9), count), encode(tagSequence, salt(8)), nil, encode(tagSequence, salt(3), count), encode(tagSequence, salt(8), []byte{2, 0}), encode(tagSequence, salt(8), []byte{2, 4, 0x7f, 0, 0, 0})}
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

// openedRows are the keys and stores of testdata/openssl.txt, with the right
// password and with another, and a store whose integrity check is PBMAC1.
func openedRows(t testing.TB) []given {
	text, err := os.ReadFile(filepath.Join("testdata", "openssl.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var list []given
	add := func(name string, data []byte) {
		list = append(list, given{name: name, data: data, passwords: []string{"wrong", "päss"}}, given{name: name + ", other password", data: data, passwords: []string{"wrong"}})
	}
	for _, row := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if f := strings.Fields(row); f[0] != "#" {
			add(f[0]+" "+f[1], must(base64.StdEncoding.DecodeString(f[2])))
		}
	}
	content := encode(tagSequence)
	for name, digest := range map[string]func() hash.Hash{oidHMACSHA256: sha256.New, oidHMACSHA512: sha512.New, "1.2.3": sha1.New} {
		key := must(pbkdf2.Key(sha256.New, "päss", []byte("saltsalt"), 3, digest().Size()))
		h := hmac.New(digest, key)
		h.Write(content)
		kdf := encode(tagSequence, derOID(oidPBKDF2), encode(tagSequence, encode(tagOctets, []byte("saltsalt")), []byte{2, 1, 3}, []byte{2, 1, byte(digest().Size())}, encode(tagSequence, derOID(oidHMACSHA256))))
		method := encode(tagSequence, derOID(oidPBMAC1), encode(tagSequence, kdf, encode(tagSequence, derOID(name))))
		mac := encode(tagSequence, encode(tagSequence, method, encode(tagOctets, h.Sum(nil))), encode(tagOctets, []byte("x")))
		safe := encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, content)))
		add("PBMAC1 with "+name, encode(tagSequence, []byte{2, 1, 3}, safe, mac))
	}
	method := encode(tagSequence, derOID(oidPBMAC1), encode(tagSequence, encode(tagSequence, derOID("1.2.3")), encode(tagSequence, derOID(oidHMACSHA256))))
	mac := encode(tagSequence, encode(tagSequence, method, encode(tagOctets, make([]byte, 32))), encode(tagOctets, []byte("x")))
	add("PBMAC1 by another derivation", encode(tagSequence, []byte{2, 1, 3}, encode(tagSequence, derOID(oidData), encode(tagContext0, encode(tagOctets, content))), mac))
	slices.SortStableFunc(list, byName)
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
