package intake

// The bounds of a reader (docs/design.md, Limits and safety). When one is hit the evidence says so
// (Truncation), and what was read until then stays.
const (
	// maxLine is how much of a line a carrier sees at once. Log lines are far
	// shorter; a table exported as JSON on one line is longer and comes in
	// pieces.
	maxLine = 1 << 20
	// maxBinary holds one binary input. The largest key store seen holds 500
	// certificates in 2 MB; 32 MiB leaves room for zip files with logs.
	maxBinary = 32 << 20
	// sniffLength is how much of an input decides between text and binary.
	sniffLength = 4096
	// maxNesting is how deep containers may lie in each other: a gzip file in
	// a zip file in a base64 text is three.
	maxNesting = 4
	// maxBlock is the text of one armoured block: a bundle of 150 roots is
	// 250 kB of PKCS#7, a certificate with 10,000 names 400 kB.
	maxBlock = 1 << 20
	// maxCertificates is twelve times the largest public trust store.
	maxCertificates = 2000
	// maxSessions, maxSignals, maxDamage, maxSettings and maxRemovals bound
	// what a log of any length leaves in memory: far more than anyone reads.
	maxSessions = 4000
	maxSignals  = 4000
	maxDamage   = 500
	maxSettings = 500
	maxRemovals = 200
)
