package trust_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func until(days int) testpki.Option {
	return testpki.Between(now.AddDate(-2, 0, 0), now.Add(time.Duration(days)*24*time.Hour))
}

// record is a healthy record of the instance's table.
func record(name string, c *cert.Certificate) evidence.Record {
	return evidence.Record{Name: name, Certificate: c, Active: evidence.Yes, Type: "trust_store"}
}

func instance(records ...evidence.Record) evidence.Store {
	return evidence.Store{Name: "sys_certificate", Kind: "sys_certificate", Role: evidence.RoleStore, Records: records}
}

func TestHealthOfOneRecord(t *testing.T) {
	pki := testpki.New(1)
	ca := func(options ...testpki.Option) *cert.Certificate {
		return pki.Root("CN=Corp Root CA,O=Example", append([]testpki.Option{until(2000)}, options...)...).Certificate()
	}
	issuing := func(options ...testpki.Option) *cert.Certificate {
		root := pki.Root("CN=Corp Root CA,O=Example")
		return root.Intermediate("CN=Corp Issuing CA,O=Example", append([]testpki.Option{until(2000)}, options...)...).Certificate()
	}
	leaf := pki.Root("CN=Corp Root CA,O=Example").Leaf("api.example.test", until(2000)).Certificate()
	with := func(c *cert.Certificate, change func(*evidence.Record)) evidence.Record {
		r := record("one", c)
		change(&r)
		return r
	}
	same := func(*evidence.Record) {}

	tests := map[string]struct {
		record   evidence.Record
		state    trust.State
		problems string
	}{
		"healthy root":              {with(ca(), same), "ok", ""},
		"healthy intermediate":      {with(issuing(), same), "ok", ""},
		"ended an hour ago":         {with(ca(testpki.Between(now.AddDate(-2, 0, 0), now.Add(-time.Hour))), same), "expired", "store-record-expired"},
		"ends this very second":     {with(ca(testpki.Between(now.AddDate(-2, 0, 0), now)), same), "expires-30", "expires-soon"},
		"29 days left":              {with(ca(until(29)), same), "expires-30", "expires-soon"},
		"30 days left":              {with(ca(until(30)), same), "expires-60", "expires-soon"},
		"89 days left":              {with(ca(until(89)), same), "expires-90", "expires-soon"},
		"90 days left":              {with(ca(until(90)), same), "ok", ""},
		"begins tomorrow":           {with(ca(testpki.Between(now.AddDate(0, 0, 1), now.AddDate(9, 0, 0))), same), "not-yet-valid", "not-yet-valid"},
		"switched off":              {with(ca(), func(r *evidence.Record) { r.Active = evidence.No }), "inactive", "store-record-inactive"},
		"switched off and old":      {with(ca(until(-9)), func(r *evidence.Record) { r.Active = evidence.No }), "inactive", "store-record-expired store-record-inactive"},
		"flag in unknown words":     {with(ca(), func(r *evidence.Record) { r.Active, r.Unclear = evidence.NotKnown, "FAŁSZ" }), "unclear", "store-record-unclear"},
		"no flag (a PEM file)":      {with(ca(), func(r *evidence.Record) { r.Active, r.Type = evidence.NotKnown, "" }), "ok", ""},
		"stored under a key store":  {with(ca(), func(r *evidence.Record) { r.Type = "java_key_store" }), "wrong-type", "store-record-wrong-type"},
		"the label of that type":    {with(ca(), func(r *evidence.Record) { r.Type = "PKCS12 Key Store" }), "wrong-type", "store-record-wrong-type"},
		"the label of the right":    {with(ca(), func(r *evidence.Record) { r.Type = "Trust Store Cert" }), "ok", ""},
		"a type nobody documents":   {with(ca(), func(r *evidence.Record) { r.Type = "17" }), "ok", ""},
		"nothing inside":            {with(nil, func(r *evidence.Record) { r.Trouble = "no-certificate" }), "without-certificate", "store-record-without-certificate"},
		"garbage inside":            {with(nil, func(r *evidence.Record) { r.Trouble = "unreadable" }), "unreadable", "store-record-unreadable"},
		"an attached key store":     {with(nil, func(r *evidence.Record) { r.Trouble, r.Type = "attachment-only", "java_key_store" }), "attachment-only", ""},
		"only the record's date":    {with(nil, func(r *evidence.Record) { r.Trouble, r.Expires = "attachment-only", now.AddDate(0, 0, -3) }), "expired", "store-record-expired"},
		"a leaf among CAs":          {with(leaf, same), "leaf-among-cas", "store-record-not-a-ca"},
		"a leaf that has its key":   {with(leaf, func(r *evidence.Record) { r.HasKey = true }), "ok", ""},
		"version 1 root":            {with(ca(testpki.Version(1)), same), "ok", ""},
		"root without constraints":  {with(ca(testpki.NoBasicConstraints()), same), "leaf-among-cas", "store-record-not-a-ca"},
		"RSA 1024":                  {with(ca(testpki.KeyOf(testpki.RSA(1024))), same), "weak", "weak-key"},
		"RSA 2048":                  {with(ca(testpki.KeyOf(testpki.RSA(2048))), same), "ok", ""},
		"SHA-1 root":                {with(ca(testpki.SignedWith(testpki.SHA1)), same), "weak", ""},
		"SHA-1 intermediate":        {with(issuing(testpki.SignedWith(testpki.SHA1)), same), "weak", "disabled-algorithm"},
		"known by names, no bytes":  {with(cert.Describe(cert.Description{Subject: cert.ReadName("CN=Corp Root CA"), Issuer: cert.ReadName("CN=Corp Root CA")}), same), "ok", ""},
		"key entry of a JKS, chain": {evidence.Record{Name: "one", HasKey: true, Chain: []*cert.Certificate{leaf}}, "ok", ""},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			states := trust.Health([]evidence.Store{instance(test.record)}, now)
			require.Len(t, states, 1)
			require.Equal(t, test.state, states[0].State)
			require.Equal(t, test.problems, strings.Join(states[0].Problems, " "))
		})
	}
}

