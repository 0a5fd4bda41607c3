package intake

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
)

// A given is one input, and the passwords that came with it.
type given struct {
	name      string
	data      []byte
	passwords []string
	brief     bool // its outcome is told and no more
	role      evidence.Role
	left      int64 // blocks of hashing that may be done; 0: all
	// alone reads it with this carrier and no other, in pieces of so many
	// bytes of each line.
	alone func(s *sink) carrier
	piece int
	open  *[]int // gets the lines behind which the carrier wanted more
}

// TestTold holds, input by input, all of the evidence: what the input was
// taken for, every place of every certificate, records, keys, damage, limits.
func TestTold(t *testing.T) {
	for file, list := range givenFiles(t) {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			last := ""
			for _, g := range list {
				told := g.told()
				if last != told { // neighbours may be alike
					b.WriteString(last + "\n")
					last = told
				}
				fmt.Fprintf(&b, "# %s\n", g.name)
			}
			b.WriteString(last)
			golden.Equal(t, file, b.String())
		})
	}
}

// read gives it to a Reader in two pieces, so that a line ends in neither.
func (g given) read() *evidence.Evidence {
	r := New(Options{Passwords: g.passwords})
	in := r.Input("given", g.role)
	if g.left > 0 {
		r.budget.derived = maxDerivation - g.left
	}
	if g.alone != nil {
		g.pieces(g.alone(in.(*input).s))
		return r.Evidence()
	}
	_, _ = in.Write(g.data[:len(g.data)/3])
	_, _ = in.Write(g.data[len(g.data)/3:])
	_ = in.Close()
	return r.Evidence()
}

func (g given) pieces(c carrier) {
	for i, text := range strings.Split(string(g.data), "\n") {
		more := false
		for {
			n := min(g.piece, len(text))
			more = c.line(line{number: i + 1, text: text[:n], more: n < len(text)})
			if text = text[n:]; text == "" {
				break
			}
		}
		if more {
			*g.open = append(*g.open, i+1)
		}
	}
	c.end()
}

// told is all of the evidence, an item a line. A key is told by the beginning
// of its hash, "-" when it was not opened.
func (g given) told() string {
	if g.brief {
		return g.outcome() + "\n"
	}
	var b strings.Builder
	g.open = new([]int)
	ev := g.read()
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if len(*g.open) > 0 {
		say("open behind %s", ranges(*g.open))
	}
	for i, x := range ev.Inputs {
		say("input %d %q %s %s: %d bytes, %d lines, %d certificates", i, x.Name, x.Role, x.Kind, x.Bytes, x.Lines, x.Certificates)
	}
	for _, f := range ev.Certificates {
		say("certificate %s, alone %t, at %v%s", who(f.Certificate), f.Alone, f.Origins, faulty(f.Certificate))
	}
	for _, s := range ev.Sessions {
		say("session of %s in %d:%d, %d sent", s.Source, s.Input, s.Line, len(s.Sent))
	}
	for _, s := range ev.Signals {
		say("signal %s %v at %s, %s", s.ID, s.Args, s.At.Format("2006-01-02 15:04"), quoted(s.Quote))
	}
	for _, s := range ev.Stores {
		say("store %q %s %s in %d", s.Name, s.Kind, s.Role, s.Input)
		for _, r := range s.Records {
			say("  record %q %q active %d, certificate %s, chain [%s], key %t %s %q %s, %s", r.Name, r.Type, r.Active, who(r.Certificate),
				everybody(r.Chain), r.HasKey, short(r.KeySPKI), r.Trouble, r.Expires.Format("2006-01-02"), quoted(r.Quote))
		}
	}
	for _, k := range ev.Keys {
		say("key %q encrypted %t %s at %v", k.Kind, k.Encrypted, short(k.SPKI), k.Origin)
	}
	for _, s := range ev.Settings {
		say("setting %s=%q, %s", s.Name, s.Value, quoted(s.Quote))
	}
	for _, d := range ev.Damage {
		say("damage %s: %s, %d bytes, %s, certificate %s", d.Kind, detail(d), d.Bytes, quoted(d.Quote), who(d.Certificate))
	}
	for _, x := range ev.Removals {
		say("removed %s in %d:%d", x.What, x.Input, x.Line)
	}
	for _, x := range ev.Truncated {
		say("truncated %s in %d", x.Limit, x.Input)
	}
	return b.String()
}

func who(c *cert.Certificate) string {
	if c == nil {
		return "-"
	}
	return fmt.Sprintf("%q", c.Subject.CommonName())
}

func everybody(list []*cert.Certificate) string {
	var out []string
	for _, c := range list {
		out = append(out, who(c))
	}
	return strings.Join(out, " ")
}

func faulty(c *cert.Certificate) string {
	if c.Damage != "" {
		return ", damaged"
	}
	return ""
}

// detail leaves out the reason that the standard library gives.
func detail(d evidence.Damage) string {
	if d.Certificate != nil {
		return "a certificate"
	}
	return d.Detail
}

func quoted(q evidence.Quote) string { return fmt.Sprintf("%d:%d %q", q.Input, q.Line, q.Text) }

