package intake

import (
	"html"
	"testing"

	"github.com/stretchr/testify/require"
)

// References are read as the standard library reads them; it is the oracle and
// stays out of the program with its table of all names of HTML.
func TestCharacterReferences(t *testing.T) {
	for _, text := range []string{
		"", "plain", "a &amp; b", "&lt;tag&gt;", "&quot;x&quot; &apos;y&apos; &#39;", "C=DE&#44; O=M&#252;ller &amp; S&#xF6;hne",
		"&#x65E5;&#26412;", "&#13;&#10;", "&#XA;", "&nbsp;", "AT&T", "&", "&&", "&;", "&unknown;", "&amp;amp;", "a&amp;&lt", "&#;x",
		"&#x10FFFF;", "&#0000065;",
	} {
		want := html.UnescapeString(text)
		if text == "a&amp;&lt" {
			want = "a&&lt" // HTML closes what was cut off, XML does not
		}
		require.Equal(t, want, characters(text), text)
	}
	for _, text := range []string{"&#0;", "&#xZZ;", "&#-1;", "&#x110000;", "&#99999999999999999999;"} {
		require.Equal(t, text, characters(text), "no character: it stays as it is")
	}
}
