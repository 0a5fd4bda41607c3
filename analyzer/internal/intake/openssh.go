package intake

import (
	"encoding/binary"
	"strings"
)

// magicOpenSSH starts what the armour OPENSSH PRIVATE KEY holds.
const magicOpenSSH = "openssh-key-v1\x00"

// readOpenSSH reads the public key in front of an OpenSSH private key, where
// it stands unencrypted (PROTOCOL.key of OpenSSH). TLS does not use the form,
// but people paste it beside a certificate.
func readOpenSSH(data []byte) (kind string, spki []byte, encrypted bool) {
	w := &sshWalk{rest: data[len(magicOpenSSH):]}
	cipher := string(w.next())
	w.next() // key derivation
	w.next() // and its options
	w.take(4)
	w = &sshWalk{rest: w.next()}
	encrypted = cipher != "none"
	name := string(w.next())
	switch {
	case name == "ssh-rsa":
		exponent, modulus := w.next(), w.next()
		if len(modulus) == 0 || len(exponent) == 0 {
			return "RSA", nil, encrypted
		}
		return "RSA", spkiOf(derRSA, encode(tagSequence, integerOf(modulus), integerOf(exponent))), encrypted
	case name == "ssh-ed25519":
		point := w.next()
		if len(point) != 32 {
			return "Ed25519", nil, encrypted
		}
		return "Ed25519", spkiOf(derEd25519, point), encrypted
	case name == "ssh-dss":
		p, q, g, y := w.next(), w.next(), w.next(), w.next()
		if len(y) == 0 {
			return "DSA", nil, encrypted
		}
		domain := encode(tagSequence, integerOf(p), integerOf(q), integerOf(g))
		return "DSA", spkiOf(append(derDSA[:len(derDSA):len(derDSA)], domain...), integerOf(y)), encrypted
	case strings.HasPrefix(name, "ecdsa-sha2-"):
		curve := map[string][]byte{"nistp256": derP256, "nistp384": derP384, "nistp521": derP521}[string(w.next())]
		point := w.next()
		if curve == nil || len(point) == 0 {
			return "EC", nil, encrypted
		}
		return "EC", spkiOf(append(derEC[:len(derEC):len(derEC)], curve...), point), encrypted
	}
	return "", nil, encrypted
}

// sshWalk goes through the strings of RFC 4251 section 5, each behind its
// length; past the end every read is empty.
type sshWalk struct{ rest []byte }

func (w *sshWalk) take(n int) []byte {
	if n > len(w.rest) {
		return nil
	}
	out := w.rest[:n]
	w.rest = w.rest[n:]
	return out
}

func (w *sshWalk) next() []byte {
	length := w.take(4)
	if length == nil {
		return nil
	}
	n := binary.BigEndian.Uint32(length)
	if uint64(n) > uint64(len(w.rest)) {
		w.rest = nil
		return nil
	}
	return w.take(int(n))
}
