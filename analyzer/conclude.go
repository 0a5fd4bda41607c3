package analyzer

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
)

// conclude says why a chain is refused, or that it is not: a log's own word
// outranks what a default store would say.
func conclude(c *rules.Case, x *rules.Chain) {
	x.Cause, x.At = x.Decision.Cause, x.Decision.At
	x.Accepted = x.Decision.Accepted
	if x.Cause == "root-not-trusted" && len(x.Paths) > 0 && x.Paths[0].Missing != nil && (publicIntermediate(x.Paths[0].Missing) || leadsOn(c, x.Paths[0])) {
		// The facts know the issuer, or it is at hand: it is no root that somebody
		// could trust, but a certificate the server has to send.
		x.Cause = "missing-intermediate"
	}
	if !x.Decision.Evaluated {
		x.Accepted = x.Cause == "" && len(x.Paths) > 0 && x.Paths[0].Status == chain.Accepted
	}
	s := c.Session(x)
	stored := c.Stored(x.Question.Usage)
	shown := true // whether what is not listed is missing
	if s != nil && s.Partial && chain.Untrusted(x.Cause) {
		partial(s, x)
		shown = x.Cause != ""
	}
	if !shown || x.Cause == "root-not-trusted" && !stored {
		outrank(c, x)
	}
	if leaf := x.Leaf(); leaf.Damage != "" && leaf.Issuer.Empty() && chain.Untrusted(x.Cause) {
		x.Cause = "" // too little of the leaf can be read to name what is missing
	}
	if x.Ordered && !x.Shape.LeafFirst && (misplaced[x.Cause] || x.Accepted && usurped(c, x)) {
		// Java judged a CA certificate as if it were the server's own.
		x.Cause, x.At, x.Accepted = "leaf-not-first", x.Leaf(), false
	}
	if s == nil || s.Source != "java-log" {
		if !stored && chain.Untrusted(x.Cause) && metHost(c.Evidence.Signals) {
			acceptedByLog(x)
		}
		return
	}
	x.Second = ""
	signals := signalsOf(c.Evidence, s)
	switch {
	case s.TrustAccepted == evidence.Yes, s.TrustAccepted == evidence.No && metHost(signals) && (x.Cause == "" || chain.Untrusted(x.Cause)):
		acceptedByLog(x)
		if s.ServerSide {
			x.HostMessage = "" // the client, which knows what it called, went on
		}
	case s.TrustAccepted == evidence.No:
		x.ByLog, x.Accepted = true, false
		if cause, args := loggedCause(signals); cause != "" {
			if cause != x.Cause {
				x.Cause = cause
				x.At, x.Decision.Args = atFault(x, cause, c), args
			} else if x.Decision.Args == nil {
				x.Decision.Args = args
			}
		} else if has(signals, evidence.PathBuildingFailed) {
			if !chain.Untrusted(x.Cause) && x.Shape.InOrder {
				// The procedure found another fault, or none, with a store that is
				// not this JVM's: only the log's sentence stands.
				x.Cause = ""
			}
		} else if chain.Untrusted(x.Cause) && (has(signals, evidence.CertificateRefused) || has(signals, evidence.RevocationFailed)) {
			x.Cause = "" // Java says this of a chain that it trusts
			nothingMissing(x)
		}
	}
}

// acceptedByLog takes a log's word that this JVM accepted the path: its own
// store held what is not shown.
func acceptedByLog(x *rules.Chain) {
	x.ByLog, x.Accepted, x.Cause, x.Second = true, true, "", ""
	nothingMissing(x)
}

// nothingMissing takes back what the paths say is missing: it was there, and is
// only not shown.
func nothingMissing(x *rules.Chain) {
	for i := range x.Paths {
		x.Paths[i].Missing = nil
	}
}

// metHost reports whether Java compared the host name and refused: it does so
// when it has accepted the path (measured), whatever alert it sends then.
func metHost(signals []evidence.Signal) bool {
	met := false
	for _, s := range signals {
		if s.ID == evidence.PathBuildingFailed {
			return false
		}
		met = met || s.ID == evidence.HostNameMismatch && s.Args["by"] == ""
	}
	return met
}

// partial judges a text that shows fewer certificates than were sent (curl -v,
// s_client -brief): what is not shown is not missing. The tool's own return
// code tells how far the chain went (OpenSSL's X509_V_ERR codes); without one
// nothing is claimed.
func partial(s *evidence.Session, x *rules.Chain) {
	depth := 0
	for _, e := range s.VerifyErrors {
		depth = max(depth, e.Depth)
	}
	code := s.VerifyCode
	if n := len(s.VerifyErrors); code < 0 && n > 0 {
		code = s.VerifyErrors[n-1].Code
	}
	switch {
	case code == 21, code == 20 && depth == 0 && len(s.VerifyErrors) > 0:
		x.Cause, x.Listed = "missing-intermediate", true
		return
	case code == 18:
		x.Cause = "self-signed-not-trusted"
		return
	case code == 19, code == 20 && depth > 0:
		x.Cause = "root-not-trusted"
	default:
		x.Cause = ""
	}
	nothingMissing(x)
}

