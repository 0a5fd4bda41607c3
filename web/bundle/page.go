package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// page is the built file and the policy that stands in its head.
type page struct {
	html   []byte
	policy string
}

// build makes every part of the page and puts them into web/index.html.
//
// The template is written the way a browser serialises it, so that the page
// can rebuild its own bytes from the document ("Save this page") and show the
// checksum that stands in SHA256SUMS.
func build(root string) (*page, error) {
	wasm, err := buildWasm(root, "-s -w")
	if err != nil {
		return nil, err
	}
	payload, err := pack(root, wasm)
	if err != nil {
		return nil, err
	}
	script, style, err := bundleSources(root)
	if err != nil {
		return nil, err
	}
	examples, err := packExamples(root)
	if err != nil {
		return nil, err
	}
	notices, err := packNotices(root)
	if err != nil {
		return nil, err
	}
	template, err := os.ReadFile(filepath.Join(root, "web", "index.html"))
	if err != nil {
		return nil, err
	}
	policy := contentPolicy(script, style)
	html := strings.NewReplacer(
		"{{policy}}", policy,
		"{{style}}", style,
		"{{wasm}}", payload,
		"{{examples}}", examples,
		"{{notices}}", notices,
		"{{script}}", script,
	).Replace(strings.TrimRight(string(template), "\n"))
	if i := strings.IndexFunc(html, func(r rune) bool { return r > 0x7e || r < 0x20 && r != '\n' }); i >= 0 {
		return nil, fmt.Errorf("page is not plain ASCII at byte %d: a re-encoded copy would break its hashes", i)
	}
	return &page{html: []byte(html), policy: policy}, nil
}

// contentPolicy allows this script, this style, WebAssembly and a worker made
// from a blob, and nothing that could carry a byte away.
func contentPolicy(script, style string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src '" + hash(script) + "' 'wasm-unsafe-eval'",
		"style-src '" + hash(style) + "'",
		"worker-src blob:",
		"connect-src 'none'",
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types missing-link",
	}, "; ")
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// headers are what a host should send with the page. The policy in the head of
// the page already holds without them; a header adds what a meta element
// cannot say.
func headers(policy string) [][2]string {
	return [][2]string{
		{"Content-Security-Policy", policy + "; frame-ancestors 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
		{"Cache-Control", "no-cache"},
	}
}

func headersFile(policy string) string {
	var b strings.Builder
	b.WriteString("/*\n")
	for _, h := range headers(policy) {
		fmt.Fprintf(&b, "  %s: %s\n", h[0], h[1])
	}
	return b.String()
}
