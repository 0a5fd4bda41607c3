package chain

import (
	"fmt"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// The limits of jdk.certpath.disabledAlgorithms and jdk.tls.disabledAlgorithms
// in the java.security of every profile: MD2, MD5, RSA keySize < 1024,
// DSA keySize < 1024, EC keySize < 224, SHA1 jdkCA & usage TLSServer.
const (
	minRSA = 1024
	minDSA = 1024
	minEC  = 224
)

// storeJDK is the store whose anchors the JDK ships.
const storeJDK = "openjdk"

// weakKey is the JDK's "RSA 768 bit key", or empty for a key within limits.
func weakKey(k cert.Key) string {
	family, limit := k.Algorithm, 0
	switch family {
	case "RSA", "RSASSA-PSS":
		family, limit = "RSA", minRSA
	case "DSA":
		limit = minDSA
	case "EC":
		limit = minEC
	}
	if k.Bits == 0 || k.Bits >= limit {
		return ""
	}
	return fmt.Sprintf("%s %d bit key", family, k.Bits)
}

// disabledDigest is the digest of a signature algorithm that no profile
// accepts, or empty.
func disabledDigest(algorithm string) string {
	for _, d := range []string{"MD2", "MD5"} {
		if strings.HasPrefix(algorithm, d+"with") {
			return d
		}
	}
	return ""
}

// checkStrength checks the algorithms of one certificate and, with the topmost,
// the anchor's key: after the certificate before JDK 25, ahead of it from then
// on (measured).
func (j *judge) checkStrength(c *cert.Certificate, anchor *cert.Anchor, top bool) *fault {
	own := j.checkAlgorithms(c, anchor)
	if !top || own != nil && !j.rules.newTexts {
		return own
	}
	if above := j.checkAnchorKey(anchor, c); above != nil {
		return above
	}
	return own
}

// checkAlgorithms checks one certificate below the anchor.
func (j *judge) checkAlgorithms(c *cert.Certificate, anchor *cert.Anchor) *fault {
	digest, weak := j.disabledDigestOf(c), j.weakKeyOf(c)
	if j.rules.newTexts {
		digest, weak = weak, digest // the key is looked at first there
	}
	if digest != nil {
		return digest
	}
	if weak != nil {
		return weak
	}
	// SHA-1 is refused for servers under a root that the JDK ships, and
	// accepted under every other one.
	if j.Usage == Server && anchor != nil && anchor.Store == storeJDK && strings.HasPrefix(c.SignatureAlgorithm, "SHA1with") {
		return &fault{cause: "disabled-algorithm", at: c, kind: KindAlgorithm, args: map[string]string{"algorithm": c.SignatureAlgorithm},
			text: "Usage constraint TLSServer check failed: SHA1 used with certificate: " + javaName(c.Subject)}
	}
	return nil
}

func (j *judge) disabledDigestOf(c *cert.Certificate) *fault {
	d := disabledDigest(c.SignatureAlgorithm)
	if d == "" {
		return nil
	}
	f := &fault{cause: "disabled-algorithm", at: c, kind: KindAlgorithm, args: map[string]string{"algorithm": c.SignatureAlgorithm}}
	f.text = textAlgorithm + "signature algorithm: " + c.SignatureAlgorithm
	if j.rules.newTexts || d == "MD2" {
		f.text = textAlgorithm + "disabled algorithm: " + d + " used with certificate: " + javaName(c.Subject)
	}
	return f
}

func (j *judge) weakKeyOf(c *cert.Certificate) *fault {
	weak := weakKey(c.Key)
	if weak == "" {
		return nil
	}
	return &fault{cause: "weak-key", at: c, kind: KindAlgorithm, args: map[string]string{"key": weak},
		text: textAlgorithm + "keysize limits: " + weak + " used with certificate: " + javaName(c.Subject)}
}

// checkAnchorKey checks the size of the anchor's own key. Nothing else of an
// anchor counts: not its dates, its signature, its constraints.
func (j *judge) checkAnchorKey(anchor *cert.Anchor, below *cert.Certificate) *fault {
	weak := weakKey(anchor.Key)
	if weak == "" {
		return nil
	}
	f := &fault{cause: "weak-key", at: anchor.Certificate, kind: KindAlgorithm, args: map[string]string{"key": weak}}
	f.text = textAlgorithm + "signature algorithm: " + below.SignatureAlgorithm
	if j.rules.newTexts {
		f.text = textAlgorithm + "keysize limits: " + weak + "."
	}
	return f
}

// dropped reports a key on a curve that the JDK no longer has: what it signed
// fails like any wrong signature (measured for P-224).
func (j *judge) dropped(spki []byte) bool {
	if j.rules.oldCurves {
		return false
	}
	k := cert.DescribeKey(spki)
	return k.Algorithm == "EC" && k.Curve != "P-256" && k.Curve != "P-384" && k.Curve != "P-521"
}
