package trust

import (
	"strings"

	"missinglink/analyzer/internal/cert"
)

// inspection lists issuers that products for TLS inspection put on the
// certificates they make up on the way. They are the vendors' default names,
// as administrators meet them in the field; a company that gives its proxy a
// CA of its own cannot be recognised by name. Each entry is a phrase that must
// stand as whole words in the organisation, unit or common name. Only phrases
// that no public CA uses are listed: bare company names such as "Cisco",
// "Microsoft" or "Palo Alto Networks" are not, since those companies also have
// ordinary certificates.
var inspection = []struct{ phrase, product string }{
	{"zscaler root ca", "Zscaler Internet Access"},
	{"zscaler intermediate root ca", "Zscaler Internet Access"},
	{"zscaler inc", "Zscaler Internet Access"},
	{"netskope root ca", "Netskope"},
	{"goskope", "Netskope"}, // "caadmin.netskope.com", "ca.<tenant>.goskope.com"
	{"caadmin netskope com", "Netskope"},
	{"certadmin netskope com", "Netskope"},
	{"blue coat sg", "Symantec ProxySG (Blue Coat)"},
	{"proxysg", "Symantec ProxySG (Blue Coat)"},
	{"cloud services root ca 1 symantec", "Symantec Web Security Service"},
	{"fortinet ca", "Fortinet FortiGate"}, // as shipped: "Fortinet_CA_SSL"
	{"fortinet untrusted ca", "Fortinet FortiGate"},
	{"fortigate", "Fortinet FortiGate"},
	{"cisco umbrella root ca", "Cisco Umbrella"},
	{"cisco umbrella primary subca", "Cisco Umbrella"},
	{"cisco umbrella secondary subca", "Cisco Umbrella"},
	{"ironport", "Cisco Secure Web Appliance (IronPort)"},
	{"mcafee web gateway", "Skyhigh (McAfee) Web Gateway"},
	{"skyhigh security web gateway", "Skyhigh (McAfee) Web Gateway"},
	{"forcepoint cloud ca", "Forcepoint Web Security"},
	{"forcepoint root ca", "Forcepoint Web Security"},
	{"websense", "Forcepoint (Websense) Web Security"},
	{"sophos ssl ca", "Sophos Firewall"},
	{"barracuda web security gateway", "Barracuda Web Security Gateway"},
	{"barracuda cloudgen firewall", "Barracuda CloudGen Firewall"},
	{"sonicwall firewall dpi ssl", "SonicWall DPI-SSL"},
	{"fireware https proxy", "WatchGuard Firebox"}, // "Fireware HTTPS Proxy (SN …) CA"
	{"checkpoint https inspection", "Check Point HTTPS Inspection"},
	{"check point https inspection", "Check Point HTTPS Inspection"},
	{"gateway ca cloudflare managed", "Cloudflare Gateway"},
	{"cloudflare for teams ecc certificate authority", "Cloudflare Gateway"},
	{"cloudflare corporate zero trust", "Cloudflare Gateway"},
	{"untangle", "Untangle NG Firewall"},
	{"iboss network security", "iboss"},
	{"contentkeeper", "ContentKeeper"},
	{"smoothwall", "Smoothwall"},
	{"squid proxy", "Squid with SSL-Bump"},
	{"kaspersky anti virus personal root certificate", "Kaspersky"},
	{"kaspersky web anti virus", "Kaspersky"},
	{"bitdefender personal ca", "Bitdefender"},
	{"eset ssl filter ca", "ESET"},
	{"avast web mail shield root", "Avast"},
	{"avg web mail shield root", "AVG"},
	{"do not trust fiddlerroot", "Fiddler"}, // DO_NOT_TRUST_FiddlerRoot
	{"charles proxy ca", "Charles Proxy"},
	{"portswigger ca", "Burp Suite"},
	{"mitmproxy", "mitmproxy"},
}

// Inspection recognises the issuer names of known products for TLS inspection.
// A public CA's name is never taken for one.
func Inspection(issuer cert.Name) (product string, ok bool) {
	for _, rdn := range issuer.RDNs {
		for _, a := range rdn {
			switch a.Type.String() {
			case "2.5.4.3", "2.5.4.10", "2.5.4.11": // CN, O, OU
			default:
				continue
			}
			value := words(a.Value)
			for _, known := range inspection {
				if strings.Contains(value, " "+known.phrase+" ") {
					return known.product, true
				}
			}
		}
	}
	return "", false
}

// words lowers the text and leaves one space between its words and at both
// ends.
func words(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	space := true
	for _, r := range text {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r >= 0x80:
		default:
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		b.WriteRune(r)
		space = false
	}
	if !space {
		b.WriteByte(' ')
	}
	return b.String()
}
