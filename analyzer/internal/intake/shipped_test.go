package intake

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

// shippers write a log's lines as JSON in the ways that are met.
var shippers = map[string]func(lines []string) string{
	"Docker": func(lines []string) string {
		return objects(lines, func(text string) any {
			return map[string]string{"log": text + "\n", "stream": "stderr", "time": "2026-11-27T06:00:00.123456789Z"}
		})
	},
	"Elastic": func(lines []string) string {
		return objects(lines, func(text string) any {
			return map[string]any{"@timestamp": "2026-11-27T06:00:00.1Z", "message": text, "kubernetes": map[string]any{"pod": "mid-0", "labels": []string{"a", "b"}}, "n": -1.5e+3, "ok": true, "none": nil}
		})
	},
	"an answer of Elastic": func(lines []string) string {
		var hits []any
		for _, text := range lines {
			hits = append(hits, map[string]any{"_index": "logs", "_source": map[string]any{"message": text, "tags": map[string]string{"host": ""}}})
		}
		data, _ := json.MarshalIndent(map[string]any{"hits": hits, "took": 3}, "", "  ")
		return string(data) + "\n"
	},
	"Splunk": func(lines []string) string {
		return objects(lines, func(text string) any {
			return map[string]any{"preview": false, "result": map[string]string{"_raw": text, "_time": "2026"}}
		})
	},
	"Splunk's table": func(lines []string) string { return table(",", "_time,host,_raw", lines) },
	"Kibana's table": func(lines []string) string {
		return strings.ReplaceAll(table(";", `"@timestamp";"host";"message";"tags"`, lines), "\n", "\r\n")
	},
	"a table of one event": func(lines []string) string {
		return table(",", "note,host,_raw", []string{strings.Join(lines, "\n")})
	},
	"Windows": func(lines []string) string {
		return strings.ReplaceAll(objects(lines, func(text string) any { return map[string]string{"msg": text} }), "\n", "\r\n")
	},
}

// table writes one record a line, and a last column where the head has four.
func table(separator, head string, lines []string) string {
	b := head + "\n"
	for _, text := range lines {
		cells := []string{"2026-11-27T06:00:00", "mid-0", `"` + strings.ReplaceAll(text, `"`, `""`) + `"`, ""}
		b += strings.Join(cells[:strings.Count(head, separator)+1], separator) + "\n"
	}
	return b
}

// objects writes one object a line.
func objects(lines []string, object func(text string) any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, text := range lines {
		if err := e.Encode(object(text)); err != nil {
			panic(err)
		}
	}
	return b.String()
}

// What a reader reads it reads from a shipper's records as well.
func TestShipped(t *testing.T) {
	for carrier, seeds := range carrierSeeds {
		for _, text := range seeds.texts() {
			want := withoutLines(t, read(text, 1<<20))
			for name, ship := range shippers {
				record := ship(strings.Split(strings.TrimRight(text, "\n"), "\n"))
				require.Equal(t, want, withoutLines(t, read(record, 1<<20)), "%s, %s:\n%s", carrier, name, record)
				require.Equal(t, want, withoutLines(t, read(record, 61)), "%s, %s, in pieces", carrier, name)
			}
		}
	}
}

// An event of several lines is one row: all that is found in it stands there,
// and what was found there several times is told once.
func TestShippedEvent(t *testing.T) {
	for carrier, seeds := range carrierSeeds {
		for _, text := range seeds.texts() {
			record := objects([]string{strings.ReplaceAll(text, "\n", "\r\n")}, func(text string) any {
				return map[string]string{"_raw": text, "host": "mid01", "message": "cut short"}
			})
			require.Equal(t, withoutPlaces(t, read(text, 1<<20)), withoutPlaces(t, read(record, 1<<20)), "%s:\n%s", carrier, record)
		}
	}
}

func withoutPlaces(t *testing.T, ev *evidence.Evidence) string {
	for i := range ev.Certificates {
		ev.Certificates[i].Origins = nil
	}
	ev.Removals = nil
	return withoutLines(t, ev)
}

// What stands beside the line that was logged is read where it says something.
func TestShippedBeside(t *testing.T) {
	const trace = "javax.net.ssl.SSLHandshakeException: PKIX path building failed\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n"
	for _, text := range []string{
		`{"message":"call failed","stack_trace":` + quotedJSON(trace) + `}`,
		`{"message":"call failed","error":{"type":"javax.net.ssl.SSLHandshakeException: PKIX path building failed"}}`,
		`{"message":"call failed"}` + "\n" + trace,
	} {
		ev := read(text, 1<<20)
		require.NotEmpty(t, ev.Signals, text)
		require.Contains(t, ev.Signals[0].Quote.Text, "PKIX path building failed")
	}
}

