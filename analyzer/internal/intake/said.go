package intake

import (
	"strings"
	"sync"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/words"
)

// squeeze is the form in which sentences are compared.
func squeeze(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n', '\v', '\f':
		default:
			b = append(b, words.Lower(c))
		}
	}
	return strings.ReplaceAll(string(b), "’", "'")
}

// sentenceStarts finds in one pass which sentences a text can hold: the bit
// i%64 stands for sentence i. Most lines of a log that say "error" hold none.
var sentenceStarts = sync.OnceValue(func() *words.Automaton {
	const length = 10 // enough to tell, and short enough for a small table
	starts := make([][]string, 64)
	for i, x := range sentences {
		starts[i%64] = append(starts[i%64], x.words[:min(len(x.words), length)])
	}
	return words.NewAutomaton(starts)
})

// A said is a sentence that was found, and where: an offset in squeezed text.
type said struct {
	id   string
	at   int
	args map[string]string
}

// saidIn finds every sentence in squeezed text, in the order of the table.
func saidIn(text string) []said {
	begun := sentenceStarts().In([]byte(text))
	if begun == 0 {
		return nil
	}
	var out []said
	for i, x := range sentences {
		if begun&(1<<(i%64)) == 0 {
			continue
		}
		for from := 0; ; {
			i := strings.Index(text[from:], x.words)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(x.words)
			s := said{id: x.id, at: at}
			if s.args = pairsOf(x.says); x.args != nil {
				s.args = x.args(text[:at], text[from:])
				if s.args["drop"] != "" {
					continue
				}
			}
			if !repeats(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// repeats reports whether a sentence only says again what is in the list: the
// cause of a failed path stands in its message and in its "Caused by".
func repeats(list []said, s said) bool {
	for _, x := range list {
		if x.id != s.id {
			continue
		}
		switch s.id {
		case evidence.PathBuildingFailed, evidence.PathValidationFailed, evidence.ExpiredInLog,
			evidence.NotYetValidInLog, evidence.RevocationFailed, evidence.PeerNotAuthenticated,
			evidence.SocketClosed, evidence.HandshakeCut:
			if s.args["reason"] == x.args["reason"] || s.args["reason"] == "" || s.at-x.at < 1000 {
				return true
			}
		default:
			if sameArgs(x.args, s.args) {
				return true
			}
		}
	}
	return false
}

func sameArgs(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// pairsOf makes arguments of "key=value|key=value".
func pairsOf(text string) map[string]string {
	if text == "" {
		return nil
	}
	args := map[string]string{}
	for text != "" {
		var pair string
		pair, text, _ = strings.Cut(text, "|")
		key, value, _ := strings.Cut(pair, "=")
		args[key] = value
	}
	return args
}
