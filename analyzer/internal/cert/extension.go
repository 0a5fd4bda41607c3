package cert

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/netip"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// The extensions of RFC 5280 section 4.2 that are read here.
const (
	oidSubjectKeyID   = "2.5.29.14"
	oidKeyUsage       = "2.5.29.15"
	oidSubjectAltName = "2.5.29.17"
	oidBasic          = "2.5.29.19"
	oidAuthorityKeyID = "2.5.29.35"
	oidExtKeyUsage    = "2.5.29.37"
	oidAuthorityInfo  = "1.3.6.1.5.5.7.1.1"
	oidCAIssuers      = "1.3.6.1.5.5.7.48.2"
)

// The choices of GeneralName (RFC 5280 section 4.2.1.6).
const (
	OtherName     = 0
	RFC822Name    = 1
	DNSName       = 2
	X400Address   = 3
	DirectoryName = 4
	EDIPartyName  = 5
	URIName       = 6
	IPAddress     = 7
	RegisteredID  = 8
)

// GeneralName is one name of a subjectAltName or a name constraint. Bytes is
// its content: text, 4 or 16 address octets (twice that with a mask), or the
// DER of a directory name.
type GeneralName struct {
	Tag   int
	Bytes []byte
}

// ReadGeneralName reads one GeneralName.
func ReadGeneralName(in *cryptobyte.String) (GeneralName, bool) {
	var content cryptobyte.String
	var tag cbasn1.Tag
	if !in.ReadAnyASN1(&content, &tag) {
		return GeneralName{}, false
	}
	return GeneralName{Tag: int(tag &^ 0xe0), Bytes: content}, tag&0x80 != 0
}

// ReadGeneralNames reads the names of a SEQUENCE's content up to the first
// that is malformed.
func ReadGeneralNames(content []byte) ([]GeneralName, bool) {
	in := cryptobyte.String(content)
	var names []GeneralName
	for !in.Empty() {
		n, ok := ReadGeneralName(&in)
		if !ok {
			return names, false
		}
		names = append(names, n)
	}
	return names, true
}

// Extension returns the extension with that dotted OID, or nil.
func (c *Certificate) Extension(oid string) *pkix.Extension {
	for i := range c.Extensions {
		if c.Extensions[i].Id.String() == oid {
			return &c.Extensions[i]
		}
	}
	return nil
}

// readExtensions reads the list and what is understood of it. An extension
// that is malformed stays in the list and leaves its fields empty.
func (c *Certificate) readExtensions(list cryptobyte.String) {
	for !list.Empty() {
		var in, value cryptobyte.String
		var e pkix.Extension
		if !list.ReadASN1(&in, cbasn1.SEQUENCE) || !in.ReadASN1ObjectIdentifier(&e.Id) {
			return
		}
		if in.PeekASN1Tag(cbasn1.BOOLEAN) {
			var flag cryptobyte.String
			if !in.ReadASN1(&flag, cbasn1.BOOLEAN) {
				return
			}
			e.Critical = len(flag) == 1 && flag[0] != 0
		}
		if !in.ReadASN1(&value, cbasn1.OCTET_STRING) {
			return
		}
		e.Value = value
		c.Extensions = append(c.Extensions, e)
		c.readExtension(e.Id.String(), value)
	}
}

