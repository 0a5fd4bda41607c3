package intake

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
)

// What dumps of records and messages become: each step is a dump that ends as
// read (r), written (w) or plaintext (p).
func TestWire(t *testing.T) {
	leaf, issuing := readingPKI["leaf"], readingPKI["issuing"]
	rec := certificateRecord(leaf)
	msg := rec[5:]
	body := msg[4:]
	head := func(kind byte, n int) []byte { return []byte{kind, 3, 3, byte(n >> 8), byte(n)} }
	join := func(list ...[]byte) []byte { return slices.Concat(list...) }
	message := func(kind byte, b []byte) []byte { return join([]byte{kind}, three(len(b)), b) }
	list13 := func(context string, ext []byte) []byte {
		entry := join(three(len(leaf.DER)), leaf.DER, ext)
		return message(certificateMessage, join([]byte{byte(len(context))}, []byte(context), three(len(entry)), entry))
	}
	type step struct {
		end  byte
		dump []byte
	}
	for name, c := range map[string]struct {
		steps []step
		want  []int // certificates of each chain
	}{
		"head and body apart":               {[]step{{'r', rec[:5]}, {'r', msg}}, []int{1}},
		"body in two dumps":                 {[]step{{'r', rec[:5]}, {'r', msg[:100]}, {'r', msg[100:]}}, []int{1}},
		"body and more":                     {[]step{{'r', rec[:5]}, {'r', join(msg, []byte{1})}}, []int{1}},
		"an alert's body":                   {[]step{{'r', head(alertRecord, 2)}, {'r', []byte{2, 40}}, {'r', rec}}, []int{1}},
		"a handshake behind an alert":       {[]step{{'r', join(head(alertRecord, 2), []byte{2, 40})}, {'r', rec}}, []int{1}},
		"data that looks like a handshake":  {[]step{{'r', join(head(applicationRecord, len(msg)), msg)}}, nil},
		"a head of data, and its body":      {[]step{{'r', head(applicationRecord, len(msg))}, {'r', msg}}, nil},
		"two records read":                  {[]step{{'r', join(rec, certificateRecord(leaf, issuing))}}, []int{1}},
		"two records written":               {[]step{{'w', join(rec, certificateRecord(leaf, issuing))}}, []int{1, 2}},
		"behind the change of the cipher":   {[]step{{'r', join(head(changeCipherSpec, 1), []byte{1})}, {'r', rec}}, nil},
		"the change alone":                  {[]step{{'r', head(changeCipherSpec, 1)}, {'r', []byte{1}}, {'r', rec}}, nil},
		"a record that is not whole":        {[]step{{'r', rec[:len(rec)-1]}, {'r', rec}}, []int{1}},
		"no record: type":                   {[]step{{'r', join([]byte{24}, rec[1:])}, {'r', join([]byte{19}, rec[1:])}}, nil},
		"no record: version":                {[]step{{'r', join([]byte{22, 2}, rec[2:])}}, nil},
		"a message over two records":        {[]step{{'w', join(head(handshakeRecord, 50), msg[:50], head(handshakeRecord, len(msg)-50), msg[50:])}}, []int{1}},
		"a message cut in its head":         {[]step{{'p', msg[:4]}, {'p', msg[4:]}}, []int{1}},
		"a beginning of three bytes":        {[]step{{'p', msg[:3]}, {'p', msg[3:]}}, nil},
		"plaintext":                         {[]step{{'p', msg}}, []int{1}},
		"plaintext once":                    {[]step{{'p', msg}, {'p', nil}}, []int{1}},
		"another message before":            {[]step{{'p', join(message(2, []byte{1, 2}), msg)}}, []int{1}},
		"another message cut":               {[]step{{'p', message(2, make([]byte, 100))[:50]}, {'p', msg}}, []int{1}},
		"a message of type 25":              {[]step{{'p', join(message(25, nil), msg)}}, []int{1}},
		"a message of type 26":              {[]step{{'p', join(message(26, nil), msg)}}, nil},
		"a message that is too long":        {[]step{{'p', join([]byte{certificateMessage}, three(maxMessage+1), body)}, {'p', msg}}, []int{1}},
		"a longest message":                 {[]step{{'p', join([]byte{certificateMessage}, three(maxMessage), body)}, {'p', msg}}, nil},
		"rest of less than a head":          {[]step{{'p', join(msg, []byte{11, 0})}, {'p', msg}}, []int{1, 1}},
		"TLS 1.3":                           {[]step{{'p', list13("", []byte{0, 0})}}, []int{1}},
		"TLS 1.3, with a context":           {[]step{{'p', list13("abc", []byte{0, 2, 1, 1})}}, []int{1}},
		"TLS 1.3, extensions cut":           {[]step{{'p', list13("", []byte{0, 2, 1})}}, nil},
		"TLS 1.3, half a length":            {[]step{{'p', list13("", []byte{0})}}, nil},
		"TLS 1.3, context of all":           {[]step{{'p', message(certificateMessage, []byte{2, 0, 0})}}, nil},
		"TLS 1.3, context and no list":      {[]step{{'p', message(certificateMessage, []byte{2, 0, 0})}, {'p', message(certificateMessage, []byte{2, 0})}, {'p', message(certificateMessage, []byte{1, 0})}}, nil},
		"a head of no record":               {[]step{{'r', head(24, 9)}, {'r', rec}, {'r', head(19, 9)}, {'r', rec}}, []int{1, 1}},
		"a head of data, and a handshake":   {[]step{{'r', head(applicationRecord, len(rec))}, {'r', rec}, {'r', rec}}, []int{1}},
		"no list":                           {[]step{{'p', message(certificateMessage, nil)}, {'p', message(certificateMessage, []byte{0})}}, nil},
		"an empty list":                     {[]step{{'p', message(certificateMessage, three(0))}}, nil},
		"a list and more":                   {[]step{{'p', message(certificateMessage, append(slices.Clone(body), 0))}}, nil},
		"a certificate that is cut":         {[]step{{'p', message(certificateMessage, join(three(5), three(9), []byte{1, 2}))}}, nil},
		"what is no certificate":            {[]step{{'p', message(certificateMessage, join(three(5), three(2), []byte{1, 2}))}}, nil},
		"five chains: the last four remain": {[]step{{'p', certificateRecord(leaf, issuing)[5:]}, {'p', msg}, {'p', msg}, {'p', msg}, {'p', msg}}, []int{1, 1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := &javaWire{}
			for _, s := range c.steps {
				w.dump = s.dump
				if s.end == 'p' {
					w.plaintext()
				} else {
					w.record(s.end == 'w')
				}
				require.Empty(t, w.dump)
			}
			var got []int
			for _, list := range w.chains {
				got = append(got, len(list))
				require.True(t, bytes.Equal(leaf.DER, list[0].Raw))
			}
			require.Equal(t, c.want, got)
		})
	}
}

