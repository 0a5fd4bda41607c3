package analyzer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/testpki"
)

// TestPresented: which entry of a key store fits what the server asks for.
func TestPresented(t *testing.T) {
	ca, other := testpki.New(921).Root("CN=Clients"), testpki.New(922).Root("CN=Elsewhere")
	entries := map[string]*testpki.Entity{
		"ec": ca.Client("CN=ec"), "rsa": ca.Client("CN=rsa", testpki.KeyOf(testpki.RSA(2048))),
		"far ec": other.Client("CN=far ec"), "far rsa": other.Client("CN=far rsa", testpki.KeyOf(testpki.RSA(2048))),
	}
	names := []cert.Name{ca.Certificate().Subject}
	for name, x := range map[string]struct {
		store   []string
		asked   []cert.Name
		kinds   []string
		want    string
		fitting int
	}{
		"nothing is known":           {[]string{"far rsa", "ec"}, nil, nil, "far rsa", 0},
		"no names are asked for":     {[]string{"far rsa", "ec"}, []cert.Name{}, nil, "far rsa", 2},
		"names":                      {[]string{"far rsa", "ec"}, names, nil, "ec", 1},
		"names, both":                {[]string{"rsa", "ec"}, names, nil, "rsa", 2},
		"names and a kind":           {[]string{"rsa", "ec"}, names, []string{"EC"}, "ec", 1},
		"a kind, no names":           {[]string{"far rsa", "far ec"}, nil, []string{"EC"}, "far ec", 1},
		"the kind outranks the name": {[]string{"rsa", "far ec"}, names, []string{"EC"}, "far ec", 0},
		"and the first stays":        {[]string{"far ec", "rsa"}, names, []string{"EC"}, "far ec", 0},
		"none of the kind":           {[]string{"far rsa", "rsa"}, names, []string{"EC"}, "rsa", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var s evidence.Store
			for _, alias := range x.store {
				s.Records = append(s.Records, evidence.Record{Name: alias, HasKey: true, Chain: testpki.Certificates(entries[alias])})
			}
			server := &rules.Client{}
			request(&evidence.Evidence{Sessions: []evidence.Session{{}, {AcceptableCAs: x.asked, KeyKinds: x.kinds}}}, server)
			got := presented(s, server)
			require.Equal(t, x.want, got.Alias)
			require.Equal(t, x.fitting, got.Fitting)
			require.Equal(t, len(x.store), got.Entries)
		})
	}
}

// TestRequest: what several sessions ask for.
func TestRequest(t *testing.T) {
	one, two := []cert.Name{testpki.New(921).Root("CN=One").Certificate().Subject}, []cert.Name{testpki.New(922).Root("CN=Two").Certificate().Subject}
	first, second := evidence.Quote{Line: 1}, evidence.Quote{Line: 2}
	var x rules.Client
	request(&evidence.Evidence{Sessions: []evidence.Session{{}}}, &x)
	require.Equal(t, rules.Client{}, x)
	request(&evidence.Evidence{Sessions: []evidence.Session{
		{AcceptableCAs: []cert.Name{}}, {AcceptableCAs: one, KeyKinds: []string{"EC"}, KeyQuote: first},
		{AcceptableCAs: two, KeyKinds: []string{"EC"}, KeyQuote: second}}}, &x)
	require.Equal(t, rules.Client{Asked: one, Kinds: []string{"EC"}, KindsQuote: first}, x)
	x = rules.Client{}
	request(&evidence.Evidence{Sessions: []evidence.Session{{KeyKinds: []string{"EC"}}, {KeyKinds: []string{"EC", "RSA"}}}}, &x)
	require.Equal(t, []string{"EC", "RSA"}, x.Kinds)
	require.NotNil(t, x.Asked)
}
