package cert

// The extended key usages of TLS (RFC 5280 section 4.2.1.12), as dotted OIDs.
const (
	ServerAuth = "1.3.6.1.5.5.7.3.1"
	ClientAuth = "1.3.6.1.5.5.7.3.2"
	anyUsage   = "2.5.29.37.0"
)

// MayBeUsedFor reports whether the extended key usages allow one: they list it
// or any, or there are none.
func (c *Certificate) MayBeUsedFor(usage string) bool {
	if !c.HasExtKeyUsage {
		return true
	}
	for _, o := range c.ExtKeyUsage {
		if s := o.String(); s == usage || s == anyUsage {
			return true
		}
	}
	return false
}
