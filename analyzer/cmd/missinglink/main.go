// Command missinglink says why a TLS or mutual TLS connection of a Java client
// fails, from what was pasted: openssl output, Java logs, certificates, key
// stores, exports of the certificate table.
//
//	openssl s_client -showcerts -connect HOST:443 -servername HOST </dev/null 2>&1 | missinglink
//	missinglink --trust sys_certificate.xml chain.txt
//	missinglink --client client.p12 --password-file secret.txt chain.txt
//	missinglink --before monday.txt friday.txt
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
)

// The exit codes: the verdict is ok, or unknown without an error finding; a
// problem was found, or nothing could be used; wrong usage or a file that
// cannot be opened.
const (
	exitOK      = 0
	exitProblem = 1
	exitUsage   = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now())) }

// files collects a repeatable flag.
type files []string

func (f *files) String() string     { return strings.Join(*f, ",") }
func (f *files) Set(s string) error { *f = append(*f, s); return nil }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now time.Time) int {
	var (
		o                    = analyzer.Options{At: now.UTC().Truncate(time.Second)}
		trust, clients, pool files
		format, at, before   string
		direction, password  string
		version              bool
	)
	f := flag.NewFlagSet("missinglink", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&format, "format", "text", "`text|markdown|json`")
	f.StringVar(&o.Host, "host", "", "the `NAME` the client connects to, or its URL")
	f.StringVar(&at, "at", "", "judge as of this `RFC3339` time (default: now)")
	f.StringVar(&o.Store, "store", "openjdk", "default trust store: `openjdk|mozilla|none`")
	f.Var(&trust, "trust", "trust store `FILE`: PEM, DER, P7B, JKS, P12, sys_certificate XML, JSON or CSV (repeatable)")
	f.Var(&clients, "client", "client certificate or key store `FILE` (repeatable)")
	f.Var(&pool, "intermediates", "`FILE` of CA certificates at hand, to prove a repair (repeatable)")
	f.StringVar(&password, "password-file", "", "`FILE` with key store passwords, one a line")
	f.StringVar(&direction, "direction", "", "`outbound|mid|inbound` (default: found from the input)")
	f.StringVar(&o.Java, "java", "17", "the client's Java: `8|11|17|21|25`")
	f.StringVar(&before, "before", "", "an earlier paste to compare with: `FILE`")
	f.StringVar(&o.Lang, "lang", "en", "`en|ja`")
	f.BoolVar(&o.Redact, "redact", false, "leave names, hosts and serials out")
	f.BoolVar(&version, "version", false, "print the version")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			usage(stdout, f)
			return exitOK
		}
		return refuse(stderr, err.Error()+"; run missinglink --help")
	}
	if version {
		r := analyzer.Analyze(context.Background(), nil, o)
		fmt.Fprintf(stdout, "missinglink %s, trust data of %s\n", r.Tool.Version, r.Tool.TrustDate)
		return exitOK
	}
	for _, c := range []struct{ name, value, allowed string }{
		{"format", format, "text markdown json"}, {"store", o.Store, "openjdk mozilla none"},
		{"direction", direction, "outbound mid inbound"}, {"java", o.Java, "8 11 17 21 25"}, {"lang", o.Lang, "en ja"},
	} {
		if c.value != "" && !strings.Contains(" "+c.allowed+" ", " "+c.value+" ") {
			return refuse(stderr, fmt.Sprintf("--%s takes one of: %s", c.name, strings.ReplaceAll(c.allowed, " ", ", ")))
		}
	}
	o.Direction = report.Direction(direction)
	if at != "" {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return refuse(stderr, "--at takes a time like 2026-11-22T00:00:00Z")
		}
		o.At = t.UTC()
	}
	if password != "" {
		data, err := os.ReadFile(password)
		if err != nil {
			return refuse(stderr, cannotOpen(err))
		}
		for _, l := range strings.Split(string(data), "\n") {
			if l = strings.TrimSuffix(l, "\r"); l != "" {
				o.Passwords = append(o.Passwords, l)
			}
		}
	}

	a := analyzer.New(o)
	pasted, earlier := f.Args(), files{}
	if len(pasted) == 0 {
		pasted = []string{"-"}
	}
	if before != "" {
		earlier = files{before}
	}
	for _, in := range []struct {
		role  analyzer.Role
		names []string
	}{{"", pasted}, {"store", trust}, {"client", clients}, {"pool", pool}, {"before", earlier}} {
		for _, name := range in.names {
			if err := read(a, name, in.role, stdin); err != nil {
				return refuse(stderr, cannotOpen(err))
			}
		}
	}
	r := a.Report(context.Background())
	if err := write(stdout, r, format); err != nil {
		return refuse(stderr, "cannot write the report: "+err.Error())
	}
	return exitCode(r)
}

// read adds a file as an input, "-" for standard input.
func read(a *analyzer.Analysis, name string, role analyzer.Role, stdin io.Reader) error {
	if name == "-" {
		return feed(a, "stdin", role, stdin)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return feed(a, filepath.Base(name), role, file)
}

// feed streams an input in chunks, so that a long log needs little memory.
func feed(a *analyzer.Analysis, name string, role analyzer.Role, from io.Reader) error {
	w := a.Input(name, role)
	_, err := io.Copy(w, from)
	w.Close()
	return err
}

func write(out io.Writer, r *report.Report, format string) error {
	var b []byte
	switch format {
	case "json":
		b = analyzer.JSON(r)
	case "markdown":
		b = []byte(analyzer.Markdown(r))
	default:
		b = []byte(analyzer.Text(r))
	}
	_, err := out.Write(b)
	return err
}

func exitCode(r *report.Report) int {
	if r.Verdict.Status == report.Problem {
		return exitProblem
	}
	if r.Verdict.Status == report.Unknown {
		for _, f := range r.Findings {
			if f.Severity == report.Error {
				return exitProblem
			}
		}
	}
	return exitOK
}

func refuse(stderr io.Writer, why string) int {
	fmt.Fprintln(stderr, "missinglink: "+why)
	return exitUsage
}

func cannotOpen(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return "cannot open " + p.Path + " (" + p.Err.Error() + "); check the name and that you may read it"
	}
	return err.Error()
}

func usage(out io.Writer, f *flag.FlagSet) {
	fmt.Fprintln(out, `missinglink says why a TLS connection of a Java client fails.

  openssl s_client -showcerts -connect HOST:443 -servername HOST </dev/null 2>&1 | missinglink
  missinglink --trust sys_certificate.xml chain.txt
  missinglink --client client.p12 --password-file secret.txt chain.txt
  missinglink --before monday.txt friday.txt

Nothing is sent anywhere. Exit code 0: no problem; 1: a problem; 2: wrong usage.`)
	fmt.Fprintln(out)
	f.SetOutput(out)
	f.PrintDefaults()
}
