package main

import (
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallPage is the page's template around short pieces.
func smallPage(t *testing.T) string {
	template, err := os.ReadFile(filepath.Join("..", "index.html"))
	require.NoError(t, err)
	script, style := "let script=\"<b>\";\n", "body{color:red}\n"
	payload, err := pack(filepath.Join("..", ".."), []byte("\x00asm\x01\x00\x00\x00 and more than nothing"))
	require.NoError(t, err)
	return strings.NewReplacer(
		"{{policy}}", contentPolicy(script, style), "{{style}}", style, "{{wasm}}", payload,
		"{{examples}}", `[{"id":"a"}]`, "{{notices}}", `[{"name":"Go","text":"a licence"}]`, "{{script}}", script,
	).Replace(strings.TrimRight(string(template), "\n"))
}

const shown = `<header class="top"><a href="#verdict">x</a><textarea id="input">&lt;pasted&gt;</textarea><svg viewBox="0 0 1 1"><path d="M0 0"></path></svg><input type="text" disabled=""></header>`

// replaceFirst replaces what comes first of each pair's first text by its second.
func replaceFirst(s string, pairs ...string) string {
	for p := range slices.Chunk(pairs, 2) {
		s = strings.Replace(s, p[0], p[1], 1)
	}
	return s
}

// used is a page after an analysis, as the document holds it.
func used(built string) string {
	return replaceFirst(built,
		`<html lang="en">`, `<html lang="ja" data-theme="dark">`,
		`<title>Missing Link</title>`, `<title>足りない · Missing Link</title>`,
		"\n<body>", "\n<body data-ready=\"\" data-engine=\"worker\">",
		app, app+shown,
	)
}

// What the browsers were seen to write.
var browsers = map[string]func(used string) string{
	"Firefox": func(s string) string {
		return replaceFirst(s, "<!DOCTYPE html>", "<!DOCTYPE html>\n", "<head>", "<head>\n<meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\">")
	},
	"Chromium": func(s string) string {
		return replaceFirst(s, "<!DOCTYPE html>", "<!DOCTYPE html>\n<!-- saved from url=(0042)file:///home/me/missing-link.html -->\n",
			"<head>", `<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">`, "<meta charset=\"utf-8\">\n", "\n")
	},
	"Firefox with CRLF": func(s string) string {
		return strings.ReplaceAll(strings.Replace(s, "<!DOCTYPE html>", "<!DOCTYPE html>\n", 1), "\n", "\r\n")
	},
	"the page itself": func(s string) string { return s },
}

func TestVerifyAcceptsTheBuildAndWhatBrowsersSave(t *testing.T) {
	built := smallPage(t)
	what, err := verified(built, built)
	require.NoError(t, err)
	require.Contains(t, what, "an untouched build")
	for name, save := range browsers {
		what, err := verified(save(used(built)), built)
		require.NoError(t, err, name)
		require.Contains(t, what, "a copy that a browser saved", name)
	}
}

// In every part and every kind of copy, any other byte anywhere is noticed.
func TestVerifyRefusesOneChangedByte(t *testing.T) {
	built := smallPage(t)
	random := rand.New(rand.NewSource(1))
	files := map[string]string{"the build": built}
	for name, save := range browsers {
		files[name] = save(used(built))
	}
	for name, file := range files {
		for part, ends := range parts {
			start := strings.Index(file, ends[0]) + len(ends[0])
			length := strings.Index(file[start:], ends[1])
			require.Positive(t, length, part)
			for at := start; at < start+length; at++ {
				changed := []byte(file)
				changed[at] ^= byte(1 + random.Intn(255))
				_, err := verified(string(changed), built)
				require.Error(t, err, "%s: %s at %d", name, part, at)
				if !strings.ContainsAny(string([]byte{changed[at], file[at]}), "<\"\r\n") {
					require.ErrorContains(t, err, "its "+part+" differs", name)
				}
			}
		}
	}
	for at := range built {
		changed := []byte(built)
		changed[at] ^= byte(1 + random.Intn(255))
		_, err := verified(string(changed), built)
		require.Error(t, err, "byte %d of the build", at)
		_, err = verified(built[:at]+built[at+1:], built)
		require.Error(t, err, "without byte %d", at)
	}
}

func TestVerifyRefusesWhatActs(t *testing.T) {
	built := smallPage(t)
	good := browsers["Chromium"](used(built))
	for name, change := range map[string][2]string{
		"a script in the result":   {shown, `<script>1</script>`},
		"a refresh in the result":  {shown, `<META http-equiv="refresh" content="0;url=x">`},
		"a handler":                {shown, `<p ONclick="x()"></p>`},
		"a second handler":         {shown, `<p id="a" onclick="x()"></p>`},
		"an element that swallows": {shown, `<textarea>`},
		"an end too many":          {shown, `</div><div>`},
		"a comment":                {shown, `<!-- `},
		"an unquoted attribute":    {shown, `<p onclick=x>`},
		"a frame":                  {shown, `<iframe src="x"></iframe>`},
		"a lookup":                 {shown, `<link rel="preconnect" href="x">`},
		"a second policy":          {`<meta name="referrer"`, `<meta http-equiv="Content-Security-Policy" content=""><meta name="referrer"`},
		"a script before":          {`<head>`, `<head><script>1</script>`},
		"a policy in a comment":    {`<meta http-equiv="Content-Security`, `<!-- --><meta http-equiv="Content-Security`},
		"a script in the title":    {`<title>`, `<title></title><script>1</script>`},
		"an address with markup":   {`file:///home`, `--><script>1</script><!--`},
		"a handler on the body":    {`<body `, `<body onload="x" `},
		"something after the end":  {`</body></html>`, `</body></html><p>`},
		"another encoding":         {`charset=UTF-8`, `charset=UTF-7`},
		"nothing shown":            {shown, ``},
	} {
		changed := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, changed, name)
		_, err := verified(changed, built)
		require.Error(t, err, name)
	}
}