func TestHealthOfSiblings(t *testing.T) {
	pki := testpki.New(2)
	root := pki.Root("CN=Corp Root CA,O=Example", until(2000))
	twin := root.Twin(until(2000)) // same name, another key
	renewed := root.Reissue(until(3000))
	off := func(c *cert.Certificate) evidence.Record {
		r := record("off", c)
		r.Active = evidence.No
		return r
	}
	tests := map[string]struct {
		records []evidence.Record
		want    []trust.State // in the order of the records
		twins   []int
	}{
		"the same twice": {[]evidence.Record{record("a", root.Certificate()), record("b", root.Certificate())},
			[]trust.State{"ok", "duplicate"}, []int{-1, 0}},
		"one of two switched off": {[]evidence.Record{record("a", root.Certificate()), off(root.Certificate())},
			[]trust.State{"ok", "inactive"}, []int{-1, -1}},
		"another key": {[]evidence.Record{record("a", root.Certificate()), record("b", twin.Certificate())},
			[]trust.State{"same-name-other-key", "same-name-other-key"}, []int{1, 0}},
		"renewed with its key": {[]evidence.Record{record("a", root.Certificate()), record("b", renewed.Certificate())},
			[]trust.State{"ok", "ok"}, []int{-1, -1}},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			got, twins := make([]trust.State, len(test.records)), make([]int, len(test.records))
			for _, s := range trust.Health([]evidence.Store{instance(test.records...)}, now) {
				got[s.Record], twins[s.Record] = s.State, s.Twin
			}
			require.Equal(t, test.want, got)
			require.Equal(t, test.twins, twins)
		})
	}
	t.Run("two stores are judged apart", func(t *testing.T) {
		states := trust.Health([]evidence.Store{instance(record("a", root.Certificate())), instance(record("a", root.Certificate()))}, now)
		require.Equal(t, []trust.State{"ok", "ok"}, []trust.State{states[0].State, states[1].State})
		require.Equal(t, []int{0, 1}, []int{states[0].Store, states[1].Store})
	})
}

