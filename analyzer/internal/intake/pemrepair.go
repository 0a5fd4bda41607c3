package intake

import "bytes"

// A reading is one way to take the lines of a block: it returns the lines of
// base64 as they were before the text was quoted, numbered, escaped or wrapped.
type reading func(lines []string) []string

// readings go from the one that changes least to the one that changes most.
// Each is only believed when its result decodes into a whole DER value, and
// first of all when that value ends where the block ends.
var readings = []reading{
	asWritten,
	unescaped,
	func(lines []string) []string { return withoutMargin(unescaped(lines)) },
	func(lines []string) []string { return unescaped(withoutMargin(lines)) },
	func(lines []string) []string { return unescaped(withoutTabs(lines)) },
	func(lines []string) []string { return unescaped(quotedOnly(lines, true)) },
	func(lines []string) []string { return unescaped(quotedOnly(lines, false)) },
	func(lines []string) []string { return withoutMargin(unescaped(quotedOnly(lines, true))) },
	func(lines []string) []string { return withoutMargin(unescaped(glued(lines))) },
	func(lines []string) []string { return unescaped(glued(unescaped(lines))) },
	func(lines []string) []string { return withoutMargin(unwrapped(unescaped(lines))) },
	func(lines []string) []string { return withoutMargin(unwrapped(withoutMargin(unescaped(lines)))) },
	func(lines []string) []string { return ofOneWidth(unescaped(lines)) },
	func(lines []string) []string { return unescaped(quotedOnly(glued(withoutMargin(lines)), true)) },
	func(lines []string) []string { return unescaped(quotedOnly(glued(withoutMargin(lines)), false)) },
	func(lines []string) []string { return even(lastRuns(unescaped(lines))) },
	func(lines []string) []string { return even(longestRuns(unescaped(lines))) },
	func(lines []string) []string { return urlAlphabet(unescaped(lines)) },
}

// A draft is the base64 text of a block, read in every way; each way is tried
// when the ones before it have not led to a value.
type draft struct {
	lines []string
	texts []base64Text // by reading, empty when a reading before it gave the same
}

// text returns the base64 of reading i.
func (d *draft) text(i int) base64Text {
	for len(d.texts) <= i {
		text := base64In(readings[len(d.texts)](d.lines))
		for _, known := range d.texts {
			if bytes.Equal(known.data, text.data) {
				text = base64Text{}
				break
			}
			text.padded = text.padded || known.padded
		}
		d.texts = append(d.texts, text)
	}
	return d.texts[i]
}

// A fit is how well a reading's values fill their block.
type fit int

const (
	noFit   fit = iota
	inside      // values were found, and other base64 stands around them
	exactly     // the values are all the base64 there is
)

// values returns the DER values of a block: those of the first reading that
// fills the block exactly and finds no fewer than another did, or else of the
// first in which most were found.
// accept judges one value.
func (d *draft) values(accept func(der []byte) bool) (values [][]byte, how fit) {
	for i := range readings {
		text := d.text(i)
		found, left := text.values(accept)
		if len(found) == 0 {
			continue
		}
		if left == 0 && len(found) >= len(values) {
			return found, exactly
		}
		if len(found) > len(values) {
			values, how = found, inside
		}
	}
	return values, how
}
