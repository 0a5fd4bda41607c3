package analyzer_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

const (
	// hostileDeadline is what an answer may take before it counts as a hang:
	// many times what the slowest input takes.
	hostileDeadline = 60 * time.Second
	// hostileHeap and hostileReport are what an analysis may keep in memory and
	// write down, in bytes, beside hostileFactor times what it was given: its
	// certificates stand in the report as text.
	hostileHeap   = 128 << 20
	hostileReport = 1 << 20
	hostileFactor = 10
)

// hostileInput is made to hang, to fill memory or to crash.
type hostileInput struct {
	name string
	// says is what the user is told: a finding, the name of a limit, or what was
	// not checked, as the key of its sentence.
	says string
	make func() []analyzer.Input
}

var hostileInputs = []hostileInput{
	// ASN.1.
	{"depth, definite", "no-certificate", one(func() []byte { return layers(200_000) })},
	{"depth, indefinite", "no-certificate", one(func() []byte { return bytes.Repeat([]byte{0x30, 0x80}, 1<<20) })},
	{"depth of PKCS#12", "damaged-certificate", one(func() []byte {
		return append([]byte("\x30\x80\x02\x01\x03"), bytes.Repeat([]byte{0x30, 0x80}, 1<<20)...)
	})},
	{"length of 4 GB", "damaged-certificate", one(func() []byte { return append([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, hostilePKI().leaf.DER[4:]...) })},
	{"OID of 100 MB", "maxBinary", one(func() []byte { return certificateWith(derOf(6, bytes.Repeat([]byte{0xff}, 100<<20), []byte{1})) })},
	{"OID of 500 kB", "damaged-certificate", one(func() []byte {
		return certificateWith(derOf(6, []byte{0x2a}, bytes.Repeat([]byte{0xff}, 500<<10), []byte{1}))
	})},
	{"name of 500 kB", "self-signed-not-trusted", one(func() []byte {
		return testpki.New(1).SelfSigned("x", testpki.SubjectName(testpki.Name{{Type: "CN", Value: strings.Repeat("x", 500<<10), String: testpki.UTF8}})).DER
	})},

	// Key stores.
	{"PKCS#12 of 2^31 iterations", "maxIterations", one(func() []byte { return claiming(1<<31 - 1).PKCS12() })},
	{"JCEKS of 2^31 iterations", "maxIterations", one(func() []byte { return claiming(1<<31 - 1).JCEKS() })},
	{"PKCS#12 of a million iterations, eight passwords", "maxDerivation", one(func() []byte { return claiming(999_999).PKCS12() })},
	{"JKS of 4 G entries", "damaged-certificate", one(func() []byte { return []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\xff\xff\xff\xff\x00\x00\x00\x02") })},

	// Archives.
	{"zip of zeros", "maxRatio", one(func() []byte { return zipFile("zeros", make([]byte, 256<<20)) })},
	{"gzip of gzip of zeros", "maxRatio", one(func() []byte { return gzipFile(gzipFile(make([]byte, 256<<20))) })},
	{"zip in zip in zip in zip in zip", "maxNesting", one(func() []byte {
		data := []byte(hostilePKI().leaf.PEM())
		for range 6 {
			data = zipFile("inner.zip", data)
		}
		return data
	})},
	{"zip of 10,000 entries", "maxEntries", one(func() []byte {
		var names []string
		for i := range 10_000 {
			names = append(names, fmt.Sprint(i))
		}
		return zipFiles(names, nil)
	})},
	{"zip of names that climb", "missing-intermediate", one(func() []byte {
		return zipFiles([]string{"../../../../etc/passwd", "/etc/shadow", `..\..\windows\system32\x.pem`, "a/\x00\x1b[2J\u202egpj.pem"}, []byte(hostilePKI().leaf.PEM()))
	})},

	// Chains.
	{"name constraints", "not-checked.name-constraints", constrained},
	{"policies mapped to each other", "chain-complete", policies},
	{"10,000 CAs of one name", "maxCertificates", sameNamed},
	{"64 CAs of one name that sign each other", "same-name-different-key", mesh(testpki.P256)},
	{"P-521 CAs that sign each other", "same-name-different-key", mesh(testpki.P521)},
	{"RSA-16384", "not-checked.algorithm", largeRSA},
	{"200 certificates sent", "maxChain", func() []analyzer.Input {
		x := hostilePKI()
		sent := []*testpki.Entity{x.leaf}
		for i := range 200 {
			sent = append(sent, x.root.Intermediate(fmt.Sprintf("CN=Issuing %d,O=Hostile", i)))
		}
		return paste(sClient(sent...))
	}},

	// Text.
	{"broken UTF-8 around a certificate", "missing-intermediate", one(func() []byte {
		noise := make([]byte, 1<<20)
		rand.NewChaCha8([32]byte{9}).Read(noise)
		for i, b := range noise {
			noise[i] = b | 0x80
		}
		return append(append(noise, "\n\n"+hostilePKI().leaf.PEM()...), noise...)
	})},
	{"broken UTF-8 in every name", "damaged-certificate", one(func() []byte {
		broken := "a\xff\xc0\xaf\xed\xa0\x80\xf8\x88\x80\x80\x80z"
		name := testpki.Name{{Type: "CN", Value: broken, String: testpki.UTF8}, {Type: "O", Value: broken, String: testpki.Printable}}
		return []byte(hostilePKI().root.Leaf("x", testpki.SubjectName(name), testpki.SAN("dns:"+broken, "email:"+broken, "uri:"+broken)).PEM())
	})},
}

// Every hostile input is answered in time and in bounds, and the user is told
// what it was.
func TestHostile(t *testing.T) {
	words := text.For("en")
	for _, x := range hostileInputs {
		t.Run(x.name, func(t *testing.T) {
			r := judged(t, x.make())
			told := append(slices.Clone(r.Truncated), r.NotChecked...)
			for _, f := range r.Findings {
				told = append(told, f.ID)
			}
			if sentence := words.Say(x.says, nil); sentence != "" {
				x.says = sentence
			}
			require.Contains(t, told, x.says)
		})
	}
}

// Every scanner of text has its worst case: none of them is slow, and none is
// taken for a certificate.
func TestHostileTexts(t *testing.T) {
	for name, hostile := range testpki.HostileTexts() {
		t.Run(name, func(t *testing.T) {
			r := judged(t, paste(hostile))
			for _, c := range r.Certificates {
				require.Equal(t, "names", c.Basis)
			}
			require.NotEqual(t, report.OK, r.Verdict.Status)
		})
	}
}

// judged analyses hostile inputs, writes every form of the report, and holds
// both against the deadline and the memory.
func judged(t *testing.T, in []analyzer.Input) *report.Report {
	t.Helper()
	size := 0
	for _, i := range in {
		size += len(i.Data)
	}
	// What lies about and is not needed any more counts as well: keep it small.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	before, peak := heap(), uint64(0)
	done := make(chan *report.Report, 1)
	written := 0
	go func() {
		r := analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now, Host: "api.example.test", Passwords: strings.Fields("1 2 3 4 5 6 7 8")})
		written = len(analyzer.Text(r)) + len(analyzer.Markdown(r)) + len(analyzer.JSON(r))
		done <- r
	}()
	for end := time.After(hostileDeadline); ; {
		select {
		case r := <-done:
			require.LessOrEqual(t, max(peak, before)-before, uint64(hostileHeap+hostileFactor*size))
			require.LessOrEqual(t, written, hostileReport+hostileFactor*size)
			require.NotEmpty(t, r.Verdict.NextAction)
			return r
		case <-time.After(time.Millisecond):
			peak = max(peak, heap())
		case <-end:
			t.Fatalf("no answer within %v", hostileDeadline)
		}
	}
}

// heap is what lies in memory, in bytes, whether it is still needed or not.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// one is an input that is dropped.
func one(data func() []byte) func() []analyzer.Input {
	return func() []analyzer.Input { return []analyzer.Input{{Name: "given", Data: data()}} }
}

type hostiles struct{ root, leaf *testpki.Entity }

func hostilePKI() hostiles {
	root := testpki.New(31).Root("CN=Hostile Root,O=Hostile")
	return hostiles{root, root.Leaf("api.example.test")}
}

// claiming is a key store that says it was made with so many iterations.
func claiming(iterations int) testpki.KeyStore {
	x := hostilePKI()
	return testpki.KeyStore{Password: "secret", Claim: iterations, Entries: []testpki.StoreEntry{{Alias: "a", Key: x.leaf.Key, Chain: []*testpki.Entity{x.leaf}}}}
}

// derOf writes an element with four octets of length.
func derOf(tag byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(binary.BigEndian.AppendUint32([]byte{tag, 0x84}, uint32(len(body))), body...)
}

// layers are n SEQUENCEs, each with nothing but the next in it.
func layers(n int) []byte {
	out := make([]byte, 0, 6*n)
	for i := n; i > 0; i-- {
		out = binary.BigEndian.AppendUint32(append(out, 0x30, 0x84), uint32(6*(i-1)))
	}
	return out
}

// certificateWith is a certificate that was signed with that algorithm.
func certificateWith(oid []byte) []byte {
	c := hostilePKI().leaf.Certificate()
	return derOf(0x30, c.TBS, derOf(0x30, oid), derOf(3, []byte{0}, c.Signature))
}

func zipFile(name string, data []byte) []byte { return zipFiles([]string{name}, data) }

// zipFiles is an archive in which every name holds the same.
func zipFiles(names []string, data []byte) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			panic(err)
		}
	}
	w.Close()
	return out.Bytes()
}

