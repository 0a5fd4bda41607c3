package analyzer

import (
	"sort"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
)

// redact replaces host names, organisations, names and serials by stand-ins,
// the same one for the same text, and drops the bytes that would give them
// back: PEM text, fingerprints and key identifiers, addresses.
func redact(r *report.Report, c *rules.Case) {
	s := standIns{words: map[string]string{}, count: map[string]int{}}
	s.host(c.Host)
	s.hosts(r)
	for _, x := range c.Evidence.Signals {
		s.host(x.Args["host"])
	}
	s.certificates(r)
	s.names(r)
	s.quotes(r)
	for i := range r.Certificates {
		r.Certificates[i].PEM = ""
	}
	s.keep(r)
	report.Each(r, s.replacer())
}

// standIns maps a text to what stands for it: "host-1", "name-2".
type standIns struct {
	words map[string]string
	count map[string]int
}

// shortest is the length under which a text is no name: "CA" and "US" would
// be replaced in every sentence.
const shortest = 3

func (s *standIns) put(kind, text string) {
	if len(text) < shortest || s.words[text] != "" || kind == "name" && ours[text] {
		return
	}
	s.count[kind]++
	s.words[text] = kind + "-" + strconv.Itoa(s.count[kind])
}

// ours are words of our own sentences that names like to be.
var ours = map[string]bool{"Root": true, "root": true, "Test": true, "test": true, "Server": true, "server": true, "client": true, "Client": true,
	"certificate": true, "instance": true, "leaf": true, "Java": true, "TLS": true, "SSL": true}

// host enters a name with its parent domains that are not public suffixes, as
// far as two labels tell, in both cases.
func (s *standIns) host(name string) {
	name = strings.TrimPrefix(name, "*.")
	s.put("host", name)
	s.put("host", strings.ToLower(name))
	labels := strings.Split(strings.ToLower(name), ".")
	for len(labels) > 2 {
		labels = labels[1:]
		s.put("domain", strings.Join(labels, "."))
	}
}

func (s *standIns) hosts(r *report.Report) {
	s.host(r.Host)
	for _, x := range r.Sessions {
		s.host(x.Host)
		s.host(x.SNI)
	}
	for _, c := range r.Certificates {
		for _, n := range c.SAN {
			if _, name, ok := strings.Cut(n, ":"); ok && !c.PublicRoot {
				s.host(name)
			}
		}
	}
}

func (s *standIns) certificates(r *report.Report) {
	for _, c := range r.Certificates {
		if c.PublicRoot {
			continue
		}
		s.name(c.Subject)
		s.name(c.CommonName)
		s.put("serial", c.Serial)
		s.put("id", c.ID)
		s.put("id", c.SKI)
		s.put("id", c.AKI)
		for _, a := range c.AIA {
			s.put("address", a)
		}
		s.put("file", c.FileName)
		s.put("file", strings.TrimSuffix(c.FileName, ".pem"))
	}
	for _, c := range r.Certificates {
		s.name(c.Issuer)
	}
}

// names enters the names that stand in paths, sessions and stores alone.
func (s *standIns) names(r *report.Report) {
	for _, p := range r.Paths {
		for _, l := range p.Links {
			if l.Origin != "known-public" && !public(l.Stores) {
				s.name(l.Name)
			}
		}
		if p.Missing != nil && p.Missing.Known != "public" {
			s.name(p.Missing.Subject)
			s.put("id", p.Missing.SKI)
		}
	}
	for _, x := range r.Sessions {
		for _, n := range x.AcceptableCAs {
			s.name(n)
		}
	}
	for _, x := range r.Stores {
		for _, y := range x.Records {
			s.name(y.Name)
		}
	}
	if c := r.ClientCertificate; c != nil {
		s.name(c.Alias)
	}
	for _, p := range r.ImportPlan {
		if p.Certificate == "" || s.words[p.Certificate] != "" {
			s.name(p.Name)
		}
	}
}

// public reports whether a certificate is held by a public list, so that its
// name tells nothing.
func public(stores []string) bool {
	for _, x := range stores {
		if x == "openjdk" || x == "mozilla" {
			return true
		}
	}
	return false
}

// name enters a distinguished name, the parts of it that stand alone in
// sentences, and the alias that commands make of it.
func (s *standIns) name(text string) {
	s.put("name", text)
	for _, part := range strings.Split(text, ", ") {
		if attr, value, ok := strings.Cut(part, "="); ok && attr != "C" {
			s.put("name", value)
			part = value
		}
		s.put("name", alias(part))
		if strings.Contains(part, ".") && !strings.Contains(part, " ") {
			s.host(part)
		}
	}
}

// keep takes out what the report itself says in one word: a record may be
// called "expired", and the finding of that id stays what it is.
func (s *standIns) keep(r *report.Report) {
	drop := func(words ...string) {
		for _, w := range words {
			delete(s.words, w)
		}
	}
	drop(r.Verdict.Code, string(r.Verdict.Status), string(r.Direction), r.Java.Stage, r.Java.Kind)
	for _, f := range r.Findings {
		drop(f.ID, string(f.Severity), string(f.Owner))
		drop(f.Remedies...)
	}
	for _, m := range r.Remedies {
		drop(m.ID, string(m.Owner), m.Proof.Kind)
	}
	for _, c := range r.Chains {
		drop(c.Code)
	}
	for _, p := range r.Paths {
		drop(p.Status)
		for _, l := range p.Links {
			drop(l.Origin, l.Check)
			drop(l.Problems...)
		}
	}
	for _, c := range r.Certificates {
		drop(c.Role, c.Basis)
		drop(c.Usage...)
	}
	for _, x := range r.Stores {
		drop(x.Kind)
		for _, y := range x.Records {
			drop(y.State)
			drop(y.Problems...)
		}
		for _, y := range x.Covers {
			drop(y.State)
		}
	}
	for _, in := range r.Inputs {
		drop(in.Kind, in.Role)
	}
}

// replacer replaces every entered text where it stands as a word of its own,
// the longest first, so that a part never breaks a whole.
func (s *standIns) replacer() func(string) string {
	lengths := map[string][]int{}
	for text := range s.words {
		lengths[text[:shortest]] = append(lengths[text[:shortest]], len(text))
	}
	for _, l := range lengths {
		sort.Sort(sort.Reverse(sort.IntSlice(l)))
	}
	return func(text string) string {
		var b strings.Builder
		for i := 0; i < len(text); {
			n, with := s.at(text, i, lengths)
			if n == 0 {
				b.WriteByte(text[i])
				i++
				continue
			}
			b.WriteString(with)
			i += n
		}
		return b.String()
	}
}

// at finds the longest entered text that begins at i and ends with a word.
func (s *standIns) at(text string, i int, lengths map[string][]int) (int, string) {
	if i+shortest > len(text) || i > 0 && letter(text[i-1]) && letter(text[i]) {
		return 0, ""
	}
	for _, n := range lengths[text[i:i+shortest]] {
		if i+n > len(text) || i+n < len(text) && letter(text[i+n-1]) && letter(text[i+n]) {
			continue
		}
		if with, ok := s.words[text[i:i+n]]; ok {
			return n, with
		}
	}
	return 0, ""
}

// letter reports whether a byte is part of a word, hyphens included: ids have
// them. All of UTF-8 beyond ASCII is no part, since Japanese sets
// no spaces around names.
func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}
