package intake

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// alertNames are the TLS alerts by number (RFC 8446 section 6, RFC 5246
// section 7.2).
var alertNames = map[int]string{
	0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed",
	22: "record_overflow", 30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate",
	42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked",
	45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
	49: "access_denied", 50: "decode_error", 51: "decrypt_error", 60: "export_restriction",
	70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
	86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation",
	109: "missing_extension", 110: "unsupported_extension", 111: "certificate_unobtainable",
	112: "unrecognized_name", 113: "bad_certificate_status_response",
	114: "bad_certificate_hash_value", 115: "unknown_psk_identity", 116: "certificate_required",
	120: "no_application_protocol",
}

// alertWords lead from a name, and from the words tools have for it, to the
// number.
var alertWords = func() map[string]int {
	words := map[string]int{
		"certificate is required": 116, "certificate is bad": 42, "certificate is not supported": 43,
		"certificate was revoked": 44, "certificate is expired": 45, "certificate has expired": 45,
		"unknown certificate": 46, "ca is unknown": 48, "unknown certificate authority": 48,
		"the server name sent was not recognized": 112, "handshake failed": 40, "access was denied": 49,
		"decrypt error": 51, "error in protocol version": 70, "insufficient security": 71,
		"certificate unknown": 46,
	}
	for n, name := range alertNames {
		words[strings.ReplaceAll(name, "_", " ")] = n
	}
	return words
}()

// alertOf makes an alert of what a tool says: a number, a name, or both.
func alertOf(text string, number int) (evidence.Alert, bool) {
	if name, ok := alertNames[number]; ok {
		return evidence.Alert{Name: name, Number: number}, true
	}
	words := strings.ToLower(strings.TrimSpace(text))
	words = strings.NewReplacer("_", " ", "-", " ", ".", "").Replace(words)
	if n, ok := alertWords[words]; ok {
		return evidence.Alert{Name: alertNames[n], Number: n}, true
	}
	return evidence.Alert{}, false
}

// alertIn finds an alert in an error line of OpenSSL or LibreSSL:
// "…:tlsv13 alert certificate required:…:SSL alert number 116", and in the
// lines of -msg, -state and -trace. Warnings are left out: they end nothing.
func alertIn(text string) (evidence.Alert, bool) {
	if _, rest, ok := strings.Cut(text, "SSL alert number "); ok {
		if n, err := strconv.Atoi(digits(rest)); err == nil {
			a, ok := alertOf("", n)
			a.Received = true
			return a, ok
		}
	}
	if strings.Contains(text, ", Alert [length") {
		if _, words, ok := strings.Cut(text, ", fatal "); ok {
			a, ok := alertOf(words, -1)
			a.Received = strings.Contains(text, "<<<")
			return a, ok
		}
	}
	for _, way := range []string{"alert read:fatal:", "alert write:fatal:"} {
		if _, words, ok := strings.Cut(text, way); ok {
			a, ok := alertOf(words, -1)
			a.Received = strings.Contains(way, "read")
			return a, ok
		}
	}
	for _, before := range []string{"sslv3 alert ", "tlsv1 alert ", "tlsv13 alert ", "tlsv1.3 alert ", "ssl/tls alert "} {
		if _, words, ok := strings.Cut(strings.ToLower(text), before); ok {
			words, _, _ = strings.Cut(words, ":")
			words, _, _ = strings.Cut(words, ",")
			a, ok := alertOf(words, -1)
			a.Received = true
			return a, ok
		}
	}
	return evidence.Alert{}, false
}

func digits(text string) string {
	n := 0
	for n < len(text) && n < 9 && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[:n]
}

// addAlert notes an alert once per session and direction, with its signal.
func addAlert(s *sink, x *evidence.Session, a evidence.Alert, q evidence.Quote) {
	for _, known := range x.Alerts {
		if known.Number == a.Number && known.Received == a.Received {
			return
		}
	}
	a.Quote = q
	x.Alerts = append(x.Alerts, a)
	id := evidence.AlertSent
	if a.Received {
		id = evidence.AlertReceived
	}
	addSignal(s, x, id, q, map[string]string{"alert": a.Name})
}

// addSignal notes a signal once per session.
func addSignal(s *sink, x *evidence.Session, id string, q evidence.Quote, args map[string]string) {
	for _, i := range x.Signals {
		known := s.ev.Signals[i]
		if known.ID == id && known.Args["alert"] == args["alert"] {
			return
		}
	}
	x.Signals = append(x.Signals, s.signal(evidence.Signal{ID: id, Quote: q, Args: args}))
}
