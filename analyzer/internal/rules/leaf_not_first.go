package rules

import "missinglink/analyzer/internal/kb"

// leafNotFirst: the first sent certificate is a CA and the leaf stands behind
// it. Java takes the first one for the server's own; where it trusts that one,
// it looks at no other (measured), and the handshake fails at the key.
func leafNotFirst(c *Case) []Finding {
	if f := c.fault("leaf-not-first", kb.Endpoint, "fix-order"); f != nil {
		if x := c.Leading(); x.Decision.Accepted {
			f[0].Variant = "trusted"
			f[0].Args["leaf"] = x.Own().Subject.CommonName()
		}
		return f
	}
	x := c.Leading()
	if x == nil || !x.Ordered || x.Shape.LeafFirst || c.StoreAlone {
		return nil
	}
	return []Finding{{Severity: Warning, Owner: kb.Endpoint, Args: certArgs(x.Leaf()), Certificates: list(x.Leaf()), Remedies: []string{"fix-order"}}}
}
