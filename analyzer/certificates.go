package analyzer

import (
	"encoding/hex"
	"encoding/pem"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

func (b *book) addAll(list []*cert.Certificate) []string {
	var ids []string
	for _, x := range list {
		ids = append(ids, b.add(x))
	}
	return ids
}

// add enters a certificate and returns its id.
func (b *book) add(x *cert.Certificate) string {
	if x == nil {
		return ""
	}
	if b.ids[x.ID] {
		return x.ID
	}
	b.ids[x.ID] = true
	y := report.Certificate{
		ID: x.ID, Basis: string(x.Basis), Role: roleOf(x),
		Subject: x.Subject.String(), Issuer: x.Issuer.String(), CommonName: x.Subject.CommonName(),
		Serial: x.Serial, NotBefore: stamp(x.NotBefore), NotAfter: stamp(x.NotAfter), DaysLeft: days(x.NotAfter, b.case_.At),
		Key: keyWord(x.Key), Signature: x.SignatureAlgorithm, SAN: altNames(x),
		SKI: hex.EncodeToString(x.SKI), AKI: hex.EncodeToString(x.AKI), AIA: visible(x.AIA), Usage: usages(x),
		IsCA: x.IsCA, SelfSigned: b.selfSigned(x), Problem: x.Damage,
	}
	if x.Basis == cert.FromBytes {
		y.Fingerprint = x.ID
		y.PEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: x.Raw}))
		y.FileName = b.fileName(x)
		if root, ok := trust.RootByKey(x.Subject, x.SPKI); ok {
			y.PublicRoot = true
			if root.InOpenJDK {
				y.InStores = append(y.InStores, "openjdk")
			}
			if root.InMozilla {
				y.InStores = append(y.InStores, "mozilla")
			}
		}
	}
	y.InStores = append(y.InStores, b.trusted[x.ID]...)
	for _, o := range b.places[x.ID] {
		y.Origins = append(y.Origins, report.Origin{Input: o.Input, Line: o.Line, Index: o.Index})
	}
	b.report.Certificates = append(b.report.Certificates, y)
	return x.ID
}

// maxSelfChecks is how many certificates are asked whether their own key signed
// them: a P-256 check costs 0.7 ms in a browser, and a store holds thousands.
// Chains are entered first; what comes after them is told by name and key
// identifier, which no decision rests on.
const maxSelfChecks = 64

func (b *book) selfSigned(x *cert.Certificate) bool {
	if !x.SelfIssued() {
		return false
	}
	if len(b.ids) > maxSelfChecks {
		return x.AKI == nil || string(x.AKI) == string(x.SKI)
	}
	return x.SelfSigned()
}

// fileName makes a name that every file system and archive takes: letters,
// digits and hyphens of the common name, numbered where two would collide.
func (b *book) fileName(x *cert.Certificate) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		}
		return '-'
	}, x.Subject.CommonName()), "-")
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	const longest = 60 // old file systems and archive tools cut longer ones
	if len(name) > longest {
		name = strings.TrimRight(name[:longest], "-")
	}
	if name == "" {
		name = "certificate"
	}
	key := strings.ToLower(name)
	b.files[key]++
	if n := b.files[key]; n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return name + ".pem"
}

func roleOf(x *cert.Certificate) string {
	switch {
	case x.SelfIssued() && (x.IsCA || x.Version == 1):
		return "root"
	case x.IsCA:
		return "intermediate"
	case x.HasBasicConstraints || x.Version == 3 || len(x.DNSNames) > 0:
		return "leaf"
	}
	return "unknown"
}

func keyWord(k cert.Key) string {
	switch {
	case k.Algorithm == "":
		return ""
	case k.Curve != "":
		return k.Algorithm + " " + k.Curve
	case k.Bits > 0:
		return k.Algorithm + " " + strconv.Itoa(k.Bits)
	}
	return k.Algorithm
}

// maxNames is how many alternative names of one certificate the report shows;
// certificates with ten thousand exist, and nobody reads them.
const maxNames = 100

func altNames(x *cert.Certificate) []string {
	var out []string
	for _, n := range x.DNSNames {
		out = append(out, "DNS:"+cert.Visible(n))
	}
	for _, n := range x.IPs {
		out = append(out, "IP:"+n.String())
	}
	for _, n := range x.Emails {
		out = append(out, "email:"+cert.Visible(n))
	}
	for _, n := range x.URIs {
		out = append(out, "URI:"+cert.Visible(n))
	}
	if len(out) > maxNames {
		rest := len(out) - maxNames
		out = append(out[:maxNames:maxNames], "… +"+strconv.Itoa(rest))
	}
	return out
}

var keyUsageNames = []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}

var extKeyUsageNames = map[string]string{
	"1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.5.5.7.3.3": "codeSigning",
	"1.3.6.1.5.5.7.3.4": "emailProtection", "1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "OCSPSigning", "2.5.29.37.0": "anyExtendedKeyUsage",
}

func usages(x *cert.Certificate) []string {
	var out []string
	for i, n := range keyUsageNames {
		if x.HasKeyUsage && x.KeyUsage&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	for _, o := range x.ExtKeyUsage {
		if n := extKeyUsageNames[o.String()]; n != "" {
			out = append(out, n)
		} else {
			out = append(out, o.String())
		}
	}
	return out
}

// visible makes each of several texts from certificates visible.
func visible(list []string) []string {
	var out []string
	for _, x := range list {
		out = append(out, cert.Visible(x))
	}
	return out
}
