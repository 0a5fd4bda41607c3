package analyzer

import (
	"testing"
	"time"

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
	for alias, o := range map[string]testpki.Option{"old": testpki.Expired(), "early": testpki.NotYet()} {
		entries[alias] = ca.Client("CN=ec", o)
	}
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	names := []cert.Name{ca.Certificate().Subject}
	for name, x := range map[string]struct {
		store   []string
		asked   []cert.Name
		kinds   evidence.KeyKinds
		want    string
		fitting int
		old     string
	}{
		"nothing is known":              {[]string{"far rsa", "ec"}, nil, 0, "far rsa", 0, ""},
		"no names are asked for":        {[]string{"far rsa", "ec"}, []cert.Name{}, 0, "far rsa", 2, ""},
		"names":                         {[]string{"far rsa", "ec"}, names, 0, "ec", 1, ""},
		"names, both":                   {[]string{"rsa", "ec"}, names, 0, "rsa", 2, ""},
		"names and a kind":              {[]string{"rsa", "ec"}, names, evidence.ECKey, "ec", 1, ""},
		"a kind, no names":              {[]string{"far rsa", "far ec"}, nil, evidence.ECKey, "far ec", 1, ""},
		"the kind outranks the name":    {[]string{"rsa", "far ec"}, names, evidence.ECKey, "far ec", 0, ""},
		"and the first stays":           {[]string{"far ec", "rsa"}, names, evidence.ECKey, "far ec", 0, ""},
		"one has expired":               {[]string{"old", "ec"}, names, 0, "ec", 2, "old"},
		"the second has expired":        {[]string{"ec", "old"}, names, 0, "ec", 2, "old"},
		"one is not in force yet":       {[]string{"early", "ec"}, names, 0, "ec", 2, ""},
		"neither is in force":           {[]string{"old", "early"}, names, 0, "old", 2, ""},
		"neither, the other way round":  {[]string{"early", "old"}, names, 0, "early", 2, ""},
		"all three":                     {[]string{"early", "old", "ec"}, names, 0, "ec", 3, "old"},
		"expired, no names asked for":   {[]string{"old", "ec"}, []cert.Name{}, 0, "ec", 2, "old"},
		"expired, nothing is known":     {[]string{"old", "ec"}, nil, 0, "ec", 0, "old"},
		"expired, the other misses":     {[]string{"old", "far ec"}, names, 0, "old", 1, ""},
		"expired, of another kind":      {[]string{"old", "rsa"}, names, evidence.RSAKey, "rsa", 1, ""},
		"expired, neither is of a kind": {[]string{"old", "ec"}, names, evidence.RSAKey, "ec", 0, ""},
		"expired alone":                 {[]string{"old"}, names, 0, "old", 1, ""},
		"none of the kind":              {[]string{"far rsa", "rsa"}, names, evidence.ECKey, "rsa", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var s evidence.Store
			for _, alias := range x.store {
				s.Records = append(s.Records, evidence.Record{Name: alias, HasKey: true, Chain: testpki.Certificates(entries[alias])})
			}
			server := &rules.Client{}
			request(&evidence.Evidence{Sessions: []evidence.Session{{}, {AcceptableCAs: x.asked, KeyKinds: x.kinds}}}, server)
			got := presented(s, server, at)
			require.Equal(t, x.want, got.Alias)
			require.Equal(t, x.fitting, got.Fitting)
			require.Equal(t, len(x.store), got.Entries)
			if x.old == "" {
				require.Nil(t, got.Old)
			} else {
				require.Equal(t, entries[x.old].Certificate().ID, got.Old.ID)
			}
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
		{AcceptableCAs: []cert.Name{}}, {AcceptableCAs: one, KeyKinds: evidence.ECKey, KeyQuote: first},
		{AcceptableCAs: two, KeyKinds: evidence.ECKey, KeyQuote: second}}}, &x)
	require.Equal(t, rules.Client{Asked: one, Kinds: evidence.ECKey, KindsQuote: first}, x)
	x = rules.Client{}
	request(&evidence.Evidence{Sessions: []evidence.Session{{KeyKinds: evidence.ECKey}, {KeyKinds: evidence.ECKey | evidence.RSAKey}}}, &x)
	require.Equal(t, evidence.ECKey|evidence.RSAKey, x.Kinds)
	require.NotNil(t, x.Asked)
}
