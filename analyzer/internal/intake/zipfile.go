package intake

import (
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
)

// The parts of a zip file (PKWARE's APPNOTE 6.3.10): each begins with four
// bytes that name it, and the fixed part of each has a size of its own.
var (
	magicZip      = []byte("PK\x03\x04") // section 4.3.7, before an entry's data
	magicEntry    = []byte("PK\x01\x02") // section 4.3.12, in the directory
	magicEnd      = []byte("PK\x05\x06") // section 4.3.16, the end of the directory
	magicEnd64    = []byte("PK\x06\x06") // section 4.3.14
	magicLocate64 = []byte("PK\x06\x07") // section 4.3.15, where that stands
)

const (
	headSize, entrySize, endSize, end64Size, locate64Size = 30, 46, 22, 56, 20
	// maxBehind may follow the end of the directory: a comment of 65,535 bytes,
	// and a little that a transfer added.
	maxBehind = 65 << 10
	// widened is a size or a place that stands in a wider field elsewhere.
	widened16, widened32 = 1<<16 - 1, 1<<32 - 1
	// extra64 is the field that holds those of an entry (section 4.5.3).
	extra64 = 1
	// flagEncrypted is a bit of an entry's flags (section 4.4.4).
	flagEncrypted = 1
	// The ways an entry is packed that are read (section 4.4.5).
	methodStored, methodDeflated = 0, 8
)

var (
	errNotZip  = errors.New("intake: not a zip file")
	errPacking = errors.New("intake: compressed in a way that is not read")
)

// zipFile is read here and not with archive/zip, which brings the code that
// writes zip files along: 57 kB of the page.
type zipFile struct {
	data     []byte
	base     int64 // what the places in the file count from: something may stand before it
	entries  []zipEntry
	inflater io.ReadCloser
}

// zipEntry is what the directory says of an entry; sizes and the place of its
// head are in bytes.
type zipEntry struct {
	name               string
	flags, method      uint64
	checksum           uint32
	packed, size, head uint64
}

// openZip reads the directory of a zip file.
func openZip(data []byte) (*zipFile, error) {
	from := max(0, len(data)-endSize-maxBehind)
	at := bytes.LastIndex(data[from:max(from, len(data)-endSize+len(magicEnd))], magicEnd)
	if at < 0 {
		return nil, errNotZip
	}
	end := from + at
	in := fields(data[end+len(magicEnd):])
	in.skip(2 + 2 + 2) // the disk, the directory's disk, the entries on this one
	count, size, start, comment := in.number(2), in.number(4), in.number(4), in.number(2)
	if comment > uint64(len(in)) {
		return nil, errNotZip
	}
	if count == widened16 || size == widened32 || start == widened32 {
		if at, ok := locateEnd64(data, end); ok {
			end, in = at, fields(data[at+len(magicEnd64):])
			in.skip(8 + 2 + 2 + 4 + 4 + 8) // its size, two versions, and as above
			count, size, start = in.number(8), in.number(8), in.number(8)
		}
	}
	if size > uint64(end) {
		return nil, errNotZip
	}
	directory := end - int(size)
	z := &zipFile{data: data}
	first := min(start, uint64(directory))
	if z.entries = entriesOf(data[first:]); z.entries == nil { // something was put before the file
		first = uint64(directory)
		z.entries = entriesOf(data[first:])
	}
	z.base = int64(first) - int64(start)
	if uint16(len(z.entries)) != uint16(count) {
		return nil, errNotZip
	}
	return z, nil
}

// locateEnd64 finds the end of the directory of a large file, by what stands
// before the other end.
func locateEnd64(data []byte, end int) (at int, ok bool) {
	if end < locate64Size || !bytes.HasPrefix(data[end-locate64Size:], magicLocate64) {
		return 0, false
	}
	in := fields(data[end-locate64Size+len(magicLocate64):])
	disk, place, disks := in.number(4), in.number(8), in.number(4)
	// A record that lost bytes runs into what stands behind it, and its count
	// and size may still be right.
	if disk != 0 || disks != 1 || place > uint64(len(data)) || uint64(len(data))-place < end64Size || !bytes.HasPrefix(data[place:], magicEnd64) {
		return 0, false
	}
	return int(place), true
}

