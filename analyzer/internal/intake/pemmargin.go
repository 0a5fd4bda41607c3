package intake

import "strings"

// withoutMargin takes away what stands in front of every line: indentation,
// quote marks, comment marks, a diff's "+", line numbers that count up, a log
// prefix that stays the same. "//", "+" and digits are base64 as well, so a
// mark counts only when every line has it. The first and the last line stood
// beside a marker and need none.
func withoutMargin(lines []string) []string {
	out := append([]string(nil), lines...)
	first := min(1, len(out))
	for range 6 {
		for i := first; i < len(out); i++ {
			out[i] = strings.TrimRight(strings.TrimLeft(out[i], " \t\u00a0>|*#;!%':•·-"), " \t|")
		}
		if !stripNumbers(out[first:]) && !stripCommon(out[first:]) {
			break
		}
	}
	return out
}

// isBlank reports a line without letters and digits.
func isBlank(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; isBase64(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// stripNumbers takes line numbers away. The last line may hold nothing but
// its number: the marker behind it was taken off.
func stripNumbers(lines []string) bool {
	cut := make([]int, len(lines))
	last, seen := -1, 0
	for i, text := range lines {
		if isBlank(text) {
			continue
		}
		n, value := 0, 0
		for n < len(text) && n < 7 && text[n] >= '0' && text[n] <= '9' {
			value = value*10 + int(text[n]-'0')
			n++
		}
		behind := n
		for behind < len(text) && strings.IndexByte(" \t:|.)]-", text[behind]) >= 0 {
			behind++
		}
		if n == 0 || behind == n && behind < len(text) || last >= 0 && (value <= last || value > last+3) {
			return false
		}
		last = value
		seen++
		cut[i] = behind
	}
	if seen < 2 {
		return false
	}
	for i := range lines {
		lines[i] = lines[i][cut[i]:]
	}
	return true
}

// stripCommon takes away what all lines begin with, digits that differ
// included: a time stamp, a counter. Lines of random base64 begin with the
// same character once in 64 times per line.
func stripCommon(lines []string) bool {
	common, seen := "", 0
	for i, text := range lines {
		if isBlank(text) {
			continue
		}
		seen++
		if seen == 1 {
			common = text
		}
		n := 0
		for n < len(common) && n < len(text) && alike(common[n], text[n]) {
			n++
		}
		// The last line may be shorter than the mark itself.
		if n == len(text) && i == len(lines)-1 {
			continue
		}
		common = common[:n]
	}
	// A number of which some lines have one digit more is no common mark.
	end := len(strings.TrimRight(common, "0123456789"))
	for _, text := range lines {
		if len(text) > len(common) && isDigit(text[len(common)]) {
			common = common[:end]
		}
	}
	if seen < 4 || common == "" {
		return false
	}
	for i := range lines {
		lines[i] = lines[i][min(len(lines[i]), len(common)):]
	}
	return true
}

// isMarked reports whether text begins with a mark that stripCommon took away.
func isMarked(text, mark string) bool {
	if len(text) < len(mark) {
		return false
	}
	for i := range len(mark) {
		if !alike(text[i], mark[i]) {
			return false
		}
	}
	return true
}

// alike reports whether two characters can be the same place of one mark.
func alike(a, b byte) bool { return a == b || isDigit(a) && isDigit(b) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// ofOneWidth keeps the words that are base64 and as long as most others: the
// lines of a body that was put on one line together with what stood in front
// of each. The last one is shorter; what it must hold follows from the length
// of the value.
func ofOneWidth(lines []string) []string {
	var all []string
	count := map[int]int{}
	width := 0
	for _, text := range lines {
		words := strings.FieldsFunc(text, func(r rune) bool { return r != '=' && isNoBase64(r) })
		for _, word := range words {
			all = append(all, word)
			if n := len(word); n >= 20 {
				if count[n]++; count[n] > count[width] || count[n] == count[width] && n > width {
					width = n
				}
			}
		}
	}
	if count[width] < 3 {
		return nil
	}
	var out []string
	last := 0
	for i, word := range all {
		if len(word) == width {
			out = append(out, word)
			last = i
		}
	}
	rest := all[last+1:]
	mark := out[0]
	stripCommon(out) // a mark that was glued to each
	mark = mark[:len(mark)-len(out[0])]
	if len(all[0]) != width && strings.HasPrefix(all[0], "MI") {
		out = append([]string{all[0]}, out...) // the marker stood between it and its mark
	}
	missing := 0
	for _, word := range out {
		missing -= len(word)
	}
	missing += valueLength([]byte(out[0]))
	// Padding marks the last word; without it, only one may have the length.
	var tails []string
	for _, word := range rest {
		if !isMarked(word, mark) {
			continue // it stood in no line of the body
		}
		word = word[len(mark):]
		if body := strings.TrimRight(word, "="); len(body) == missing {
			if len(body) < len(word) {
				return append(out, word)
			}
			tails = append(tails, word)
		}
	}
	if len(tails) == 1 {
		out = append(out, tails[0])
	}
	return out
}

// unwrapped puts lines together again that were cut at one width: all but the
// last of each have exactly that.
func unwrapped(lines []string) []string {
	width, count := 0, 0
	for _, text := range lines {
		switch n := len(text); {
		case n > width:
			width, count = n, 1
		case n == width:
			count++
		}
	}
	if count < 3 {
		return nil
	}
	var out []string
	var b strings.Builder
	for i, text := range lines {
		b.WriteString(text)
		// The first line is what stood behind a marker.
		if len(text) == width || i == 0 && !isBlank(text) {
			continue
		}
		out = append(out, b.String())
		b.Reset()
	}
	return append(out, b.String())
}

// lastRuns keeps the last run of base64 of each line: a log prefix differs
// from line to line, and what was logged comes last.
func lastRuns(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		end := len(text)
		for end > 0 && !isBase64(text[end-1]) {
			end--
		}
		begin := end
		for begin > 0 && isBase64(text[begin-1]) {
			begin--
		}
		out[i] = text[begin:end]
	}
	return out
}

// longestRuns keeps the longest run of base64 of each line.
func longestRuns(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		for _, run := range strings.FieldsFunc(text, isNoBase64) {
			if len(run) > len(out[i]) {
				out[i] = run
			}
		}
	}
	return out
}

func isNoBase64(r rune) bool { return r > 'z' || !isBase64(byte(r)) }

// even returns the lines when all but the last have one length, as those of a
// body have. Where parts of lines are thrown away, nothing else shows that too
// much was.
func even(lines []string) []string {
	var out []string
	for _, text := range lines {
		if n := len(out); text != "" && n > 0 && len(out[n-1]) != len(out[0]) {
			return nil
		}
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}

// urlAlphabet reads the alphabet of RFC 4648 section 5.
func urlAlphabet(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		out[i] = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	}
	return out
}
