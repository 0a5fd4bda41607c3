package intake

// hexReader finds certificates in hex dumps of DER.
type hexReader struct{ s *sink }

func newHexDump(s *sink) *hexReader { return &hexReader{s} }

func (h *hexReader) triggers() []string { return []string{"\x00\x00hex"} }
func (h *hexReader) line(line) bool     { return false }
func (h *hexReader) end()               {}
