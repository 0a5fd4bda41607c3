package rules

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// certificateBeside: a certificate of a server or a client was pasted beside
// what the verdict is about, as tickets with two hosts are: it was not judged.
// A CA certificate is at hand as an issuer and needs no word.
func certificateBeside(c *Case) []Finding {
	if c.Leading() == nil || c.StoreAlone {
		return nil
	}
	judged := map[string]bool{}
	for i := range c.Chains {
		for _, s := range c.Chains[i].Sent {
			judged[s.Certificate.ID] = true
			if s.Certificate.Basis == cert.FromNames { // it may be the same one
				judged[s.Certificate.Subject.SetKey()] = true
			}
		}
	}
	var beside []*cert.Certificate
	var over *cert.Certificate // the first that has expired
	for _, f := range c.Evidence.Certificates {
		x := f.Certificate
		if !f.Alone || judged[x.ID] || judged[x.Subject.SetKey()] || x.IsCA || x.Version != 3 || x.SelfIssued() || !c.unsaid(f) {
			continue
		}
		if beside = append(beside, x); over == nil && !x.NotAfter.IsZero() && x.NotAfter.Before(c.At) {
			over = x
		}
	}
	if len(beside) == 0 {
		return nil
	}
	f := Finding{Severity: Note, Owner: kb.Nobody, Args: certArgs(beside[0]), Certificates: beside[:min(len(beside), maxQuotes)]}
	if over != nil {
		f.Severity, f.Variant, f.Args, f.Certificates = Warning, "expired", certArgs(over), list(over)
	}
	if len(beside) > 1 {
		f.Variant = strings.TrimPrefix(f.Variant+".several", ".")
		f.Args["count"] = strconv.Itoa(len(beside))
	}
	return []Finding{f}
}

// unsaid reports whether a certificate stands in an input of which nobody said
// that it is a store, a client's or for comparison.
func (c *Case) unsaid(f evidence.Found) bool {
	for _, o := range f.Origins {
		if r := c.Evidence.Inputs[o.Input].Role; r != evidence.RoleUnknown && r != evidence.RoleEndpoint {
			return false
		}
	}
	return true
}
