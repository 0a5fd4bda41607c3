package intake

import (
	"errors"
	"io"
	"path"
	"strings"
	"unicode"

	"missinglink/analyzer/internal/evidence"
)

const (
	// maxInflated is what all archives of one input may unpack to: a day of
	// Java's handshake logging is some 100 MB.
	maxInflated = 256 << 20
	// maxRatio is how many times larger than its packed form an entry may be,
	// once it is larger than freeInflated. Logs pack 10 to 60 times; a bomb
	// needs the 1,032 times that deflate reaches at most.
	maxRatio = 250
	// freeInflated may be unpacked from anything.
	freeInflated = 1 << 20
	// maxEntryName is how much of an entry's name is shown.
	maxEntryName = 120
)

// errTooLarge says that a limit was hit, which has been told by then.
var errTooLarge = errors.New("intake: unpacks to more than is read")

// inflate copies what an archive's entry unpacks to, up to the limits. packed
// is the size of the entry in the archive.
func (s *sink) inflate(out io.Writer, in io.Reader, packed int64) error {
	buffer := make([]byte, 64<<10)
	var size int64
	for {
		n, err := in.Read(buffer)
		size += int64(n)
		s.work().inflated += int64(n)
		limit := ""
		switch {
		case s.work().inflated > maxInflated:
			limit = "maxInflated"
		case size > freeInflated && size > packed*maxRatio:
			limit = "maxRatio"
		}
		if limit != "" {
			s.truncated(limit)
			s.damage(evidence.Damage{
				Kind: "too-large", Detail: "the archive unpacks to more than is read", Bytes: int(size),
				Quote: evidence.Quote{Input: s.input},
			})
			return errTooLarge
		}
		if n > 0 {
			out.Write(buffer[:n])
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// entryName makes a name from an archive harmless: no way out of a folder, no
// control or direction characters, and a length that can be shown.
func entryName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if name == "" {
		return ""
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if runes := []rune(name); len(runes) > maxEntryName {
		name = "…" + string(runes[len(runes)-maxEntryName:])
	}
	return name
}

// name is the name of this input.
func (s *sink) name() string {
	if s.input < len(s.ev.Inputs) {
		return s.ev.Inputs[s.input].Name
	}
	return ""
}
