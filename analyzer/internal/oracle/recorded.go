package oracle

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Recorded are answers that a JDK gave to cases of this package, kept so that
// the comparison needs no JDK. Paths are stored as places ("s0 s1 a0" is the
// first two certificates sent and the first anchor): the certificates
// themselves are made anew from their seed.
type Recorded struct {
	Build   string // the JDK's own version string
	Entries []Entry
}

// Entry is the answer to one case.
type Entry struct {
	ID      string   `json:"id"`
	Case    string   `json:"case"` // Case.Hash at the time
	Answers []Answer `json:"answers"`
}

// Record pairs cases with what the JDK said.
func Record(build string, cases []Case, answers [][]Answer) (Recorded, error) {
	r := Recorded{Build: build}
	for i, c := range cases {
		places, err := rewrite(answers[i], c.places())
		if err != nil {
			return r, fmt.Errorf("oracle: %s: %w", c.ID, err)
		}
		// Which answer comes first is chance; the record does not keep it.
		slices.SortFunc(places, func(x, y Answer) int { return strings.Compare(x.String(), y.String()) })
		r.Entries = append(r.Entries, Entry{ID: c.ID, Case: c.Hash(), Answers: places})
	}
	return r, nil
}

// Answers gives an entry's answers with paths as certificate ids. It fails when
// the answer is to another question.
func (e Entry) AnswersTo(c Case) ([]Answer, error) {
	if e.ID != c.ID || e.Case != c.Hash() {
		return nil, fmt.Errorf("oracle: the case %s is not the one that was recorded: record anew", c.ID)
	}
	ids := map[string]string{}
	for id, place := range c.places() {
		ids[place] = id
	}
	return rewrite(e.Answers, ids)
}

func rewrite(answers []Answer, names map[string]string) ([]Answer, error) {
	var out []Answer
	for _, a := range answers {
		var path []string
		for _, p := range a.Path {
			name, ok := names[p]
			if !ok {
				return nil, errors.New("a path leads through a certificate that is not in the case")
			}
			path = append(path, name)
		}
		a.Path = path
		out = append(out, a)
	}
	return out, nil
}

// places names every certificate of the case by where it first stands.
func (c Case) places() map[string]string {
	places := map[string]string{}
	for _, list := range []struct {
		letter string
		ders   [][]byte
	}{{"s", c.Sent}, {"a", c.Anchors}} {
		for i, der := range list.ders {
			if id := fingerprint(der); places[id] == "" {
				places[id] = fmt.Sprintf("%s%d", list.letter, i)
			}
		}
	}
	return places
}

// WriteFile stores the record, compressed: the build first, then a line each.
func (r Recorded) WriteFile(name string) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(z)
	lines.SetEscapeHTML(false)
	err = lines.Encode(struct{ Build string }{r.Build})
	for _, e := range r.Entries {
		err = errors.Join(err, lines.Encode(e))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}

// ReadRecorded reads what WriteFile wrote.
func ReadRecorded(name string) (Recorded, error) {
	var r Recorded
	f, err := os.Open(name)
	if err != nil {
		return r, err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return r, err
	}
	lines := json.NewDecoder(z)
	if err := lines.Decode(&r); err != nil {
		return r, err
	}
	for {
		var e Entry
		if err := lines.Decode(&e); errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			return r, err
		}
		r.Entries = append(r.Entries, e)
	}
}