// entriesOf a directory, up to the first that is none.
func entriesOf(in fields) (list []zipEntry) {
	for len(in) >= entrySize && bytes.HasPrefix(in, magicEntry) {
		var e zipEntry
		in.skip(len(magicEntry) + 2 + 2) // two versions
		e.flags, e.method = in.number(2), in.number(2)
		in.skip(2 + 2) // time and date
		e.checksum = uint32(in.number(4))
		e.packed, e.size = in.number(4), in.number(4)
		name, extra, comment := int(in.number(2)), int(in.number(2)), int(in.number(2))
		in.skip(2 + 2 + 4) // the disk and the attributes
		e.head = in.number(4)
		if len(in) < name+extra+comment || !e.widen(fields(in[name:name+extra])) {
			break
		}
		e.name = string(in[:name])
		in.skip(name + extra + comment)
		list = append(list, e)
	}
	return list
}

// widen reads what did not fit into the fixed fields of an entry.
func (e *zipEntry) widen(extra fields) bool {
	for len(extra) >= 4 {
		tag, size := extra.number(2), int(extra.number(2))
		if size > len(extra) {
			break
		}
		field := extra[:size]
		extra.skip(size)
		if tag != extra64 {
			continue
		}
		for _, n := range []*uint64{&e.size, &e.packed, &e.head} {
			if *n != widened32 {
				continue
			}
			if len(field) < 8 {
				return false
			}
			*n = field.number(8)
		}
	}
	return e.packed != widened32 && e.head != widened32
}

// open reads what an entry holds. The reader ends with another error than
// io.EOF when its size or checksum are not those of the directory; it is read
// to its end, or left, before the next is opened.
func (z *zipFile) open(e *zipEntry) (io.Reader, error) {
	at := z.base + int64(e.head)
	if at < 0 || at > int64(len(z.data)-headSize) || !bytes.HasPrefix(z.data[at:], magicZip) {
		return nil, errNotZip
	}
	in := fields(z.data[at+headSize-2-2:]) // the sizes of a name and extra fields, not always the directory's
	name, extra := int(in.number(2)), int(in.number(2))
	packed := in[min(name+extra, len(in)):]
	packed = packed[:min(e.packed, uint64(len(packed)))]
	checked := &checkedReader{left: e.size, want: e.checksum}
	switch e.method {
	case methodStored:
		checked.in = bytes.NewReader(packed)
	case methodDeflated:
		if z.inflater == nil {
			z.inflater = flate.NewReader(nil)
		}
		if err := z.inflater.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
			return nil, err
		}
		checked.in = z.inflater
	default:
		return nil, errPacking
	}
	return checked, nil
}

// checkedReader holds what is read against an entry's size and checksum; not
// every writer knows the checksum, and leaves 0.
type checkedReader struct {
	in        io.Reader
	left      uint64
	sum, want uint32
}

func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	if uint64(n) > c.left {
		return int(c.left), errNotZip
	}
	c.left -= uint64(n)
	switch {
	case err == io.EOF && c.left > 0:
		err = io.ErrUnexpectedEOF
	case err == io.EOF && c.want != 0 && c.sum != c.want:
		err = errNotZip
	}
	return n, err
}

// fields are numbers side by side, the lowest byte of each first. They are as
// long as what is read of them.
type fields []byte

func (f *fields) number(size int) (n uint64) {
	for i, b := range (*f)[:size] {
		n |= uint64(b) << (8 * i)
	}
	f.skip(size)
	return n
}

func (f *fields) skip(size int) { *f = (*f)[size:] }
