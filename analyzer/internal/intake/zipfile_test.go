package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// maxFuzzed bounds what is unpacked of a fuzzed entry, in bytes.
const maxFuzzed = 1 << 20

// agree holds openZip against the standard library: what that reads, we read
// with the same names and bytes. It reports whether the library read all.
func agree(t *testing.T, data []byte) bool {
	t.Helper()
	want, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	got, gotErr := openZip(data)
	if err != nil {
		return false
	}
	require.NoError(t, gotErr, "%d of %d: %x", len(want.File), len(data), data[max(0, len(data)-80):])
	require.Len(t, got.entries, len(want.File))
	all := true
	for i, f := range want.File {
		e := &got.entries[i]
		require.Equal(t, f.Name, e.name)
		require.Equal(t, []uint64{f.CompressedSize64, f.UncompressedSize64}, []uint64{e.packed, e.size}, e.name)
		if strings.HasSuffix(f.Name, "/") {
			continue // the library opens a folder as an empty file
		}
		held, err := holds(func() (io.Reader, error) { return f.Open() })
		if err != nil {
			all = false
			continue
		}
		ours, err := holds(func() (io.Reader, error) { return got.open(e) })
		require.NoError(t, err, e.name)
		require.True(t, bytes.Equal(held, ours), e.name)
	}
	return all
}

func holds(open func() (io.Reader, error)) ([]byte, error) {
	in, err := open()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(in, maxFuzzed))
}

// samples are zip files as several writers make them.
func samples(t testing.TB) map[string][]byte {
	text := []byte(strings.Repeat("a line of a log\n", 30))
	plain := zipOf(t, file{"a.txt", text}, file{"dir/", nil}, file{"dir/ü.txt", []byte("short")}, file{"empty", nil})
	list := map[string][]byte{"plain": plain, "none": zipOf(t)}
	list["behind a program"] = append([]byte("#!/bin/sh\nexit 0\n"), plain...)
	list["before other bytes"] = nil
	make := func(name string, method uint16, comment string) {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		// Without a descriptor behind the data: all is in the entry's head.
		raw, err := w.CreateRaw(&zip.FileHeader{
			Name: "raw.txt", Method: zip.Store, CRC32: crc32.ChecksumIEEE(text),
			CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text)), Extra: []byte("UT\x05\x00\x01abcd"),
		})
		require.NoError(t, err)
		_, err = raw.Write(text)
		require.NoError(t, err)
		e, err := w.CreateHeader(&zip.FileHeader{Name: "x.txt", Method: method, Comment: "of the entry"})
		require.NoError(t, err)
		_, err = e.Write(text)
		require.NoError(t, err)
		require.NoError(t, w.SetComment(comment))
		require.NoError(t, w.Close())
		list[name] = out.Bytes()
	}
	make("stored", zip.Store, "")
	make("deflated", zip.Deflate, "")
	make("with a comment", zip.Deflate, strings.Repeat("c", 1<<16-1))
	make("with an end in the comment", zip.Deflate, "PK\x05\x06 is how it ends")
	list["before other bytes"] = append(list["stored"], "more"...)
	list["wide"] = wide(list["stored"])
	return list
}

// wide moves the sizes and the place of the last entry into a field for files
// of 4 GiB, and the end of the directory into the record for such files.
func wide(data []byte) []byte {
	at, end := bytes.LastIndex(data, magicEntry), bytes.LastIndex(data, magicEnd)
	directory := bytes.Index(data, magicEntry)
	le := binary.LittleEndian
	head := append([]byte(nil), data[at:end]...)
	name := int(le.Uint16(head[28:]))
	field := le.AppendUint16(le.AppendUint16(nil, extra64), 24)
	for _, at := range []int{24, 20, 42} {
		field = le.AppendUint64(field, uint64(le.Uint32(head[at:])))
		le.PutUint32(head[at:], widened32)
	}
	le.PutUint16(head[30:], le.Uint16(head[30:])+uint16(len(field)))
	out := append(append([]byte(nil), data[:at]...), head[:entrySize+name]...)
	out = append(append(out, field...), head[entrySize+name:]...)
	place := len(out)
	record := make([]byte, end64Size)
	copy(record, magicEnd64)
	le.PutUint64(record[4:], end64Size-12)
	for _, at := range []int{24, 32} {
		le.PutUint64(record[at:], uint64(le.Uint16(data[end+10:])))
	}
	le.PutUint64(record[40:], uint64(place-directory))
	le.PutUint64(record[48:], uint64(directory))
	out = append(append(out, record...), magicLocate64...)
	out = le.AppendUint32(le.AppendUint64(le.AppendUint32(out, 0), uint64(place)), 1)
	out = append(out, magicEnd...)
	return append(out, "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00"...)
}

func TestZipAsTheLibrary(t *testing.T) {
	for name, data := range samples(t) {
		t.Run(name, func(t *testing.T) { require.True(t, agree(t, data)) })
	}
	t.Run("more than 65,535 entries", func(t *testing.T) {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for i := range 1<<16 + 3 {
			_, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i)})
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		z, err := openZip(out.Bytes())
		require.NoError(t, err)
		require.Len(t, z.entries, 1<<16+3)
	})
}

// A byte changed, or the file cut: nothing panics, and what the library
// accepts of it we read as it does.
func TestZipDamagedAsTheLibrary(t *testing.T) {
	for name, data := range samples(t) {
		if len(data) > 1<<16 { // the comment is as good as any
			continue
		}
		for at := range data {
			for _, change := range []byte{1, 0x80, 0xff} {
				damaged := append([]byte(nil), data...)
				damaged[at] ^= change
				agree(t, damaged)
			}
			if at < bytes.Index(data, magicEnd)+endSize {
				_, err := openZip(data[:at])
				require.Error(t, err, "%s cut at %d", name, at)
			}
		}
	}
}

func TestZipSizeAndChecksum(t *testing.T) {
	whole := samples(t)["stored"]
	at := bytes.Index(whole, magicEntry)
	for name, c := range map[string]struct {
		field int
		by    byte
		want  error
	}{
		"checksum":    {16, 1, errNotZip},
		"holds less":  {24, 0x1f, io.ErrUnexpectedEOF}, // of 511 bytes there are 480
		"holds more":  {25, 1, errNotZip},
		"no head":     {42, 1, errNotZip},
		"other way":   {10, 93, errPacking},
		"outside all": {45, 0x7f, errNotZip},
	} {
		t.Run(name, func(t *testing.T) {
			data := append([]byte(nil), whole...)
			data[at+c.field] ^= c.by
			z, err := openZip(data)
			require.NoError(t, err)
			_, err = holds(func() (io.Reader, error) { return z.open(&z.entries[0]) })
			require.True(t, errors.Is(err, c.want), "%v", err)
		})
	}
}

func FuzzZip(f *testing.F) {
	for _, data := range samples(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < maxFuzzed {
			agree(t, data)
		}
	})
}