func (c *Certificate) readExtension(oid string, value cryptobyte.String) {
	switch oid {
	case oidSubjectKeyID:
		var id cryptobyte.String
		if value.ReadASN1(&id, cbasn1.OCTET_STRING) {
			c.SKI = id
		}
	case oidAuthorityKeyID:
		c.readAuthorityKeyID(value)
	case oidKeyUsage:
		var bits cryptobyte.String
		if value.ReadASN1(&bits, cbasn1.BIT_STRING) && len(bits) > 0 {
			c.HasKeyUsage = true
			c.KeyUsage = keyUsageBits(bits[1:])
		}
	case oidBasic:
		c.readBasicConstraints(value)
	case oidExtKeyUsage:
		var list cryptobyte.String
		if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
			return
		}
		c.HasExtKeyUsage = true
		for !list.Empty() {
			var id asn1.ObjectIdentifier
			if !list.ReadASN1ObjectIdentifier(&id) {
				return
			}
			c.ExtKeyUsage = append(c.ExtKeyUsage, id)
		}
	case oidSubjectAltName:
		var list cryptobyte.String
		if value.ReadASN1(&list, cbasn1.SEQUENCE) {
			c.HasSAN = true
			c.SAN, _ = ReadGeneralNames(list)
			c.sortSAN()
		}
	case oidAuthorityInfo:
		c.readAuthorityInfo(value)
	}
}

// keyUsageBits turns the bit string around: its first bit is the highest of
// the first octet.
func keyUsageBits(octets []byte) KeyUsage {
	var usage KeyUsage
	for bit := range 9 {
		if bit/8 < len(octets) && octets[bit/8]&(0x80>>(bit%8)) != 0 {
			usage |= 1 << bit
		}
	}
	return usage
}

func (c *Certificate) readAuthorityKeyID(value cryptobyte.String) {
	var in, id, issuer, serial cryptobyte.String
	var hasID, hasIssuer, hasSerial bool
	if !value.ReadASN1(&in, cbasn1.SEQUENCE) ||
		!in.ReadOptionalASN1(&id, &hasID, cbasn1.Tag(0).ContextSpecific()) {
		return
	}
	if hasID {
		c.AKI = id
	}
	if in.ReadOptionalASN1(&issuer, &hasIssuer, cbasn1.Tag(1).ContextSpecific().Constructed()) && hasIssuer {
		c.AKIIssuer = issuer
	}
	if in.ReadOptionalASN1(&serial, &hasSerial, cbasn1.Tag(2).ContextSpecific()) && hasSerial {
		c.AKISerial = serialText(serial)
	}
}

func (c *Certificate) readBasicConstraints(value cryptobyte.String) {
	var in cryptobyte.String
	if !value.ReadASN1(&in, cbasn1.SEQUENCE) {
		return
	}
	c.HasBasicConstraints = true
	if in.PeekASN1Tag(cbasn1.BOOLEAN) {
		var flag cryptobyte.String
		if in.ReadASN1(&flag, cbasn1.BOOLEAN) {
			c.IsCA = len(flag) == 1 && flag[0] != 0
		}
	}
	var limit int
	if c.IsCA && in.PeekASN1Tag(cbasn1.INTEGER) && in.ReadASN1Integer(&limit) && limit >= 0 {
		c.PathLen = limit
	}
}

// sortSAN fills the fields by kind from the list of names.
func (c *Certificate) sortSAN() {
	for _, n := range c.SAN {
		switch n.Tag {
		case DNSName:
			c.DNSNames = append(c.DNSNames, latin1(n.Bytes))
		case RFC822Name:
			c.Emails = append(c.Emails, latin1(n.Bytes))
		case URIName:
			c.URIs = append(c.URIs, latin1(n.Bytes))
		case IPAddress:
			if ip, ok := netip.AddrFromSlice(n.Bytes); ok {
				c.IPs = append(c.IPs, ip)
			}
		}
	}
}

func (c *Certificate) readAuthorityInfo(value cryptobyte.String) {
	var list cryptobyte.String
	if !value.ReadASN1(&list, cbasn1.SEQUENCE) {
		return
	}
	for !list.Empty() {
		var in cryptobyte.String
		var method asn1.ObjectIdentifier
		if !list.ReadASN1(&in, cbasn1.SEQUENCE) || !in.ReadASN1ObjectIdentifier(&method) {
			return
		}
		place, ok := ReadGeneralName(&in)
		if ok && place.Tag == URIName && method.String() == oidCAIssuers {
			c.AIA = append(c.AIA, latin1(place.Bytes))
		}
	}
	c.AIA = slices.Compact(c.AIA)
}
