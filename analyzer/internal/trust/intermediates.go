package trust

import (
	"cmp"
	_ "embed"
	"sync"

	"missinglink/analyzer/internal/cert"
)

// intermediatesTable holds the public intermediates by columns. A CA is a
// subject with a key; its number is the place in the columns. First come the
// roots of the JDK's list, in the order of OpenJDK(), then Mozilla's other
// roots, then the rest. The certificates of one CA lie together, in the order
// of the CAs. The file begins with numbers of four bytes: Layout, JDK roots,
// Mozilla's other roots, CAs, certificates, and the lengths of the names and
// of the addresses. The columns follow in the order of the struct. They are
// stored as they are: the page's gzip packs them, and nothing has to be
// unpacked or parsed to look one up.
//
//go:embed data/intermediates.bin
var intermediatesTable string

// columns of intermediatesTable. Names and key identifiers of the JDK's roots
// are not repeated: they are in openjdkTable.
type columns struct {
	jdk, mozilla, cas, certificates int

	keyIDs    string // 20 per CA after the JDK's
	marks     string // 1 per CA, in the file only after the JDK's: NameMark
	lengths   string // 2 per CA after the JDK's: of its name
	counts    string // 1 per CA: its certificates
	downloads string // 2 per CA: 1-based number of its address, 0 without
	sha256    string // 32 per certificate
	issuers   string // 2 per certificate: number of the issuing CA
	from, to  string // 2 per certificate: first and last day
	names     string // DER, one after the other
	addresses string // one a line
}

// The widths of the columns in bytes.
const (
	keyIDSize = 20
	printSize = 32
)

var facts = sync.OnceValue(func() *columns {
	t := open(intermediatesTable)
	f := &columns{jdk: t.number(4), mozilla: t.number(4), cas: t.number(4), certificates: t.number(4)}
	names, addresses := t.number(4), t.number(4)
	named := f.cas - f.jdk
	f.keyIDs = t.bytes(named * keyIDSize)
	f.marks = jdkMarks() + t.bytes(named)
	f.lengths = t.bytes(named * 2)
	f.counts = t.bytes(f.cas)
	f.downloads = t.bytes(f.cas * 2)
	f.sha256 = t.bytes(f.certificates * printSize)
	f.issuers = t.bytes(f.certificates * 2)
	f.from, f.to = t.bytes(f.certificates*2), t.bytes(f.certificates*2)
	f.names = t.bytes(names)
	f.addresses = t.bytes(addresses)
	return f
})

// jdkMarks are the marks that the file does not repeat.
func jdkMarks() string {
	var marks []byte
	for _, a := range OpenJDK() {
		marks = append(marks, NameMark(a.Subject))
	}
	return string(marks)
}

// NameMark is a checksum over the letters and digits of a name's common names,
// or else its units or organisations: the same for equal names in any order,
// case and string type, so that a search by name reads the few names that can
// match. The generator writes it.
func NameMark(n cert.Name) byte {
	const organisation, unit, commonName = 10, 11, 3 // the last number of 2.5.4.x
	var sums [12]uint32
	for _, rdn := range n.RDNs {
		for _, a := range rdn {
			if t := a.Type; len(t) == 4 && t[0] == 2 && t[1] == 5 && t[2] == 4 && t[3] < len(sums) {
				sums[t[3]] += checksum(letters(a.Value))
			}
		}
	}
	return byte(cmp.Or(sums[commonName], sums[unit], sums[organisation]) >> 24)
}

// checksum is FNV-1a.
func checksum(text string) uint32 {
	sum := uint32(2166136261)
	for i := range len(text) {
		sum = (sum ^ uint32(text[i])) * 16777619
	}
	return sum
}

// keyID of a CA, empty when it has none.
func (f *columns) keyID(ca int) string {
	if ca < f.jdk {
		return string(jdkList()[ca].SKI)
	}
	id := f.keyIDs[(ca-f.jdk)*keyIDSize : (ca-f.jdk+1)*keyIDSize]
	if id == noKeyID {
		return ""
	}
	return id
}

