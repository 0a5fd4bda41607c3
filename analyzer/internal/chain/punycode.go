package chain

import (
	"strings"
	"unicode/utf8"
)

// comparable turns a host name into the form in which the JDK compares names:
// lower case, "xn--" labels decoded (RFC 3492), ideographic full stops as dots.
func comparable(name string) string {
	name = strings.ToLower(strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".").Replace(name))
	if !strings.Contains(name, "xn--") {
		return name
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if code, ok := strings.CutPrefix(label, "xn--"); ok {
			if text, ok := decodePunycode(code); ok {
				labels[i] = text
			}
		}
	}
	return strings.Join(labels, ".")
}

// decodePunycode is RFC 3492 section 6.2.
func decodePunycode(code string) (string, bool) {
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	var out []rune
	if i := strings.LastIndexByte(code, '-'); i >= 0 {
		out, code = []rune(code[:i]), code[i+1:]
	}
	n, bias, at, first := 128, 72, 0, true
	for code != "" {
		old, weight := at, 1
		for k := base; ; k += base {
			if code == "" {
				return "", false
			}
			digit := strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789", code[0])
			code = code[1:]
			if digit < 0 {
				return "", false
			}
			at += digit * weight
			t := min(max(k-bias, tmin), tmax)
			if digit < t {
				break
			}
			if weight *= base - t; weight > 1<<26 {
				return "", false
			}
		}
		delta := at - old
		if first {
			delta, first = delta/damp, false
		} else {
			delta /= 2
		}
		size := len(out) + 1
		delta += delta / size
		bias = 0
		for ; delta > (base-tmin)*tmax/2; bias += base {
			delta /= base - tmin
		}
		bias += (base - tmin + 1) * delta / (delta + skew)
		n += at / size
		at %= size
		if n > utf8.MaxRune || size > 63 {
			return "", false
		}
		out = append(out[:at], append([]rune{rune(n)}, out[at:]...)...)
		at++
	}
	return string(out), len(out) > 0
}
