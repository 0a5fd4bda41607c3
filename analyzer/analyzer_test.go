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