// A store of 2,000 records with every fault planted: each is found where it was
// put, and nowhere else.
func TestHealthOfALargeStore(t *testing.T) {
	const size = 2000
	pki := testpki.New(3)
	keys := []*testpki.Key{pki.NewKey(testpki.P256), pki.NewKey(testpki.P256)}
	weak, signer := pki.NewKey(testpki.RSA(1024)), pki.Root("CN=Signer,O=Example")
	issued := func(i int, options ...testpki.Option) *cert.Certificate {
		options = append([]testpki.Option{testpki.WithKey(keys[0]), until(1000 + i%500)}, options...)
		return pki.Root(fmt.Sprintf("CN=CA %d,O=Example", i), options...).Certificate()
	}
	faults := []struct {
		plant func(i int) []evidence.Record
		want  []trust.State
	}{
		{func(i int) []evidence.Record { return []evidence.Record{record("", issued(i, until(-40)))} }, []trust.State{"expired"}},
		{func(i int) []evidence.Record { return []evidence.Record{record("", issued(i, until(10)))} }, []trust.State{"expires-30"}},
		{func(i int) []evidence.Record { return []evidence.Record{record("", issued(i, until(45)))} }, []trust.State{"expires-60"}},
		{func(i int) []evidence.Record { return []evidence.Record{record("", issued(i, until(75)))} }, []trust.State{"expires-90"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{record("", issued(i, testpki.Between(now.AddDate(1, 0, 0), now.AddDate(5, 0, 0))))}
		}, []trust.State{"not-yet-valid"}},
		{func(i int) []evidence.Record {
			r := record("", issued(i))
			r.Active = evidence.No
			return []evidence.Record{r}
		}, []trust.State{"inactive"}},
		{func(i int) []evidence.Record {
			r := record("", issued(i))
			r.Type = "Java Key Store"
			return []evidence.Record{r}
		}, []trust.State{"wrong-type"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{{Active: evidence.Yes, Type: "trust_store", Trouble: "no-certificate"}}
		}, []trust.State{"without-certificate"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{{Active: evidence.Yes, Type: "trust_store", Trouble: "unreadable"}}
		}, []trust.State{"unreadable"}},
		{func(i int) []evidence.Record {
			c := issued(i)
			return []evidence.Record{record("", c), record("", c)}
		}, []trust.State{"ok", "duplicate"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{record("", issued(i)), record("", issued(i, testpki.WithKey(keys[1])))}
		}, []trust.State{"same-name-other-key", "same-name-other-key"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{record("", signer.Leaf(fmt.Sprintf("h%d.example.test", i), testpki.WithKey(keys[0]), until(800)).Certificate())}
		}, []trust.State{"leaf-among-cas"}},
		{func(i int) []evidence.Record { return []evidence.Record{record("", issued(i, testpki.WithKey(weak)))} }, []trust.State{"weak"}},
		{func(i int) []evidence.Record {
			return []evidence.Record{record("", issued(i, testpki.SignedWith(testpki.SHA1)))}
		}, []trust.State{"weak"}},
	}
	var records []evidence.Record
	var want []trust.State
	for i := 0; len(records) < size; i++ {
		if n := i % 20; n < len(faults) && len(records) < size-1 {
			records = append(records, faults[n].plant(i)...)
			want = append(want, faults[n].want...)
			continue
		}
		records, want = append(records, record("", issued(i))), append(want, trust.StateOK)
	}
	for i := range records {
		records[i].Name = fmt.Sprintf("record %d", i)
	}

	states := trust.Health([]evidence.Store{instance(records...)}, now)
	require.Len(t, states, size)
	got := make([]trust.State, size)
	for i, s := range states {
		got[s.Record] = s.State
		require.Equal(t, records[s.Record].Name, s.Name)
		if i > 0 && states[i-1].State == s.State {
			require.LessOrEqual(t, states[i-1].DaysLeft, s.DaysLeft)
		}
	}
	require.Equal(t, want, got)
	order := slices.Compact(mapped(states, func(s trust.RecordState) trust.State { return s.State }))
	require.Equal(t, []trust.State{"unreadable", "without-certificate", "expired", "expires-30", "not-yet-valid", "wrong-type",
		"inactive", "same-name-other-key", "leaf-among-cas", "expires-60", "expires-90", "duplicate", "weak", "ok"}, order)
}

func mapped[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}
