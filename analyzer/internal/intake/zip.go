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

// maxDirectory is how many entries a zip file may list: the library reads the
// whole list at once, of which 32 MiB can hold 700,000.
const maxDirectory = 10 * maxEntries

// magicDirectory starts an entry of that list.
var magicDirectory = []byte("PK\x01\x02")

// readZip reads every entry of a zip file as an input of its own, named
// "archive/entry".
func readZip(s *sink, data []byte) {
	s.kind("zip")
	s.unpack(len(data))
	if bytes.Count(data, magicDirectory) > maxDirectory {
		s.truncated("maxDirectory")
		tooLarge(s, len(data))
		return
	}
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
	if err == zip.ErrAlgorithm {
		what, err = what+", compressed in a way that is not read,", errNotBER
	}
	if err != nil {
		archiveDamage(s, what, nil, err)
		return true
	}
	out := s.inner(s.name() + "/" + name)
	err = s.inflate(out, in)
	out.Close()
	if err != nil {
		archiveDamage(s, what, nil, err)
	}
	return err != errTooLarge
}
