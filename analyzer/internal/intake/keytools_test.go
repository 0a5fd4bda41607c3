package intake

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"
	gopkcs12 "software.sslmate.com/src/go-pkcs12"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// A bench is a folder in which the real tools work.
type bench struct {
	t   *testing.T
	dir string
}

func newBench(t *testing.T) bench { return bench{t, t.TempDir()} }

func (b bench) write(name string, data []byte) {
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, name), data, 0o600))
}

func (b bench) read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(b.dir, name))
	require.NoError(b.t, err)
	return data
}

func (b bench) run(command string) []byte {
	b.t.Helper()
	words := strings.Fields(command)
	c := exec.Command(words[0], words[1:]...)
	c.Dir = b.dir
	var out, trouble bytes.Buffer
	c.Stdout, c.Stderr = &out, &trouble
	require.NoError(b.t, c.Run(), "%s\n%s%s", command, &out, &trouble)
	return out.Bytes()
}

// same checks that a store holds the client key with its chain, and the other
// root when that is wanted.
func (c corp) same(t *testing.T, ev *evidence.Evidence, kind string) {
	t.Helper()
	require.Empty(t, kinds(ev))
	require.Equal(t, kind, ev.Inputs[0].Kind)
	require.Len(t, ev.Stores, 1)
	for _, r := range ev.Stores[0].Records {
		if r.HasKey {
			require.Equal(t, "client", r.Name)
			require.Equal(t, c.leaf.Key.SPKI, r.KeySPKI)
			require.Equal(t, idsOf(c.leaf, c.issuing, c.root), chainOf(r))
			return
		}
	}
	t.Fatal("no key in the store")
}

// Stores that the JDK's keytool writes; it reads ours, too.
func TestKeytool(t *testing.T) {
	c := newCorp()
	b := newBench(t)
	b.write("base.p12", c.store("s3cretpw").PKCS12())
	b.write("base.jks", c.store("s3cretpw").JKS())
	b.write("base.jceks", c.store("s3cretpw").JCEKS())
	b.write("base.ber", func() []byte { k := c.store("s3cretpw"); k.BER = true; return k.PKCS12() }())
	b.write("other.pem", []byte(c.other.PEM()))
	for _, x := range []struct{ name, from, kind, options string }{
		{"pkcs12", "base.jks", "pkcs12", "-deststoretype PKCS12"},
		{"pkcs12 legacy", "base.ber", "pkcs12", "-deststoretype PKCS12 -J-Dkeystore.pkcs12.legacy"},
		{"pkcs12 unprotected", "base.p12", "pkcs12", "-deststoretype PKCS12 -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE"},
		{"jks", "base.p12", "jks", "-deststoretype JKS"},
		{"jceks", "base.jceks", "jceks", "-deststoretype JCEKS"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			b := bench{t, b.dir}
			name := strings.ReplaceAll(x.name, " ", "-")
			b.run("keytool -importkeystore -noprompt -srckeystore " + x.from + " -srcstorepass s3cretpw -deststorepass s3cretpw -destkeystore " + name + " " + x.options)
			ev := readAll(t, b.read(name), "s3cretpw")
			c.same(t, ev, x.kind)
			require.ElementsMatch(t, idsOf(c.leaf, c.issuing, c.root, c.other), ids(ev))
			require.Len(t, ev.Stores[0].Records, 2)

			ev = readAll(t, b.read(name), "wrong")
			require.Equal(t, []string{"wrong-password"}, kinds(ev))
			ev = readAll(t, b.read(name))
			require.Equal(t, []string{"password-needed"}, kinds(ev))
			ev = readAll(t, b.read(name)[:len(b.read(name))-700], "s3cretpw")
			require.Contains(t, kinds(ev), "damaged-certificate")
		})
	}
	for _, kind := range []string{"jceks", "pkcs12"} {
		t.Run(kind+" with secret keys", func(t *testing.T) {
			t.Parallel()
			b := bench{t, b.dir}
			store := "secret-" + kind
			for _, x := range []string{"-genseckey -alias first -keyalg AES -keysize 256", "-importcert -noprompt -alias other -file other.pem", "-genseckey -alias last -keyalg DESede"} {
				b.run("keytool " + x + " -storetype " + kind + " -storepass changeit -keystore " + store)
			}
			ev := readAll(t, b.read(store))
			require.Empty(t, kinds(ev))
			names := map[string]string{}
			for _, r := range ev.Stores[0].Records {
				names[r.Name] = r.Type
			}
			require.Equal(t, map[string]string{"first": "SecretKeyEntry", "other": "trustedCertEntry", "last": "SecretKeyEntry"}, names)
		})
	}
	t.Run("EC key without its public part", func(t *testing.T) {
		t.Parallel()
		b := bench{t, b.dir}
		b.run("keytool -genkeypair -alias Gen -keyalg EC -groupname secp384r1 -dname CN=Gen -storetype JKS -storepass changeit -keypass changeit -keystore gen.jks")
		ev := readAll(t, b.read("gen.jks"))
		require.Empty(t, kinds(ev))
		require.Equal(t, ev.Certificates[0].Certificate.SPKI, ev.Stores[0].Records[0].KeySPKI)
	})
	t.Run("DSA", func(t *testing.T) {
		t.Parallel()
		b := bench{t, b.dir}
		b.run("keytool -genkeypair -alias dsa -keyalg DSA -keysize 1024 -dname CN=Gen -storetype JCEKS -storepass changeit -keypass changeit -keystore dsa.jceks")
		ev := readAll(t, b.read("dsa.jceks"))
		require.Equal(t, ev.Certificates[0].Certificate.SPKI, ev.Stores[0].Records[0].KeySPKI)
	})
}

