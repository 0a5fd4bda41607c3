package trust_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

func TestCovers(t *testing.T) {
	pki := testpki.New(4)
	root := pki.Root("CN=Corp Root CA,O=Example", until(2000))
	twin := root.Twin(until(2000))
	old := root.Reissue(until(-1))
	renewed := root.Reissue(until(3000))
	change := func(e *testpki.Entity, f func(*evidence.Record)) evidence.Record {
		r := record("Corp Root CA", e.Certificate())
		f(&r)
		return r
	}
	off := change(root, func(r *evidence.Record) { r.Active = evidence.No })
	unclear := change(root, func(r *evidence.Record) { r.Active, r.Unclear = evidence.NotKnown, "FAŁSZ" })
	wrong := change(root, func(r *evidence.Record) { r.Type = "java_key_store" })
	broken := evidence.Record{Name: "corp root ca", Active: evidence.Yes, Type: "trust_store", Trouble: "unreadable"}
	other := record("Other", pki.Root("CN=Other Root,O=Example").Certificate())

	tests := map[string]struct {
		records []evidence.Record
		want    trust.Cover
		record  int
	}{
		"empty store":                   {nil, "absent", -1},
		"another CA":                    {[]evidence.Record{other}, "absent", -1},
		"there":                         {[]evidence.Record{other, record("", root.Certificate())}, "present", 1},
		"there, renewed with its key":   {[]evidence.Record{record("", renewed.Certificate())}, "present", 0},
		"ended":                         {[]evidence.Record{record("", old.Certificate())}, "expired", 0},
		"switched off":                  {[]evidence.Record{off}, "inactive", 0},
		"nobody knows whether it is on": {[]evidence.Record{unclear}, "unclear", 0},
		"off, and one that may be on":   {[]evidence.Record{off, unclear}, "unclear", 1},
		"one that may be on, and on":    {[]evidence.Record{unclear, record("", root.Certificate())}, "present", 1},
		"another key, may be on":        {[]evidence.Record{change(twin, func(r *evidence.Record) { r.Unclear = "x" })}, "absent", -1},
		"wrong type":                    {[]evidence.Record{wrong}, "wrong-type", 0},
		"broken":                        {[]evidence.Record{broken}, "unreadable", 0},
		"another key":                   {[]evidence.Record{record("", twin.Certificate())}, "same-name-other-key", 0},
		"another key, switched off":     {[]evidence.Record{change(twin, func(r *evidence.Record) { r.Active = evidence.No })}, "absent", -1},
		"the best of several is told":   {[]evidence.Record{record("", twin.Certificate()), off, record("", root.Certificate())}, "present", 2},
		"off, and another key is there": {[]evidence.Record{record("", twin.Certificate()), off}, "inactive", 1},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			needs := []trust.Need{trust.NeedOf(root.Certificate()), trust.NeedAnchor(root.Anchor("openjdk"))}
			for _, c := range trust.Covers(instance(test.records...), needs, now) {
				require.Equal(t, test.want, c.State)
				require.Equal(t, test.record, c.Record)
			}
		})
	}
	t.Run("by name alone", func(t *testing.T) {
		need := trust.Need{Subject: cert.ReadName("O=Example, CN=Corp Root CA")}
		require.EqualValues(t, "present", trust.Covers(instance(record("", root.Certificate())), []trust.Need{need}, now)[0].State)
	})
	t.Run("a public intermediate by name and identifier", func(t *testing.T) {
		known, ok := trust.Known("131fce7784016899a5a00203a9efc80f18ebbd75580717edc1553580930836ec")
		require.True(t, ok)
		like := pki.Root("CN=R12,O=Let's Encrypt,C=US", until(2000))
		states := trust.Covers(instance(record("", like.Certificate())), []trust.Need{trust.NeedKnown(known)}, now)
		require.EqualValues(t, "same-name-other-key", states[0].State)
	})
}

// Only what is active, readable and of a certificate type is trusted.
// A record may be trusted for an attachment that nobody sees.
func TestAttached(t *testing.T) {
	require.True(t, trust.Attached(evidence.Record{Trouble: "attachment-only", Type: "trust_store", Active: evidence.Yes}))
	require.True(t, trust.Attached(evidence.Record{Trouble: "attachment-only"}))
	require.False(t, trust.Attached(evidence.Record{Trouble: "no-certificate"}))
	require.False(t, trust.Attached(evidence.Record{Trouble: "attachment-only", Active: evidence.No}))
	require.False(t, trust.Attached(evidence.Record{Trouble: "attachment-only", Type: "Java Key Store"}))
}

