package intake

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// trouble reads errors and alerts.
func (c *sClient) trouble(l line, text string) bool {
	r := c.run
	if rest, ok := strings.CutPrefix(text, "verify error:num="); ok {
		n, _ := strconv.Atoi(digits(rest))
		r.x.VerifyErrors = append(r.x.VerifyErrors, evidence.VerifyError{Code: n, Depth: max(r.depth, 0), Quote: c.s.quote(l)})
		c.hostName(l, n)
		r.field = nil
		return true
	}
	if strings.HasPrefix(text, "verify ") {
		r.field = nil
		return true
	}
	if r.date(text) {
		return true
	}
	if a, ok := alertIn(text); ok {
		addAlert(c.s, &r.x, a, c.s.quote(l))
		return true
	}
	network := strings.Contains(text, "error:") || strings.HasPrefix(text, "connect")
	switch {
	case network && plainAnswer(text):
		addSignal(c.s, &r.x, evidence.NoTLS, c.s.quote(l), nil)
	case cutIn(text):
		q := c.s.quote(l)
		r.cut = &q
	case (network || strings.HasPrefix(text, "gethostbyname") || strings.HasPrefix(text, "getaddrinfo") || strings.Contains(text, "BIO_lookup") || strings.Contains(text, "HTTP CONNECT failed")) && failureIn(text) != "":
		c.failed(l, failureIn(text))
	default:
		return false
	}
	return true
}

// hostName notes that -verify_hostname or -verify_ip found another name
// (X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH).
func (c *sClient) hostName(l line, code int) {
	if code == 62 || code == 64 {
		addSignal(c.s, &c.run.x, evidence.HostNameMismatch, c.s.quote(l), map[string]string{"by": "openssl"})
	}
}

// date reads the row below a "verify error" that is about a date.
func (r *sClientRun) date(text string) bool {
	if r.depth < 0 {
		return false
	}
	d := &r.depths[r.depth].description
	if rest, ok := strings.CutPrefix(text, "notAfter="); ok {
		d.NotAfter = readTime(rest)
	} else if rest, ok := strings.CutPrefix(text, "notBefore="); ok {
		d.NotBefore = readTime(rest)
	} else {
		return false
	}
	r.field = nil
	return true
}

// failed notes that no connection came about. The first sentence that names a
// cause counts; "connect:errno=" alone comes last.
func (c *sClient) failed(l line, cause string) {
	for _, i := range c.run.x.Signals {
		if x := &c.s.ev.Signals[i]; x.ID == evidence.ConnectionFailed {
			if x.Args["cause"] == "other" {
				x.Args["cause"] = cause
			}
			return
		}
	}
	addSignal(c.s, &c.run.x, evidence.ConnectionFailed, c.s.quote(l), map[string]string{"cause": cause, "host": c.run.x.Host})
}
