package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
)

// javaPrinted reads the certificates that a debug log prints. It prints the
// same ones at every handshake: the rows of one are kept until it ends, and one
// whose rows came before is not read again.
type javaPrinted struct {
	open bool
	line int
	rows []byte // of the one that is open, each with its line end
	long *javaCertificate
	read map[string]*cert.Certificate
}

const (
	// maxPrintedRows is how much of a certificate is kept, in bytes; a longer one
	// is read as it comes. One with 100 host names takes 6 KB.
	maxPrintedRows = 64 << 10
	// maxKnownRows is how many are known by their rows. A partner's chains are few.
	maxKnownRows = 64
)

// begin starts a certificate at a line.
func (p *javaPrinted) begin(line int) {
	p.open, p.line, p.rows, p.long = true, line, p.rows[:0], nil
}

func (p *javaPrinted) row(text string) {
	if p.long == nil && len(p.rows)+len(text) > maxPrintedRows {
		p.long = p.reader()
	}
	if p.long != nil {
		p.long.read(text)
		return
	}
	p.rows = append(append(p.rows, text...), '\n')
}

// reader has read the rows that were kept.
func (p *javaPrinted) reader() *javaCertificate {
	c := &javaCertificate{line: p.line}
	for text := range strings.SplitSeq(strings.TrimSuffix(string(p.rows), "\n"), "\n") {
		c.read(text)
	}
	return c
}

// end returns the certificate, nil when the rows name none.
func (p *javaPrinted) end() *cert.Certificate {
	p.open = false
	if p.long != nil {
		return p.long.certificate()
	}
	c, known := p.read[string(p.rows)]
	if !known {
		if c = p.reader().certificate(); len(p.read) >= maxKnownRows {
			clear(p.read)
		}
		p.read[string(p.rows)] = c
	}
	return c
}
