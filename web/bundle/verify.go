package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// compare prints whether a file is a build of these sources.
func compare(file string, p *page) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	what, err := verified(string(data), string(p.html))
	if err != nil {
		return fmt.Errorf("%s is not what these sources build with %s: %w", file, runtime.Version(), err)
	}
	fmt.Println(file, "is", what)
	return nil
}

// verified says what a file is of a built page: the same byte for byte, or as a
// browser saves it after use.
func verified(file, built string) (string, error) {
	sum := sha256.Sum256([]byte(built))
	if file == built {
		return fmt.Sprintf("an untouched build of these sources, SHA-256 %x", sum), nil
	}
	if err := savedCopy(file, built); err != nil {
		return "", fmt.Errorf("it has SHA-256 %x, the build has %x; as a copy that a browser saved, %w", sha256.Sum256([]byte(file)), sum, err)
	}
	return fmt.Sprintf("a copy that a browser saved of an untouched build, SHA-256 %x: policy, style, analysis, data and script are the build's. What was on screen when it was saved is not checked; the page clears it as it opens.", sum), nil
}

// What the page's own use and the browsers' "Save page" change before #app, and
// how it was: Firefox and Chromium say the encoding first, Chromium says where
// the page was and drops the other meta element that says the encoding, the
// page tells its language, theme and verdict.
var saved = []struct {
	change *regexp.Regexp
	was    string
}{
	{regexp.MustCompile(`^<!DOCTYPE html>\n(<!-- saved from url=\(\d{4}\)[^<>]* -->\n)?<html`), "<!DOCTYPE html><html"},
	{regexp.MustCompile(`^<!DOCTYPE html><html lang="(en|ja)"( data-theme="(light|dark)")?><head>\n?(<meta http-equiv="[Cc]ontent-[Tt]ype" content="text/html; charset=UTF-8">)?`), `<!DOCTYPE html><html lang="en"><head>`},
	{regexp.MustCompile(`\n\n<meta name="viewport"`), "\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""},
	{regexp.MustCompile(`\n<title>[^<]*</title>\n`), "\n<title>Missing Link</title>\n"},
	{regexp.MustCompile(`<body( data-(ready|engine|drop)="[a-z]*")*>$`), "<body>"},
}

// app is where the page shows what it found; all else stays as it was built.
const app = `<div id="app">`

// savedCopy says why a file is not what a browser saves of a used page.
func savedCopy(file, built string) error {
	// A browser may write the line ends of its system, which it reads as "\n".
	if n := strings.Count(file, "\r\n"); n > 0 && n == strings.Count(file, "\n") {
		file = strings.ReplaceAll(file, "\r\n", "\n")
	}
	file = strings.TrimRight(file, "\n")
	wantHead, wantTail, _ := strings.Cut(built, app)
	head, tail, found := strings.Cut(file, app)
	if !found {
		return errors.New("it has no place for the result")
	}
	for _, s := range saved {
		head = s.change.ReplaceAllLiteralString(head, s.was)
	}
	if head != wantHead {
		return fmt.Errorf("its %s differs", firstChange(file, built, "policy", "style", "head"))
	}
	shown, ended := strings.CutSuffix(tail, wantTail)
	switch {
	case !ended:
		return fmt.Errorf("its %s differs", firstChange(file, built, "analysis", "examples", "licences", "script", "body"))
	case shown == "":
		return errors.New("it was never used, so it should be the build byte for byte")
	}
	return inert(shown)
}

// parts are where the named pieces of a page begin and end.
var parts = map[string][2]string{
	"policy":   {`<meta http-equiv="Content-Security-Policy" content="`, `">`},
	"style":    {"<style>", "</style>"},
	"analysis": {` id="wasm">`, "</script>"},
	"examples": {` id="examples">`, "</script>"},
	"licences": {` id="notices">`, "</script>"},
	"script":   {`<script id="boot">`, "</script>"},
}

// firstChange is the first of these parts that two pages do not share, or the
// last name, which stands for the rest.
func firstChange(a, b string, names ...string) string {
	piece := func(page, name string) string {
		_, rest, _ := strings.Cut(page, parts[name][0])
		text, _, _ := strings.Cut(rest, parts[name][1])
		return text
	}
	for _, name := range names {
		if _, known := parts[name]; known && piece(a, name) != piece(b, name) {
			return name
		}
	}
	return names[len(names)-1]
}

// tag is an element's begin or end as every browser writes it.
var tag = regexp.MustCompile(`^</?([A-Za-z][A-Za-z0-9-]*)((?:\s+[^\s"'<>/=]+="[^"]*")*)\s*/?>`)

var attribute = regexp.MustCompile(`\s([^\s"'<>/=]+)="[^"]*"`)

// active elements act, or change how the rest is read, where the page's policy
// does not reach: a refresh, a lookup of a name, a swallowed end.
var active = strings.Fields("script style meta base link iframe frame frameset object embed template noscript plaintext xmp noembed noframes listing title html head body form")

// void elements have no end.
var void = strings.Fields("input br hr img wbr")

// inert says why what a page shows is not only shown. Every element ends, so
// that none takes in what follows.
func inert(shown string) error {
	var open []string
	for {
		i := strings.IndexByte(shown, '<')
		if i < 0 {
			if len(open) > 0 {
				return fmt.Errorf("what it shows holds an element %q without an end", open[len(open)-1])
			}
			return nil
		}
		shown = shown[i:]
		m := tag.FindStringSubmatch(shown)
		if m == nil {
			return fmt.Errorf("what it shows holds %q, which no browser writes", shown[:min(len(shown), 40)])
		}
		name := strings.ToLower(m[1])
		switch last := len(open) - 1; {
		case slices.Contains(active, name):
			return fmt.Errorf("what it shows holds an element %q", name)
		case slices.Contains(void, name):
		case shown[1] != '/':
			open = append(open, name)
		case last >= 0 && open[last] == name:
			open = open[:last]
		default:
			return fmt.Errorf("what it shows ends an element %q that is not open", name)
		}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			if strings.HasPrefix(strings.ToLower(a[1]), "on") {
				return fmt.Errorf("what it shows holds an attribute %q", a[1])
			}
		}
		shown = shown[len(m[0]):]
	}
}
