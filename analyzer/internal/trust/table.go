package trust

import (
	"encoding/hex"
	"time"
)

// A table is one file of data/: big-endian numbers and byte strings, one after
// the other. The files are written by the generator and checked by tests, so
// reading them knows no errors; past the end a table reads zeros.
type table struct {
	data string
	at   int
}

// Layout is the first number of each table. A program that knows another
// layout takes the table for empty, so that the generator can replace it.
const Layout = 3

func open(data string) *table {
	t := &table{data: data}
	if t.number(4) != Layout {
		return &table{}
	}
	return t
}

func (t *table) bytes(n int) string {
	if n < 0 || t.at+n > len(t.data) {
		t.at = len(t.data)
		return ""
	}
	t.at += n
	return t.data[t.at-n : t.at]
}

func (t *table) number(size int) int { return numberAt(t.bytes(size), 0, size) }

// text reads a string behind its length of one byte, long one of two.
func (t *table) text() string { return t.bytes(t.number(1)) }
func (t *table) long() string { return t.bytes(t.number(2)) }

// instant reads seconds since 1970.
func (t *table) instant() time.Time { return time.Unix(int64(t.number(8)), 0).UTC() }

// numberAt is the i-th number of a column.
func numberAt(column string, i, size int) int {
	if (i+1)*size > len(column) {
		return 0
	}
	n := 0
	for _, b := range []byte(column[i*size : (i+1)*size]) {
		n = n<<8 | int(b)
	}
	return n
}

// dayAt is the i-th day of a column of days since 1970, two bytes each.
func dayAt(column string, i int) time.Time {
	return time.Unix(int64(numberAt(column, i, 2))*24*60*60, 0).UTC()
}

func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }
