package intake

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// readAll reads one input as a user would give it.
func readAll(t testing.TB, data []byte, passwords ...string) *evidence.Evidence {
	t.Helper()
	r := New(Options{Passwords: passwords})
	in := r.Input("given", evidence.RoleUnknown)
	_, err := in.Write(data)
	require.NoError(t, err)
	require.NoError(t, in.Close())
	return r.Evidence()
}

// kinds lists what was told as damage.
func kinds(ev *evidence.Evidence) []string {
	out := []string{}
	for _, d := range ev.Damage {
		out = append(out, d.Kind)
	}
	return out
}

// ids lists the fingerprints of what was read.
func ids(ev *evidence.Evidence) []string {
	out := []string{}
	for _, f := range ev.Certificates {
		out = append(out, f.Certificate.ID)
	}
	return out
}

func idsOf(list ...*testpki.Entity) []string {
	out := []string{}
	for _, e := range list {
		out = append(out, e.ID())
	}
	return out
}

// chainOf lists the fingerprints of a record's chain.
func chainOf(r evidence.Record) []string {
	out := []string{}
	for _, c := range r.Chain {
		out = append(out, c.ID)
	}
	return out
}

// corp is a chain with a client key and one more root.
type corp struct{ root, issuing, leaf, other *testpki.Entity }

func newCorp() corp {
	p := testpki.New(4)
	root := p.Root("CN=Corp Root CA,O=Example")
	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example")
	return corp{root, issuing, issuing.Client("CN=client"), p.Root("CN=Other Root CA,O=Example")}
}

func (c corp) store(password string) testpki.KeyStore {
	return testpki.KeyStore{Password: password, Entries: []testpki.StoreEntry{
		{Alias: "client", Key: c.leaf.Key, Chain: []*testpki.Entity{c.leaf, c.issuing, c.root}},
		{Alias: "other root", Chain: []*testpki.Entity{c.other}},
	}}
}

// storeForms writes one store in every format.
var storeForms = []struct {
	kind  string
	write func(testpki.KeyStore) []byte
	// open says that certificates can be read without the password.
	open bool
}{
	{"jks", testpki.KeyStore.JKS, true},
	{"jceks", testpki.KeyStore.JCEKS, true},
	{"pkcs12", testpki.KeyStore.PKCS12, false},
	{"pkcs12", func(k testpki.KeyStore) []byte { k.BER = true; return k.PKCS12() }, false},
	{"pkcs12", func(k testpki.KeyStore) []byte { k.NoMAC = true; return k.PKCS12() }, false},
}

func TestKeyStore(t *testing.T) {
	c := newCorp()
	for _, form := range storeForms {
		for _, x := range []struct{ name, password, given string }{
			{"default", "changeit", ""},
			{"other default", "password", "not this"},
			{"empty", "", ""},
			{"given", "S3cret näh €", "S3cret näh €"},
		} {
			if x.name == "given" && form.kind == "jceks" {
				x.password, x.given = "S3cret", "S3cret" // its keys take ASCII only
			}
			t.Run(form.kind+" "+x.name, func(t *testing.T) {
				ev := readAll(t, form.write(c.store(x.password)), x.given)
				require.Empty(t, kinds(ev))
				require.Equal(t, form.kind, ev.Inputs[0].Kind)
				require.ElementsMatch(t, idsOf(c.leaf, c.issuing, c.root, c.other), ids(ev))
				require.Len(t, ev.Stores, 1)
				store := ev.Stores[0]
				require.Equal(t, form.kind, store.Kind)
				require.Len(t, store.Records, 2)
				key, trusted := store.Records[0], store.Records[1]
				require.Equal(t, "client", key.Name)
				require.True(t, key.HasKey)
				require.Equal(t, c.leaf.Key.SPKI, key.KeySPKI)
				require.Equal(t, idsOf(c.leaf, c.issuing, c.root), chainOf(key))
				require.Equal(t, key.Chain[0], key.Certificate)
				require.Equal(t, "other root", trusted.Name)
				require.Equal(t, c.other.ID(), trusted.Certificate.ID)
				require.Equal(t, "trustedCertEntry", trusted.Type)
				require.False(t, trusted.HasKey)
				for _, f := range ev.Certificates {
					require.False(t, f.Alone)
				}
			})
		}
	}
}

