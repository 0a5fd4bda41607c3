package intake

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"math/rand"
	"net/url"
	"sort"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// A wrapping is a text in which certificates travel: file formats, exports,
// source code, transcripts.
type wrapping struct {
	name string
	text func(list []*testpki.Entity) string
	// opaque marks texts in which lines must stay as they are: base64 once
	// more, or hexadecimal digits.
	opaque bool
}

func pemOf(list []*testpki.Entity) string { return testpki.PEM(list...) }

func base64Of(der []byte) string { return base64.StdEncoding.EncodeToString(der) }

func wrapped(text string, width int) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + "\n")
		text = text[width:]
	}
	return b.String() + text + "\n"
}

// each joins what f makes of every certificate.
func each(list []*testpki.Entity, f func(i int, e *testpki.Entity) string) string {
	var b strings.Builder
	for i, e := range list {
		b.WriteString(f(i, e))
	}
	return b.String()
}

func indent(text, by string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range lines {
		lines[i] = by + lines[i]
	}
	return strings.Join(lines, "\n") + "\n"
}

var wrappings = []wrapping{
	{"pem", pemOf, false},
	{"bundle in prose", func(list []*testpki.Entity) string {
		return "Hello,\n\nhere is the chain we use, from leaf to issuer:\n\n" + strings.ReplaceAll(pemOf(list), "-----BEGIN", "\n-----BEGIN") + "\n\nRegards\nOps\n"
	}, false},
	{"s_client", sClientOf, false},
	{"bag attributes", func(list []*testpki.Entity) string {
		return each(list, func(i int, e *testpki.Entity) string {
			return fmt.Sprintf("Bag Attributes\n    friendlyName: entry %d\n    localKeyID: 54 69 6D 65\nsubject=/%s\n\n%s", i, e.Certificate().Subject, e.PEM())
		})
	}, false},
	{"json", func(list []*testpki.Entity) string {
		b, _ := json.Marshal(map[string]string{"name": "endpoint", "pem_certificate": pemOf(list)})
		return string(b) + "\n"
	}, false},
	{"json array", func(list []*testpki.Entity) string {
		var all []map[string]string
		for _, e := range list {
			all = append(all, map[string]string{"pem": e.PEM(), "kind": "trust"})
		}
		b, _ := json.MarshalIndent(all, "", "  ")
		return string(b) + "\n"
	}, false},
	{"jwk x5c", func(list []*testpki.Entity) string {
		var all []string
		for _, e := range list {
			all = append(all, base64Of(e.DER))
		}
		b, _ := json.Marshal(map[string]any{"kty": "RSA", "x5c": all, "use": "sig"})
		return string(b) + "\n"
	}, false},
	{"yaml block", func(list []*testpki.Entity) string {
		return "tls:\n  ca: |\n" + indent(pemOf(list), "    ") + "  port: 443\n"
	}, false},
	{"yaml base64", func(list []*testpki.Entity) string {
		return "apiVersion: v1\ndata:\n  tls.crt: " + base64Of([]byte(pemOf(list))) + "\nkind: Secret\n"
	}, true},
	{"base64 twice, wrapped", func(list []*testpki.Entity) string { return wrapped(base64Of([]byte(pemOf(list))), 76) }, true},
	{"base64 of base64", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string {
			return "cert:\n" + wrapped(base64Of([]byte(base64Of(e.DER))), 76) + "\n\n"
		})
	}, true},
	{"xml", func(list []*testpki.Entity) string {
		return "<?xml version=\"1.0\"?>\n<list>\n" + each(list, func(_ int, e *testpki.Entity) string {
			return "<pem_certificate>" + strings.TrimSpace(e.PEM()) + "</pem_certificate>\n"
		}) + "</list>\n"
	}, false},
	{"xml with &#13;", func(list []*testpki.Entity) string {
		return "<list>\n" + each(list, func(_ int, e *testpki.Entity) string {
			return "<pem>" + strings.ReplaceAll(strings.TrimSpace(e.PEM()), "\n", "&#13;\n") + "</pem>\n"
		}) + "</list>\n"
	}, false},
	{"saml", func(list []*testpki.Entity) string {
		return "<md:EntityDescriptor>\n" + each(list, func(_ int, e *testpki.Entity) string {
			return "<ds:X509Certificate>\n" + wrapped(base64Of(e.DER), 76) + "</ds:X509Certificate>\n"
		}) + "</md:EntityDescriptor>\n"
	}, false},
	{"saml on one line", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string {
			return "<ds:X509Data><ds:X509Certificate>" + base64Of(e.DER) + "</ds:X509Certificate></ds:X509Data>"
		}) + "\n"
	}, false},
	{"html", func(list []*testpki.Entity) string {
		return "<html><body><p>Chain:</p><pre><code>" + html.EscapeString(pemOf(list)) + "</code></pre></body></html>\n"
	}, false},
	{"html breaks", func(list []*testpki.Entity) string {
		return "<div>" + strings.ReplaceAll(pemOf(list), "\n", "<br/>\n") + "</div>\n"
	}, false},
	{"java source", func(list []*testpki.Entity) string { return sourceOf(list, `"`, `\n" +`, ";") }, false},
	{"c source", func(list []*testpki.Entity) string { return sourceOf(list, `"`, `\n"`, ";") }, false},
	{"python source", func(list []*testpki.Entity) string { return "CA = '''\n" + pemOf(list) + "'''\n" }, false},
	{"properties", func(list []*testpki.Entity) string {
		return each(list, func(i int, e *testpki.Entity) string {
			return fmt.Sprintf("ca.%d=%s\n", i, strings.ReplaceAll(e.PEM(), "\n", `\n\`+"\n"))
		})
	}, false},
	{"environment", func(list []*testpki.Entity) string {
		return "TLS_CA=\"" + strings.ReplaceAll(pemOf(list), "\n", `\n`) + "\"\n"
	}, false},
	{"url encoded", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string {
			return "X-SSL-Client-Cert: " + url.QueryEscape(e.PEM()) + "\n"
		})
	}, false},
	{"path encoded", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string {
			return "ssl-client-cert: " + url.PathEscape(e.PEM()) + "\n"
		})
	}, false},
	{"csv", func(list []*testpki.Entity) string {
		return "\"name\",\"type\",\"pem_certificate\"\n" + each(list, func(i int, e *testpki.Entity) string {
			return fmt.Sprintf("\"CA %d\",\"Trust Store Cert\",\"%s\"\n", i, strings.TrimSpace(e.PEM()))
		})
	}, false},
	{"csv flattened", func(list []*testpki.Entity) string {
		return each(list, func(i int, e *testpki.Entity) string {
			return fmt.Sprintf("\"CA %d\",\"%s\"\n", i, strings.ReplaceAll(strings.TrimSpace(e.PEM()), "\n", " "))
		})
	}, false},
	{"bare base64", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string { return wrapped(base64Of(e.DER), 64) + "\n\n" })
	}, false},
	{"bare base64, one line", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string { return base64Of(e.DER) + "\n" })
	}, false},
	{"trusted label", func(list []*testpki.Entity) string {
		return strings.ReplaceAll(pemOf(list), "CERTIFICATE", "TRUSTED CERTIFICATE")
	}, false},
	{"x509 label", func(list []*testpki.Entity) string {
		return strings.ReplaceAll(pemOf(list), "CERTIFICATE", "X509 CERTIFICATE")
	}, false},
	{"markdown", func(list []*testpki.Entity) string {
		return "# Chain\n\n```\n" + pemOf(list) + "```\n\nSee `-----BEGIN CERTIFICATE-----`.\n"
	}, false},
	{"quoted in mail", func(list []*testpki.Entity) string { return "On Tue, Ops wrote:\n" + indent(pemOf(list), "> ") }, false},
	{"xxd", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string { return xxd(e.DER) + "\n" })
	}, true},
	{"hexdump -C", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string { return hex.Dump(e.DER) + "\n" })
	}, true},
	{"plain hex", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string { return wrapped(hex.EncodeToString(e.DER), 60) + "\n" })
	}, true},
	{"colon hex", func(list []*testpki.Entity) string {
		return each(list, func(_ int, e *testpki.Entity) string {
			return strings.TrimSuffix(strings.ReplaceAll(fmt.Sprintf("% x", e.DER), " ", ":"), ":") + "\n"
		})
	}, true},
	{"c array", func(list []*testpki.Entity) string {
		return each(list, func(i int, e *testpki.Entity) string {
			var b strings.Builder
			for k, x := range e.DER {
				fmt.Fprintf(&b, "0x%02x,", x)
				if k%12 == 11 {
					b.WriteString("\n")
				}
			}
			return fmt.Sprintf("static const unsigned char ca%d[] = {\n%s\n};\n", i, b.String())
		})
	}, true},
	{"s_client -msg", func(list []*testpki.Entity) string { return "CONNECTED(00000003)\n" + msgOf(list) + "---\n" }, true},
}

func sourceOf(list []*testpki.Entity, open, end, last string) string {
	var b strings.Builder
	for i, e := range list {
		fmt.Fprintf(&b, "String ca%d =\n", i)
		lines := strings.Split(strings.TrimSpace(e.PEM()), "\n")
		for k, text := range lines {
			b.WriteString("    " + open + text + end)
			if k == len(lines)-1 {
				b.WriteString(last)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func xxd(data []byte) string {
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		row := data[at:min(at+16, len(data))]
		fmt.Fprintf(&b, "%08x: ", at)
		for i := 0; i < len(row); i += 2 {
			b.WriteString(hex.EncodeToString(row[i:min(i+2, len(row))]) + " ")
		}
		b.WriteString(" ")
		for _, c := range row {
			if c < 32 || c > 126 {
				c = '.'
			}
			b.WriteByte(c)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// msgOf is the Certificate message of TLS 1.3 as s_client -msg dumps it.
func msgOf(list []*testpki.Entity) string {
	var body []byte
	for _, e := range list {
		n := len(e.DER)
		body = append(body, byte(n>>16), byte(n>>8), byte(n))
		body = append(append(body, e.DER...), 0, 0)
	}
	n := len(body)
	whole := append([]byte{0x0b, 0, byte((n + 4) >> 8), byte(n + 4), 0, byte(n >> 16), byte(n >> 8), byte(n)}, body...)
	var b strings.Builder
	fmt.Fprintf(&b, "<<< TLS 1.3, Handshake [length %04x], Certificate\n", len(whole))
	for at := 0; at < len(whole); at += 16 {
		fmt.Fprintf(&b, "    % x\n", whole[at:min(at+16, len(whole))])
	}
	return b.String()
}

func sClientOf(list []*testpki.Entity) string {
	var b strings.Builder
	b.WriteString("CONNECTED(00000003)\ndepth=0 CN = api.example.test\nverify error:num=20:unable to get local issuer certificate\nverify return:1\n---\nCertificate chain\n")
	for i, e := range list {
		c := e.Certificate()
		fmt.Fprintf(&b, " %d s:%s\n   i:%s\n%s", i, c.Subject, c.Issuer, e.PEM())
	}
	b.WriteString("---\nServer certificate\nsubject=CN = api.example.test\n\nissuer=CN = CA\n\n---\nNo client certificate CA names sent\n---\nVerify return code: 20 (unable to get local issuer certificate)\n---\n")
	return b.String()
}

// A damage is what happens to text on its way.
type damage struct {
	name string
	do   func(r *rand.Rand, text string) string
	// marker marks damage that opaque texts do not survive for reasons that
	// have nothing to do with reading: it needs a marker, or changes digits.
	marker bool
}

// letters are the marks in front of lines that are made of base64 characters.
// When the line ends are taken away after them, nothing tells them from data.
var letters = map[string]bool{
	"comment //": true, "diff": true, "line numbers": true, "cat -n": true, "grep -n": true,
	"log prefix": true, "log prefix that stays": true,
}

func perLine(f func(i int, text string) string) func(*rand.Rand, string) string {
	return func(_ *rand.Rand, text string) string {
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		for i := range lines {
			lines[i] = f(i, lines[i])
		}
		return strings.Join(lines, "\n") + "\n"
	}
}

func prefix(with string) func(*rand.Rand, string) string {
	return perLine(func(_ int, text string) string { return with + text })
}

func replace(pairs ...string) func(*rand.Rand, string) string {
	return func(_ *rand.Rand, text string) string { return strings.NewReplacer(pairs...).Replace(text) }
}

func utf16Bytes(text string, little, mark bool) string {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	return string(out)
}

var damages = []damage{
	{"none", func(_ *rand.Rand, text string) string { return text }, false},
	{"crlf", replace("\n", "\r\n"), false},
	{"stray cr", func(r *rand.Rand, text string) string {
		var b strings.Builder
		for _, c := range text {
			b.WriteRune(c)
			if r.Intn(250) == 0 && c != '-' {
				b.WriteByte('\r')
			}
		}
		return b.String()
	}, true},
	{"cr only", replace("\n", "\r"), false},
	{"bom", func(_ *rand.Rand, text string) string { return "\ufeff" + text }, false},
	{"indented", prefix("    "), false},
	{"indented with no-break spaces", prefix("\u00a0\u00a0"), true},
	{"tabs", prefix("\t\t"), false},
	{"blanks at the end", perLine(func(_ int, text string) string { return text + " \t " }), false},
	{"mail quote", prefix("> "), false},
	{"mail quote twice", prefix("> > "), false},
	{"comment //", prefix("// "), false},
	{"comment #", prefix("# "), false},
	{"comment *", prefix(" * "), false},
	{"comment ;;", prefix(";; "), true},
	{"comment --", prefix("-- "), true},
	{"diff", prefix("+"), true},
	{"table", perLine(func(_ int, text string) string { return "| " + text + " |" }), true},
	{"line numbers", perLine(func(i int, text string) string { return fmt.Sprintf("%4d  %s", i+1, text) }), true},
	{"cat -n", perLine(func(i int, text string) string { return fmt.Sprintf("%6d\t%s", i+1, text) }), true},
	{"grep -n", perLine(func(i int, text string) string { return fmt.Sprintf("%d:%s", i+7, text) }), true},
	{"log prefix", perLine(func(i int, text string) string {
		return fmt.Sprintf("2026-11-21 20:43:%02d.%03d INFO [main] %s", i%60, (i*37)%1000, text)
	}), true},
	{"log prefix that stays", prefix("Nov 21 20:43:24 host app[231]: "), true},
	{"blank lines between", replace("\n", "\n\n"), true},
	{"spaces for line ends", replace("\n", " "), true},
	{"no line ends", replace("\n", ""), true},
	{"literal \\n", replace("\n", `\n`), true},
	{"literal \\r\\n", replace("\n", `\r\n`), true},
	{"literal \\n and line end", replace("\n", "\\n\n"), true},
	{"&#13;", replace("\n", "&#13;\n"), true},
	{"<br>", replace("\n", "<br>\n"), true},
	{"entities", replace("+", "&#43;", "/", "&#47;", "=", "&#61;"), true},
	{"escaped slashes", replace("/", `\/`), true},
	{"smart dashes", replace("-----", "–––––"), true},
	{"em and en dashes", replace("-----", "—–"), true},
	{"one dash", replace("-----", "-"), true},
	{"64 dashes", replace("-----", strings.Repeat("-", 64)), true},
	{"no dashes at the end", replace("E-----", "E"), true},
	{"no END", func(_ *rand.Rand, text string) string { return cutMarkers(text, "END") }, true},
	{"no BEGIN", func(_ *rand.Rand, text string) string { return cutMarkers(text, "BEGIN") }, true},
	{"wrapped at 76", func(_ *rand.Rand, text string) string { return wrapLines(text, 76) }, true},
	{"wrapped at 120", func(_ *rand.Rand, text string) string { return wrapLines(text, 120) }, true},
	{"utf-16", func(_ *rand.Rand, text string) string { return utf16Bytes(text, true, true) }, false},
	{"utf-16 big", func(_ *rand.Rand, text string) string { return utf16Bytes(text, false, true) }, false},
	{"utf-16 without mark", func(_ *rand.Rand, text string) string { return utf16Bytes(text, true, false) }, false},
}

// cutMarkers takes the lines with a marker away, whatever stands around it.
func cutMarkers(text, word string) string {
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, row := range lines {
		if strings.Contains(row, word+" CERT") || strings.Contains(row, word+" X509") || strings.Contains(row, word+" TRUSTED") {
			if len(strings.ReplaceAll(row, "-", "")) < 60 {
				continue
			}
		}
		kept = append(kept, row)
	}
	return strings.Join(kept, "\n")
}

func wrapLines(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, row := range lines {
		lines[i] = strings.TrimSuffix(wrapped(row, width), "\n")
	}
	return strings.Join(lines, "\n")
}

// chainsOfMany are chains with keys of every usual kind, so that the texts
// have every length modulo 3 and 64.
func chainsOfMany() [][]*testpki.Entity {
	pki := testpki.New(4)
	var out [][]*testpki.Entity
	root := pki.Root("CN=Corp Root CA,O=Example,C=US")
	rsa := pki.Root("CN=RSA Root,O=Example", testpki.KeyOf(testpki.RSA2048))
	for i := range 12 {
		up := root
		if i%3 == 0 {
			up = rsa
		}
		issuing := up.Intermediate(fmt.Sprintf("CN=Issuing CA %s,O=Example", strings.Repeat("x", i)))
		leaf := issuing.Leaf(fmt.Sprintf("api%s.example.test", strings.Repeat("y", i*2)), testpki.AIA("http://ca.example.test/i.crt"))
		switch i % 4 {
		case 0:
			out = append(out, []*testpki.Entity{leaf})
		case 1:
			out = append(out, []*testpki.Entity{leaf, issuing})
		default:
			out = append(out, []*testpki.Entity{leaf, issuing, up})
		}
	}
	return out
}

// read gives an input to a Reader in pieces.
func read(text string, piece int) *evidence.Evidence {
	r := New(Options{})
	w := r.Input("pasted", "")
	for len(text) > piece {
		_, _ = w.Write([]byte(text[:piece]))
		text = text[piece:]
	}
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return r.Evidence()
}

// fingerprints are the certificates with bytes, sorted.
func fingerprints(ev *evidence.Evidence) []string {
	out := []string{}
	for _, f := range ev.Certificates {
		if f.Certificate.Basis == "pem" {
			out = append(out, f.Certificate.ID)
		}
	}
	sort.Strings(out)
	return out
}

func want(list []*testpki.Entity) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, e := range list {
		if !seen[e.ID()] {
			seen[e.ID()] = true
			out = append(out, e.ID())
		}
	}
	sort.Strings(out)
	return out
}

func TestEveryWrappingWithEveryDamage(t *testing.T) {
	chains := chainsOfMany()
	count := 0
	for i, w := range wrappings {
		for k, d := range damages {
			if w.opaque && d.marker {
				continue
			}
			list := chains[(i+k)%len(chains)]
			text := d.do(rand.New(rand.NewSource(1)), w.text(list))
			count++
			t.Run(w.name+"/"+d.name, func(t *testing.T) {
				require.Equal(t, want(list), fingerprints(read(text, 1<<20)))
			})
		}
	}
	require.Greater(t, count, 150)
}

// stacks is how many random stacks of damage are tried.
const stacks = 20000

func TestRandomStacksOfDamage(t *testing.T) {
	chains := chainsOfMany()
	r := rand.New(rand.NewSource(7))
	failed, invented := map[string]int{}, 0
	bad := 0
	for range stacks {
		w := wrappings[r.Intn(len(wrappings))]
		list := chains[r.Intn(len(chains))]
		text, names := w.text(list), w.name
		wide, marked := false, false
		for range 3 {
			d := damages[r.Intn(len(damages))]
			if w.opaque && d.marker || wide || marked && d.name == "no line ends" {
				continue
			}
			marked = marked || letters[d.name]
			wide = strings.HasPrefix(d.name, "utf-16")
			text = d.do(r, text)
			names += " / " + d.name
		}
		got := fingerprints(read(text, 1+r.Intn(1<<14)))
		wanted := want(list)
		for _, id := range got {
			if sort.SearchStrings(wanted, id) == len(wanted) || wanted[sort.SearchStrings(wanted, id)] != id {
				invented++
				t.Logf("invented: %s", names)
			}
		}
		if strings.Join(got, " ") != strings.Join(wanted, " ") {
			bad++
			failed[names]++
		}
	}
	var kinds []string
	for name := range failed {
		kinds = append(kinds, name)
	}
	sort.Strings(kinds)
	for i, name := range kinds {
		if i < 100 {
			t.Logf("not recovered: %s", name)
		}
	}
	t.Logf("%d of %d recovered", stacks-bad, stacks)
	require.Zero(t, invented, "certificates that were not put in")
	require.LessOrEqual(t, bad, stacks/200)
}

// pemBlock is an armoured block of any kind.
func pemBlock(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}
