package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

func TestAnchors(t *testing.T) {
	p := testpki.New(80)
	root := p.Root("CN=Root,O=X")
	one, again := root.Anchor("openjdk"), root.Anchor("yours:test")
	renewed, other := root.Reissue().Anchor("yours:test"), p.Root("CN=Other,O=X").Anchor("yours:test")
	a := NewAnchors(nil, one, again)
	require.Equal(t, []*cert.Anchor{one}, a.List(), "one certificate is one anchor, of the store that came first")
	b := a.With(renewed, again, nil, other)
	require.Equal(t, []*cert.Anchor{one, renewed, other}, b.List())
	require.Equal(t, []*cert.Anchor{one, renewed}, b.BySubject(one.Subject))
	require.Equal(t, []*cert.Anchor{one, renewed}, b.BySubject(cert.ReadName("O=X, CN=Root")), "a name from text, in either order")
	require.Equal(t, []*cert.Anchor{one}, a.BySubject(one.Subject), "the set that more were added to is as it was")

	require.Same(t, one, b.holder(root.Certificate()))
	require.Nil(t, a.holder(root.Reissue().Certificate()))
	byNames := named(root)
	require.Nil(t, b.holder(byNames), "names are no certificate")
	byNames.Fingerprint = root.ID()
	require.Same(t, one, b.holder(byNames))
	byNames.Fingerprint = root.Twin().ID()
	require.Nil(t, b.holder(byNames))

	nameless := p.Root("", testpki.SAN("dns:a.test")).Anchor("yours:test")
	require.Empty(t, NewAnchors(nameless).BySubject(cert.Name{}), "an empty name issues nothing")

	var none *Anchors
	require.Empty(t, none.List())
	require.Empty(t, none.BySubject(one.Subject))
	require.Nil(t, none.holder(root.Certificate()))
	require.Equal(t, []*cert.Anchor{one}, none.With(one).List())
}
