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
	// maxInflated is what all archives of one analysis may unpack to: a day of
	// Java's handshake logging is some 100 MB.
	maxInflated = 256 << 20
	// maxRatio is how many times their own size archives may unpack to, beside
	// freeInflated, which anything may. Logs pack 10 to 60 times; a bomb comes
	// near the 1,032 times that deflate reaches, or lists one entry often.
	maxRatio     = 100
	freeInflated = 32 << 20
	// maxEntryName is how much of an entry's name is shown.
	maxEntryName = 120
)

// errTooLarge says that a limit was hit, which has been told by then.
var errTooLarge = errors.New("intake: unpacks to more than is read")

// inflate copies what an archive holds, up to the limits.
func (s *sink) inflate(out io.Writer, in io.Reader) error {
	work := s.work()
	if work.buffer == nil {
		work.buffer = make([]byte, 64<<10)
	}
	buffer := work.buffer // nothing else is unpacked before out is closed
	for {
		limit := ""
		switch {
		case work.inflated > maxInflated:
			limit = "maxInflated"
		case work.inflated > freeInflated+maxRatio*work.packed:
			limit = "maxRatio"
		}
		if limit != "" {
			s.truncated(limit)
			tooLarge(s, int(work.inflated))
			return errTooLarge
		}
		n, err := in.Read(buffer)
		work.inflated += int64(n)
		out.Write(buffer[:n])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// unpack counts the size of an archive that is about to be unpacked. Those
// inside others are part of what these unpack to.
func (s *sink) unpack(size int) {
	if s.depth == 0 {
		s.work().packed += int64(size)
	}
}

// tooLarge tells that an archive was not read to its end.
func tooLarge(s *sink, size int) {
	s.damage(evidence.Damage{
		Kind: "too-large", Detail: "the archive unpacks to more than is read", Bytes: size,
		Quote: evidence.Quote{Input: s.input},
	})
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
func (s *sink) name() string { return s.ev.Inputs[s.input].Name }