func gzipFile(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	w.Write(data)
	w.Close()
	return out.Bytes()
}

// constrained is a chain in which every name of the leaf, and every name that a
// CA permits, is held against every constraint of the CA above.
func constrained() []analyzer.Input {
	var permitted, excluded, names []string
	for i := range 6_000 {
		permitted = append(permitted, fmt.Sprintf("dns:permitted-%04d.example.test", i))
		excluded = append(excluded, fmt.Sprintf("dns:excluded-%04d.example.test", i))
		names = append(names, fmt.Sprintf("dns:host.permitted-%04d.example.test", i))
	}
	slices.Reverse(names)
	root := testpki.New(32).Root("CN=Root,O=Hostile")
	policy := root.Intermediate("CN=Policy CA,O=Hostile", testpki.Permit(permitted...), testpki.Exclude(excluded...))
	issuing := policy.Intermediate("CN=Issuing CA,O=Hostile", testpki.Permit(names...))
	leaf := issuing.Leaf("host.permitted-5999.example.test", testpki.SAN(names...))
	return []analyzer.Input{
		{Name: "sent", Role: "endpoint", Data: []byte(testpki.PEM(leaf, issuing, policy))},
		{Name: "mine", Role: "store", Data: []byte(root.PEM())},
	}
}

// policies is a chain in which every CA maps every policy to every other one.
func policies() []analyzer.Input {
	var all []string
	var mapped []testpki.Option
	for i := range 40 {
		all = append(all, fmt.Sprintf("1.2.3.%d", i))
		for k := range 40 {
			mapped = append(mapped, testpki.MapPolicy(all[i], fmt.Sprintf("1.2.3.%d", k)))
		}
	}
	root := testpki.New(36).Root("CN=Root,O=Hostile")
	sent := []*testpki.Entity{root}
	for i := range 5 {
		sent = append(sent, sent[i].Intermediate(fmt.Sprintf("CN=Policy CA %d,O=Hostile", i), append(mapped, testpki.Policies(all...), testpki.RequirePolicy(0))...))
	}
	sent = append(sent, sent[5].Leaf("api.example.test", testpki.Policies(all...)))
	slices.Reverse(sent)
	return append(paste(sClient(sent[:6]...)), analyzer.Input{Name: "mine", Role: "store", Data: []byte(root.PEM())})
}