// Stores that openssl writes.
func TestOpenSSLPKCS12(t *testing.T) {
	c := newCorp()
	b := newBench(t)
	b.write("key.pem", []byte(c.leaf.KeyPEM()))
	b.write("leaf.pem", []byte(c.leaf.PEM()))
	b.write("chain.pem", []byte(testpki.PEM(c.issuing, c.root)))
	b.write("all.pem", []byte(testpki.PEM(c.leaf, c.issuing, c.root)))
	for _, options := range []string{
		"",
		"-legacy",
		"-legacy -descert",
		"-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-2DES",
		"-legacy -certpbe PBE-SHA1-RC4-128 -keypbe PBE-SHA1-RC4-40",
		"-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha512",
		"-certpbe DES-EDE3-CBC -keypbe PBE-SHA1-3DES -macalg sha1 -iter 100000",
		"-certpbe NONE -keypbe NONE -nomac",
		"-certpbe NONE -macalg sha384",
		"-nomac",
		"-noiter -nomaciter",
	} {
		t.Run("openssl pkcs12 "+options, func(t *testing.T) {
			for _, password := range []string{"", "changeit", "näh-Ω"} {
				b.run("openssl pkcs12 -export -inkey key.pem -in leaf.pem -certfile chain.pem -name client -out x.p12 -passout pass:" + password + " " + options)
				c.same(t, readAll(t, b.read("x.p12"), "näh-Ω"), "pkcs12")
			}
			if strings.Contains(options, "NONE -keypbe NONE") {
				return
			}
			ev := readAll(t, b.read("x.p12"), "wrong")
			require.Equal(t, []string{"wrong-password"}, kinds(ev))
			require.Equal(t, []string{"password-needed"}, kinds(readAll(t, b.read("x.p12"))))
		})
	}
	t.Run("no keys", func(t *testing.T) {
		for _, options := range []string{"", "-legacy"} {
			b.run("openssl pkcs12 -export -nokeys -in all.pem -out x.p12 -passout pass:changeit " + options)
			ev := readAll(t, b.read("x.p12"))
			require.Empty(t, kinds(ev))
			require.Equal(t, idsOf(c.leaf, c.issuing, c.root), ids(ev))
			for _, r := range ev.Stores[0].Records {
				require.Empty(t, r.Type, "Java lists none of them")
			}
			require.Contains(t, string(b.run("keytool -list -keystore x.p12 -storepass changeit")), "contains 0 entries")
		}
	})
}

