package intake

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// directionWords are words that only the texts of one direction use. Who
// connects to whom decides which trust store counts: the instance's
// sys_certificate, the cacerts of a MID Server, or the tables of inbound
// authentication.
var directionWords = []struct {
	direction string
	words     []string
}{
	{"mid", []string{
		"mid server", "midserver", "mid_server", `agent\logs`, "agent/logs", `agent\jre`, "agent/jre", "agent0.log",
		"wrapper-override.conf", "mid.ssl.", "mid.truststore.", "mid_cert_check_policy", "mid.instance.url",
	}},
	{"inbound", []string{
		"sys_ca_certificate", "sys_user_certificate", "snow_adc", "adcv2", "certificate based authentication",
		"certificate-based authentication", "ca certificate chain", "user to certificate mapping", "glide.authenticate.mutual",
	}},
	{"outbound", []string{
		"sys_certificate", "sys_protocol_profile", "protocol profile", "dbkeystoresocketfactory", "glide.httpclient.protocol",
		"sys_rest_message", "sys_soap_message", "restmessagev2", "soapmessagev2",
	}},
}

// directionReader notes the first such word of each direction in an input.
type directionReader struct {
	s     *sink
	noted [3]bool
}

func newDirectionReader(s *sink) carrier { return &directionReader{s: s} }

func (d *directionReader) triggers() []string {
	var all []string
	for _, x := range directionWords {
		all = append(all, x.words...)
	}
	return all
}

func (d *directionReader) line(l line) bool {
	low := strings.ToLower(l.text)
	for i, x := range directionWords {
		for _, w := range x.words {
			if at := strings.Index(low, w); at >= 0 && !d.noted[i] && !denied(low[:at]) {
				d.noted[i] = true
				d.s.ev.Marks = append(d.s.ev.Marks, evidence.Mark{Direction: x.direction, Quote: d.s.quote(l)})
			}
		}
	}
	return false
}

func (d *directionReader) end() {}

// denied reports whether what stands before a word denies it: "no MID Server",
// "without using a MID Server".
func denied(before string) bool {
	words := strings.Fields(before)
	for i := len(words) - 1; i >= 0 && i >= len(words)-5; i-- {
		switch strings.Trim(words[i], `("',`) {
		case "no", "not", "without", "never":
			return true
		case "a", "any", "the", "through", "via", "using", "by", "of", "over", "run", "go", "use", "involve":
			continue
		}
		return false
	}
	return false
}
