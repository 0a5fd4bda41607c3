package intake

import "strings"

// carried reports whether a line of a log may be written as JSON, HTML, XML,
// CSV or a word processor write it. It is asked for every line.
func carried(text string) bool {
	for i := 0; i+1 < len(text); i++ {
		if !frames[text[i]] {
			continue
		}
		switch next := text[i+1]; text[i] {
		case '"':
			if next == '"' {
				return true
			}
		case '<': // the log has words in angle brackets of its own
			if next == '/' || next == 'b' {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// frames are the bytes with which such writing begins; 0xe2 is the first of “
// and ”.
var frames = [256]bool{'\\': true, '&': true, '<': true, '"': true, 0xe2: true}

var straightQuotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`)

// javaRows returns the lines of the log that a line of such a text holds. The
// log has words in angle brackets of its own: tags are taken away only where
// others show that there are some, and before entities are read.
func javaRows(text string) []string {
	if strings.Contains(text, "</") || strings.Contains(text, "<br") || strings.Contains(text, "&quot;") || strings.Contains(text, "&nbsp;") {
		text = untagged(text)
	}
	text = visible(escapes.Replace(straightQuotes.Replace(text)))
	if strings.Count(text, `""`) > 1 { // one is an empty value
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	out := strings.Split(text, "\n")
	for i := range out {
		out[i] = unquoted(out[i])
	}
	return out
}