// outrank lets a date that has passed, or has not come, lead before a root
// that the default store lacks, and where a text shows too little for anything
// else: nobody gave the instance's own store, so that the root may well be
// there, while the date is wrong with every store.
func outrank(c *rules.Case, x *rules.Chain) {
	for _, i := range x.Shape.Way {
		y := x.Sent[i].Certificate
		cause := ""
		switch {
		case y.SelfIssued():
		case !y.NotAfter.IsZero() && y.NotAfter.Before(c.At):
			cause = "expired"
		case y.NotBefore.After(c.At):
			cause = "not-yet-valid"
		}
		if cause != "" {
			x.Second, x.Cause, x.At = x.Cause, cause, y
			return
		}
	}
}

// publicIntermediate reports whether the public facts know the missing issuer
// as an intermediate from which Java reaches a root it trusts.
func publicIntermediate(m *chain.Missing) bool {
	if _, root := trust.RootByName(m.Subject, m.KeyID); root {
		return false
	}
	for _, k := range trust.Lookup(m.Subject, m.KeyID) {
		if k.ReachesOpenJDK {
			return true
		}
	}
	return false
}

// leadsOn reports a path that reaches a trust anchor through a certificate at
// hand. One of a store's own record is there to be set right, not to be sent.
func leadsOn(c *rules.Case, p chain.Path) bool {
	known := p.Missing.Known
	if known == nil || p.Anchor == nil || p.Status != chain.Incomplete {
		return false
	}
	for _, s := range c.Own {
		for _, r := range s.Records {
			if r.Certificate != nil && r.Certificate.ID == known.ID {
				return false
			}
		}
	}
	return true
}

// misplaced are the faults that Java finds in a CA certificate which it takes
// for the server's own.
var misplaced = map[string]bool{"host-mismatch": true, "key-usage": true, "extended-key-usage": true, "self-signed-not-trusted": true}

// usurped reports a chain that Java accepts for its first certificate, a CA, and
// whose leaf comes after it: the server has the key of the leaf alone. Where a
// host was compared, or the CA names one, the first may be meant; a log that
// refuses speaks of something else.
func usurped(c *rules.Case, x *rules.Chain) bool {
	for _, id := range []string{evidence.PathBuildingFailed, evidence.PathValidationFailed, evidence.CertificateRefused, evidence.ExpiredInLog, evidence.NotYetValidInLog} {
		if has(c.Evidence.Signals, id) {
			return false
		}
	}
	first, leaf := x.Leaf(), x.Own()
	return x.Question.Host == "" && len(first.DNSNames)+len(first.IPs) == 0 && leaf.Basis == cert.FromBytes && !leaf.IsCA
}

func signalsOf(ev *evidence.Evidence, s *evidence.Session) []evidence.Signal {
	var out []evidence.Signal
	for _, i := range s.Signals {
		out = append(out, ev.Signals[i])
	}
	return out
}

func has(list []evidence.Signal, id string) bool {
	for _, s := range list {
		if s.ID == id {
			return true
		}
	}
	return false
}

// reasons turns the JDK's reason behind "path validation failed" into a cause.
var reasons = []struct{ phrase, cause string }{
	{"pathlenconstraint", "path-length"},
	{"not a ca certificate", "not-a-ca"},
	{"keycertsign", "key-usage"},
	{"extended key usage", "extended-key-usage"},
	{"keyusage does not allow", "key-usage"},
	{"name constraints", "name-constraint"},
	{"unrecognized critical", "unknown-critical-extension"},
	{"keysize limits", "weak-key"},
	{"algorithm constraints", "disabled-algorithm"},
	{"disabled algorithm", "disabled-algorithm"},
	{"distrusted", "distrusted-ca"},
	{"signature check failed", "same-name-different-key"},
	{"does not chain with any of the trust anchors", "same-name-different-key"},
	{"name chaining check failed", "same-name-different-key"},
	{"notbefore", "not-yet-valid"},
	{"validity check failed", "expired"},
	{"timestamp check failed", "expired"},
	{"notafter", "expired"},
}

// loggedCause is the cause that a session's own log lines give.
func loggedCause(signals []evidence.Signal) (string, map[string]string) {
	for _, s := range signals {
		if s.ID != evidence.PathValidationFailed && (s.ID != evidence.CertificateRefused || has(signals, evidence.PathBuildingFailed)) {
			continue
		}
		args := map[string]string{"reason": s.Args["reason"], "java": s.Args["reason"], "date": s.Args["date"]}
		if has(signals, evidence.NotYetValidInLog) {
			return "not-yet-valid", args
		}
		reason := strings.ToLower(s.Args["reason"] + " " + s.Quote.Text)
		for _, r := range reasons {
			if strings.Contains(reason, r.phrase) {
				return r.cause, args
			}
		}
	}
	return "", nil
}

// atFault is the certificate a logged cause is about, as far as dates tell.
func atFault(x *rules.Chain, cause string, c *rules.Case) *cert.Certificate {
	for _, s := range x.Sent {
		y := s.Certificate
		switch {
		case cause == "expired" && !y.NotAfter.IsZero() && y.NotAfter.Before(c.At),
			cause == "not-yet-valid" && y.NotBefore.After(c.At):
			return y
		}
	}
	return x.Leaf()
}
