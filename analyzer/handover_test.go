package analyzer_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// hostile are texts that would do harm where a shell read them. Each of them
// would leave a file named "pwned" behind, or another argument.
var hostile = []string{
	"$(touch pwned)", "`touch pwned`", "a;touch pwned", "a|touch pwned", "a&touch pwned", "a&&touch${IFS}pwned", "a\ntouch pwned", "a\r\ntouch pwned",
	`a" ;touch pwned;"`, "a' ;touch pwned;'", "a >pwned", "a <(touch pwned)", "*", "?", "[a-z]*", "~root", "{a,b}", "!1", "%PATH%", "$env:PATH", "$HOME",
	"-oProxyCommand=touch pwned", "--help", "a b", "a\tb", "\u202egnp.exe", "a\u200bb", "é.example", "a\x00b", "\x1b[31mred", "..", "a..b", "[::1]", "fe80::1%$(touch pwned)", "::1", "2001:db8::1", "192.0.2.1",
	"a@touch.pwned", "https://a.example/$(touch pwned)", "a:443;touch pwned", "443;touch pwned", "-1", "99999999", "４４３", "(touch pwned)", "@(touch pwned)", "#", "\\", "a^&touch pwned", "''", `""`,
}

// commands are all that a report offers for copying into a shell.
func commands(r *report.Report) []string {
	out := []string{r.Verdict.NextCommand}
	for _, m := range r.Remedies {
		for _, s := range m.Steps {
			out = append(out, s.Command)
		}
	}
	return out
}

// hostileReports are reports of stories in which every name is hostile.
var hostileReports = sync.OnceValue(func() []*report.Report {
	var out []*report.Report
	analyze := func(o analyzer.Options, in ...analyzer.Input) {
		o.At = testpki.Now
		for _, d := range []report.Direction{report.Outbound, report.MID} {
			o.Direction = d
			out = append(out, analyzer.Analyze(context.Background(), in, o))
		}
	}
	for i, h := range hostile {
		pki := testpki.New(uint64(100 + i))
		name := testpki.Name{{Type: "CN", Value: h}, {Type: "O", Value: h}}
		root := pki.Root("CN=x", testpki.SubjectName(name))
		issuing := root.Intermediate("CN=y", testpki.SubjectName(testpki.Name{{Type: "CN", Value: h + " Issuing"}}))
		leaf := issuing.Leaf("api.northwind.example", testpki.SubjectName(testpki.Name{{Type: "CN", Value: h}}), testpki.AIA("http://"+h+"/ca.crt", "http://ca.example/"+h))
		transcript := testpki.Transcript{Host: h, Port: h, Sent: []*testpki.Entity{leaf}, AcceptableCAs: []string{"CN=Some CA"}}.String()
		analyze(analyzer.Options{Host: h}, paste(leaf.PEM())...)
		analyze(analyzer.Options{Host: h}, paste(leaf.PEM()+issuing.PEM())...)
		analyze(analyzer.Options{}, paste(transcript)...)
		analyze(analyzer.Options{}, paste(transcript+alertLine("certificate_required"))...)
		analyze(analyzer.Options{}, paste("$ openssl s_client -connect "+h+":"+h+" -servername "+h+"\nCONNECTED(00000003)\n---\nno peer certificate available\n---\n")...)
		analyze(analyzer.Options{}, paste(stack("java.net.UnknownHostException: "+h))...)
		analyze(analyzer.Options{}, paste("Request not sent to uri=[https://"+h+"/v1] : "+building+"\nglide.httpclient.protocol."+h+".port=443\n")...)
		analyze(analyzer.Options{Host: "api.northwind.example"}, append(paste(demanded("")), analyzer.Input{Name: h, Role: "client",
			Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: h, Key: leaf.Key, Chain: []*testpki.Entity{leaf}}}}.JKS()})...)
	}
	return out
})