// A chain's bytes are given once, the newest first, and only to the chain that
// names them.
func TestWireTake(t *testing.T) {
	leaf, issuing := readingPKI["leaf"].Certificate(), readingPKI["issuing"].Certificate()
	w := &javaWire{chains: [][]*cert.Certificate{{leaf}, {issuing}, {leaf}}}
	named := func(c *cert.Certificate, serial string, end time.Time, subject cert.Name) []*cert.Certificate {
		return []*cert.Certificate{{Serial: serial, NotAfter: end, Subject: subject}}
	}
	later := leaf.NotAfter.Add(time.Hour)
	require.Nil(t, w.take(nil))
	require.Nil(t, w.take([]*cert.Certificate{leaf, issuing}))
	require.Nil(t, w.take(named(leaf, "1", leaf.NotAfter, leaf.Subject)))
	require.Nil(t, w.take(named(leaf, leaf.Serial, later, issuing.Subject)))
	require.NotNil(t, w.take(named(leaf, "00"+leaf.Serial, later, leaf.Subject)), "a zone that was not known")
	require.Len(t, w.chains, 2)
	require.NotNil(t, w.take(named(leaf, leaf.Serial, leaf.NotAfter, issuing.Subject)))
	require.Nil(t, w.take([]*cert.Certificate{leaf}))
	require.NotNil(t, w.take(named(issuing, issuing.Serial, time.Time{}, cert.Name{})))
	require.Empty(t, w.chains)
}

// The certificates of one message are bounded.
func TestCertificateListBound(t *testing.T) {
	one := readingPKI["leaf"].DER
	many := bytes.Repeat(slices.Concat(three(len(one)), one), maxSent+1)
	require.Len(t, certificateList(slices.Concat(three(len(many)), many), false), maxSent)
}

// The bytes of one dump are bounded.
func TestWireBound(t *testing.T) {
	w := &javaWire{}
	for range maxDump/16 + 2 {
		w.row("0000: 00 01 02 03 04 05 06 07   08 09 0A 0B 0C 0D 0E 0F  ................")
	}
	require.Len(t, w.dump, maxDump)
}

// Passwords are tried in the order given, each once, before the usual ones.
func TestPasswords(t *testing.T) {
	s := &sink{ev: New(Options{}).Evidence(), opts: &Options{Passwords: []string{"a", "changeit", "", "b", "a", "password"}}}
	usual := []password{{}, {null: true}, {text: "changeit"}, {text: "password"}}
	require.Equal(t, append([]password{{text: "a"}, {text: "b"}}, usual...), s.passwords())
	s.opts = &Options{}
	for i := range maxPasswords {
		s.opts.Passwords = append(s.opts.Passwords, fmt.Sprint(i))
	}
	require.Len(t, s.passwords(), maxPasswords+4)
	require.Empty(t, s.ev.Truncated)
	s.opts.Passwords = append(s.opts.Passwords, "one more", "two more")
	require.Len(t, s.passwords(), maxPasswords+4)
	require.Len(t, s.ev.Truncated, 1)
	require.Equal(t, "maxPasswords", s.ev.Truncated[0].Limit)
}