// sameNamed is a leaf and a store in which each of 10,000 CAs could be its
// issuer, by its name.
func sameNamed() []analyzer.Input {
	pki := testpki.New(33)
	var store strings.Builder
	for range 10_000 {
		store.WriteString(pki.Root("CN=Same,O=Hostile", testpki.NoSKI()).PEM())
	}
	leaf := pki.Root("CN=Same,O=Hostile").Leaf("api.example.test", testpki.NoAKI())
	return append(paste(sClient(leaf)), analyzer.Input{Name: "mine", Role: "store", Data: []byte(store.String())})
}

// mesh is a leaf below CAs of one name with keys of their own, each of which
// signs all others: every way up is as long as can be, and none arrives.
func mesh(kind testpki.KeyType) func() []analyzer.Input {
	return func() []analyzer.Input {
		pki := testpki.New(34)
		var cas, sent []*testpki.Entity
		for range 8 {
			cas = append(cas, pki.Root("CN=Same,O=Hostile", testpki.KeyOf(kind), testpki.NoSKI()))
		}
		for i := range 62 {
			a, b := i/7, i%7
			if b >= a {
				b++
			}
			sent = append(sent, cas[a%8].Cross(cas[b], testpki.NoAKI(), testpki.NoSKI()))
		}
		leaf := cas[0].Leaf("api.example.test", testpki.NoAKI())
		return paste(sClient(append([]*testpki.Entity{leaf}, sent...)...))
	}
}

// largeRSA is a chain whose CA has a key of 16,384 bits.
func largeRSA() []analyzer.Input {
	n := new(big.Int).Lsh(big.NewInt(1), 16384)
	spki, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n.Sub(n, big.NewInt(3)), E: 1<<31 - 1})
	if err != nil {
		panic(err)
	}
	pki := testpki.New(35)
	signer := pki.Root("CN=Signer", testpki.KeyOf(testpki.RSA2048))
	root := pki.Root("CN=Large,O=Hostile", testpki.WithKey(&testpki.Key{Type: testpki.RSA(16384), SPKI: spki}), testpki.SignedBy(signer))
	leaf := root.Leaf("api.example.test", testpki.SignedBy(signer))
	return append(paste(sClient(leaf)), analyzer.Input{Name: "mine", Role: "store", Data: []byte(root.PEM())})
}

// A path that stands on a signature nobody checked is neither complete nor
// refused: the JDK's own log decides, and the verdict asks for it.
func TestUncheckedIsNoAcceptance(t *testing.T) {
	r := analyzer.Analyze(context.Background(), largeRSA(), analyzer.Options{At: testpki.Now, Host: "api.example.test"})
	require.Equal(t, report.Unknown, r.Verdict.Status)
	require.Equal(t, "chain-complete", r.Verdict.Code)
	require.Equal(t, report.Signatures, r.Verdict.Basis)
	require.Nil(t, r.Java.Accepted)
	require.Contains(t, r.Verdict.NextCommand, "javax.net.debug")
	require.NotContains(t, r.Verdict.Explanation, "no certificate bytes")
}
