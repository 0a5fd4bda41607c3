package trust_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/x509roots/fallback/bundle"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
)

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func byID(list []*cert.Anchor) map[string]*cert.Anchor {
	m := map[string]*cert.Anchor{}
	for _, a := range list {
		m[a.ID] = a
	}
	return m
}

// Every root key of both lists, against the table that the generator writes
// from the certificates themselves.
func TestMembership(t *testing.T) {
	jdk, mozilla := byID(trust.OpenJDK()), byID(trust.Mozilla())
	require.Len(t, jdk, 111)
	require.Len(t, mozilla, 117)
	rows := table(t, "roots.tsv")
	require.Len(t, rows, 166)
	both, samePrint := 0, 0
	for _, row := range rows {
		t.Run(row["name"]+"/"+row["spki"][:8], func(t *testing.T) {
			a := jdk[row["openjdk"]]
			if a == nil {
				require.Empty(t, row["openjdk"])
				a = mozilla[row["mozilla"]]
			}
			require.NotNil(t, a)
			require.Equal(t, row["spki"], hash(a.SPKI))
			require.Equal(t, row["ski"], hex.EncodeToString(a.SKI))
			require.Equal(t, row["ends"], a.NotAfter.Format(time.DateOnly))
			require.Equal(t, row["name"], a.Subject.CommonName())
			if row["mozilla"] != "" {
				require.Equal(t, row["spki"], hash(mozilla[row["mozilla"]].SPKI))
			}

			root, ok := trust.RootByKey(a.Subject, a.SPKI)
			require.True(t, ok)
			require.Equal(t, row["openjdk"] != "", root.InOpenJDK)
			require.Equal(t, row["mozilla"] != "", root.InMozilla)
			require.Equal(t, a.ID, root.SHA256)
			require.Equal(t, row["since"], root.SinceFor("11"))
			if row["policy"] == "" {
				require.Nil(t, root.Distrust)
			} else {
				require.Equal(t, row["policy"], root.Distrust.Policy)
				require.Equal(t, row["after"], root.Distrust.After.Format(time.DateOnly))
			}

			named, ok := trust.RootByName(a.Subject, a.SKI)
			require.True(t, ok)
			require.Equal(t, root, named, "by name and key identifier it is the same root")
		})
		if row["openjdk"] != "" && row["mozilla"] != "" {
			both++
			if row["openjdk"] == row["mozilla"] {
				samePrint++
			}
		}
	}
	require.Equal(t, 62, both, "keys in both lists")
	require.Equal(t, 61, samePrint, "certificates in both lists")
}

// The facts of every root of Mozilla's list, in its order, are what the bytes in
// the module say, and so are the JDK's of the same certificate. When this fails
// the module was updated: run make trust-data.
func TestFactsAreThoseOfTheCertificates(t *testing.T) {
	jdk, facts := byID(trust.OpenJDK()), trust.Mozilla()
	compared, at := 0, 0
	for r := range bundle.Roots() {
		c, err := cert.Parse(r.Certificate)
		require.NoError(t, err)
		want := cert.AnchorOf(c, "mozilla")
		want.Certificate = nil
		require.Less(t, at, len(facts))
		require.Equal(t, want, facts[at], c.Subject)
		at++
		if fact := jdk[c.ID]; fact != nil {
			compared++
			want.Store, want.Distrust = "openjdk", fact.Distrust
			require.Equal(t, want, fact, c.Subject)
		}

		last, ok := trust.MozillaConstraint(c.ID)
		require.Equal(t, r.Constraint != nil, ok, c.Subject)
		if ok {
			issued := func(at time.Time) error { return r.Constraint([]*x509.Certificate{{NotBefore: at}}) }
			require.NoError(t, issued(last), c.Subject)
			require.Error(t, issued(last.Add(time.Second)), c.Subject)
		}
	}
	require.Len(t, facts, at)
	require.Equal(t, 61, compared)
}

func TestRootByKeyNeedsBoth(t *testing.T) {
	a, b := trust.OpenJDK()[0], trust.OpenJDK()[1]
	_, ok := trust.RootByKey(a.Subject, b.SPKI)
	require.False(t, ok, "another root's key")
	_, ok = trust.RootByKey(cert.ReadName("CN=Corp Root CA, O=Example"), a.SPKI)
	require.False(t, ok, "another name")
	_, ok = trust.RootByKey(a.Subject, nil)
	require.False(t, ok, "no key")
	_, ok = trust.RootByName(a.Subject, []byte("another key identifier"))
	require.False(t, ok)
}

func TestSince(t *testing.T) {
	tests := map[string]string{ // fingerprint to wording
		"c90f26f0fb1b4018b22227519b5ca2b53e2ca5b3be5cf18efe1bef47380c5383": "11.0.28, 17.0.16, 21.0.8",  // Sectigo E46
		"69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470": "11.0.22, 17.0.10, 21.0.2",  // ISRG X2
		"d947432abde7b7fa90fc2e6b59101b1280e0e1c7e4e40fa3c6887fff57a7f4cf": "11.0.20, 17.0.8",           // GTS R1: 21 came with it
		"a040929a02ce53b4acf4f2ffc6981ce4496f755e6d45fe0b2a692bcd52523f36": "11.0.11",                   // HARICA 2015: 17 came with it
		"6b9c08e86eb0f767cfad65cd98b62149e5494a67f5845e7bd1ed019f27b86bd6": "11.0.32, 17.0.20, 21.0.12", // WISeKey GB: the one after 11.0.31
		"96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6": "",                          // ISRG X1
	}
	jdk := byID(trust.OpenJDK())
	for id, want := range tests {
		a := jdk[id]
		require.NotNil(t, a, id)
		root, _ := trust.RootByKey(a.Subject, a.SPKI)
		require.Equal(t, want, root.Since, a.Subject)
	}
}

