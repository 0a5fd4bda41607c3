package testpki

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"unicode/utf16"
)

// KeyStore makes key stores of the formats Java knows, with the faults that
// no tool writes. The zero value of every option is what a good store has.
//
//	store := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
//		{Alias: "client", Key: leaf.Key, Chain: []*testpki.Entity{leaf, issuing}},
//		{Alias: "corp root", Chain: []*testpki.Entity{root}},
//	}}
//	jks, p12 := store.JKS(), store.PKCS12()
type KeyStore struct {
	Password string
	Entries  []StoreEntry
	// Iterations of every key derivation, 1,000 by default.
	Iterations int
	// Claim is written as the number of iterations instead of the true one.
	Claim int
	// Plain leaves keys and certificates of PKCS#12 unencrypted, NoMAC leaves
	// its integrity check out, NullPassword protects it with no password at
	// all instead of with the empty one.
	Plain, NoMAC, NullPassword bool
	// BER writes PKCS#12 with indefinite lengths and strings in pieces, as
	// Windows does.
	BER bool
}

// StoreEntry is an entry of a key store: a key with its chain, a trusted
// certificate, or a secret key.
type StoreEntry struct {
	Alias string
	// Unlisted leaves out the mark of a trusted certificate, as openssl does;
	// PKCS#12 only.
	Unlisted bool
	// Key is nil for a trusted certificate. Chain is leaf first.
	Key   *Key
	Chain []*Entity
	// Password protects the key when it has one of its own.
	Password string
	// Secret stands for a secret key: in JCEKS a serialised object.
	Secret bool
}

// JKS writes the JDK's old format.
func (k KeyStore) JKS() []byte { return k.java(0xfeedfeed) }

// JCEKS writes the format of the JCE provider, the only old one with secret keys.
func (k KeyStore) JCEKS() []byte { return k.java(0xcececece) }

func (k KeyStore) java(magic uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, magic)
	b = binary.BigEndian.AppendUint32(b, 2)
	b = binary.BigEndian.AppendUint32(b, uint32(len(k.Entries)))
	for _, e := range k.Entries {
		tag := uint32(2)
		switch {
		case e.Secret:
			tag = 3
		case e.Key != nil:
			tag = 1
		}
		b = binary.BigEndian.AppendUint32(b, tag)
		b = javaText(b, e.Alias)
		b = binary.BigEndian.AppendUint64(b, uint64(Now.UnixMilli()))
		switch tag {
		case 1:
			key := k.protected(magic, e)
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(key))), key...)
			b = binary.BigEndian.AppendUint32(b, uint32(len(e.Chain)))
			for _, c := range e.Chain {
				b = javaCertificate(b, c.DER)
			}
		case 2:
			b = javaCertificate(b, e.Chain[0].DER)
		case 3:
			b = append(b, sealedObject...)
		}
	}
	h := sha1.New()
	h.Write(wide(k.Password))
	h.Write([]byte("Mighty Aphrodite"))
	h.Write(b)
	return h.Sum(b)
}

// sealedObject has the outline of a serialised javax.crypto.SealedObject, with
// a block in it that a hasty reader takes for the next entry.
var sealedObject = append([]byte("\xac\xed\x00\x05sr\x00\x19javax.crypto.SealedObject\x3e\x36\x3d\xa6\xc3\xb7\x54\x70\x02\x00\x02[\x00\x0dencodedParamst\x00\x02[B[\x00\x10encryptedContentq\x00~\x00\x01xpur\x00\x02[B\xac\xf3\x17\xf8\x06\x08T\xe0\x02\x00\x00xp\x00\x00\x00\x20"),
	make([]byte, 0x20)...)

func javaText(b []byte, text string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(text))), text...)
}

func javaCertificate(b, der []byte) []byte {
	b = javaText(b, "X.509")
	return append(binary.BigEndian.AppendUint32(b, uint32(len(der))), der...)
}

