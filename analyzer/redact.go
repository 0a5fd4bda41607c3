package analyzer

import (
	"sort"
	"strconv"
	"strings"

	"missinglink/analyzer/report"
)

// redact replaces host names, organisations, names and serials by stand-ins,
// the same one for the same text, and drops the bytes that would give them
// back: PEM text, fingerprints and key identifiers, addresses.
func redact(r *report.Report) {
	words := map[string]string{}
	count := map[string]int{}
	put := func(kind, text string) {
		if len(text) < 2 || words[text] != "" {
			return
		}
		count[kind]++
		words[text] = kind + "-" + strconv.Itoa(count[kind])
	}
	put("host", r.Host)
	for _, s := range r.Sessions {
		put("host", s.Host)
		put("host", s.SNI)
	}
	for _, c := range r.Certificates {
		if c.PublicRoot {
			continue
		}
		for _, n := range c.SAN {
			if _, name, ok := strings.Cut(n, ":"); ok {
				put("host", name)
			}
		}
	}
	for _, c := range r.Certificates {
		if c.PublicRoot {
			continue
		}
		put("name", c.Subject)
		put("name", c.CommonName)
		put("serial", c.Serial)
		put("id", c.ID)
		put("id", c.SKI)
		put("id", c.AKI)
		for _, a := range c.AIA {
			put("address", a)
		}
		put("file", c.FileName)
	}
	for _, c := range r.Certificates {
		put("name", c.Issuer)
	}
	for _, p := range r.Paths {
		for _, l := range p.Links {
			if l.Origin != "known-public" && len(l.Stores) == 0 {
				put("name", l.Name)
			}
		}
		if p.Missing != nil && p.Missing.Known != "public" {
			put("name", p.Missing.Subject)
		}
	}
	for _, s := range r.Sessions {
		for _, n := range s.AcceptableCAs {
			put("name", n)
		}
	}
	for _, text := range keys(words) {
		// The parts of a distinguished name stand alone in sentences.
		if kind := words[text]; strings.HasPrefix(kind, "name-") {
			for _, part := range strings.Split(text, ", ") {
				if attr, value, ok := strings.Cut(part, "="); ok && attr != "C" {
					put("name", value)
				}
			}
		}
	}
	for i := range r.Certificates {
		r.Certificates[i].PEM = ""
	}
	list := keys(words)
	// Longest first, so that a part never breaks a whole.
	sort.SliceStable(list, func(i, j int) bool { return len(list[i]) > len(list[j]) })
	var pairs []string
	for _, text := range list {
		pairs = append(pairs, text, words[text])
	}
	replacer := strings.NewReplacer(pairs...)
	report.Each(r, replacer.Replace)
}

func keys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
