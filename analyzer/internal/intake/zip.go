package intake

import (
	"bytes"
	"fmt"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// maxEntries is how many entries of zip files are read in one analysis: a
// folder of certificates has some hundred, a support package some thousand.
const maxEntries = 4000

// maxDirectory is how many entries a zip file may list: the whole list is read
// at once, of which 32 MiB can hold 700,000.
const maxDirectory = 10 * maxEntries

// readZip reads every entry of a zip file as an input of its own, named
// "archive/entry".
func readZip(s *sink, data []byte) {
	s.kind("zip")
	s.unpack(len(data))
	if bytes.Count(data, magicEntry) > maxDirectory {
		s.truncated("maxDirectory")
		tooLarge(s, len(data))
		return
	}
	archive, err := openZip(data)
	if err != nil {
		archiveDamage(s, "zip file", data, errCutOff)
		return
	}
	for i := range archive.entries {
		e := &archive.entries[i]
		if strings.HasSuffix(e.name, "/") || strings.HasPrefix(e.name, "__MACOSX/") {
			continue // a folder, or the Finder's own notes
		}
		if s.work().entries++; s.budget.entries > maxEntries {
			s.truncated("maxEntries")
			return
		}
		if !s.readEntry(archive, e) {
			return
		}
	}
}

// readEntry reads one entry and reports whether the next one may be read.
func (s *sink) readEntry(archive *zipFile, e *zipEntry) bool {
	name := entryName(e.name)
	if e.flags&flagEncrypted != 0 {
		s.damage(evidence.Damage{
			Kind: "password-needed", Detail: "zip entry " + name + " is encrypted: unpack the file first",
			Bytes: int(e.packed & (1<<31 - 1)), Quote: evidence.Quote{Input: s.input},
		})
		return true
	}
	what := fmt.Sprintf("zip entry %s", name)
	in, err := archive.open(e)
	if err == errPacking {
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
