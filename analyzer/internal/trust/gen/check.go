package main

import (
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"missinglink/analyzer/internal/trust"
)

// check refuses sources that contradict each other or the days that package
// trust states for them.
func check(s *sources) error {
	for _, list := range []struct {
		name, day    string
		certificates []*x509.Certificate
	}{
		{"OpenJDKDate", trust.OpenJDKDate, certificates(s.jdk)},
		{"MozillaDate", trust.MozillaDate, s.mozilla},
		{"IntermediatesDate", trust.IntermediatesDate, s.intermediates},
	} {
		end, err := time.Parse(time.DateOnly, list.day)
		if err != nil {
			return err
		}
		for _, c := range list.certificates {
			if !c.NotBefore.Before(end.AddDate(0, 0, 1)) {
				return fmt.Errorf("%s was issued on %s, after trust.%s: set that day anew", name(c), c.NotBefore.Format(time.DateOnly), list.name)
			}
		}
	}
	known := map[string]bool{}
	for _, c := range s.intermediates {
		id := fingerprint(c)
		known[id] = true
		if s.reaches[id] == "" {
			return fmt.Errorf("%s lacks %s, which is in %s", intermediatesTSV, id, intermediatesDER)
		}
	}
	for id := range s.reaches {
		if !known[id] {
			return fmt.Errorf("%s lacks %s, which is in %s", intermediatesDER, id, intermediatesTSV)
		}
	}
	for id := range s.cross {
		if !known[id] {
			return fmt.Errorf("%s lacks %s, which is in %s", intermediatesDER, id, crossTSV)
		}
	}
	return nil
}

func certificates(roots []jdkRoot) []*x509.Certificate {
	list := make([]*x509.Certificate, len(roots))
	for i, r := range roots {
		list[i] = r.Certificate
	}
	return list
}

// rootsTable is the readable form of both root lists, one line a root key: the
// test's second opinion on the anchors.
func rootsTable(s *sources) ([]byte, error) {
	type row struct {
		name, spki, ski, jdk, mozilla, since, policy, after, ends string
	}
	rows := map[string]*row{}
	of := func(c *x509.Certificate) *row {
		if rows[caKey(c)] == nil {
			rows[caKey(c)] = &row{name: name(c), spki: hexSum(c.RawSubjectPublicKeyInfo), ski: fmt.Sprintf("%x", c.SubjectKeyId),
				ends: c.NotAfter.UTC().Format(time.DateOnly)}
		}
		return rows[caKey(c)]
	}
	for _, r := range s.jdk {
		line := of(r.Certificate)
		line.jdk, line.since, line.policy = fingerprint(r.Certificate), r.since, r.policy
		if r.policy != "" {
			line.after = r.distrust.Format(time.DateOnly)
		}
	}
	for _, c := range s.mozilla {
		of(c).mozilla = fingerprint(c)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join([]string{r.name, r.spki, r.ski, r.jdk, r.mozilla, r.since, r.policy, r.after, r.ends}, "\t"))
	}
	slices.Sort(lines)
	return []byte("name\tspki\tski\topenjdk\tmozilla\tsince\tpolicy\tafter\tends\n" + strings.Join(lines, "\n") + "\n"), nil
}

// reachesTable says of how many intermediates each list is reached, and whose
// certificates are crosses of a root, as digests of the sorted fingerprints:
// the test's second opinion on the walk upward.
func reachesTable(s *sources) ([]byte, error) {
	groups := map[string][]string{}
	for _, c := range s.intermediates {
		id := fingerprint(c)
		if s.revoked[id] {
			continue
		}
		groups[s.reaches[id]] = append(groups[s.reaches[id]], id)
		if s.cross[id] {
			groups["cross"] = append(groups["cross"], id)
		}
	}
	var b strings.Builder
	b.WriteString("group\tcount\tsha256\n")
	for _, g := range []string{"cross", "j", "m", "mj"} {
		slices.Sort(groups[g])
		fmt.Fprintf(&b, "%s\t%d\t%s\n", g, len(groups[g]), hexSum([]byte(strings.Join(groups[g], "\n"))))
	}
	return []byte(b.String()), nil
}

// changes prints what the new sources add to and take from the tables this
// program was built with.
func changes(s *sources, log io.Writer) {
	was := map[string]string{}
	for _, a := range trust.OpenJDK() {
		was[a.ID] = a.Subject.CommonName()
	}
	now := map[string]string{}
	for _, r := range s.jdk {
		now[fingerprint(r.Certificate)] = name(r.Certificate)
	}
	difference(log, "openjdk", was, now)

	was, now = map[string]string{}, map[string]string{}
	for i := range trust.Intermediates() {
		was[i.SHA256] = i.CommonName
	}
	for _, c := range s.intermediates {
		if id := fingerprint(c); !s.revoked[id] {
			now[id] = name(c)
		}
	}
	difference(log, "intermediates", was, now)
	fmt.Fprintf(log, "mozilla: %d roots, from the module that go.mod pins\n", len(s.mozilla))
}

func difference(log io.Writer, list string, was, now map[string]string) {
	var lines []string
	for _, d := range []struct {
		sign    string
		in, out map[string]string
	}{{"+", now, was}, {"-", was, now}} {
		for id, name := range d.in {
			if _, ok := d.out[id]; !ok {
				lines = append(lines, fmt.Sprintf("  %s %s %s", d.sign, id, name))
			}
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return cmp.Compare(a, b) })
	fmt.Fprintf(log, "%s: %d, %d changed\n", list, len(now), len(lines))
	for _, line := range lines {
		fmt.Fprintln(log, line)
	}
}

func rawSum(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return string(sum[:])
}