func short(spki []byte) string {
	if spki == nil {
		return "-"
	}
	sum := sha256.Sum256(spki)
	return fmt.Sprintf("%x", sum[:3])
}

// TestBroken reads files of every binary format, and exports, cut and changed
// at one place after the other. It holds which outcome there is where: a
// reader that goes a step too far, or stops one too early, differs somewhere.
func TestBroken(t *testing.T) {
	for file, ways := range breaks {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			for _, g := range brokenFiles(t)[file] {
				for _, way := range ways {
					places := map[string][]int{}
					for at := 0; at < len(g.data); at += way.step {
						outcome := g.broken(way, at).outcome()
						places[outcome] = append(places[outcome], at/way.step)
					}
					fmt.Fprintf(&b, "# %s, %s\n", g.name, way.name)
					for _, outcome := range slices.SortedFunc(maps.Keys(places), func(x, y string) int { return places[x][0] - places[y][0] }) {
						fmt.Fprintf(&b, "%s: %s\n", ranges(places[outcome]), outcome)
					}
				}
			}
			golden.Equal(t, file, b.String())
		})
	}
}

// A breaking is what happens to a file at a place; a step is how far places
// are apart.
type breaking struct {
	name string
	step int
	do   func(data []byte, at int) []byte
}

var breaks = map[string][]breaking{
	"broken-binary.txt": {
		{"cut", 1, func(data []byte, at int) []byte { return data[:at] }},
		{"lowest bit changed", 1, func(data []byte, at int) []byte { data[at] ^= 1; return data }},
		{"highest bit changed", 1, func(data []byte, at int) []byte { data[at] ^= 0x80; return data }},
		{"zero", 1, func(data []byte, at int) []byte { data[at] = 0; return data }},
	},
	"broken-exports.txt": {
		{"cut", 61, func(data []byte, at int) []byte { return data[:at] }},
		{"from", 61, func(data []byte, at int) []byte { return data[at:] }},
		{"quote", 43, func(data []byte, at int) []byte { return slices.Insert(data, at, '"') }},
		{"line end", 47, func(data []byte, at int) []byte { return slices.Insert(data, at, '\n') }},
		{"ten bytes gone", 31, func(data []byte, at int) []byte { return slices.Delete(data, at, min(at+10, len(data))) }},
	},
}

func (g given) broken(way breaking, at int) given {
	g.data = way.do(slices.Clone(g.data), at)
	return g
}

// plain takes out of a detail what differs from place to place.
func plain(text string) string {
	text = regexp.MustCompile(`[0-9]+(\.[0-9]+)+`).ReplaceAllString(text, "x.y")
	text = regexp.MustCompile(`zip entry .*?(,| is)`).ReplaceAllString(text, "zip entry$1")
	return regexp.MustCompile(`(after|off:) [0-9]+`).ReplaceAllString(text, "$1 n")
}

// outcome is the evidence without names and hashes.
func (g given) outcome() string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	ev := g.read()
	for _, x := range ev.Inputs {
		say("%s %d", x.Kind, x.Certificates)
	}
	for _, f := range ev.Certificates {
		say("%s%s", map[bool]string{true: "alone", false: "held"}[f.Alone], faulty(f.Certificate))
	}
	for _, s := range ev.Stores {
		var all []string
		for _, r := range s.Records {
			all = append(all, held(r))
		}
		say("%s [%s]", s.Kind, strings.Join(all, " "))
	}
	for _, x := range [][2]any{{"signals", len(ev.Signals)}, {"settings", len(ev.Settings)}, {"removed", len(ev.Removals)}} {
		if x[1] != 0 {
			say("%d %s", x[1], x[0])
		}
	}
	for _, k := range ev.Keys {
		say("key %s encrypted %t %t", k.Kind, k.Encrypted, k.SPKI != nil)
	}
	for _, d := range ev.Damage {
		say("%s: %s", d.Kind, plain(detail(d)))
	}
	for _, x := range ev.Truncated {
		say("%s", x.Limit)
	}
	return strings.Join(out, "; ")
}

// held tells what of a record is there: the first letter of its type, how
// many certificates its chain has, and whether it is named, has a certificate
// and an opened key, and is active or inactive.
func held(r evidence.Record) string {
	out := r.Type[:min(1, len(r.Type))] + fmt.Sprint(len(r.Chain))
	for _, x := range []struct {
		letter string
		has    bool
	}{{"n", r.Name != ""}, {"c", r.Certificate != nil}, {"k", r.KeySPKI != nil}, {"a", r.Active == evidence.Yes}, {"i", r.Active == evidence.No}, {"-" + r.Trouble, r.Trouble != ""}} {
		if x.has {
			out += x.letter
		}
	}
	return out
}

// ranges writes ascending numbers as 1-4,7.
func ranges(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		end := i
		for end+1 < len(list) && list[end+1] == list[end]+1 {
			end++
		}
		if end > i {
			out = append(out, fmt.Sprintf("%d-%d", list[i], list[end]))
		} else {
			out = append(out, fmt.Sprint(list[i]))
		}
		i = end + 1
	}
	return strings.Join(out, ",")
}