// The libraries write stores for us to read.
func TestLibraryStores(t *testing.T) {
	c := newCorp()
	leaf, err := x509.ParseCertificate(c.leaf.DER)
	require.NoError(t, err)
	var chain []*x509.Certificate
	for _, e := range []*testpki.Entity{c.issuing, c.root} {
		x, err := x509.ParseCertificate(e.DER)
		require.NoError(t, err)
		chain = append(chain, x)
	}
	for name, encoder := range map[string]*gopkcs12.Encoder{
		"RC2": gopkcs12.LegacyRC2, "3DES": gopkcs12.LegacyDES, "modern": gopkcs12.Modern2023, "2026": gopkcs12.Modern2026, "open": gopkcs12.Passwordless,
	} {
		t.Run("go-pkcs12 "+name, func(t *testing.T) {
			password := "changeit"
			if name == "open" {
				password = ""
			}
			data, err := encoder.Encode(c.leaf.Key.Signer, leaf, chain, password)
			require.NoError(t, err)
			ev := readAll(t, data)
			require.Empty(t, kinds(ev))
			require.Equal(t, c.leaf.Key.SPKI, ev.Stores[0].Records[0].KeySPKI)
			require.Equal(t, idsOf(c.leaf, c.issuing, c.root), chainOf(ev.Stores[0].Records[0]))

			data, err = encoder.EncodeTrustStore(chain, password)
			require.NoError(t, err)
			ev = readAll(t, data)
			require.Empty(t, kinds(ev))
			require.Equal(t, idsOf(c.issuing, c.root), ids(ev))
			require.Equal(t, "trustedCertEntry", ev.Stores[0].Records[1].Type)
		})
	}
	t.Run("keystore-go", func(t *testing.T) {
		ks := keystore.New()
		key, err := x509.MarshalPKCS8PrivateKey(c.leaf.Key.Signer)
		require.NoError(t, err)
		wrap := func(e *testpki.Entity) keystore.Certificate {
			return keystore.Certificate{Type: "X509", Content: e.DER}
		}
		require.NoError(t, ks.SetPrivateKeyEntry("client", keystore.PrivateKeyEntry{
			CreationTime: testpki.Now, PrivateKey: key, CertificateChain: []keystore.Certificate{wrap(c.leaf), wrap(c.issuing), wrap(c.root)},
		}, []byte("changeit")))
		var out bytes.Buffer
		require.NoError(t, ks.Store(&out, []byte("changeit")))
		c.same(t, readAll(t, out.Bytes()), "jks")

		ours := keystore.New()
		require.NoError(t, ours.Load(bytes.NewReader(c.store("changeit").JKS()), []byte("changeit")))
		require.ElementsMatch(t, []string{"client", "other root"}, ours.Aliases())
	})
}

func TestPKCS7(t *testing.T) {
	c := newCorp()
	b := newBench(t)
	b.write("key.pem", []byte(c.leaf.KeyPEM()))
	b.write("leaf.pem", []byte(c.leaf.PEM()))
	b.write("all.pem", []byte(testpki.PEM(c.leaf, c.issuing, c.root)))
	b.write("chain.pem", []byte(testpki.PEM(c.issuing, c.root)))
	b.write("text", bytes.Repeat([]byte("hello\n"), 3000))
	for name, command := range map[string]string{
		"der":    "openssl crl2pkcs7 -nocrl -certfile all.pem -outform DER -out x",
		"pem":    "openssl crl2pkcs7 -nocrl -certfile all.pem -out x",
		"signed": "openssl cms -sign -binary -nodetach -in text -signer leaf.pem -inkey key.pem -certfile chain.pem -outform DER -out x",
		"stream": "openssl cms -sign -binary -nodetach -stream -in text -signer leaf.pem -inkey key.pem -certfile chain.pem -outform DER -out x",
	} {
		t.Run(name, func(t *testing.T) {
			b.run(command)
			ev := readAll(t, b.read("x"))
			require.Empty(t, kinds(ev))
			require.Equal(t, "pkcs7", ev.Inputs[0].Kind)
			require.ElementsMatch(t, idsOf(c.leaf, c.issuing, c.root), ids(ev))
			for _, f := range ev.Certificates {
				require.True(t, f.Alone)
			}
			if name == "pem" {
				return
			}
			p, err := pkcs7.Parse(b.read("x"))
			require.NoError(t, err)
			require.Len(t, p.Certificates, 3)
			// Cut off: the certificates that are whole are read.
			cut := b.read("x")
			cut = cut[:bytes.Index(cut, c.root.DER)+20]
			ev = readAll(t, cut)
			require.Contains(t, kinds(ev), "damaged-certificate")
			require.NotContains(t, ids(ev), c.root.ID())
		})
	}
	t.Run("none in it", func(t *testing.T) {
		empty, err := pkcs7.DegenerateCertificate(nil)
		require.NoError(t, err)
		require.Equal(t, []string{"no-certificate"}, kinds(readAll(t, empty)))
	})
	t.Run("encrypted", func(t *testing.T) {
		b.run("openssl cms -encrypt -binary -in text -outform DER -out x -pwri_password x -aes256")
		require.Equal(t, []string{"no-certificate"}, kinds(readAll(t, b.read("x"))))
	})
}

