package intake

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

func TestDER(t *testing.T) {
	c := newCorp()
	old := testpki.New(9).SelfSigned("old.example.test", testpki.Version(1))
	rsa := testpki.New(9).SelfSigned("rsa.example.test", testpki.KeyOf(testpki.RSA1024))
	join := func(parts ...[]byte) (out []byte) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for name, x := range map[string]struct {
		data []byte
		want []*testpki.Entity
		told []string
	}{
		"one":             {c.leaf.DER, []*testpki.Entity{c.leaf}, nil},
		"version 1":       {old.DER, []*testpki.Entity{old}, nil},
		"RSA":             {rsa.DER, []*testpki.Entity{rsa}, nil},
		"several":         {join(c.leaf.DER, c.issuing.DER, c.root.DER), []*testpki.Entity{c.leaf, c.issuing, c.root}, nil},
		"line end behind": {join(c.leaf.DER, []byte("\r\n")), []*testpki.Entity{c.leaf}, nil},
		"zeros behind":    {join(c.leaf.DER, make([]byte, 500)), []*testpki.Entity{c.leaf}, nil},
		"cut off":         {c.leaf.DER[:300], nil, []string{"damaged-certificate"}},
		"second cut off":  {join(c.leaf.DER, c.issuing.DER[:200]), []*testpki.Entity{c.leaf}, []string{"damaged-certificate"}},
		"PkiPath":         {encode(tagSequence, c.root.DER, c.issuing.DER, c.leaf.DER), []*testpki.Entity{c.root, c.issuing, c.leaf}, nil},
		"PkiPath cut off": {encode(tagSequence, c.root.DER, c.issuing.DER)[:len(c.root.DER)+50], []*testpki.Entity{c.root}, []string{"damaged-certificate"}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := readAll(t, x.data)
			require.Equal(t, idsOf(x.want...), ids(ev))
			require.ElementsMatch(t, x.told, kinds(ev))
			require.Equal(t, "der", ev.Inputs[0].Kind)
			for _, f := range ev.Certificates {
				require.True(t, f.Alone)
				require.Equal(t, -1, f.Origins[0].Index)
			}
		})
	}
}

func TestShape(t *testing.T) {
	c := newCorp()
	for name, x := range map[string]struct {
		data []byte
		want shape
	}{
		"certificate":   {c.leaf.DER, shapeCertificate},
		"head of one":   {c.leaf.DER[:20], shapeCertificate},
		"store":         {c.store("x").PKCS12(), shapePKCS12},
		"head of store": {c.store("x").PKCS12()[:9], shapePKCS12},
		"empty":         {[]byte{0x30, 0}, shapeUnknown},
		"text":          {[]byte("0 s:/CN=api.example.test\n   i:/CN=Corp"), shapeUnknown},
		"public key":    {c.leaf.Key.SPKI, shapeUnknown},
		"name":          {c.leaf.Certificate().Subject.Raw, shapeUnknown},
		"only headers":  {[]byte{0x30, 0x82}, shapeUnknown},
		"TLS session":   {encode(tagSequence, []byte{2, 1, 1, 2, 2, 3, 3, 4, 2, 0x13, 2}), shapeUnknown},
	} {
		require.Equal(t, x.want, shapeOf(x.data), name)
	}
}
