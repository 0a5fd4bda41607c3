package intake

import (
	"strings"
	"time"
)

// zones are the abbreviations that java.util.TimeZone prints most often, in
// seconds east of Greenwich. One that stands for several zones means the one
// with the most servers in it.
var zones = map[string]int{
	"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 3600, "BST": 3600, "IST": 19800,
	"CET": 3600, "CEST": 7200, "MET": 3600, "MEST": 7200, "EET": 7200, "EEST": 10800, "SAST": 7200,
	"MSK": 10800, "TRT": 10800, "AST": -14400, "ADT": -10800, "GST": 14400, "PKT": 18000, "SGT": 28800, "ICT": 25200, "WIB": 25200, "MYT": 28800,
	"HKT": 28800, "JST": 32400, "KST": 32400, "AWST": 28800, "ACST": 34200, "ACDT": 37800,
	"AEST": 36000, "AEDT": 39600, "NZST": 43200, "NZDT": 46800, "BRT": -10800, "ART": -10800, "CLT": -14400,
	"NST": -12600, "NDT": -9000, "EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000,
	"MST": -25200, "MDT": -21600, "PST": -28800, "PDT": -25200, "AKST": -32400, "AKDT": -28800, "HST": -36000,
}

// javaTime reads a moment as the JDK prints it: "2026-11-21 20:44:26.126 UTC"
// (hours run from 1 to 24 there, 24 being the first of the day),
// "Wed Nov 21 20:43:24 UTC 2029", and the "2026-01-12 05:30:37" of the
// platform, which has no zone and is taken for UTC. A zone that is unknown
// counts as UTC too: half a day off is better than no date.
func javaTime(text string) (time.Time, bool) {
	f := strings.Fields(strings.Trim(text, " ,]\"'"))
	var form, clock, zone string
	switch {
	case len(f) >= 6 && len(f[0]) == 3:
		// Mon Jan 2 15:04:05 MST 2006; some zones print as two words.
		last := len(f) - 1
		form, clock, zone = "Jan 2 15:04:05 2006", strings.Join([]string{f[1], f[2], f[3], f[last]}, " "), strings.Join(f[4:last], "")
	case len(f) >= 2:
		clock, _, _ = strings.Cut(strings.Replace(f[1], ",", ".", 1), "Z")
		if strings.HasPrefix(clock, "24:") {
			clock = "00:" + clock[3:]
		}
		form, clock = "2006-01-02 15:04:05.999999999", strings.ReplaceAll(f[0], "/", "-")+" "+clock
		if len(f) > 2 {
			zone = f[2]
		}
	}
	t, err := time.Parse(form, clock)
	if err != nil || form == "" {
		return time.Time{}, false
	}
	return t.Add(-offsetOf(zone)), true
}

// offsetOf reads a zone: an abbreviation, or GMT+01:00.
func offsetOf(zone string) time.Duration {
	zone = strings.TrimPrefix(zone, "GMT")
	if zone == "" {
		return 0
	}
	if s, ok := zones[zone]; ok {
		return time.Duration(s) * time.Second
	}
	for _, form := range []string{"-07:00", "-0700", "-07"} {
		if t, err := time.Parse(form, zone); err == nil {
			_, s := t.Zone()
			return time.Duration(s) * time.Second
		}
	}
	return 0
}
