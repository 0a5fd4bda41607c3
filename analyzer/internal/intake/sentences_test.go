package intake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

// TestReasons: the reason that stands first counts, the longer one where two
// begin alike, and none that is far behind.
func TestReasons(t *testing.T) {
	for text, want := range map[string]string{
		"signature check failed":                                                             "signature check failed",
		"x: signature check failed, validity check failed":                                   "signature check failed",
		"x: validity check failed, signature check failed":                                   "validity check failed",
		"basic constraints check failed: this is not a CA certificate":                       "basic constraints check failed: this is not a CA certificate",
		"basic constraints check failed: x":                                                  "basic constraints check failed",
		"Algorithm constraints check failed on MD5, TrustAnchor with subject CN=x":           "Algorithm constraints check failed",
		"TrustAnchor with subject CN=x, Algorithm constraints check failed":                  "TrustAnchor is not a CA certificate",
		"Certificate has been revoked, reason: x":                                            "Certificate has been revoked",
		strings.Repeat("x", maxReason-len("validitycheckfailed")) + "validity check failed":  "validity check failed",
		strings.Repeat("x", maxReason-len("validitycheckfailed")) + "xvalidity check failed": "",
		"x": "",
	} {
		require.Equal(t, want, reasonArg("", squeeze(text))["reason"], text)
	}
}

// TestDatesOfSentences: a date as java.util.Date prints it, in every zone.
func TestDatesOfSentences(t *testing.T) {
	for text, want := range map[string]string{
		"Sat May 30 12:48:38 CEST 2020":                                "2020-05-30T10:48:38Z",
		"Sat May 3 02:48:38 UTC 2020":                                  "2020-05-03T02:48:38Z",
		"Sat May 30 12:48:38 GMT+01:00 2020":                           "2020-05-30T11:48:38Z",
		"Sat May 30 12:48:38 2020":                                     "",
		"Sat May 30 12:48:38 20x 2020":                                 "2020-05-30T12:48:38Z",
		"Sat May 30 12:48:38 UTC 2020, and more of it":                 "2020-05-30T12:48:38Z",
		"Sat May 30 12:48:38 " + strings.Repeat("x", 40-16-4) + "2020": "2020-05-30T12:48:38Z",
		"Sat May 30 12:48:38 " + strings.Repeat("x", 40-16-3) + "2020": "",
		"Sat May 30 12:48:38 UTC 202":                                  "",
		"Sat May 30 12:48:38 UTC 1999":                                 "",
		"Sat May 300 12:48:38 UTC 2020":                                "",
		"Sat May 12:48:38 UTC 2020":                                    "",
		"Sat Mai 30 12:48:38 UTC 2020":                                 "",
		"Sat May 30 12:48":                                             "",
		"Sat":                                                          "", "": "", "12:48:38 UTC 2020": "",
	} {
		require.Equal(t, want, dateArg("", squeeze(text))["date"], text)
	}
	for text, want := range map[string]bool{"0123456789": true, "": false, "1/": false, "1:": false, "x": false} {
		require.Equal(t, want, allDigits(text), text)
	}
}

// TestHostsOfSentences: a name that something ends, near by.
func TestHostsOfSentences(t *testing.T) {
	long := strings.Repeat("a.", 126)
	for text, want := range map[string]string{
		"az-09_x.example.test:": "az-09_x.example.test", "api.example.test`": "api.example.test", "a{": "a", "a/": "a", "a@": "a", "a,": "a",
		"api.example.test": "", ":": "", "-a:": "", "": "", long + "a:": long + "a", long + "aa:": "",
	} {
		args := unknownHost("", text)
		require.Equal(t, "dns", args["cause"])
		require.Equal(t, want, args["host"], text)
	}
	for _, distance := range []int{300, 301} {
		args := hostnameBefore(("hostnameapi.example.test" + strings.Repeat("x", distance))[:distance], "")
		require.Equal(t, distance > 300, args["drop"] == "yes")
	}
	require.Equal(t, "b.test", certificateFor("certificatefor<a.test>certificatefor<b.test>", "")["host"])
	require.Nil(t, certificateFor("acertificate", ""))
}

// TestSentencesRepeated: what only says again what was said is left out.
func TestSentencesRepeated(t *testing.T) {
	reason := func(at int, reason string) said {
		return said{id: evidence.PathValidationFailed, at: at, args: map[string]string{"reason": reason}}
	}
	host := func(at int, host string) said {
		return said{id: evidence.HostNameMismatch, at: at, args: map[string]string{"host": host}}
	}
	for _, x := range []struct {
		first, second said
		repeats       bool
	}{
		{reason(0, "a"), reason(5000, "a"), true},
		{reason(0, "a"), reason(5000, ""), true},
		{reason(0, "a"), reason(5000, "b"), false},
		{reason(0, "a"), reason(1000, "b"), false},
		{reason(0, "a"), reason(999, "b"), true},
		{reason(0, "a"), host(0, "a"), false},
		{host(0, "a"), host(5000, "a"), true},
		{host(0, "a"), host(1, "b"), false},
		{host(0, "a"), said{id: evidence.HostNameMismatch}, false},
	} {
		require.Equal(t, x.repeats, repeats([]said{x.first}, x.second), x)
	}
}

// TestAlertsOfSentences: the longest name, in both ways of writing it.
func TestAlertsOfSentences(t *testing.T) {
	for text, want := range map[string]string{
		"bad_certificate": "bad_certificate", "badcertificate": "bad_certificate",
		"bad_certificate_status_responsex": "bad_certificate_status_response", "unknown_ca": "unknown_ca", "close_notify": "", "nothing": "",
		"no_application_protocol": "no_application_protocol",
	} {
		args := alertArg("", text)
		require.Equal(t, want, args["alert"], text)
		require.Equal(t, want == "", args["drop"] == "yes", text)
	}
}