// protected is an entry's key as an EncryptedPrivateKeyInfo of the JDK.
func (k KeyStore) protected(magic uint32, e StoreEntry) []byte {
	password := e.Password
	if password == "" {
		password = k.Password
	}
	plain := must(x509.MarshalPKCS8PrivateKey(e.Key.Signer))
	salt := sha1.Sum([]byte("salt of " + e.Alias))
	if magic == 0xfeedfeed {
		algorithm := element(tagSequence, oid("1.3.6.1.4.1.42.2.17.1.1"), []byte{5, 0})
		return element(tagSequence, algorithm, element(tagOctetString, masked(plain, salt[:], password)))
	}
	var key []byte
	for _, half := range [][]byte{salt[:4], salt[4:8]} {
		for range k.iterations() {
			sum := md5.Sum(append(half[:len(half):len(half)], password...))
			half = sum[:]
		}
		key = append(key, half...)
	}
	block := must(des.NewTripleDESCipher(key[:24]))
	algorithm := element(tagSequence, oid("1.3.6.1.4.1.42.2.19.1"),
		element(tagSequence, element(tagOctetString, salt[:8]), integer(k.claimed())))
	return element(tagSequence, algorithm, element(tagOctetString, encrypted(block, key[24:], plain)))
}

// masked is the key protection of JKS.
func masked(plain, salt []byte, password string) []byte {
	out := append([]byte(nil), salt...)
	sum := salt
	for i := 0; i < len(plain); i += sha1.Size {
		next := sha1.Sum(append(wide(password), sum...))
		sum = next[:]
		for j := i; j < len(plain) && j < i+sha1.Size; j++ {
			out = append(out, plain[j]^sum[j-i])
		}
	}
	check := sha1.Sum(append(wide(password), plain...))
	return append(out, check[:]...)
}

func (k KeyStore) iterations() int {
	if k.Iterations == 0 {
		return 1000
	}
	return k.Iterations
}

func (k KeyStore) claimed() int {
	if k.Claim != 0 {
		return k.Claim
	}
	return k.iterations()
}

// PKCS12 writes the standard format: certificates in one content, encrypted
// with AES-256, keys in another, and a SHA-256 integrity check.
func (k KeyStore) PKCS12() []byte {
	var certs, keys []byte
	for _, e := range k.Entries {
		id := sha1.Sum([]byte(e.Alias))
		local := attribute("1.2.840.113549.1.9.21", element(tagOctetString, id[:]))
		name := attribute("1.2.840.113549.1.9.20", element(0x1e, wide(e.Alias)))
		switch {
		case e.Secret:
			keys = append(keys, bag("1.2.840.113549.1.12.10.1.5", element(tagSequence, oid("1.2.3")), name)...)
			continue
		case e.Key != nil:
			plain := must(x509.MarshalPKCS8PrivateKey(e.Key.Signer))
			if k.Plain {
				keys = append(keys, bag("1.2.840.113549.1.12.10.1.1", plain, name, local)...)
				break
			}
			algorithm, data := k.sealed(plain)
			keys = append(keys, bag("1.2.840.113549.1.12.10.1.2",
				element(tagSequence, algorithm, element(tagOctetString, data)), name, local)...)
		default:
			local = attribute("2.16.840.1.113894.746875.1.1", oid("2.5.29.37.0"))
			if e.Unlisted {
				local = nil
			}
		}
		for i, c := range e.Chain {
			value := element(tagSequence, oid("1.2.840.113549.1.9.22.1"), element(0xa0, element(tagOctetString, c.DER)))
			if i == 0 {
				certs = append(certs, bag("1.2.840.113549.1.12.10.1.3", value, name, local)...)
			} else {
				certs = append(certs, bag("1.2.840.113549.1.12.10.1.3", value)...)
			}
		}
	}
	content := element(tagSequence, k.certificates(element(tagSequence, certs)), k.data(element(tagSequence, keys)))
	safe := k.data(content)
	parts := [][]byte{integer(3), safe}
	if !k.NoMAC {
		parts = append(parts, k.mac(content))
	}
	if k.BER {
		return open(tagSequence, parts...)
	}
	return element(tagSequence, parts...)
}

func bag(kind string, value []byte, attributes ...[]byte) []byte {
	parts := [][]byte{oid(kind), element(0xa0, value)}
	if len(attributes) > 0 {
		parts = append(parts, element(tagSet, attributes...))
	}
	return element(tagSequence, parts...)
}