// plain is what a command consists of once its redirections are gone: no
// character that a Unix shell, cmd or PowerShell reads as anything but text.
var (
	redirections = strings.NewReplacer("sleep 1 | ", "", " </dev/null", "", " < NUL", "", " > chain.txt", "", " 2>&1", "")
	plain        = regexp.MustCompile(`^[A-Za-z0-9 ./:_\-\[\]'"=\\]+$`)
	semicolon    = regexp.MustCompile(`^ssl_certificate [^;]*;$`)
)

// Every command of every story, and of stories whose names are hostile, is one
// command: in bash nothing is expanded and nothing else runs, and no character
// has a meaning in PowerShell.
func TestCommands(t *testing.T) {
	seen := map[string]bool{}
	var all []string
	put := func(r *report.Report) {
		for _, c := range commands(r) {
			if c != "" && c != kb.ListTable && !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	for _, s := range everyStory() {
		s.opts.At = testpki.Now
		for _, d := range []report.Direction{"", report.MID, report.Inbound} {
			s.opts.Direction = d
			put(analyzer.Analyze(context.Background(), s.inputs, s.opts))
		}
	}
	for _, r := range hostileReports() {
		put(r)
	}
	slices.Sort(all)
	require.Greater(t, len(all), 60)
	for _, c := range all {
		bare := redirections.Replace(c)
		if semicolon.MatchString(bare) { // a line of a configuration file
			bare = strings.TrimSuffix(bare, ";")
		}
		require.Regexp(t, plain, bare)
		require.Zero(t, strings.Count(bare, `"`)%2, c)
		require.Zero(t, strings.Count(bare, `'`)%2, c)
	}
	for i, ran := range inBash(t, all) {
		require.Equal(t, words(all[i]), ran, all[i])
	}
}

// words splits a command at spaces, quotes taken off, redirections left out:
// what a shell must hand over when nothing in it means anything.
func words(command string) []string {
	command = strings.TrimSuffix(command, ";")
	if strings.HasPrefix(command, "cmd /c ") {
		return []string{"cmd", "/c", strings.Trim(command[len("cmd /c "):], `"`)}
	}
	var out []string
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range redirections.Replace(command) + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	return out
}

// inBash lets bash read each command, with a path on which there is nothing to
// run, and returns the words of what it wanted to run. Files lie about that a
// pattern would match.
func inBash(t *testing.T, commands []string) [][]string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	require.NoError(t, err)
	dir := t.TempDir()
	for _, name := range []string{"a", "443", "1", ":", "chain", "HOST"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	var script bytes.Buffer
	script.WriteString("said() { printf '%s\\0' \"$@\" >>said; printf '\\n' >>said; }\ncommand_not_found_handle() { said \"$@\"; }\nbind() { said bind \"$@\"; }\nsleep() { test \"$*\" = 1 || said sleep \"$@\"; }\nPATH=/nowhere\n")
	for _, c := range commands {
		check := exec.Command(bash, "-n")
		check.Stdin = strings.NewReader(c)
		require.NoError(t, check.Run(), c)
		// A subshell each: what one command changes, the next does not see.
		fmt.Fprintf(&script, "(%s\n)\nprintf '\\n' >>said\n", c)
	}
	cmd := exec.Command(bash, "--norc", "--noprofile")
	cmd.Dir, cmd.Stdin, cmd.Env = dir, &script, []string{"HOME=" + dir}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Empty(t, string(out))
	require.NoFileExists(t, filepath.Join(dir, "pwned"))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		require.Contains(t, []string{"a", "443", "1", ":", "chain", "HOST", "said", "chain.txt"}, e.Name())
	}
	said, err := os.ReadFile(filepath.Join(dir, "said"))
	require.NoError(t, err)
	var ran [][]string
	for _, block := range strings.Split(strings.TrimSuffix(string(said), "\n\n"), "\n\n") {
		require.NotContains(t, block, "\n", "one command each")
		ran = append(ran, strings.Split(strings.TrimSuffix(block, "\x00"), "\x00"))
	}
	require.Len(t, ran, len(commands))
	return ran
}

// No text for people holds what a terminal obeys or what hides.
func TestNoControlCharacters(t *testing.T) {
	control := regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]`)
	for _, r := range hostileReports() {
		for _, text := range []string{analyzer.Text(r), analyzer.Markdown(r), analyzer.Checklist(r), r.Mail} {
			require.NotRegexp(t, control, text)
		}
		for _, c := range r.Certificates {
			require.Regexp(t, `^$|^[A-Za-z0-9-]+\.pem$`, c.FileName)
		}
	}
}

// An unknown verdict names the one paste that would decide: with openssl, for
// both systems, with keytool, and through a proxy.
func TestUnknownNamesThePaste(t *testing.T) {
	unknown := 0
	for _, s := range everyStory() {
		s.opts.At = testpki.Now
		r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
		if r.Verdict.Status != report.Unknown {
			continue
		}
		unknown++
		require.NotEmpty(t, r.Verdict.NextAction, s.name)
		require.NotEmpty(t, r.Verdict.NextCommand, s.name)
		if strings.HasPrefix(r.Verdict.NextCommand, "keytool -list") {
			continue // a key store that is locked: its password decides
		}
		if strings.HasPrefix(r.Verdict.NextCommand, "-Djavax.net.debug") {
			continue // what is not checked here, or a log that was cut: Java's log decides
		}
		if r.Verdict.NextCommand == kb.ListTable {
			continue // a store that is in doubt: the table decides
		}
		all := strings.Join(commands(r), "\n")
		for _, part := range []string{"openssl s_client -showcerts -connect ", "cmd /c \"openssl s_client", "keytool -printcert -rfc -sslserver ", " -proxy PROXY:PORT "} {
			require.Contains(t, all, part, s.name)
		}
		if r.Host != "" {
			require.Contains(t, r.Verdict.NextCommand, r.Host, s.name)
		}
	}
	require.Greater(t, unknown, 5)
}

// The words a tired reader must not meet stand in no output of any story,
// apart from what is quoted.
func TestNoBannedWords(t *testing.T) {
	banned := regexp.MustCompile(`(?i)\b(please|sorry|oops|valid|invalid|illegal|something went wrong)\b`)
	for _, s := range everyStory() {
		s.opts.At = testpki.Now
		r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
		foreign := evidenceOf(r)
		for _, sentence := range sentences(r) {
			require.NotRegexp(t, banned, inQuotes.ReplaceAllString(foreign(sentence), ""), s.name)
		}
	}
}

// The mail holds the chain in the order the server should send it and a line
// for every kind of server; the list to import names the value of each field.
func TestHandover(t *testing.T) {
	root, issuing, leaf := northwind()
	inputs := append(paste(sClient(leaf)), trusted(), analyzer.Input{Name: "issuing.pem", Data: []byte(issuing.PEM())})
	r := analyzer.Analyze(context.Background(), inputs, analyzer.Options{At: testpki.Now})
	first, second := strings.Index(r.Mail, leaf.PEM()), strings.Index(r.Mail, issuing.PEM())
	require.Positive(t, first)
	require.Greater(t, second, first)
	require.NotContains(t, r.Mail, root.PEM())
	for _, server := range []string{"nginx", "Apache", "HAProxy", "IIS", "Tomcat", "F5", "Java key store"} {
		require.Contains(t, r.Mail, server)
	}

	require.NotRegexp(t, `KB\d{7}`, r.Mail, "the endpoint's owner has not read our articles")

	r = analyzer.Analyze(context.Background(), paste(sClient(leaf)), analyzer.Options{At: testpki.Now})
	require.Contains(t, r.Mail, "# get it: http://pki.northwind.example/issuing1.crt", "what is not at hand, and where it is")

	r = analyzer.Analyze(context.Background(), append(paste(sClient(leaf, issuing)), analyzer.Input{Name: "root.pem", Role: "pool", Data: []byte(root.PEM())}), analyzer.Options{At: testpki.Now})
	list := analyzer.Checklist(r)
	for _, field := range []string{"Name: Northwind Root CA", "Type: Trust Store Cert", "Format: PEM", "Active: true", "PEM Certificate: Northwind-Root-CA.pem", "Expires: 2041-06-01", "SHA-256: " + root.ID()} {
		require.Contains(t, list, field)
	}
	require.Equal(t, 2, strings.Count(list, "Type: Trust Store Cert"), "each is a record of its own")
	require.Less(t, strings.Index(list, "Northwind Root CA"), strings.Index(list, "Northwind Issuing CA 1"), "root first")

	r = analyzer.Analyze(context.Background(), append(paste(sClient(issuing.Leaf("api.northwind.example", testpki.Between(testpki.Now.AddDate(0, -1, 0), testpki.Now.AddDate(0, 0, 12))), issuing)), trusted()), analyzer.Options{At: testpki.Now})
	require.Equal(t, "chain-complete", r.Verdict.Code)
	require.Contains(t, analyzer.Text(r), "api.northwind.example expires in 12 days, on 2026-06-13.")
}

// What is registered for a client is one record with root and intermediates,
// whatever of it the client sends and whatever is at hand.
func TestBundlePlan(t *testing.T) {
	root, issuing, client := partners()
	const first, below = "trust anchor of the chain", "in one record with its root, as one PEM bundle"
	given := func(list ...*testpki.Entity) []analyzer.Input {
		var out []analyzer.Input
		for _, e := range list {
			out = append(out, analyzer.Input{Name: "ca.pem", Role: "pool", Data: []byte(e.PEM())})
		}
		return out
	}
	type row struct{ id, name, why string }
	top, mid := row{root.Certificate().ID, root.Certificate().Subject.CommonName(), first}, row{issuing.Certificate().ID, issuing.Certificate().Subject.CommonName(), below}
	unknown := func(r row) row { r.id = ""; return r }
	for name, x := range map[string]struct {
		sent  string
		given []analyzer.Input
		want  []row
	}{
		"leaf, all at hand":         {testpki.PEM(client), given(root, issuing), []row{top, mid}},
		"leaf":                      {testpki.PEM(client), nil, []row{unknown(mid)}},
		"leaf, its issuer at hand":  {testpki.PEM(client), given(issuing), []row{unknown(top), mid}},
		"chain":                     {testpki.PEM(client, issuing), nil, []row{unknown(top), mid}},
		"chain, the root at hand":   {testpki.PEM(client, issuing), given(root), []row{top, mid}},
		"self-signed":               {testpki.PEM(testpki.New(33).SelfSigned("client")), nil, nil},
		"expired, root registered":  {testpki.PEM(issuing.Leaf("client", testpki.Expired(), testpki.EKU("1.3.6.1.5.5.7.3.2")), issuing), []analyzer.Input{store("root.pem", root.PEM())}, nil},
		"leaf, its root registered": {testpki.PEM(client), append(given(issuing), store("root.pem", root.PEM())), []row{top, mid}},
	} {
		in := append([]analyzer.Input{{Name: "client.pem", Data: []byte(x.sent)}}, x.given...)
		r := analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now, Direction: report.Inbound})
		var got []row
		for _, p := range r.ImportPlan {
			require.Equal(t, "CA Cert", p.Type, name)
			got = append(got, row{p.Certificate, p.Name, p.Why})
		}
		require.Equal(t, x.want, got, name)
		list := analyzer.Checklist(r)
		require.Equal(t, min(1, len(x.want)), strings.Count(list, "[ ] Type: CA Cert"), name)
		require.Equal(t, len(x.want), strings.Count(list, "[ ] PEM Certificate: "), name)
	}
}
