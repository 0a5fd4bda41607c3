package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// dataSection holds what stands in memory at the start, and i32Const and end
// are the expression that says where (WebAssembly core specification 2.0,
// sections 5.4.6, 5.4.9 and 5.5.14).
const (
	dataSection   = 11
	i32Const, end = 0x41, 0x0b
)

// largestImage bounds what the segments may span, in bytes: the linker writes 5 MB.
const largestImage = 64 << 20

// joined writes a module's data as one segment. The linker cuts it at every
// eight zeros, into as many as 100,000 segments, most of them in one table of
// the runtime; where each begins takes 170 kB once it is packed, the zeros take
// nothing, and one segment is read sooner.
func joined(module []byte) ([]byte, error) {
	const preamble = 8
	if len(module) < preamble {
		return nil, fmt.Errorf("a WebAssembly of %d bytes", len(module))
	}
	out := slices.Clone(module[:preamble])
	for r := (&wasmReader{module[preamble:]}); len(r.rest) > 0; {
		id := r.rest[0]
		r.rest = r.rest[1:]
		body := r.bytes()
		if id == dataSection {
			var err error
			if body, err = joinedData(body); err != nil {
				return nil, err
			}
		}
		out = binary.AppendUvarint(append(out, id), uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// segment is a piece of the memory at the start.
type segment struct {
	offset int
	data   []byte
}

func joinedData(section []byte) ([]byte, error) {
	r := &wasmReader{section}
	var list []segment
	for range r.number() {
		if len(r.rest) < 2 || r.rest[0] != 0 || r.rest[1] != i32Const {
			return nil, fmt.Errorf("data segment %d stands at no fixed place", len(list))
		}
		r.rest = r.rest[2:]
		offset := r.number()
		if len(r.rest) == 0 || r.rest[0] != end {
			return nil, fmt.Errorf("the place of data segment %d does not end", len(list))
		}
		r.rest = r.rest[1:]
		list = append(list, segment{offset, r.bytes()})
	}
	if len(list) == 0 {
		return section, nil
	}
	first := slices.MinFunc(list, func(a, b segment) int { return cmp.Compare(a.offset, b.offset) }).offset
	var image []byte
	for _, s := range list { // not in the order of their places
		from, to := s.offset-first, s.offset-first+len(s.data)
		if to > largestImage {
			return nil, fmt.Errorf("a data segment at %d, of %d bytes", s.offset, len(s.data))
		}
		if to > len(image) {
			image = append(image, make([]byte, to-len(image))...)
		}
		copy(image[from:], s.data)
	}
	out := signed([]byte{1, 0, i32Const}, first)
	out = binary.AppendUvarint(append(out, end), uint64(len(image)))
	return append(out, image...), nil
}

// signed appends a number from 0 as a signed one: the highest bit of the last
// byte is the sign.
func signed(out []byte, n int) []byte {
	out = binary.AppendUvarint(out, uint64(n))
	if last := len(out) - 1; out[last]&0x40 != 0 {
		out[last] |= 0x80
		out = append(out, 0)
	}
	return out
}