func attribute(kind string, value []byte) []byte {
	return element(tagSequence, oid(kind), element(tagSet, value))
}

// data wraps bytes in a ContentInfo of the type data.
func (k KeyStore) data(b []byte) []byte {
	if k.BER {
		return open(tagSequence, oid("1.2.840.113549.1.7.1"), open(0xa0, pieces(0x24, b)))
	}
	return element(tagSequence, oid("1.2.840.113549.1.7.1"), element(0xa0, element(tagOctetString, b)))
}

// certificates wraps the certificates: encrypted as a rule.
func (k KeyStore) certificates(b []byte) []byte {
	if k.Plain {
		return k.data(b)
	}
	algorithm, data := k.sealed(b)
	inner := element(0x80, data)
	if k.BER {
		inner = pieces(0xa0, data)
	}
	info := element(tagSequence, oid("1.2.840.113549.1.7.1"), algorithm, inner)
	return element(tagSequence, oid("1.2.840.113549.1.7.6"), element(0xa0, element(tagSequence, integer(0), info)))
}

// sealed encrypts with PBES2: PBKDF2 with HMAC-SHA256, AES-256-CBC.
func (k KeyStore) sealed(plain []byte) (algorithm, data []byte) {
	salt := sha256.Sum256(plain)
	key := must(pbkdf2.Key(sha256.New, k.Password, salt[:16], k.iterations(), 32))
	prf := element(tagSequence, oid("1.2.840.113549.2.9"), []byte{5, 0})
	kdf := element(tagSequence, oid("1.2.840.113549.1.5.12"),
		element(tagSequence, element(tagOctetString, salt[:16]), integer(k.claimed()), prf))
	scheme := element(tagSequence, oid("2.16.840.1.101.3.4.1.42"), element(tagOctetString, salt[16:]))
	algorithm = element(tagSequence, oid("1.2.840.113549.1.5.13"), element(tagSequence, kdf, scheme))
	return algorithm, encrypted(must(aes.NewCipher(key)), salt[16:], plain)
}

func encrypted(block cipher.Block, iv, plain []byte) []byte {
	n := block.BlockSize() - len(plain)%block.BlockSize()
	out := append([]byte(nil), plain...)
	for range n {
		out = append(out, byte(n))
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return out
}

// mac is the integrity check: HMAC-SHA256 with a key of RFC 7292 appendix B,
// of which one hash is enough.
func (k KeyStore) mac(content []byte) []byte {
	salt := sha1.Sum(content)
	password := append(wide(k.Password), 0, 0)
	if k.NullPassword {
		password = nil
	}
	var in []byte
	for range 64 {
		in = append(in, 3)
	}
	for _, part := range [][]byte{salt[:], password} {
		for i := 0; len(part) > 0 && i < (len(part)+63)/64*64; i++ {
			in = append(in, part[i%len(part)])
		}
	}
	for range k.iterations() {
		sum := sha256.Sum256(in)
		in = sum[:]
	}
	h := hmac.New(sha256.New, in)
	h.Write(content)
	algorithm := element(tagSequence, oid("2.16.840.1.101.3.4.2.1"), []byte{5, 0})
	return element(tagSequence,
		element(tagSequence, algorithm, element(tagOctetString, h.Sum(nil))),
		element(tagOctetString, salt[:]), integer(k.claimed()))
}

// open writes a value of indefinite length (X.690 section 8.1.3.6).
func open(tag byte, parts ...[]byte) []byte {
	out := []byte{tag, 0x80}
	for _, p := range parts {
		out = append(out, p...)
	}
	return append(out, 0, 0)
}

// pieces writes an octet string in pieces of 1,000 bytes.
func pieces(tag byte, b []byte) []byte {
	var parts [][]byte
	for len(b) > 0 {
		n := min(len(b), 1000)
		parts = append(parts, element(tagOctetString, b[:n]))
		b = b[n:]
	}
	return open(tag, parts...)
}

// wide is text in UTF-16, big endian.
func wide(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}
