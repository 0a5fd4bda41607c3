package analyzer_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

func everyStory() []story {
	return slices.Concat(stories(), logStories(), clientStories(), faultStories(), storeStories(), partialStories(), publicStories(), mutualStories(), directionStories(), combinedStories())
}

// No slice of any report is null in JSON: readers never tell null from nothing.
func TestNoNullSlices(t *testing.T) {
	for _, s := range everyStory() {
		s.opts.At = testpki.Now
		r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
		nothingNil(t, s.name, reflect.ValueOf(*r))
	}
	nothingNil(t, "no input", reflect.ValueOf(*analyzer.Analyze(context.Background(), nil, analyzer.Options{At: testpki.Now})))
}

func nothingNil(t *testing.T, where string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			nothingNil(t, where, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			nothingNil(t, where+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		require.False(t, v.IsNil(), where)
		for i := range v.Len() {
			nothingNil(t, where, v.Index(i))
		}
	}
}

// The sizes of the chunks an input arrives in change nothing.
func TestChunks(t *testing.T) {
	root, issuing, leaf := northwind()
	text := []byte(sClient(leaf, issuing, root))
	o := analyzer.Options{At: testpki.Now}
	want := string(analyzer.JSON(analyzer.Analyze(context.Background(), []analyzer.Input{{Name: "a", Data: text}}, o)))
	for _, size := range []int{1, 2, 7, 64, 1000} {
		a := analyzer.New(o)
		w := a.Input("a", "")
		for chunk := range slices.Chunk(text, size) {
			n, err := w.Write(chunk)
			require.NoError(t, err)
			require.Equal(t, len(chunk), n)
		}
		require.NoError(t, w.Close())
		require.Equal(t, want, string(analyzer.JSON(a.Report(context.Background()))), "chunks of %d", size)
	}
}

// A context that has ended cuts the work short and the report says so.
func TestDeadline(t *testing.T) {
	_, issuing, leaf := northwind()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	r := analyzer.Analyze(ctx, paste(sClient(leaf, issuing)), analyzer.Options{At: testpki.Now})
	require.Contains(t, r.Truncated, "deadline")
}

// What the default store is decides what is trusted, and no store is no trust.
func TestStores(t *testing.T) {
	root, issuing, leaf := northwind()
	for _, store := range []string{"openjdk", "mozilla", "none"} {
		r := analyzer.Analyze(context.Background(), append(paste(sClient(leaf, issuing)), analyzer.Input{Name: "mine", Role: "store", Data: []byte(root.PEM())}), analyzer.Options{At: testpki.Now, Store: store})
		require.Equal(t, "chain-complete", r.Verdict.Code, store)
		require.Contains(t, r.Verdict.Explanation, "mine", "a verdict names the store it rests on")
	}
}

// FuzzAnalyze: any bytes give a report that is JSON, the same twice, and that
// never shows what must not be shown.
func FuzzAnalyze(f *testing.F) {
	for _, s := range everyStory() {
		f.Add(s.inputs[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := analyzer.Options{At: testpki.Now}
		in := []analyzer.Input{{Name: "x", Data: data}}
		r := analyzer.Analyze(context.Background(), in, o)
		b := analyzer.JSON(r)
		var back report.Report
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, string(b), string(analyzer.JSON(analyzer.Analyze(context.Background(), in, o))))
		require.NotEmpty(t, r.Verdict.Title)
		require.NotEmpty(t, r.Verdict.NextAction)
		require.False(t, strings.Contains(string(b), "PRIVATE KEY-----\\nM"), "a private key is shown")
		text := analyzer.Text(r)
		for _, c := range text {
			require.False(t, c < ' ' && c != '\n' || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069, "%U in the ticket note", c)
		}
		_ = analyzer.Markdown(r)
	})
}

// A store beside something that gave nothing: what was given and not read leads.
func TestWhatGaveNothingLeads(t *testing.T) {
	root, issuing, leaf := northwind()
	half := leaf.PEM()[:600]
	for _, x := range []struct {
		what, lead string
		inputs     []analyzer.Input
	}{
		{"a store alone", "trust-store-pasted", []analyzer.Input{trusted()}},
		{"an empty paste", "trust-store-pasted", []analyzer.Input{{Name: "stdin", Data: []byte("\r\n")}, trusted()}},
		{"three bytes", "no-certificate", []analyzer.Input{{Name: "stdin", Data: []byte("abc")}, trusted()}},
		{"prose", "no-certificate", []analyzer.Input{{Name: "a", Data: []byte("as attached, regards")}, trusted()}},
		{"prose of the endpoint", "no-certificate", []analyzer.Input{{Name: "a", Role: "endpoint", Data: []byte("as attached, regards")}, trusted()}},
		{"a certificate that was cut", "truncated-pem", []analyzer.Input{{Name: "a", Data: []byte(half)}, trusted()}},
		{"the same, of the endpoint", "truncated-pem", []analyzer.Input{{Name: "a", Role: "endpoint", Data: []byte(half)}, trusted()}},
		{"prose beside a bundle of roots", "trust-store-pasted", []analyzer.Input{{Name: "a", Data: []byte("as attached, regards")}, {Name: "b", Data: []byte(root.PEM() + testpki.New(12).Root("CN=Partner Root").PEM())}}},
		{"a cut certificate beside a bundle of roots", "truncated-pem", []analyzer.Input{{Name: "a", Data: []byte(half)}, {Name: "b", Data: []byte(root.PEM() + testpki.New(12).Root("CN=Partner Root").PEM())}}},
		{"a cut certificate beside a stack trace, and a store", "log-path-building-failed", []analyzer.Input{{Name: "a", Data: []byte("javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target\n")}, trusted()}},
		{"a session that shows nothing, and a store", "no-peer-certificate", []analyzer.Input{{Name: "a", Data: []byte("CONNECTED(00000003)\n---\nno peer certificate available\n---\n")}, trusted()}},
		{"a pool that was not read", "trust-store-pasted", []analyzer.Input{{Name: "a", Role: "pool", Data: []byte("prose")}, trusted()}},
		{"a chain", "chain-complete", []analyzer.Input{{Name: "a", Data: []byte(leaf.PEM() + issuing.PEM())}, {Name: "b", Data: []byte(half)}, trusted()}},
	} {
		r := analyzer.Analyze(context.Background(), x.inputs, analyzer.Options{At: testpki.Now})
		require.Equal(t, x.lead, r.Verdict.Code, x.what)
	}
}

// A client certificate that was given and cannot be read was given.
func TestUnreadClientIsNotNone(t *testing.T) {
	root, issuing, leaf := northwind()
	asked := strings.Replace(sClient(leaf, issuing, root), "No client certificate CA names sent", "Acceptable client certificate CA names\nCN = Client Root", 1)
	for _, x := range []struct {
		role analyzer.Role
		want string
	}{{"client", "the client certificate: what was given cannot be read"}, {"pool", "the client certificate: none was given"}} {
		r := analyzer.Analyze(context.Background(), append(paste(asked), trusted(), analyzer.Input{Name: "x", Role: x.role, Data: []byte("prose")}), analyzer.Options{At: testpki.Now})
		var got []string
		for _, line := range r.NotChecked {
			if strings.HasPrefix(line, "the client certificate") {
				got = append(got, line)
			}
		}
		require.Equal(t, []string{x.want}, got)
	}
}

// A host is given as people have it: in a URL, with a port, with a dot behind.
func TestHostAsGiven(t *testing.T) {
	_, issuing, leaf := northwind()
	inputs := append(paste(leaf.PEM()+issuing.PEM()), trusted())
	for given, want := range map[string]string{
		"api.northwind.example": "443", "https://api.northwind.example/v1": "443", " api.northwind.example:8443 ": "8443",
		"https://API.northwind.example:8443/": "8443", "api.northwind.example.": "443",
	} {
		host, port := analyzer.Peer(given)
		r := analyzer.Analyze(context.Background(), inputs, analyzer.Options{At: testpki.Now, Host: host, Port: port})
		require.Equal(t, "chain-complete", r.Verdict.Code, given)
		r = analyzer.Analyze(context.Background(), paste("nothing"), analyzer.Options{At: testpki.Now, Host: host, Port: port})
		require.Contains(t, strings.ToLower(r.Verdict.NextCommand), "-connect api.northwind.example:"+want+" ", given)
	}
	r := analyzer.Analyze(context.Background(), inputs, analyzer.Options{At: testpki.Now, Host: "https://other.example:8443/"})
	require.Equal(t, "host-mismatch", r.Verdict.Code)
	require.Equal(t, "other.example", r.Host)
	r = analyzer.Analyze(context.Background(), inputs, analyzer.Options{At: testpki.Now, Host: "api.northwind.example:443"})
	require.Equal(t, "host-mismatch", r.Verdict.Code, "no URL: for Java that is the name")
	session := append(paste(strings.ReplaceAll(sClient(leaf, issuing), ":443", ":4433")), trusted())
	r = analyzer.Analyze(context.Background(), session, analyzer.Options{At: testpki.Now, Host: "other.example"})
	require.Contains(t, string(analyzer.JSON(r)), "other.example:4433", "the port of the session stays")
}
