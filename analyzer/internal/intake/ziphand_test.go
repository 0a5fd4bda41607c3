package intake

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// handEntry is an entry of a directory without a name, stored, as its extra
// fields and a comment make it.
func handEntry(packed, size, head uint32, extra []byte, comment int) []byte {
	le := binary.LittleEndian
	out := append([]byte(nil), magicEntry...)
	out = append(out, make([]byte, 16)...) // versions, flags, method, time, date, checksum
	out = le.AppendUint32(le.AppendUint32(out, packed), size)
	for _, n := range []int{0, len(extra), comment, 0, 0, 0, 0} { // the name's length first, then disk and attributes
		out = le.AppendUint16(out, uint16(n))
	}
	return append(le.AppendUint32(out, head), extra...)
}

// handEnd is the end of a directory.
func handEnd(count uint16, size, start uint32) []byte {
	le := binary.LittleEndian
	out := le.AppendUint16(append(append([]byte(nil), magicEnd...), 0, 0, 0, 0, 0, 0), count)
	return append(le.AppendUint32(le.AppendUint32(out, size), start), 0, 0)
}

// handExtra is an extra field of numbers of 8 bytes.
func handExtra(tag uint16, values ...uint64) []byte {
	le := binary.LittleEndian
	out := le.AppendUint16(le.AppendUint16(nil, tag), uint16(8*len(values)))
	for _, v := range values {
		out = le.AppendUint64(out, v)
	}
	return out
}

// TestZipByHand reads zip files that no writer makes. want is what their only
// entry holds, "none" that this is empty, "unread" that it is listed and no more, "-" that
// there is no entry, and "" that they are no zip files.
func TestZipByHand(t *testing.T) {
	head := append(append([]byte(nil), magicZip...), make([]byte, headSize-len(magicZip))...)
	const text = "what it holds"
	file := append(head, text...)
	whole := func(entry []byte) []byte {
		return slices.Concat(file, entry, handEnd(1, uint32(len(entry)), uint32(len(file))))
	}
	const all, wide = uint32(len(text)), uint32(widened32)
	wideEnd := handEnd(widened16, wide, wide)
	plain := handEntry(all, all, 0, nil, 0)
	short := []byte{extra64, 0, 4, 0, 1, 2, 3, 4}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"plain":                         {whole(plain), text},
		"packed and place widened":      {whole(handEntry(wide, all, wide, handExtra(extra64, uint64(all), 0), 0)), text},
		"another field before":          {whole(handEntry(wide, all, wide, append(handExtra(7, 1, 2), handExtra(extra64, uint64(all), 0)...), 0)), text},
		"another field like a long one": {whole(handEntry(wide, all, 0, append([]byte{7, 0, 5, 0, 7, 0, 0xff, 0xff, 0}, handExtra(extra64, uint64(all))...), 0)), text},
		"packed without a field":        {whole(handEntry(wide, all, 0, nil, 0)), ""},
		"place without a field":         {whole(handEntry(all, all, wide, nil, 0)), ""},
		"field too short":               {whole(handEntry(all, wide, 0, short, 0)), ""},
		"field of nothing":              {whole(handEntry(all, wide, 0, []byte{extra64, 0, 0, 0}, 0)), ""},
		"comment over the end":          {slices.Concat(file, handEntry(all, all, 0, nil, endSize), handEnd(1, entrySize, uint32(len(file)))), text},
		"comment over more":             {slices.Concat(file, handEntry(all, all, 0, nil, endSize+1), handEnd(1, entrySize, uint32(len(file)))), ""},
		"entry that the end completes":  {slices.Concat(file, handEntry(0, 0, 0, nil, 0)[:entrySize-endSize], handEnd(1, entrySize-endSize, uint32(len(file)))), "unread"},
		"entry that is cut":             {slices.Concat(file, plain[:entrySize-endSize-1], handEnd(1, entrySize-endSize-1, uint32(len(file)))), ""},
		"head that the end completes":   {slices.Concat(handEntry(0, 0, entrySize, nil, 0), head[:headSize-endSize], handEnd(1, entrySize+headSize-endSize, 0)), "none"},
		"wide end of nothing":           {slices.Concat(make([]byte, 64), wideEnd), ""},
		"wide end, hardly more":         {slices.Concat(make([]byte, 10), wideEnd), ""},
		"only an end":                   {handEnd(0, 0, 0), "-"},
	} {
		t.Run(name, func(t *testing.T) { byHand(t, c.data, c.want) })
	}
}