func TestKeyStoreLocked(t *testing.T) {
	c := newCorp()
	for _, form := range storeForms {
		for kind, given := range map[string][]string{"password-needed": nil, "wrong-password": {"wrong", "also wrong"}} {
			t.Run(form.kind+" "+kind, func(t *testing.T) {
				ev := readAll(t, form.write(c.store("unknown")), given...)
				require.Equal(t, []string{kind}, kinds(ev))
				require.Len(t, ev.Stores, 1)
				record := ev.Stores[0].Records[0]
				require.True(t, record.HasKey)
				require.Nil(t, record.KeySPKI)
				if form.open {
					require.Len(t, ids(ev), 4)
					require.Len(t, record.Chain, 3)
				} else {
					require.Empty(t, ids(ev))
					require.Equal(t, "client", record.Name, "aliases of keys are not encrypted")
					require.Equal(t, "encrypted", record.Trouble)
				}
			})
		}
	}
}

func TestTrustStoreNeedsNoPassword(t *testing.T) {
	c := newCorp()
	store := testpki.KeyStore{Password: "unknown", Entries: []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{c.root}}}}
	ev := readAll(t, store.JKS())
	require.Empty(t, kinds(ev), "a JKS trust store is read without a password")
	require.Equal(t, idsOf(c.root), ids(ev))

	ev = readAll(t, store.JKS(), "wrong")
	require.Equal(t, []string{"wrong-password"}, kinds(ev), "Java does not load it with that password")
	require.Equal(t, idsOf(c.root), ids(ev))

	store.Plain = true
	ev = readAll(t, store.PKCS12())
	require.Equal(t, []string{"password-needed"}, kinds(ev))
	require.Equal(t, idsOf(c.root), ids(ev))

	store.NoMAC = true
	ev = readAll(t, store.PKCS12(), "wrong")
	require.Empty(t, kinds(ev), "nothing in it is protected")
}

func TestKeyStoreOfSeveralKeys(t *testing.T) {
	c := newCorp()
	second := c.issuing.Client("CN=second", testpki.KeyOf(testpki.RSA1024))
	third := c.issuing.Client("CN=third", testpki.KeyOf(testpki.P521))
	fourth := c.issuing.Client("CN=fourth", testpki.KeyOf(testpki.Ed25519))
	var entries []testpki.StoreEntry
	list := []*testpki.Entity{c.leaf, second, third, fourth}
	for i, e := range list {
		entries = append(entries, testpki.StoreEntry{
			Alias: string(rune('a' + i)), Key: e.Key, Chain: []*testpki.Entity{e, c.issuing},
		})
	}
	for _, form := range storeForms {
		t.Run(form.kind, func(t *testing.T) {
			ev := readAll(t, form.write(testpki.KeyStore{Password: "changeit", Entries: entries}))
			require.Empty(t, kinds(ev))
			require.Len(t, ev.Stores[0].Records, len(list))
			for i, r := range ev.Stores[0].Records {
				require.Equal(t, list[i].Key.SPKI, r.KeySPKI)
				require.Equal(t, idsOf(list[i], c.issuing), chainOf(r))
			}
		})
	}
}

func TestKeyWithItsOwnPassword(t *testing.T) {
	c := newCorp()
	store := c.store("changeit")
	store.Entries[0].Password = "key only"
	for _, write := range []func(testpki.KeyStore) []byte{testpki.KeyStore.JKS, testpki.KeyStore.JCEKS} {
		ev := readAll(t, write(store))
		require.Equal(t, []string{"password-needed"}, kinds(ev))
		ev = readAll(t, write(store), "key only")
		require.Empty(t, kinds(ev))
		require.Equal(t, c.leaf.Key.SPKI, ev.Stores[0].Records[0].KeySPKI)
	}
}

func TestSecretKeyIsSkipped(t *testing.T) {
	c := newCorp()
	store := c.store("changeit")
	store.Entries = append([]testpki.StoreEntry{{Alias: "first", Secret: true}}, store.Entries...)
	store.Entries = append(store.Entries, testpki.StoreEntry{Alias: "last", Secret: true})
	for _, write := range []func(testpki.KeyStore) []byte{testpki.KeyStore.JCEKS, testpki.KeyStore.PKCS12} {
		ev := readAll(t, write(store))
		require.Empty(t, kinds(ev))
		names := map[string]string{}
		for _, r := range ev.Stores[0].Records {
			names[r.Name] = r.Type
		}
		require.Equal(t, map[string]string{
			"first": "SecretKeyEntry", "client": "PrivateKeyEntry", "other root": "trustedCertEntry", "last": "SecretKeyEntry",
		}, names)
		require.Len(t, ids(ev), 4)
	}
}

