package chain

import "slices"

// decideByNames tells what names, key identifiers and dates show when a tool
// printed no bytes. It accepts nothing: an empty Cause means that nothing
// speaks against the chain.
func (j *judge) decideByNames() Decision {
	d := Decision{NotEvaluated: []string{"signatures", "extensions"}}
	if j.Host == "" || !j.Sent[0].ShowsHosts() {
		d.NotEvaluated = append(d.NotEvaluated, "host name")
	}
	leaf := j.Sent[0]
	if a := j.Anchors.holder(leaf); a != nil {
		d.Anchor = a
		return d
	}
	paths := j.sentOnly().paths(nil)
	if p := paths[0]; p.Status == Accepted {
		d.Anchor = p.Anchor
		d.Path = p.ids()
		if !slices.Contains(d.NotEvaluated, "host name") && j.Usage == Server {
			if f := j.checkHost(leaf); f != nil {
				d.Cause, d.At, d.Args = f.cause, f.at, f.args
			}
		}
		return d
	}
	f := j.explain()
	d.Cause, d.At, d.Args = f.cause, f.at, f.args
	return d
}
