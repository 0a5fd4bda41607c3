package intake

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// many makes n distinct roots, as an instance's trust store has them.
func many(n int) []*testpki.Entity {
	manyOnce.Do(func() {
		p := testpki.New(11)
		for i := range 2000 {
			manyRoots = append(manyRoots, p.Root(fmt.Sprintf("CN=Root %d,O=Example", i)))
		}
	})
	return manyRoots[:n]
}

var (
	manyOnce  sync.Once
	manyRoots []*testpki.Entity
)

// scaleForms are the carriers of a trust store.
var scaleForms = []struct {
	name  string
	write func([]*testpki.Entity) []byte
}{
	{"jks", func(list []*testpki.Entity) []byte { return trustStore(list).JKS() }},
	{"pkcs12", func(list []*testpki.Entity) []byte { return trustStore(list).PKCS12() }},
	{"pem", func(list []*testpki.Entity) []byte { return []byte(testpki.PEM(list...)) }},
	{"der", func(list []*testpki.Entity) (out []byte) {
		for _, e := range list {
			out = append(out, e.DER...)
		}
		return out
	}},
	{"pkcs7", func(list []*testpki.Entity) []byte {
		var all []byte
		for _, e := range list {
			all = append(all, e.DER...)
		}
		signed := encode(tagSequence, []byte{2, 1, 1, tagSet, 0}, encode(tagSequence, derOID(oidData)), encode(tagContext0, all), []byte{tagSet, 0})
		return encode(tagSequence, derOID(oidSignedData), encode(tagContext0, signed))
	}},
}

func trustStore(list []*testpki.Entity) testpki.KeyStore {
	store := testpki.KeyStore{Password: "changeit"}
	for i, e := range list {
		store.Entries = append(store.Entries, testpki.StoreEntry{Alias: fmt.Sprint("root ", i), Chain: []*testpki.Entity{e}})
	}
	return store
}

// A store as large as is examined comes through whole, and what is allocated
// grows with it and not faster.
func TestStoreOfTwoThousand(t *testing.T) {
	for _, form := range scaleForms {
		t.Run(form.name, func(t *testing.T) {
			data := form.write(many(2000))
			ev := readAll(t, data)
			require.Empty(t, kinds(ev))
			require.Empty(t, ev.Truncated)
			require.Equal(t, idsOf(many(2000)...), ids(ev))
			small := allocated(form.write(many(250)))
			large := allocated(data)
			require.Less(t, large, 12*small, "eight times the certificates")
		})
	}
}

// allocated counts the allocations of one reading.
func allocated(data []byte) float64 {
	return testing.AllocsPerRun(1, func() {
		r := New(Options{})
		in := r.Input("given", "")
		in.Write(data)
		in.Close()
	})
}

func BenchmarkStore(b *testing.B) {
	for _, form := range scaleForms {
		for _, n := range []int{250, 500, 1000, 2000} {
			data := form.write(many(n))
			b.Run(fmt.Sprintf("%s/%d", form.name, n), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					r := New(Options{})
					in := r.Input("given", "")
					in.Write(data)
					in.Close()
				}
			})
		}
	}
}