func quotedJSON(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestShippedOf(t *testing.T) {
	for _, x := range []struct{ name, text, key string }{
		{"one record", `{"msg":"x"}`, "msg"},
		{"a record that is longer than the sample", `{"time":1,"message":"and so`, "message"},
		{"behind an empty line", "\r\n " + `{"msg":"x"}`, "msg"},
		{"a list of records", `[{"msg":"x"},{"msg":"y"}]`, "msg"},
		{"a later record", `{"level":"start"}` + "\n" + `{"msg":"x"}`, "msg"},
		{"the surer key", `{"message":"cut","log":"whole"}`, "log"},
		{"an object of that name", `{"log":{"level":"info"},"message":"x"}`, "message"},
		{"a text of that name", `{"level":"log","message":"x"}`, "message"},
		{"another object", `{"level":"info"}`, ""},
		{"Splunk's answer", `{"preview":false,"result":{"_raw":"x"}}`, "_raw"},
		{"an export", `{"result":[{"message":"x"}]}`, ""},
		{"a log that speaks of one", `sent {"message":"x"}`, ""},
		{"nothing", "", ""},
	} {
		key := ""
		if s := jsonRecordsOf(x.text); s != nil {
			key = s.key
		}
		require.Equal(t, x.key, key, x.name)
	}
}

func TestCSVRecordsOf(t *testing.T) {
	for _, x := range []struct {
		text      string
		separator byte
		column    int
	}{
		{"_time,_raw\n1,2", ',', 1}, {"\r\n\"time\";\"message\"\r\n\r\n1;2;3\n", ';', 1}, {"message\ttime\n1\t2\n", '\t', 0}, {"message,_raw\n1,2\n", ',', 1},
		{"message\n1,2\n", 0, 0}, {"_time,_raw", 0, 0}, {"time,text\n_raw,x\n", 0, 0}, {"the time, message\n1,2\n", 0, 0}, {"", 0, 0},
		{"_time,host,_raw\n1,2\n", 0, 0}, {"log,line\nsubject=CN = x\n1,2\n", 0, 0},
	} {
		got := csvRecordsOf(x.text)
		require.Equal(t, x.separator != 0, got != nil, "%q", x.text)
		if got != nil {
			require.Equal(t, csvRecords{separator: x.separator, column: x.column}, *got, "%q", x.text)
		}
	}
}

func TestCSVLines(t *testing.T) {
	x := &csvRecords{separator: ',', column: 1}
	for _, row := range []struct {
		text string
		want []string
		ok   bool
	}{
		{"", nil, true}, {"a,_raw,c", nil, true}, // up to the row of headings
		{`1,"say ""x"", y",z`, []string{`say "x", y`}, true},
		{`1,bare "quotes" stay,z`, []string{`bare "quotes" stay`}, true},
		{`awaited,b,"awaited, too"`, []string{"b", "awaited", "awaited, too"}, true},
		{`1,"one`, []string{"one"}, true}, {`two ""x""`, []string{`two "x"`}, true}, {``, []string{""}, true}, {`three",awaited`, []string{"three", "awaited"}, true},
		{`"other`, nil, true}, {`goes on, and on`, nil, false}, {`ends",b,c`, []string{"b"}, true},
		{`1`, nil, true}, {`1,""`, []string{""}, true},
	} {
		got, ok := x.lines(row.text, func(text string) bool { return strings.HasPrefix(text, "awaited") })
		require.Equal(t, row.ok, ok, row.text)
		require.Equal(t, row.want, got, row.text)
	}
}

// A piece of a row that is too long is no record.
func TestShippedPieces(t *testing.T) {
	long := strings.Repeat("x", maxLine+10)
	for _, text := range []string{"time,message\n1,2\n1,", `{"msg":"a"}` + "\n"} {
		x, r := newText(New(Options{}).Input("text", "").(*input).s, []byte(text)), &recorder{}
		x.carriers, x.open = []carrier{r}, 1
		x.write([]byte(text + long + "\n"))
		x.end()
		last := text[strings.LastIndexByte(text, '\n')+1:]
		require.Contains(t, r.lines, last+long[:maxLine-len(last)], text)
	}
}

func TestShippedLines(t *testing.T) {
	awaited := func(text string) bool { return strings.HasPrefix(text, "await") }
	for row, want := range map[string][]string{
		`{"msg":"a\nb\n"}`:                      {"a", "b"},
		`{"msg":"a\n\n"}`:                       {"a", ""},
		`{"msg":"a \"b\" \\ \t\/\u0041"}`:       {"a \"b\" \\ \t/A"},
		`{"msg":"\ud83d\ude00 c:\\/d\ne"}`:      {`\ud83d\ude00 c:\/d`, "e"},
		`{"msg":""}`:                            {""},
		`{"a":"awaited","msg":"b"}`:             {"b", "awaited"},
		`{"a":"one\ntwo","msg":"b", "c": "d"},`: {"b", "one", "two"},
		`  "msg" : "b",`:                        {"b"},
		`  "time": 1.5e-3,`:                     nil,
		"\t},\r":                                nil,
	} {
		got, ok := (&jsonRecords{key: "msg"}).lines(row, awaited)
		require.True(t, ok, row)
		require.Equal(t, want, got, row)
	}
	for _, row := range []string{`"MIIB",`, `{"msg":"not ended`, `{"msg":"not ended\`, `{"msg":"a"} and more|`, `{"tags":["a"],"x":["b","c"]}é`, "at f(F.java:1)", `"`} {
		_, ok := (&jsonRecords{key: "msg"}).lines(row, awaited)
		require.False(t, ok, row)
	}
}