func TestAnchorsOfAStore(t *testing.T) {
	pki := testpki.New(6)
	certificate := func(name string, options ...testpki.Option) *cert.Certificate {
		return pki.Root("CN="+name+",O=Example", options...).Certificate()
	}
	off, wrong, broken := record("", certificate("Off")), record("", certificate("Wrong")), record("", certificate("Broken"))
	off.Active, wrong.Type, broken.Trouble = evidence.No, "pkcs12_key_store", "unreadable"
	unclear := record("", certificate("Unclear"))
	unclear.Active, unclear.Unclear = evidence.NotKnown, "FAŁSZ"
	store := instance(record("", certificate("Good")), off, unclear, wrong, broken,
		evidence.Record{Active: evidence.Yes, Type: "trust_store", Trouble: "no-certificate"},
		record("", certificate("Ended", until(-5))))
	anchors := trust.Anchors(store)
	var names []string
	for _, a := range anchors {
		names = append(names, a.Subject.CommonName())
		require.Equal(t, "yours:sys_certificate", a.Store)
	}
	require.Equal(t, []string{"Good", "Ended"}, names, "the JDK ignores the dates of an anchor")

	leaf := pki.Root("CN=Corp Root CA,O=Example").Leaf("client.example.test").Certificate()
	jks := evidence.Store{Name: "keystore.jks", Kind: "jks", Records: []evidence.Record{{Name: "client", HasKey: true, Chain: []*cert.Certificate{leaf}}}}
	require.Len(t, trust.Anchors(jks), 1)
	require.Equal(t, leaf.ID, trust.Anchors(jks)[0].ID)
}

// TestBundle: every certificate of a CA Certificate record counts, in whatever
// order; of a record of sys_certificate only the first does.
func TestBundle(t *testing.T) {
	root := testpki.New(9).Root("CN=Corp Root CA,O=Example")
	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example")
	one, two := root.Certificate(), issuing.Certificate()
	bundle := func(kind string, list ...*cert.Certificate) evidence.Store {
		return evidence.Store{Name: kind, Kind: kind, Records: []evidence.Record{record("Other", list[0]), {Name: "Bundle", Certificate: list[0], Chain: list, Active: evidence.Yes}}}
	}
	needs := []trust.Need{trust.NeedOf(one), trust.NeedOf(two)}
	ids := func(s evidence.Store) (out []string) {
		for _, a := range trust.Anchors(s) {
			require.Equal(t, "yours:"+s.Kind, a.Store)
			out = append(out, a.ID)
		}
		return out
	}
	states := func(s evidence.Store) (out []trust.Cover) {
		for _, c := range trust.Covers(s, needs, now) {
			out = append(out, c.State)
		}
		return out
	}
	require.Equal(t, []string{one.ID, one.ID, two.ID}, ids(bundle("sys_ca_certificate", one, two)))
	require.Equal(t, []string{two.ID, two.ID, one.ID}, ids(bundle("sys_ca_certificate", two, one)))
	require.Equal(t, []string{one.ID, one.ID}, ids(bundle("sys_certificate", one, two)))
	require.Equal(t, []trust.Cover{trust.CoverPresent, trust.CoverPresent}, states(bundle("sys_ca_certificate", two, one)))
	require.Equal(t, []trust.Cover{trust.CoverAbsent, trust.CoverPresent}, states(bundle("sys_certificate", two, one)))
	require.Equal(t, 1, trust.Covers(bundle("sys_ca_certificate", two, one), needs, now)[0].Record)

	off := bundle("sys_ca_certificate", two, one)
	off.Records[1].Active = evidence.No
	require.Equal(t, []string{two.ID}, ids(off), "a record is switched off with all that it holds")
	require.Equal(t, []trust.Cover{trust.CoverInactive, trust.CoverPresent}, states(off))

	require.Empty(t, trust.Held(off, evidence.Record{}))
	require.Equal(t, []*cert.Certificate{one}, trust.Held(off, evidence.Record{Certificate: one}))
}
