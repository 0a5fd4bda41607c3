package text

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// What is read line by line is what the JSON says.
func TestCataloguesAreJSON(t *testing.T) {
	for data, c := range map[string]*Catalogue{english: For("en"), japanese: For("ja")} {
		want := map[string]string{}
		require.NoError(t, json.Unmarshal([]byte(data), &want))
		require.Equal(t, want, c.sentences)
	}
}

// Both languages have the same keys, and each sentence the same placeholders.
func TestLanguagesAgree(t *testing.T) {
	en, ja := For("en"), For("ja")
	for key, sentence := range en.sentences {
		other, ok := ja.sentences[key]
		require.True(t, ok, "ja.json lacks %s", key)
		a, b := unique(placeholder.FindAllString(sentence, -1)), unique(placeholder.FindAllString(other, -1))
		require.Equal(t, a, b, key)
	}
	for key := range ja.sentences {
		require.True(t, en.Has(key), "en.json lacks %s", key)
	}
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// quoted is another's sentence inside ours: the JDK says what it says.
var quoted = regexp.MustCompile(`"[^"]*"`)

// The words that a tired reader must not meet.
func TestBannedWords(t *testing.T) {
	banned := regexp.MustCompile(`(?i)\b(please|sorry|oops|valid|invalid|illegal|forbidden|something went wrong|an error occurred)\b`)
	for key, sentence := range For("en").sentences {
		require.NotRegexp(t, banned, quoted.ReplaceAllString(sentence, ""), key)
		require.NotContains(t, sentence, "  ", key)
		if strings.HasSuffix(key, ".title") && strings.HasPrefix(key, "finding.") {
			require.LessOrEqual(t, len([]rune(placeholder.ReplaceAllString(sentence, ""))), 90, key)
			require.True(t, strings.HasSuffix(sentence, "."), key)
		}
	}
}

// A sentence in Japanese is Japanese, except for product terms and what is
// quoted from a protocol.
func TestJapanese(t *testing.T) {
	for key, sentence := range For("ja").sentences {
		if strings.HasPrefix(key, "finding.") || strings.HasPrefix(key, "step.") || strings.HasPrefix(key, "remedy.") {
			require.Regexp(t, `[\p{Hiragana}\p{Katakana}\p{Han}]`, sentence, key)
		}
	}
}

// The most specific sentence is taken, that of the side first.
func TestFinding(t *testing.T) {
	c := &Catalogue{sentences: map[string]string{"finding.x.title": "x", "finding.x.mid.title": "x mid", "finding.x.a.title": "a", "finding.x.a.b.title": "b", "finding.x.a.mid.title": "a mid"}}
	for variant, want := range map[string]string{"": "x", "a": "a", "a.b": "b", "a.c": "a", "d": "x", "a.b.c": "b", "@mid": "x mid", "a@mid": "a mid", "a.b@mid": "b", "a.c@mid": "a mid", "d@mid": "x mid", "a@inbound": "a"} {
		require.Equal(t, want, c.Finding("x", variant, "title", nil), variant)
	}
}

func TestSay(t *testing.T) {
	c := For("en")
	require.Equal(t, "The connection to api.example.test failed before TLS began.", c.Say("finding.connection-failed.title", map[string]string{"host": "api.example.test"}))
	require.Equal(t, "The connection to the endpoint failed before TLS began.", c.Say("finding.connection-failed.title", nil))
	require.Empty(t, c.Say("finding.no-such-thing.title", nil))
}
