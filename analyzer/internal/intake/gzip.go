package intake

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"strings"
)

var magicGzip = []byte("\x1f\x8b")

// readGzip reads what a gzip file (RFC 1952) holds as an input of its own. It
// is unpacked piece by piece, so that a log of any size needs little memory.
func readGzip(s *sink, data []byte) {
	s.kind("gzip")
	s.unpack(len(data))
	in, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		archiveDamage(s, "gzip file", data, err)
		return
	}
	name := entryName(in.Name)
	if name == "" {
		name = strings.TrimSuffix(path.Base(s.name()), ".gz")
	}
	out := s.inner(s.name() + "/" + name)
	err = s.inflate(out, in)
	out.Close()
	if err != nil {
		archiveDamage(s, "gzip file", data, err)
	}
}

// archiveDamage tells that an archive, or one entry of it, was not read to its
// end. What came before stays.
func archiveDamage(s *sink, what string, data []byte, err error) {
	switch err {
	case errTooLarge:
		return // told by the limit's name
	case io.EOF, io.ErrUnexpectedEOF:
		err = errCutOff
	}
	cutOff(s, what, data, err)
}
