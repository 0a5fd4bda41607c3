package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

var (
	magicZip      = []byte("PK\x03\x04")
	magicEmptyZip = []byte("PK\x05\x06")
)

// maxEntries is how many entries of zip files are read in one analysis: a
// folder of certificates has some hundred, a support package some thousand.
const maxEntries = 4000

// readZip reads every entry of a zip file as an input of its own, named
// "archive/entry".
func readZip(s *sink, data []byte) {
	s.kind("zip")
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		archiveDamage(s, "zip file", data, errCutOff)
		return
	}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue // a folder, or the Finder's own notes
		}
		if s.work().entries++; s.budget.entries > maxEntries {
			s.truncated("maxEntries")
			return
		}
		if !s.readEntry(f) {
			return
		}
	}
}

// readEntry reads one entry and reports whether the next one may be read.
func (s *sink) readEntry(f *zip.File) bool {
	name := entryName(f.Name)
	if f.Flags&1 != 0 {
		s.damage(evidence.Damage{
			Kind: "password-needed", Detail: "zip entry " + name + " is encrypted: unpack the file first",
			Bytes: int(f.CompressedSize64 & (1<<31 - 1)), Quote: evidence.Quote{Input: s.input},
		})
		return true
	}
	what := fmt.Sprintf("zip entry %s", name)
	in, err := f.Open()
	if err != nil {
		archiveDamage(s, what, nil, err)
		return true
	}
	out := s.inner(s.name() + "/" + name)
	err = s.inflate(out, in, int64(f.CompressedSize64))
	out.Close()
	if err != nil {
		archiveDamage(s, what, nil, err)
	}
	return s.work().inflated <= maxInflated
}
