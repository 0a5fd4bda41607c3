package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSegmentsAreJoined(t *testing.T) {
	const head = "\x00asm\x01\x00\x00\x00" + "\x05\x03\x01\x00\x02" // one memory
	at := func(place, data string) string {
		return "\x00\x41" + place + "\x0b" + string(rune(len(data))) + data
	}
	// The place 100 takes two bytes, since 0x64 alone is a negative number.
	module := head + "\x0b\x18\x03" + at("\x10", "abc") + at("\xe4\x00", "xyz") + at("\x16", "d") + "\x00\x01\x00"
	got, err := joined([]byte(module))
	require.NoError(t, err)
	require.Equal(t, head+"\x0b\x5d\x01"+at("\x10", "abc\x00\x00\x00d"+string(make([]byte, 77))+"xyz")+"\x00\x01\x00", string(got))

	again, err := joined(got)
	require.NoError(t, err)
	require.Equal(t, got, again)

	alone, err := joined([]byte(head + "\x0b\x08\x01" + at("\xe4\x00", "x")))
	require.NoError(t, err)
	require.Equal(t, head+"\x0b\x08\x01"+at("\xe4\x00", "x"), string(alone))
}

func TestSegmentsThatCannotBeJoined(t *testing.T) {
	const head = "\x00asm\x01\x00\x00\x00"
	for name, module := range map[string]string{
		"no module":      "\x00asm",
		"passive":        head + "\x0b\x04\x01\x01\x01x",
		"at a variable":  head + "\x0b\x07\x01\x00\x23\x00\x0b\x01x",
		"without an end": head + "\x0b\x05\x01\x00\x41\x10\x01",
		"too far apart":  head + "\x0b\x0f\x02\x00\x41\x10\x0b\x00\x00\x41\x80\x80\x80\x80\x01\x0b\x00",
	} {
		_, err := joined([]byte(module))
		require.Error(t, err, name)
	}
}
