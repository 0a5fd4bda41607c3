package oracle

// aspects lists every group of cases; each is described where it is built.
var aspects = []Aspect{
	{"shape", shapes},
	{"twin", twins},
	{"cross", crosses},
	{"anchor", anchorFaults},
	{"ca", authorityFaults},
	{"leaf", leafFaults},
	{"usage", usages},
	{"time", times},
	{"name", names},
	{"keyid", keyIdentifiers},
	{"host", hosts},
	{"constraint", nameConstraints},
	{"policy", policies},
	{"depth", depths},
	{"algorithm", algorithms},
	{"extension", extensions},
	{"serial", serials},
	{"selfsigned", selfSigned},
	{"store", stores},
	{"unreadable", unreadable},
}
