package intake

import (
	"strings"
	"sync"
)

// flatRows puts the line ends back before the words with which openssl
// s_client begins a row.
var flatRows = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, words := range []string{
		"depth=", "verify error:num=", "verify return:", "CONNECTED(", "CONNECTION ESTABLISHED", "-----BEGIN", "-----END",
		" 0 s:", " 1 s:", " 2 s:", " 3 s:", " 4 s:", " 5 s:", " 6 s:", " 7 s:", " 8 s:", " 9 s:", " i:", " a:PKEY:", " v:NotBefore:",
		"subject=", "issuer=", "No client certificate CA names", "Client Certificate Types:", "Requested Signature Algorithms:",
		"Shared Requested Signature Algorithms:", "Peer signing digest:", "Peer signature type:", "Server Temp Key:", "Peer Temp Key:",
		"SSL handshake has read", "Verification:", "Verification error:", "New, ", "Protocol  :", "Protocol version:", "Ciphersuite:",
		"Session-ID:", "Master-Key:", "Resumption PSK:", "TLS session ticket:", "Verify return code:", "Peer certificate:",
	} {
		pairs = append(pairs, words, "\n"+words)
	}
	for _, whole := range []string{"Certificate chain", "Server certificate", "Acceptable client certificate CA names", "no peer certificate available"} {
		pairs = append(pairs, whole, "\n"+whole+"\n")
	}
	return strings.NewReplacer(append(pairs, " --- ", "\n---\n")...)
})

// flattened returns the rows of a transcript that was pasted without its line
// ends: words that no sentence has and others that begin a row stand in one.
// Others stay as they are.
func flattened(row string) []string {
	count := func(list ...string) (n int) {
		for _, words := range list {
			if strings.Contains(row, words) {
				n++
			}
		}
		return n
	}
	own := count("CONNECTED(0", " 0 s:", "Verify return code:")
	if own == 0 || own+count("Certificate chain", " i:", "Server certificate") < 2 {
		return []string{row}
	}
	return strings.Split(flatRows().Replace(row), "\n")
}

// sClientBegins finds the words with which the tool, and nobody else, begins
// a row.
func sClientBegins(row string) int {
	for _, words := range []string{" 0 s:", "CONNECTED(0", "CONNECTION ESTABLISHED", "verify error:num=", "no peer certificate available"} {
		if i := strings.Index(row, words); i >= 0 {
			return i
		}
	}
	before, name, _ := strings.Cut(row, "depth=")
	name = strings.TrimLeft(name, "0123456789 ")
	if strings.IndexAny(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ/") == 0 {
		return len(before)
	}
	return -1
}
