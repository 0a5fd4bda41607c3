package rules

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
	"missinglink/analyzer/testpki"
)

// row is one case, and what tells it from the case it starts from.
type row struct {
	name string
	from func() *Case
	with func(c *Case)
}

// TestFindings holds everything that each case's findings say and rest on:
// variant, severity, whether it leads, owner, arguments, certificates, quoted
// lines, remedies. The stories hold the sentences; here stands what they are
// made from, also for what a story would be too long to tell.
func TestFindings(t *testing.T) {
	for file, rows := range map[string][]row{
		"sent.txt": sentRows(), "public.txt": publicRows(), "client.txt": clientRows(), "log.txt": logRows(), "input.txt": inputRows(), "beside.txt": besideRows(), "connection.txt": connectionRows(),
	} {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			for _, r := range rows {
				c := r.from()
				if r.with != nil {
					r.with(c)
				}
				fmt.Fprintf(&b, "# %s\n", r.name)
				for _, f := range Run(c) {
					fmt.Fprintln(&b, line(f))
				}
				b.WriteByte('\n')
			}
			golden.Equal(t, file, b.String())
		})
	}
}

// line is a finding on one line.
func line(f Finding) string {
	var b strings.Builder
	b.WriteString(f.ID)
	if f.Variant != "" {
		b.WriteString("." + f.Variant)
	}
	fmt.Fprintf(&b, " %s", f.Severity)
	if f.Leads {
		b.WriteString(" leads")
	}
	if f.Unknown {
		b.WriteString(" unknown")
	}
	if f.Nameless {
		b.WriteString(" nameless")
	}
	fmt.Fprintf(&b, ", %s", f.Owner)
	for _, k := range slices.Sorted(maps.Keys(f.Args)) {
		fmt.Fprintf(&b, "; %s=%s", k, f.Args[k])
	}
	for _, c := range f.Certificates {
		fmt.Fprintf(&b, "; certificate %s", c.Subject.CommonName())
	}
	for _, q := range f.Quotes {
		fmt.Fprintf(&b, "; line %d %q", q.Line, q.Text)
	}
	if len(f.Remedies) > 0 {
		b.WriteString("; do " + strings.Join(f.Remedies, ", "))
	}
	return b.String()
}

// pki is the same for all rows.
type pki struct{ root, other, issuing, leaf, expired *testpki.Entity }

var made = func() pki {
	p := testpki.New(700)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Issuing,O=X")
	return pki{root, p.Root("CN=Other,O=X"), issuing, issuing.Leaf("a.test"), issuing.Leaf("a.test", testpki.Expired())}
}()

// nothing is a case of one empty paste.
func nothing() *Case {
	return &Case{Evidence: &evidence.Evidence{Inputs: []evidence.Input{{Name: "pasted 1", Role: evidence.RoleUnknown}}}, Lead: -1, At: testpki.Now, Direction: "outbound", Store: "openjdk", Profile: chain.DefaultProfile}
}

// judged is a case of certificates that s_client printed, sent in that order
// to a client that trusts the anchors.
func judged(anchors []*testpki.Entity, sent ...*testpki.Entity) *Case {
	c := nothing()
	c.Host = "a.test"
	c.Evidence.Sessions = []evidence.Session{{Source: "s_client", Host: "a.test", Line: 7, VerifyCode: -1, Quote: quote(7, "CONNECTED")}}
	q := chain.Question{Sent: testpki.Certificates(sent...), Anchors: chain.NewAnchors(testpki.Anchors("yours:test", anchors...)...), At: testpki.Now, Host: "a.test"}
	x := Chain{Count: len(sent), Ordered: true, Listed: true, Question: q, Decision: chain.Decide(q), Shape: chain.ShapeOf(q), Paths: chain.Paths(q), HostMessage: chain.CheckHost(q)}
	for i, e := range q.Sent {
		x.Sent = append(x.Sent, evidence.Sent{Certificate: e, Line: 10 + i})
	}
	c.Evidence.Sessions[0].Sent = x.Sent
	x.Cause, x.At, x.Accepted = x.Decision.Cause, x.Decision.At, x.Decision.Accepted
	if x.Decision.Stage == chain.StageHost {
		x.Cause, x.At, x.Accepted = "", nil, true
	}
	c.Chains, c.Lead = []Chain{x}, 0
	return c
}

func accepted() *Case { return judged(of(made.root), made.leaf, made.issuing) }
func missing() *Case  { return judged(of(made.root), made.leaf) }

func of(list ...*testpki.Entity) []*testpki.Entity { return list }

func quote(line int, text string) evidence.Quote { return evidence.Quote{Line: line, Text: text} }

// signal adds a sentence of a log.
func (c *Case) signal(id string, line int, pairs ...string) {
	c.Evidence.Signals = append(c.Evidence.Signals, evidence.Signal{ID: id, Quote: quote(line, id), Args: with(map[string]string{}, pairs...)})
}

// alert adds an alert to the case's first session.
func (c *Case) alert(name string, line int) {
	s := &c.Evidence.Sessions[0]
	s.Alerts = append(s.Alerts, evidence.Alert{Name: name, Number: 40, Received: true, Quote: quote(line, "alert "+name)})
}

// names are names as a log lists them.
func nameList(list ...string) []cert.Name {
	var out []cert.Name
	for _, n := range list {
		out = append(out, cert.ReadName(n))
	}
	return out
}