// The fingerprints and dates of jdk.security.caDistrustPolicies, for the roots
// that are still in the list.
func TestDistrust(t *testing.T) {
	policies := []struct {
		name, day string
		roots     []string
	}{
		{"SYMANTEC_TLS", "2019-04-16", []string{
			"ff856a2d251dcd88d36656f450126798cfabaade40799c722de4d2b5db36a73a", // GeoTrust Global CA
			"37d51006c512eaab626421f1ec8c92013fc5f82ae98ee533eb4619b8deb4d06c", // GeoTrust Primary
			"5edb7ac43b82a06a8761e8d7be4979ebf2611f7dd79bf91c1c6b566a219ed766", // GeoTrust Primary G2
			"b478b812250df878635c2aa7ec7d155eaa625ee82916e2cd294361886cd1fbd4", // GeoTrust Primary G3
			"a0459b9f63b22559f5fa5d4c6db3f9f72ff19342033578f073bf1d1b46cbb912", // GeoTrust Universal CA
			"8d722f81a9c113c0791df136a2966db26c950a971db46b4199f4ea54b78bfb9f", // thawte Primary
			"a4310d50af18a6447190372a86afaf8b951ffb431d837f1e5688b45971ed1557", // thawte Primary G2
			"4b03f45807ad70f21bfc2cae71c9fde4604c064cf5ffb686bae5dbaad7fdd34c", // thawte Primary G3
			"eb04cf5eb1f39afa762f2bb120f296cba520c1b97db1589565b81cb9a17b7244", // VeriSign Class 3 G3
			"69ddd7ea90bb57c93e135dc85ea6fcd5480b603239bdc454fc758b2a26cf7f79", // VeriSign Class 3 G4
			"9acfab7e43c8d880d06b262a94deeee4b4659989c3d0caf19baf6405e41ab7df", // VeriSign Class 3 G5
			"2399561127a57125de8cefea610ddf2fa078b5c8067f4e828290bfb860e84b3c", // VeriSign Universal
		}},
		{"ENTRUST_TLS", "2024-11-11", []string{
			"73c176434f1bc6d5adf45b0e76e727287c8de57616c1e6e6141a2b2cbc7d8e4c", // EVCA
			"02ed0eb28c14da45165c566791700d6451d7fb56f0b2ab1d3b8eb070e56edff5", // EC1
			"43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339", // G2
			"db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88", // G4
			"6dc47172e01cbcb0bf62580d895fe2b8ac9ad4f873801e0c10b9c837d21eb177", // 2048
		}},
		{"CAMERFIRMA_TLS", "2025-04-15", []string{"063e4afac491dfd332f3089b8542e94617d893d7fe944e10a7937ee29d9693c0"}},
		{"CHUNGHWA_TLS", "2026-03-17", []string{"c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff527ae5d87206dfd5"}},
	}
	jdk, marked := byID(trust.OpenJDK()), 0
	for _, p := range policies {
		for _, id := range p.roots {
			require.NotNil(t, jdk[id], id)
			d := jdk[id].Distrust
			require.NotNil(t, d, jdk[id].Subject)
			require.Equal(t, p.name, d.Policy)
			day, err := time.Parse(time.DateOnly, p.day)
			require.NoError(t, err)
			require.True(t, day.Equal(d.After))
			require.Equal(t, p.name == "SYMANTEC_TLS", len(d.Exceptions) == 2)
			marked++
		}
	}
	for _, a := range trust.OpenJDK() {
		if a.Distrust != nil {
			marked--
		}
	}
	require.Zero(t, marked, "no other root carries a policy")

	// Apple's subordinate CAs under GeoTrust; the first has ended.
	apple := jdk["5edb7ac43b82a06a8761e8d7be4979ebf2611f7dd79bf91c1c6b566a219ed766"].Distrust.Exceptions
	require.Contains(t, apple, "ac2b922ecfd5e01711772fea8ed372de9d1e2245fce3f57a9cdbec77296a424b")
	ca8, ok := trust.Known("a4fe7c7f15155f3f0aef7aaa83cf6e06deb97ca3f909df920ac1490882d488ed")
	require.True(t, ok)
	require.Equal(t, "Apple IST CA 8 - G1", ca8.CommonName)
	require.Equal(t, "2019-12-31", apple[ca8.SHA256].Format(time.DateOnly))
}

// The one constraint of Mozilla's list.
func TestMozillaConstraint(t *testing.T) {
	constrained := map[string]string{}
	for _, a := range trust.Mozilla() {
		require.Nil(t, a.Distrust, a.Subject) // the JDK's policies are about other roots
		if last, ok := trust.MozillaConstraint(a.ID); ok {
			constrained[a.Subject.CommonName()] = last.Format(time.RFC3339)
		}
	}
	require.Equal(t, map[string]string{"Izenpe.com": "2026-04-15T23:59:59Z"}, constrained)
}

// What is in a browser and what is in Java are two questions.
func TestBrowserOnly(t *testing.T) {
	only := 0
	for _, a := range trust.Mozilla() {
		if root, ok := trust.RootByKey(a.Subject, a.SPKI); ok && !root.InOpenJDK {
			only++
		}
	}
	require.Equal(t, 55, only)
}
