package intake

import (
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
	"missinglink/analyzer/testpki"
)

// Marks of a reading: a text with its name, and the evidence that it becomes.
const (
	textBegins     = "==== "
	evidenceBegins = "---- evidence\n"
)

// TestReadings holds, text by text, everything that a reader makes of it: each
// file of testdata/readings holds the texts of one reader, and below each text
// its evidence. A text is read whole and, with the same result, in pieces.
func TestReadings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "readings", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var b strings.Builder
			for _, part := range strings.Split("\n"+string(data), "\n"+textBegins)[1:] {
				name, rest, _ := strings.Cut(part, "\n")
				given, _, _ := strings.Cut(rest+"\n", evidenceBegins)
				given = strings.TrimSuffix(given, "\n") + "\n"
				ev := read(expanded(given), 1<<20)
				fmt.Fprintf(&b, "%s%s\n%s%s%s\n", textBegins, name, given, evidenceBegins, became(ev))
				require.Equal(t, became(ev), became(read(expanded(given), 61)), "%s, in pieces", name)
			}
			golden.Equal(t, filepath.Join("readings", filepath.Base(file)), b.String())
		})
	}
}

// place is {what a b …}: something in a text that is made when it is read, each
// of its rows behind the margin that stands before the place.
var place = regexp.MustCompile(`(?m)(^[| ]*)?\{([a-z0-9]+)((?: \w+)*)\}`)

// readingPKI are the certificates that texts name.
var readingPKI = func() map[string]*testpki.Entity {
	pki := testpki.New(81)
	root := pki.Root("CN=Root,O=Example,C=US")
	issuing := root.Intermediate("CN=Issuing,O=Example,C=US")
	return map[string]*testpki.Entity{
		"root": root, "issuing": issuing, "leaf": issuing.Leaf("api.example.test", testpki.AIA("http://pki.example.test/issuing.crt")),
		"client": root.Client("CN=Client,O=Example"), "other": pki.Root("CN=Other,O=Example"),
		"renewed": issuing.Leaf("api.example.test"),
	}
}()

// expanded is a text with everything that its places stand for.
func expanded(text string) string {
	return place.ReplaceAllStringFunc(text, func(found string) string {
		m := place.FindStringSubmatch(found)
		words := strings.Fields(m[3])
		var list []*testpki.Entity
		for _, w := range words {
			if e := readingPKI[w]; e != nil {
				list = append(list, e)
			}
		}
		var b strings.Builder
		switch m[2] {
		case "rows": // that say nothing
			n, _ := strconv.Atoi(words[0])
			b.WriteString(strings.Repeat("nothing\n", n))
		case "blank":
			n, _ := strconv.Atoi(words[0])
			b.WriteString(strings.Repeat("\n", n))
		case "esc":
			b.WriteByte(escape)
		case "cr":
			b.WriteByte('\r')
		case "record":
			b.WriteString(testpki.JavaDump(certificateRecord(list...)))
		case "records": // in one dump
			var all []byte
			for _, e := range list {
				all = append(all, certificateRecord(e)...)
			}
			b.WriteString(testpki.JavaDump(all))
		case "message":
			b.WriteString(testpki.JavaDump(certificateRecord(list...)[5:]))
		}
		for _, e := range list {
			switch m[2] {
			case "pem":
				b.WriteString(e.PEM())
			case "flat":
				b.WriteString(strings.ReplaceAll(e.PEM(), "\n", " "))
			case "escaped":
				b.WriteString(strings.ReplaceAll(e.PEM(), "\n", `\n`))
			case "jdk8":
				b.WriteString(print8(e))
			case "jdk11":
				b.WriteString(print11(e))
			case "serial":
				b.WriteString(e.Certificate().Serial + "\n")
			case "sha256":
				b.WriteString(e.Certificate().ID + "\n")
			}
		}
		if b.Len() == 0 {
			return found
		}
		return m[1] + strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\n", "\n"+m[1])
	})
}

// became is evidence as text: one item a line, without what is empty.
func became(ev *evidence.Evidence) string {
	var b strings.Builder
	v := reflect.ValueOf(*ev)
	for i := range v.NumField() {
		for j := range v.Field(i).Len() {
			fmt.Fprintf(&b, "%s: %s\n", v.Type().Field(i).Name, told(v.Field(i).Index(j)))
		}
	}
	return b.String()
}

// told is a value as text.
func told(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case cert.Name:
		return x.String()
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case evidence.Quote:
		return fmt.Sprintf("%d %q", x.Line, x.Text)
	case evidence.Found:
		out := "bytes of " + x.Certificate.Subject.String()
		if x.Certificate.Basis == cert.FromNames {
			out = fieldsOf(reflect.ValueOf(*x.Certificate), "ID", "Basis", "PathLen", "SignatureAlgorithmOID")
		}
		return fmt.Sprintf("%s; at %v alone %t", out, x.Origins, x.Alone)
	case *cert.Certificate:
		return x.Subject.String() + map[bool]string{true: " (names)"}[x.Basis == cert.FromNames]
	case evidence.Tri:
		return []string{"", "yes", "no"}[x]
	case []byte:
		return hex.EncodeToString(x)
	case map[string]string:
		var out []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			out = append(out, k+"="+x[k])
		}
		return "{" + strings.Join(out, ", ") + "}"
	}
	switch v.Kind() {
	case reflect.Struct:
		return fieldsOf(v)
	case reflect.Slice:
		var out []string
		for i := range v.Len() {
			out = append(out, told(v.Index(i)))
		}
		return "[" + strings.Join(out, " | ") + "]"
	}
	return fmt.Sprint(v.Interface())
}

// fieldsOf are those of a struct that are not empty.
func fieldsOf(v reflect.Value, but ...string) string {
	var out []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && !v.Field(i).IsZero() && !slices.Contains(but, f.Name) {
			out = append(out, f.Name+" "+told(v.Field(i)))
		}
	}
	return strings.Join(out, ", ")
}
