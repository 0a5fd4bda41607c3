package trust_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

func decide(anchors []*cert.Anchor, at time.Time, profile chain.Profile, sent ...*testpki.Entity) chain.Decision {
	return chain.Decide(chain.Question{Sent: testpki.Certificates(sent...), Anchors: chain.NewAnchors(anchors...),
		At: at, Usage: chain.Server, Profile: profile})
}

// A root that only one of the lists holds makes the verdicts differ; the lists
// around it do not disturb it.
func TestVerdictGoesByTheList(t *testing.T) {
	pki := testpki.New(11)
	root := pki.Root("CN=Corp Root CA,O=Example", until(2000))
	leaf := root.Leaf("api.example.test", until(100))
	for _, in := range []string{"openjdk", "mozilla"} {
		t.Run("in "+in, func(t *testing.T) {
			lists := map[string][]*cert.Anchor{"openjdk": trust.OpenJDK(), "mozilla": trust.Mozilla()}
			lists[in] = append(slices.Clone(lists[in]), root.Anchor(in))
			for name, list := range lists {
				d := decide(list, now, chain.DefaultProfile, leaf)
				require.True(t, d.Evaluated)
				require.Equal(t, name == in, d.Accepted, name)
				if name != in {
					require.Contains(t, d.Message, "PKIX path building failed")
				}
			}
		})
	}
}

// Every policy of the JDK, on a test root that carries it: the day itself is
// still accepted.
func TestDistrustByDate(t *testing.T) {
	owners := map[string]string{"SYMANTEC_TLS": "Symantec", "ENTRUST_TLS": "Entrust", "CAMERFIRMA_TLS": "Camerfirma", "CHUNGHWA_TLS": "Chunghwa"}
	policies := map[string]*cert.Distrust{}
	for _, a := range trust.OpenJDK() {
		if a.Distrust != nil {
			policies[a.Distrust.Policy] = a.Distrust
		}
	}
	require.Len(t, policies, len(owners))
	pki := testpki.New(12)
	root := pki.Root("CN=Legacy Root,O=Example", testpki.Between(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)))
	sub := root.Intermediate("CN=Legacy Sub,O=Example", testpki.Between(time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)))
	for name, policy := range policies {
		anchor := root.Anchor("openjdk")
		anchor.Distrust = policy
		tests := map[string]struct {
			issued  time.Time
			refused bool
		}{
			"the day before":         {policy.After.Add(-time.Hour), false},
			"first hour of the day":  {policy.After, false},
			"last hour of the day":   {policy.After.Add(23 * time.Hour), false},
			"first hour of the next": {policy.After.Add(24 * time.Hour), true},
			"a year later":           {policy.After.AddDate(1, 0, 0), true},
		}
		for what, test := range tests {
			t.Run(name+"/"+what, func(t *testing.T) {
				leaf := sub.Leaf("api.example.test", testpki.Between(test.issued, test.issued.AddDate(2, 0, 0)))
				d := decide([]*cert.Anchor{anchor}, test.issued.AddDate(0, 1, 0), "25", leaf, sub)
				require.Equal(t, !test.refused, d.Accepted, d.Message)
				if test.refused {
					require.Contains(t, d.Message, "TLS Server certificate issued after "+policy.After.Format(time.DateOnly)+
						" and anchored by a distrusted legacy "+owners[name]+" root CA: CN=Legacy Root, O=Example")
					require.Equal(t, "distrusted-ca", d.Cause)
				}
			})
		}
		t.Run(name+"/under an excepted subordinate CA", func(t *testing.T) {
			excepted := *policy
			excepted.Exceptions = map[string]time.Time{sub.ID(): policy.After.AddDate(0, 8, 0)}
			anchor := root.Anchor("openjdk")
			anchor.Distrust = &excepted
			for months, accepted := range map[int]bool{7: true, 9: false} {
				issued := policy.After.AddDate(0, months, 0)
				leaf := sub.Leaf("api.example.test", testpki.Between(issued, issued.AddDate(2, 0, 0)))
				require.Equal(t, accepted, decide([]*cert.Anchor{anchor}, issued.AddDate(0, 1, 0), "25", leaf, sub).Accepted)
			}
		})
	}
}

// The policies know their roots by fingerprint: importing a distrusted root
// into a store of one's own changes nothing.
func TestDistrustFollowsTheRoot(t *testing.T) {
	const entrustG2 = "43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339"
	mine := instance(record("Entrust", &cert.Certificate{ID: entrustG2}), record("Mine", &cert.Certificate{ID: strings.Repeat("ab", 32)}))
	anchors := trust.Anchors(mine)
	require.Len(t, anchors, 2)
	require.NotNil(t, anchors[0].Distrust)
	require.Equal(t, "ENTRUST_TLS", anchors[0].Distrust.Policy)
	require.Nil(t, anchors[1].Distrust)
}