func TestKeyStoreDamage(t *testing.T) {
	c := newCorp()
	for _, form := range storeForms {
		t.Run(form.kind, func(t *testing.T) {
			data := form.write(c.store("changeit"))
			for _, size := range []int{len(data) - 1, len(data) * 3 / 4, len(data) / 2, 40, 12} {
				ev := readAll(t, data[:size])
				require.Contains(t, kinds(ev), "damaged-certificate", "cut to %d of %d", size, len(data))
				require.Contains(t, ev.Damage[len(ev.Damage)-1].Detail, "cut off")
				require.Len(t, ev.Stores, 1)
			}
			for at := 10; at < len(data); at += 37 {
				bad := append([]byte(nil), data...)
				bad[at] ^= 0x40
				ev := readAll(t, bad, "right for nothing")
				require.NotPanics(t, func() { readAll(t, bad) })
				for _, id := range ids(ev) {
					require.Len(t, id, 64)
				}
			}
		})
	}
	// One bit of an encrypted certificate, or of one that is not.
	for _, change := range []func(*testpki.KeyStore){
		func(*testpki.KeyStore) {}, func(k *testpki.KeyStore) { k.Plain = true },
	} {
		store := c.store("only this")
		change(&store)
		data := store.PKCS12()
		data[len(data)-90] ^= 1 // in the integrity check
		require.Contains(t, kinds(readAll(t, data, "only this")), map[bool]string{true: "wrong-password", false: "damaged-certificate"}[store.Plain])
	}
	data := c.store("only this").JKS()
	data[bytes.Index(data, []byte("other root"))]++
	require.Equal(t, []string{"wrong-password"}, kinds(readAll(t, data, "only this")), "Java says no more either")
}

// The count of 2^31 - 1 iterations would take most of an hour.
func TestHostileIterations(t *testing.T) {
	c := newCorp()
	store := c.store("changeit")
	store.Claim = 1<<31 - 1
	for _, form := range storeForms[1:] {
		t.Run(form.kind, func(t *testing.T) {
			ev := readAll(t, form.write(store))
			require.Equal(t, []string{"too-large"}, kinds(ev))
			require.Contains(t, ev.Damage[0].Detail, "2147483647 iterations")
			require.Equal(t, []evidence.Truncation{{Limit: "maxIterations"}}, ev.Truncated)
		})
	}
	// Many stores that each stay below the bound share one budget.
	store.Claim = maxIterations
	r := New(Options{})
	for range 20 {
		in := r.Input("store", evidence.RoleUnknown)
		in.Write(store.PKCS12())
		in.Close()
	}
	require.LessOrEqual(t, r.budget.derived, int64(maxDerivation))
	require.Contains(t, kinds(r.Evidence()), "too-large")
}

// A locked store that uses up the work is still a store whose password is
// missing.
func TestLockedStoreOfManyCostlyKeys(t *testing.T) {
	c := newCorp()
	store := testpki.KeyStore{Password: "unknown", Iterations: 10, Claim: 300_000}
	for i := range 12 {
		store.Entries = append(store.Entries, testpki.StoreEntry{Alias: string(rune('a' + i)), Key: c.leaf.Key, Chain: []*testpki.Entity{c.leaf}})
	}
	for _, write := range []func(testpki.KeyStore) []byte{testpki.KeyStore.JCEKS, testpki.KeyStore.PKCS12} {
		r := New(Options{})
		in := r.Input("store", evidence.RoleUnknown)
		in.Write(write(store))
		in.Close()
		require.Equal(t, []string{"password-needed"}, kinds(r.Evidence()))
		require.LessOrEqual(t, r.budget.derived, int64(maxDerivation))
	}
}

func TestPKCS12WithoutPassword(t *testing.T) {
	c := newCorp()
	store := c.store("")
	store.NullPassword = true
	ev := readAll(t, store.PKCS12())
	require.Empty(t, kinds(ev))
	require.Len(t, ids(ev), 4)
}

// What a store protects never reaches the evidence.
func TestNoKeyIsKept(t *testing.T) {
	c := newCorp()
	for _, form := range storeForms {
		ev := readAll(t, form.write(c.store("hunter22")), "hunter22")
		text := dump(ev)
		require.NotContains(t, text, "hunter22")
		require.Empty(t, ev.Keys)
		require.NotContains(t, text, dumpBytes(keyBytes(t, c.leaf)))
	}
}

func TestDamageDetailsAreShort(t *testing.T) {
	store := testpki.KeyStore{Password: "x", Entries: []testpki.StoreEntry{{Alias: strings.Repeat("a", 60000), Secret: true}}}
	for _, d := range readAll(t, store.JCEKS()).Damage {
		require.Less(t, len(d.Detail), 200)
	}
}
