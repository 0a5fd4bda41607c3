package intake

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// What stands around a sentence: each of these reads squeezed text, and gives
// dropped where the words are not about what they seem to say.

// dropped stands for a sentence that is not about what its words seem to say.
var dropped = pairsOf("drop=yes")

// otherFaults are what a verification that failed can be about beside trust.
var otherFaults = []string{"hostnamemismatch,", "ipaddressmismatch,", "certificatehasexpired", "certificateisnotyetvalid", "remotecertificatenamemismatch", "certificatechain:nottimevalid"}

// byProgram leaves out s_client's "Verification error: …", and what says itself
// that it is about something else.
func byProgram(before, after string) map[string]string {
	near := after[:min(len(after), maxReason)]
	if strings.HasSuffix(before, "verification") || slices.ContainsFunc(otherFaults, func(w string) bool { return strings.Contains(near, w) }) {
		return dropped
	}
	return pairsOf("by=program")
}

// hostUntil reads a host that a program puts before the end.
func hostUntil(after, end, by string) map[string]string {
	if host, _, ok := strings.Cut(after, end); ok && isHost(host) {
		by += "|host=" + host
	}
	return pairsOf("by=" + by)
}

func opensslHost(_, after string) map[string]string { return hostUntil(after, "'", "OpenSSL") }

func nodeHost(_, after string) map[string]string { return hostUntil(after, ".isnotin", "Node.js") }

// expiredArg tells who says that a certificate has expired. s_client does so
// too, and its carrier reads that.
func expiredArg(before, after string) map[string]string {
	by := ""
	switch {
	case strings.HasPrefix(after, "orisnotyetvalid:"):
		if strings.Contains(after, "isafter") {
			by = "Go"
		}
	case strings.HasSuffix(before, "issued"):
		by = "wget"
	case strings.HasSuffix(before, "verificationerror:"):
	case slices.ContainsFunc([]string{"verifyfailed:", "verifyfailed(", "depthlookup:", "certificateproblem:", "error:"}, func(w string) bool { return strings.HasSuffix(before, w) }):
		by = "OpenSSL"
	}
	if by == "" {
		return dropped
	}
	return pairsOf("by=" + by + "|reason=certificate has expired")
}

// goNotYet is Go's sentence about both ends, when it is about the first day.
func goNotYet(_, after string) map[string]string {
	if !strings.Contains(after, "isbefore") {
		return dropped
	}
	return pairsOf("by=Go|reason=certificate is not yet valid")
}

// maxReason is how far behind the sentence its reason may begin: the names of
// two exception classes stand between.
const maxReason = 220

// reasonArg finds the cause behind "PKIX path … failed: <class>: <cause>".
func reasonArg(_, after string) map[string]string {
	near := after[:min(len(after), maxReason)]
	first, reason := len(near), ""
	for i, words := range squeezedReasons {
		if at := strings.Index(near, words); at >= 0 && at < first {
			first, reason = at, reasons[i]
		}
	}
	switch reason {
	case "":
		return nil
	case anchorReason:
		reason = "TrustAnchor is not a CA certificate"
	}
	return map[string]string{"reason": reason}
}

// validatorArg is for what a validator says that no other sentence is about.
// Behind "PKIX path …" that sentence has the reason.
func validatorArg(_, after string) map[string]string {
	if after == "" || strings.HasPrefix(after, "pkixpath") {
		return dropped
	}
	if r := reasonArg("", after); r != nil && strings.HasPrefix(after, squeeze(r["reason"])) {
		return r
	}
	return pairsOf("reason=ValidatorException")
}

// distrustedArgs reads "2024-11-11andanchoredbyadistrusted…".
func distrustedArgs(_, after string) map[string]string {
	date, _, ok := strings.Cut(after, "andanchoredbyadistrusted")
	if !ok || len(date) != len("2024-11-11") || !allDigits(strings.ReplaceAll(date, "-", "")) {
		return dropped
	}
	return pairsOf("date=" + date + "|reason=TLS Server certificate issued after " + date + " and anchored by a distrusted root CA")
}

// lengthArgs reads "11)exceedsthemaximumallowedlength(10)".
func lengthArgs(_, after string) map[string]string {
	count, limit, _ := strings.Cut(after, ")exceedsthemaximumallowedlength(")
	limit = digits(limit)
	if !allDigits(count) || limit == "" {
		return dropped
	}
	return pairsOf("count=" + count + "|limit=" + limit)
}

// dateArg reads "thujan0100:00:00utc2026" and the like.
func dateArg(_, after string) map[string]string {
	// Weekday, month, day, hour.
	head, tail, _ := strings.Cut(after[:min(len(after), 40)], ":")
	if len(head) < 3+3+1+2 {
		return nil
	}
	month, hour := strings.ToUpper(head[3:4])+head[4:6], len(head)-2
	for i := len("00:00"); i+4 <= len(tail); i++ {
		year := tail[i : i+4]
		if !strings.HasPrefix(year, "20") {
			continue
		}
		t, ok := javaTime("Mon " + month + " " + head[6:hour] + " " + head[hour:] + ":" + tail[:5] + " " + strings.ToUpper(tail[5:i]) + " " + year)
		if ok {
			return map[string]string{"date": t.UTC().Format(time.RFC3339)}
		}
	}
	return nil
}

func allDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

func hostArg(host string) map[string]string {
	host = strings.Trim(host, "<>[]'\"()")
	if !isHost(host) {
		return nil
	}
	return map[string]string{"host": host}
}

func untilFound(_, after string) map[string]string {
	host, _, ok := strings.Cut(after[:min(len(after), 300)], "found")
	if !ok {
		return nil
	}
	return hostArg(host)
}

func untilBracket(_, after string) map[string]string {
	host, _, _ := strings.Cut(after[:min(len(after), 300)], ">")
	return hostArg(host)
}

func certificateFor(before, _ string) map[string]string {
	i := strings.LastIndex(before, "certificatefor<")
	if i < 0 {
		return nil
	}
	return hostArg(before[i+len("certificatefor"):])
}

func hostnameBefore(before, _ string) map[string]string {
	i := strings.LastIndex(before, "hostname")
	if i < 0 || len(before)-i > 300 {
		return dropped
	}
	return hostArg(before[i+len("hostname"):])
}

func unknownHost(_, after string) map[string]string {
	args := map[string]string{"cause": "dns"}
	rest := strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz0123456789.-_")
	// What follows on the next line is glued to the name; only a name that
	// something ends is believed.
	if host := strings.TrimSuffix(after, rest); rest != "" && isHost(host) {
		args["host"] = host
	}
	return args
}

// alertArg reads the name of an alert; a sentence with none is not about one.
func alertArg(_, after string) map[string]string {
	name := ""
	// Of two names that begin alike the longer one has the higher number.
	for _, n := range slices.Sorted(maps.Keys(alertNames)) {
		if x := alertNames[n]; strings.HasPrefix(after, x) || strings.HasPrefix(after, strings.ReplaceAll(x, "_", "")) {
			name = x
		}
	}
	if name == "" || name == "close_notify" {
		return dropped
	}
	return map[string]string{"alert": name}
}
