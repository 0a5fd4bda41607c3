package oracle

import (
	"fmt"
	"slices"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
)

// Question puts the case to package chain.
func (c Case) Question(p chain.Profile) (chain.Question, error) {
	q := chain.Question{Host: c.Host, At: c.At, Profile: p}
	if c.Client {
		q.Usage = chain.Client
	}
	var err error
	if q.Sent, err = parse(c.Sent); err != nil {
		return q, fmt.Errorf("%s: %w", c.ID, err)
	}
	if q.Pool, err = parse(c.Hand); err != nil {
		return q, fmt.Errorf("%s: %w", c.ID, err)
	}
	anchors, err := parse(c.Anchors)
	if err != nil {
		return q, fmt.Errorf("%s: %w", c.ID, err)
	}
	var list []*cert.Anchor
	for _, a := range anchors {
		list = append(list, cert.AnchorOf(a, "yours:test"))
	}
	q.Anchors = chain.NewAnchors(list...)
	return q, nil
}

// ProfileOf maps a JDK's version string to the profile that describes it.
func ProfileOf(build string) chain.Profile {
	release, _, _ := strings.Cut(build, ".")
	release, _, _ = strings.Cut(release, "+")
	return chain.Profile(release)
}

// Profile asks the JDK for its version.
func (j Judge) Profile() (chain.Profile, error) {
	build, _, err := j.Ask(nil)
	return ProfileOf(build), err
}

func parse(ders [][]byte) ([]*cert.Certificate, error) {
	var out []*cert.Certificate
	for _, der := range ders {
		c, err := cert.Parse(der)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Difference is how a decision differs from what the JDK said, empty when it
// does not. Where the JDK has several answers any of them will do.
func Difference(d chain.Decision, answers []Answer) string {
	for _, a := range answers {
		if same(d, a) {
			return ""
		}
	}
	var said []string
	for _, a := range answers {
		said = append(said, a.String())
	}
	return "JDK " + strings.Join(said, " or ") + "; ours " + Spoken(d)
}

// Spoken is a decision in the words of Answer.String.
func Spoken(d chain.Decision) string {
	if !d.Evaluated {
		return "not evaluated: " + strings.Join(d.NotEvaluated, ", ")
	}
	a := Answer{Verdict: "REJECT", Stage: string(d.Stage), Faults: []Fault{{Message: d.Message}}}
	if d.Accepted {
		a = Answer{Verdict: "ACCEPT", Path: d.Path}
	}
	return a.String()
}

// stageParse marks a certificate that the JDK's parser refused: no trust
// manager has seen it, and there is no sentence of one to compare.
const stageParse = "parse"

func same(d chain.Decision, a Answer) bool {
	if !d.Evaluated {
		return false
	}
	if a.Stage == stageParse {
		return !d.Accepted
	}
	if d.Accepted || a.Accepted() {
		return d.Accepted == a.Accepted() && slices.Equal(d.Path, a.Path)
	}
	return string(d.Stage) == a.Stage && d.Message == a.Message()
}
