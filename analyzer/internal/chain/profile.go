package chain

// Profile is a JDK release whose default settings apply: "8", "11", "17",
// "21" or "25".
type Profile string

// DefaultProfile is the JDK that current instances run.
const DefaultProfile Profile = "17"

// Known tells whether the profile's behaviour was "measured" (17.0.15 and
// 25.0.3) or is taken from its "documentation".
func (p Profile) Known() string {
	switch p.or() {
	case "17", "25":
		return "measured"
	}
	return "documentation"
}

func (p Profile) or() Profile {
	switch p {
	case "8", "11", "17", "21", "25":
		return p
	}
	return DefaultProfile
}

// rules are the defaults in which the releases differ.
type rules struct {
	// newTexts: the checks of JDK 25 in their order and words. The algorithm
	// checks name the disabled algorithm and the certificate where older
	// releases name the signature algorithm.
	newTexts bool
	// innerWildcard: "a.*.test" matches.
	innerWildcard bool
	// oldCurves: signatures by keys on P-224 are checked; JDK 16 dropped all
	// curves but P-256, P-384 and P-521.
	oldCurves bool
	// chunghwa: the CHUNGHWA_TLS distrust policy is in force.
	chunghwa bool
}

func (p Profile) rules() rules {
	switch p.or() {
	case "25":
		return rules{newTexts: true, chunghwa: true}
	case "8", "11":
		return rules{innerWildcard: true, oldCurves: true, chunghwa: true}
	}
	return rules{innerWildcard: true}
}