const noKeyID = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

func (f *columns) name(ca int) cert.Name {
	if ca < f.jdk {
		return jdkList()[ca].Subject
	}
	at := 0
	for i := range ca - f.jdk {
		at += numberAt(f.lengths, i, 2)
	}
	n, _ := cert.ParseName([]byte(f.names[at : at+numberAt(f.lengths, ca-f.jdk, 2)]))
	return n
}

// issuer is the CA whose key signed a certificate.
func (f *columns) issuer(certificate int) int { return numberAt(f.issuers, certificate, 2) }

// certificatesOf a CA are those numbered first to last-1.
func (f *columns) certificatesOf(ca int) (first, last int) {
	for i := range ca {
		first += int(f.counts[i])
	}
	return first, first + int(f.counts[ca])
}

// caOf is the CA that a certificate belongs to.
func (f *columns) caOf(certificate int) int {
	for ca := range f.cas {
		if certificate -= int(f.counts[ca]); certificate < 0 {
			return ca
		}
	}
	return f.cas
}

// download address of a CA's certificate, empty when unknown.
func (f *columns) download(ca int) string {
	line := numberAt(f.downloads, ca, 2)
	start := 0
	for i := range len(f.addresses) {
		if f.addresses[i] != '\n' {
			continue
		}
		if line--; line == 0 {
			return f.addresses[start:i]
		}
		start = i + 1
	}
	return ""
}

// find the CAs with that name and key identifier; an identifier that one side
// lacks does not count. Raw bytes are compared before a name is read.
func (f *columns) find(issuer cert.Name, aki []byte) []int {
	var found []int
	mark := NameMark(issuer)
	for ca := range f.cas {
		if f.marks[ca] != mark {
			continue
		}
		if id := f.keyID(ca); len(aki) > 0 && id != "" && id != string(aki) {
			continue
		}
		if f.name(ca).Equal(issuer) {
			found = append(found, ca)
		}
	}
	return found
}

// isRoot: the CA is a root of one of the lists.
func (f *columns) isRoot(ca int) bool { return ca < f.jdk+f.mozilla }

// root facts of a CA that is one.
func (f *columns) root(ca int) Root {
	if ca < f.jdk {
		return jdkList()[ca].root()
	}
	name, keyID := f.name(ca), []byte(f.keyID(ca))
	same := func(a *cert.Anchor) bool { return string(a.SKI) == string(keyID) }
	if a := mozillaRoot(name, same); a != nil {
		return rootOf(a)
	}
	return Root{InMozilla: true, Name: rootName(name), Subject: name, SKI: keyID}
}

// page is where a public certificate can be looked at and fetched by its
// fingerprint: the certificate transparency search, which holds them all.
const page = "https://crt.sh/?q="

// intermediate spells one certificate out.
func (f *columns) intermediate(certificate int) Intermediate {
	ca, issuer := f.caOf(certificate), f.issuer(certificate)
	subject, from := f.name(ca), f.name(issuer)
	i := Intermediate{
		Subject: subject.String(), Issuer: from.String(), CommonName: subject.CommonName(),
		SubjectName: subject, IssuerName: from,
		SKI: []byte(f.keyID(ca)), AKI: []byte(f.keyID(issuer)),
		SHA256:    hexOf(f.sha256[certificate*printSize : (certificate+1)*printSize]),
		Page:      page + hexOf(f.sha256[certificate*printSize:(certificate+1)*printSize]),
		NotBefore: dayAt(f.from, certificate), NotAfter: dayAt(f.to, certificate),
		Download: f.download(ca), Cross: f.isRoot(ca) && issuer != ca,
	}
	for _, way := range f.ways(issuer, nil) {
		i.ReachesOpenJDK = i.ReachesOpenJDK || way.root < f.jdk
		i.ReachesMozilla = i.ReachesMozilla || f.inMozilla(way.root)
	}
	return i
}

func (f *columns) inMozilla(root int) bool { return root >= f.jdk || jdkList()[root].inMozilla }
