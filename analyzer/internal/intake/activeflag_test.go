package intake

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// What a text says beside its certificates of a record that is not active.
func TestActiveFlag(t *testing.T) {
	root := testpki.New(83).Root("CN=Form Root").PEM()
	for text, want := range map[string]string{
		"Name\tRoot\nActive\tfalse\n":    "Active false",
		"Name: Root\nActive: false\n":    "Active: false",
		"Active = no\n":                  "Active = no",
		"- Active: false\n":              "- Active: false",
		"Active false\n":                 "Active false",
		"* Active | 0\n":                 "* Active | 0",
		"\"Active\":\"False\"\n":         "\"Active\":\"False\"",
		"Aktiv\tFalsch\n":                "Aktiv Falsch",
		"アクティブ\tいいえ\n":                   "アクティブ いいえ",
		"Active\tfalse\nActive\tno\n":    "Active false",
		"Notify\tfalse\nActive\tfalse\n": "Active false",
		"<tr><th>Name</th><th>Active</th></tr>\n<tr><td>R</td><td>false</td></tr>\n": "<tr><td>R</td><td>false</td></tr>",
		"<td>false</td>\n<b>x</b><td>false</td><th>Active</th>\n":                    "<td>false</td>",
		"<th>Active</th><th>Type</th><td>no</td>\n":                                  "<th>Active</th><th>Type</th><td>no</td>",
		"<th>Aktiv</th>\n<td>nein</td>\n":                                            "<td>nein</td>",
		"Active\nfalse\n":                                                            "false",

		"Active\ttrue\n":                               "",
		"Active\ttrue\nNotify\tfalse\n":                "",
		"Active: yes\nNotify: false\n":                 "",
		"Active true\nNotify false\n":                  "",
		"<th>Active</th>\n<td>true</td>\n":             "",
		"Name\tfalse\n":                                "",
		"Our active false friend is here.\n":           "",
		"The active one\tfalse\n":                      "",
		"<a active=\"x\" value=\"false\">Active</a>\n": "",
		"Active\tfalsehood\n":                          "",
		"inactive: false\n":                            "",
	} {
		ev := readAll(t, []byte(text+root))
		require.Equal(t, want, ev.Inputs[0].Inactive.Text, text)
		require.True(t, ev.Certificates[0].Alone)
	}
}