func byHand(t *testing.T, data []byte, want string) {
	t.Helper()
	z, err := openZip(data)
	if want == "" {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	if want == "-" {
		require.Empty(t, z.entries)
		return
	}
	require.Len(t, z.entries, 1)
	held, err := holds(func() (io.Reader, error) { return z.open(&z.entries[0]) })
	if want == "unread" {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	if want == "none" {
		want = ""
	}
	require.Equal(t, want, string(held))
}

// TestWideZipByHand changes the parts that a large file has at its end.
func TestWideZipByHand(t *testing.T) {
	whole := samples(t)["wide"]
	end := bytes.LastIndex(whole, magicEnd)
	locate := end - locate64Size
	record := locate - end64Size
	directory := bytes.Index(whole, magicEntry)
	le := binary.LittleEndian
	for name, c := range map[string]struct {
		change func(data []byte)
		fails  bool
	}{
		"as it is": {func([]byte) {}, false},
		"only the count widened": {func(d []byte) {
			le.PutUint32(d[end+12:], uint32(record-directory))
			le.PutUint32(d[end+16:], uint32(directory))
		}, false},
		"only the size widened":     {func(d []byte) { le.PutUint16(d[end+10:], 2); le.PutUint32(d[end+16:], uint32(directory)) }, false},
		"only the place widened":    {func(d []byte) { le.PutUint16(d[end+10:], 2); le.PutUint32(d[end+12:], uint32(record-directory)) }, false},
		"no locator":                {func(d []byte) { d[locate]++ }, true},
		"record on another disk":    {func(d []byte) { d[locate+4] = 1 }, true},
		"of two disks":              {func(d []byte) { d[locate+16] = 2 }, true},
		"no record":                 {func(d []byte) { d[record]++ }, true},
		"record behind its locator": {func(d []byte) { le.PutUint64(d[locate+8:], uint64(locate)) }, true},
		"record outside":            {func(d []byte) { d[locate+15] = 0x7f }, true},
		"no checksum":               {func(d []byte) { le.PutUint32(d[directory+16:], 0) }, false},
		"nothing where it starts, locator on another disk": {func(d []byte) { clear(d[:64]); d[locate+4] = 1 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			data := slices.Clone(whole)
			c.change(data)
			z, err := openZip(data)
			require.Equal(t, c.fails, err != nil, "%v", err)
			if c.fails {
				return
			}
			require.Len(t, z.entries, 2)
			for i := range z.entries {
				_, err := holds(func() (io.Reader, error) { return z.open(&z.entries[i]) })
				require.NoError(t, err)
			}
		})
	}
	empty := make([]byte, end64Size)
	copy(empty, magicEnd64)
	located := append(append([]byte(nil), magicLocate64...), make([]byte, 12)...)
	byHand(t, slices.Concat(empty, located, []byte{1, 0, 0, 0}, handEnd(widened16, widened32, widened32)), "-")

	// A locator that sends behind the end, where a whole record stands, one that
	// is cut off, none, or nothing.
	behind := locate64Size + endSize
	for place, record := range map[int][]byte{behind: empty, behind + 1: append([]byte{0}, empty[:end64Size-1]...), behind + 2: nil, 255: nil} {
		located[len(magicLocate64)+4] = byte(place)
		_, err := openZip(slices.Clip(slices.Concat(located, []byte{1, 0, 0, 0}, handEnd(widened16, widened32, widened32), record)))
		require.Equal(t, place != behind, err != nil, place)
	}
}
