// Package text holds every sentence that a user reads about a diagnosis, once
// per language: en.json and ja.json with the same keys and placeholders.
package text

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed en.json
var english string

//go:embed ja.json
var japanese string

// Catalogue is the sentences of one language.
type Catalogue struct {
	Lang      string
	sentences map[string]string
}

var (
	en = sync.OnceValue(func() *Catalogue { return load("en", english) })
	ja = sync.OnceValue(func() *Catalogue { return load("ja", japanese) })
)

// For returns the catalogue of a language: "ja", or English for any other.
func For(lang string) *Catalogue {
	if lang == "ja" {
		return ja()
	}
	return en()
}

// load reads a catalogue: JSON with one sentence a line and no other escape
// than the one for a quotation mark. A reader of all JSON would be the page's
// only one, 37 kB gzipped.
func load(lang, data string) *Catalogue {
	c := &Catalogue{Lang: lang, sentences: map[string]string{}}
	for line := range strings.Lines(data) {
		if key, sentence, ok := strings.Cut(line, `": "`); ok {
			_, key, _ = strings.Cut(key, `"`)
			end := strings.LastIndexByte(sentence, '"')
			c.sentences[key] = strings.ReplaceAll(sentence[:end], `\"`, `"`)
		}
	}
	return c
}

// Has reports whether there is a sentence for the key.
func (c *Catalogue) Has(key string) bool { _, ok := c.sentences[key]; return ok }

// Say returns the sentence for a key, its placeholders filled. A placeholder
// without a value takes the catalogue's word for it ("word.host"). A key that
// is missing returns empty: tests refuse that before anybody reads it.
func (c *Catalogue) Say(key string, args map[string]string) string {
	s := c.sentences[key]
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			break
		}
		name := s[open+1 : open+end]
		b.WriteString(s[:open])
		if v := args[name]; v != "" {
			b.WriteString(v)
		} else {
			b.WriteString(c.sentences["word."+name])
		}
		s = s[open+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

// Finding returns a sentence of a finding: the variant's where there is one,
// else that of the variant without its last part ("curl.expired", then
// "curl"), else the finding's own. What stands behind an at sign is the side
// ("curl@inbound"): at each of these its own wording goes first. Part is
// title, explanation or next.
func (c *Catalogue) Finding(id, variant, part string, args map[string]string) string {
	variant, side, _ := strings.Cut(variant, "@")
	for {
		key := "finding." + id
		if variant != "" {
			key += "." + variant
		}
		if own := key + "." + side + "." + part; side != "" && c.Has(own) {
			return c.Say(own, args)
		}
		if c.Has(key+"."+part) || variant == "" {
			return c.Say(key+"."+part, args)
		}
		variant = variant[:max(0, strings.LastIndexByte(variant, '.'))]
	}
}

// Keys returns every key of the catalogue, in no order.
func (c *Catalogue) Keys() []string {
	out := make([]string, 0, len(c.sentences))
	for k := range c.sentences {
		out = append(out, k)
	}
	return out
}
