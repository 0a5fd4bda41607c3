package oracle

import (
	"fmt"

	"missinglink/analyzer/testpki"
)

// Policies of the cases.
const (
	gold   = "1.2.3.4.1"
	silver = "1.2.3.4.2"
	anyOne = "2.5.29.32.0"
)

// policies varies the policy extensions on the way down (RFC 5280 section
// 6.1). The JDK's client asks for no policy, so that only a certificate that
// requires one can fail.
func policies(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	type o = []testpki.Option
	P, req, inhibit, noMap := testpki.Policies, testpki.RequirePolicy, testpki.InhibitAnyPolicy, testpki.InhibitMapping
	mapped := testpki.MapPolicy
	for _, v := range []struct {
		name              string
		upper, lower, end o
	}{
		{"none", nil, nil, nil},
		{"gold", o{P(gold)}, o{P(gold)}, o{P(gold)}},
		{"gold-silver", o{P(gold)}, o{P(silver)}, o{P(silver)}},
		{"require-none", o{req(0)}, nil, nil},
		{"require-all", o{req(0), P(gold)}, o{P(gold)}, o{P(gold)}},
		{"require-leaf-lacks", o{req(0), P(gold)}, o{P(gold)}, nil},
		{"require-leaf-other", o{req(0), P(gold)}, o{P(gold)}, o{P(silver)}},
		{"require-lower-lacks", o{req(0), P(gold)}, nil, o{P(gold)}},
		{"require-lower-other", o{req(0), P(gold)}, o{P(silver)}, o{P(gold)}},
		{"require-upper-lacks", o{req(0)}, o{P(gold)}, o{P(gold)}},
		{"require-lower", o{P(gold)}, o{req(0), P(gold)}, o{P(gold)}},
		{"require-lower-without", nil, o{req(0)}, o{P(gold)}},
		{"require-leaf", nil, nil, o{req(0)}},
		{"require-leaf-with", o{P(gold)}, o{P(gold)}, o{req(0), P(gold)}},
		{"require-1", o{req(1)}, nil, nil},
		{"require-2", o{req(2)}, nil, nil},
		{"require-3", o{req(3)}, nil, nil},
		{"require-1-lower", nil, o{req(1)}, nil},
		{"require-2-lower", nil, o{req(2)}, nil},
		{"any-above", o{req(0), P(anyOne)}, o{P(gold)}, o{P(gold)}},
		{"any-between", o{req(0), P(gold)}, o{P(anyOne)}, o{P(gold)}},
		{"any-leaf", o{req(0), P(gold)}, o{P(gold)}, o{P(anyOne)}},
		{"any-all", o{req(0), P(anyOne)}, o{P(anyOne)}, o{P(anyOne)}},
		{"any-then-lacks", o{req(0), P(anyOne)}, nil, o{P(gold)}},
		{"any-and-gold", o{req(0), P(anyOne, gold)}, o{P(silver)}, o{P(silver)}},
		{"inhibit-any-0", o{req(0), inhibit(0), P(anyOne)}, o{P(anyOne)}, o{P(gold)}},
		{"inhibit-any-0-below", o{req(0), inhibit(0), P(gold)}, o{P(anyOne)}, o{P(gold)}},
		{"inhibit-any-1", o{req(0), inhibit(1), P(gold)}, o{P(anyOne)}, o{P(gold)}},
		{"inhibit-any-1-leaf", o{req(0), inhibit(1), P(gold)}, o{P(anyOne)}, o{P(anyOne)}},
		{"inhibit-any-leaf", o{req(0), P(gold)}, o{inhibit(0), P(gold)}, o{P(anyOne)}},
		{"inhibit-any-unrequired", o{inhibit(0), P(gold)}, o{P(anyOne)}, o{P(gold)}},
		{"mapping", o{req(0), P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(silver)}},
		{"mapping-not-applied", o{req(0), P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(gold)}},
		{"mapping-upper", o{req(0), P(gold), mapped(gold, silver)}, o{P(silver)}, o{P(silver)}},
		{"mapping-any", o{req(0), P(anyOne)}, o{P(anyOne), mapped(gold, silver)}, o{P(silver)}},
		{"mapping-unrequired", o{P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(silver)}},
		{"mapping-inhibited", o{req(0), noMap(0), P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(silver)}},
		{"mapping-inhibited-1", o{req(0), noMap(1), P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(silver)}},
		{"mapping-inhibited-gold", o{req(0), noMap(0), P(gold)}, o{P(gold), mapped(gold, silver)}, o{P(gold)}},
		{"mapping-from-any", o{P(gold)}, o{P(gold), mapped(anyOne, silver)}, o{P(silver)}},
		{"mapping-to-any", o{P(gold)}, o{P(gold), mapped(gold, anyOne)}, o{P(silver)}},
		{"mapping-two", o{req(0), P(gold)}, o{P(gold), mapped(gold, silver), mapped(gold, "1.2.3.4.3")}, o{P("1.2.3.4.3")}},
		{"mapping-swap", o{req(0), P(gold, silver)}, o{P(gold, silver), mapped(gold, silver), mapped(silver, gold)}, o{P(silver)}},
		{"mapping-of-absent", o{req(0), P(gold)}, o{P(gold), mapped("1.2.3.4.9", silver)}, o{P(silver)}},
		{"duplicate-policy", o{P(gold)}, o{P(gold, gold)}, o{P(gold)}},
	} {
		upper := root.Intermediate("CN=Upper,O=Example", v.upper...)
		lower := upper.Intermediate("CN=Lower,O=Example", v.lower...)
		leaf := lower.Leaf(DefaultHost, v.end...)
		b.Add(v.name+"/validate", chainOf{leaf, lower, upper}, chainOf{root})
		b.Add(v.name+"/build", chainOf{leaf, upper, lower}, chainOf{root})
		b.Add(v.name+"/upper-is-anchor", chainOf{leaf, lower}, chainOf{upper})
	}
	for _, critical := range []bool{true, false} {
		for _, id := range []string{testpki.OIDPolicies, testpki.OIDPolicyMappings, testpki.OIDPolicyConstraints, testpki.OIDInhibitAnyPolicy} {
			upper := root.Intermediate("CN=Upper,O=Example", P(gold), mapped(gold, silver), req(0), inhibit(0), testpki.Critical(id, critical))
			leaf := upper.Leaf(DefaultHost, P(silver))
			b.Add(fmt.Sprintf("critical-%v/%s", critical, id), chainOf{leaf, upper}, chainOf{root})
		}
	}
	// Self-issued certificates do not count.
	upper := root.Intermediate("CN=Upper,O=Example", req(1), P(gold))
	again := upper.Intermediate("CN=Upper,O=Example", P(gold))
	b.Add("self-issued/require-1", chainOf{again.Leaf(DefaultHost), again, upper}, chainOf{root})
	upper = root.Intermediate("CN=Upper,O=Example", inhibit(0), req(0), P(gold))
	again = upper.Intermediate("CN=Upper,O=Example", P(anyOne))
	b.Add("self-issued/any", chainOf{again.Leaf(DefaultHost, P(gold)), again, upper}, chainOf{root})
	// Policy qualifiers, critical and not.
	qualified := testpki.PolicyWithQualifier(gold, "1.2.3.4.5.6.7")
	for _, critical := range []bool{true, false} {
		leaf := root.Leaf(DefaultHost, testpki.Extension(testpki.OIDPolicies, critical, qualified))
		b.Add(fmt.Sprintf("qualifier/critical-%v", critical), chainOf{leaf}, chainOf{root})
	}
}
