package chain

import (
	"slices"
	"sort"

	"missinglink/analyzer/internal/cert"
)

// MaxTrials bounds the changes that are tried; each runs the whole procedure.
const MaxTrials = 60

// Repairs finds what would repair a refused chain, or one accepted for a CA that
// stands before the leaf, in rank order. Every repair
// it returns was tried: the procedure ran again with the change in place and
// the path stood. A host name that does not fit is another fault and stays.
func Repairs(q Question) []Repair {
	if len(q.Sent) == 0 {
		return nil
	}
	s := newSignatures(q.Checks)
	before := decide(q, s)
	if !before.Evaluated {
		return nil
	}
	r := &repairer{Question: q, signatures: s}
	switch {
	case before.Cause == "leaf-not-first", before.Accepted && !ShapeOf(q).LeafFirst:
		r.turnRound()
	case before.Stage == StagePath:
		r.run()
	}
	if kind := replacement(before, q.Sent[0]); len(r.found) == 0 && kind != "" {
		r.found = append(r.found, Repair{Kind: kind, After: before})
	}
	return r.found
}

// replacement tells which certificate has to be issued anew when nothing that
// is at hand helps.
func replacement(d Decision, leaf *cert.Certificate) RepairKind {
	switch d.Cause {
	case "expired", "not-yet-valid", "not-a-ca", "path-length", "key-usage", "extended-key-usage", "name-constraint",
		"unknown-critical-extension", "disabled-algorithm", "weak-key", "distrusted-ca", "host-mismatch", "signature-mismatch":
	default:
		return ""
	}
	if d.At != nil && d.At.ID == leaf.ID {
		return ReplaceLeaf
	}
	return ReplaceCA
}

// turnRound puts first the sent certificate that issued no other.
func (r *repairer) turnRound() {
	g := newJudge(Question{Sent: r.Sent}, r.signatures).graph()
	for _, c := range r.Sent[1:] {
		if slices.ContainsFunc(r.Sent, func(x *cert.Certificate) bool { return x.ID != c.ID && certifies(g, c, x) }) {
			continue
		}
		q := r.Question
		q.Sent = []*cert.Certificate{c}
		for _, x := range r.Sent {
			if x.ID != c.ID {
				q.Sent = append(q.Sent, x)
			}
		}
		for _, p := range newJudge(q, r.signatures).paths(nil) {
			var sent []*cert.Certificate
			for _, l := range p.Links {
				if l.Sent {
					sent = append(sent, l.Certificate)
				}
			}
			if r.try(SendInOrder, nil, sent, r.Anchors) {
				return
			}
		}
	}
}

type repairer struct {
	Question
	signatures *signatures
	found      []Repair
	trials     int
}

func (r *repairer) run() {
	j := newJudge(r.Question, r.signatures)
	// The ways up without any anchor show what is above the leaf at hand; the
	// ways with anchors show what reaches the store.
	ways := j.paths(nil)
	r.sendBetter(ways)
	above := newJudge(Question{Sent: r.Sent, Pool: r.Pool, Anchors: NewAnchors(), At: r.At, Usage: r.Usage, Profile: r.Profile}, r.signatures).paths(nil)
	r.importSome(above)
	if !slices.ContainsFunc(r.found, func(x Repair) bool { return x.Kind != ImportIssuer }) {
		r.sendAndImport(above)
	}
	sort.SliceStable(r.found, func(i, j int) bool { return rankRepair(r.found[i].Kind) < rankRepair(r.found[j].Kind) })
}

// sendAndImport is for two links that are missing: what is above the leaf is
// sent, and the root at its top becomes an anchor. Neither helps alone.
func (r *repairer) sendAndImport(above []Path) {
	for _, p := range above {
		var sent, adds []*cert.Certificate
		top := len(p.Links) - 1
		for _, l := range p.Links[:top] {
			sent = append(sent, l.Certificate)
			if !l.Sent {
				adds = append(adds, l.Certificate)
			}
		}
		root := p.Links[top].Certificate
		if len(adds) > 0 && len(sent) <= MaxSent && root.SelfSigned() && r.try(SendAndImport, append(adds, root), sent, r.Anchors.With(cert.AnchorOf(root, "trial"))) {
			return
		}
	}
}

// try runs the procedure on a changed question and keeps the repair when the
// path stands.
func (r *repairer) try(kind RepairKind, adds, sent []*cert.Certificate, anchors *Anchors) bool {
	if r.trials++; r.trials > MaxTrials {
		return false
	}
	q := r.Question
	q.Sent, q.Anchors = sent, anchors
	after := decide(q, r.signatures)
	if !after.Evaluated || after.Stage == StagePath {
		return false
	}
	r.found = append(r.found, Repair{Kind: kind, Adds: adds, Sent: sent, Proved: true, After: after})
	return true
}

// sendBetter looks for a better list to send: complete, in order, without what
// spoils it. The smallest addition that works is kept.
func (r *repairer) sendBetter(ways []Path) {
	done := map[RepairKind]bool{}
	for _, p := range ways { // those that lack least come first
		if p.Anchor == nil {
			continue
		}
		var sent, adds []*cert.Certificate
		for _, l := range p.Links {
			if l.Anchor != nil {
				break
			}
			sent = append(sent, l.Certificate)
			if !l.Sent {
				adds = append(adds, l.Certificate)
			}
		}
		kind := SendChain
		if len(adds) == 0 {
			kind = SendInOrder
			if subsequence(sent, r.Sent) {
				kind = DropFromChain
			}
		}
		if !done[kind] && len(sent) <= MaxSent && r.try(kind, adds, sent, r.Anchors) {
			done[kind] = true
		}
	}
}

// subsequence reports whether short is long with some elements left out.
func subsequence(short, long []*cert.Certificate) bool {
	i := 0
	for _, c := range long {
		if i < len(short) && short[i].ID == c.ID {
			i++
		}
	}
	return i == len(short)
}

// importSome looks for one certificate to import: the issuing CA, the root, or
// a self-signed leaf itself.
func (r *repairer) importSome(above []Path) {
	leaf := r.Sent[0]
	if leaf.SelfSigned() {
		r.try(ImportLeaf, []*cert.Certificate{leaf}, r.Sent, r.Anchors.With(cert.AnchorOf(leaf, "trial")))
		return
	}
	issuing, root := false, false
	for _, p := range above {
		for i, l := range p.Links {
			if l.Check == Mismatch {
				continue
			}
			c := l.Certificate
			top := c.SelfSigned()
			switch {
			case top && !root:
				root = r.try(ImportRoot, []*cert.Certificate{c}, r.Sent, r.Anchors.With(cert.AnchorOf(c, "trial")))
			case !top && !issuing && i == 1:
				issuing = r.try(ImportIssuer, []*cert.Certificate{c}, r.Sent, r.Anchors.With(cert.AnchorOf(c, "trial")))
			}
		}
	}
	if !issuing && !root {
		// A CA further up. Several together help no more than each alone: the
		// lowest ends the path.
		for _, p := range above {
			for _, l := range p.Links[min(2, len(p.Links)):] {
				if r.try(ImportIssuer, []*cert.Certificate{l.Certificate}, r.Sent, r.Anchors.With(cert.AnchorOf(l.Certificate, "trial"))) {
					return
				}
			}
		}
	}
}

func rankRepair(k RepairKind) int {
	return slices.Index([]RepairKind{SendChain, SendAndImport, SendInOrder, DropFromChain, ImportIssuer, ImportRoot, ImportLeaf, ReplaceLeaf, ReplaceCA}, k)
}