// Keys of every kind that openssl writes; openssl derives the public part.
func TestOpenSSLKeys(t *testing.T) {
	b := newBench(t)
	for _, x := range []struct{ kind, make string }{
		{"RSA", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024"},
		{"RSASSA-PSS", "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256"},
		{"EC", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"},
		{"EC", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"},
		{"Ed25519", "genpkey -algorithm ED25519"},
	} {
		t.Run(x.kind, func(t *testing.T) {
			b.run("openssl " + x.make + " -out key.pem")
			spki := b.run("openssl pkey -in key.pem -pubout -outform DER")
			traditional := x.kind == "RSA" || x.kind == "EC"
			forms := []string{
				"pkcs8 -topk8 -nocrypt -in key.pem",
				"pkcs8 -topk8 -in key.pem -passout pass:changeit",
				"pkcs8 -topk8 -v2 des3 -in key.pem -passout pass:changeit",
				"pkcs8 -topk8 -v2 aes128 -v2prf hmacWithSHA1 -in key.pem -passout pass:changeit",
				"pkcs8 -topk8 -v1 PBE-SHA1-3DES -in key.pem -passout pass:changeit",
				"pkcs8 -topk8 -v1 PBE-MD5-DES -in key.pem -passout pass:changeit -provider legacy -provider default",
				"pkcs8 -topk8 -v1 PBE-SHA1-DES -in key.pem -passout pass:changeit -provider legacy -provider default",
			}
			if traditional {
				forms = append(forms, "pkey -traditional -in key.pem")
			}
			for _, form := range forms {
				text := b.run("openssl " + form)
				ev := readAll(t, text)
				require.Len(t, ev.Keys, 1, form)
				require.Equal(t, spki, ev.Keys[0].SPKI, form)
				require.Equal(t, x.kind, ev.Keys[0].Kind, form)
				require.Equal(t, strings.Contains(form, "pass:"), ev.Keys[0].Encrypted, form)

				block, _ := pem.Decode(text)
				ev = readAll(t, block.Bytes)
				require.Len(t, ev.Keys, 1, form)
				require.Equal(t, spki, ev.Keys[0].SPKI, form)
			}
			for _, form := range []string{"pkcs8 -topk8 -scrypt", "pkcs8 -topk8", "pkey -traditional -aes128"} {
				if !traditional && strings.HasPrefix(form, "pkey") {
					continue
				}
				ev := readAll(t, b.run("openssl "+form+" -in key.pem -passout pass:unknown"))
				require.Len(t, ev.Keys, 1, form)
				require.True(t, ev.Keys[0].Encrypted, form)
				require.Nil(t, ev.Keys[0].SPKI, form)
			}
		})
	}
	t.Run("DSA", func(t *testing.T) {
		b.run("openssl dsaparam -out dsa.param 1024")
		b.run("openssl gendsa -out key.pem dsa.param")
		spki := b.run("openssl pkey -in key.pem -pubout -outform DER")
		for _, form := range []string{"pkcs8 -topk8 -nocrypt -in key.pem", "pkey -traditional -in key.pem"} {
			ev := readAll(t, b.run("openssl "+form))
			require.Equal(t, "DSA", ev.Keys[0].Kind)
			require.Equal(t, spki, ev.Keys[0].SPKI)
		}
	})
	t.Run("Ed448", func(t *testing.T) {
		ev := readAll(t, b.run("openssl genpkey -algorithm ED448"))
		require.Equal(t, "Ed448", ev.Keys[0].Kind)
		require.Nil(t, ev.Keys[0].SPKI)
	})
}

// Requests and revocation lists are told and not used.
func TestRequestAndRevocationList(t *testing.T) {
	c := newCorp()
	b := newBench(t)
	b.write("key.pem", []byte(c.root.KeyPEM()))
	b.write("root.pem", []byte(c.root.PEM()))
	b.write("index.txt", nil)
	b.write("ca.conf", []byte("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=9\n"))
	for _, form := range []string{"PEM", "DER"} {
		b.run("openssl req -new -key key.pem -subj /CN=api.example.test/O=Example -outform " + form + " -out x")
		ev := readAll(t, b.read("x"))
		require.Equal(t, []string{"csr-pasted"}, kinds(ev))
		require.Equal(t, "O=Example, CN=api.example.test", ev.Damage[0].Detail)
		require.Equal(t, "csr", ev.Inputs[0].Kind)

		b.run("openssl ca -gencrl -config ca.conf -keyfile key.pem -cert root.pem -out x.pem")
		b.run("openssl crl -in x.pem -outform " + form + " -out x")
		ev = readAll(t, b.read("x"))
		require.Equal(t, []string{"no-certificate"}, kinds(ev))
		require.Contains(t, ev.Damage[0].Detail, "a revocation list of CN=Corp Root CA")
		require.Equal(t, "crl", ev.Inputs[0].Kind)
		require.Empty(t, ids(ev))
	}
}

// OpenSSH keys carry their public part in front; ssh-keygen shows it, too.
func TestOpenSSHKeys(t *testing.T) {
	b := newBench(t)
	for _, x := range []struct{ kind, make string }{
		{"RSA", "-t rsa -b 2048"}, {"EC", "-t ecdsa -b 256"}, {"EC", "-t ecdsa -b 384"}, {"EC", "-t ecdsa -b 521"}, {"Ed25519", "-t ed25519"},
	} {
		for _, phrase := range []string{"", "secret-phrase"} {
			t.Run(x.make+" "+phrase, func(t *testing.T) {
				os.Remove(filepath.Join(b.dir, "id"))
				c := exec.Command("ssh-keygen", append(strings.Fields("-q -C comment -f id "+x.make), "-N", phrase)...)
				c.Dir = b.dir
				require.NoError(t, c.Run())
				ev := readAll(t, b.read("id"))
				require.Len(t, ev.Keys, 1)
				require.Equal(t, x.kind, ev.Keys[0].Kind)
				require.Equal(t, phrase != "", ev.Keys[0].Encrypted)
				if x.kind != "Ed25519" { // which ssh-keygen does not convert
					block, _ := pem.Decode(b.run("ssh-keygen -e -m PKCS8 -f id.pub"))
					require.Equal(t, block.Bytes, ev.Keys[0].SPKI)
					return
				}
				fields := strings.Fields(string(b.read("id.pub")))
				blob, err := base64.StdEncoding.DecodeString(fields[1])
				require.NoError(t, err)
				require.Equal(t, append(append([]byte{0x30, 0x2a, 0x30, 5}, derEd25519...), append([]byte{3, 0x21, 0}, blob[len(blob)-32:]...)...), ev.Keys[0].SPKI)
			})
		}
	}
}

// Java builds the chains of a PKCS#12 store from the names in it, whatever
// stands beside: a renewed issuer, a cross-certificate, a ring.
func TestChainsAsJava(t *testing.T) {
	p := testpki.New(7)
	root := p.Root("CN=Root")
	old := p.Root("CN=Old Root")
	issuing := root.Intermediate("CN=Issuing")
	cross := old.Cross(root)
	back := root.Cross(old)
	leaf := issuing.Client("CN=client")
	cases := []struct {
		name   string
		beside []*testpki.Entity
	}{
		{"whole", []*testpki.Entity{issuing, root}},
		{"other order", []*testpki.Entity{root, issuing}},
		{"twin issuer", []*testpki.Entity{issuing.Twin(), issuing, root}},
		{"ring of CAs", []*testpki.Entity{issuing, cross, back}},
		{"cross and root", []*testpki.Entity{issuing, cross, root, old}},
		{"nothing", nil},
		{"stray CA", []*testpki.Entity{old}},
		{"only a twin", []*testpki.Entity{issuing.Twin(), root, old}},
		{"renewed", []*testpki.Entity{issuing.Reissue(), issuing, root}},
		{"no identifier", []*testpki.Entity{issuing.Reissue(testpki.NoSKI()), issuing.Twin(testpki.NoSKI()), root}},
		{"other identifier", []*testpki.Entity{issuing.Reissue(testpki.SKI([]byte{1, 2, 3})), root}},
	}
	b := newBench(t)
	b.write("Chains.java", []byte(chainsJava))
	command := "java Chains.java"
	var stores [][]byte
	for i, x := range cases {
		store := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
			{Alias: "client", Key: leaf.Key, Chain: append([]*testpki.Entity{leaf}, x.beside...)},
		}}
		stores = append(stores, store.PKCS12())
		name := fmt.Sprint(i, ".p12")
		b.write(name, stores[i])
		command += " " + name
	}
	lines := strings.Split(strings.TrimSpace(string(b.run(command))), "\n")
	require.Len(t, lines, len(cases))
	for i, x := range cases {
		ev := readAll(t, stores[i])
		require.Equal(t, lines[i], strings.Join(chainOf(ev.Stores[0].Records[0]), " "), x.name)
	}
}

// chainsJava prints the fingerprints of each store's chain on a line.
const chainsJava = `import java.io.*; import java.security.*; import java.security.cert.Certificate; import java.util.*;
class Chains {
	public static void main(String[] files) throws Exception {
		for (String file : files) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(new FileInputStream(file), "changeit".toCharArray());
			StringJoiner line = new StringJoiner(" ");
			for (Certificate c : store.getCertificateChain("client"))
				line.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(c.getEncoded())));
			System.out.println(line);
		}
	}
}
`
