package main

import (
	"fmt"
	"go/ast"
	"go/token"
)

// declaration plants what stands in one top-level declaration.
func (x *planter) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		x.in = d.Name.Name
		if d.Recv != nil {
			t := d.Recv.List[0].Type
			if s, ok := t.(*ast.StarExpr); ok {
				t = s.X
			}
			if n, ok := t.(*ast.Ident); ok {
				x.in = n.Name + "." + x.in
			}
		}
		if d.Body != nil {
			x.function(d.Type, d.Body)
		}
	case *ast.GenDecl:
		if d.Tok != token.VAR {
			return
		}
		for _, s := range d.Specs {
			v := s.(*ast.ValueSpec)
			x.in = v.Names[0].Name
			for _, value := range v.Values {
				if x.file == "rules/rules.go" && x.in == "All" {
					x.rules(value.(*ast.CompositeLit))
					continue
				}
				x.walk(value)
			}
		}
	}
}

// rules plants two mutations in each entry of the list of rules.
func (x *planter) rules(list *ast.CompositeLit) {
	for _, e := range list.Elts {
		rule := e.(*ast.CompositeLit).Elts[1]
		x.call("Silenced", "rule silenced", rule)
		x.call("Forced", "rule forced", rule)
	}
}

// function plants in a function: that it gives nothing, where that is a value
// of its result, and everything in its body.
func (x *planter) function(t *ast.FuncType, body *ast.BlockStmt) {
	if r := t.Results; r != nil && len(r.List) == 1 && len(r.List[0].Names) < 2 {
		switch r.List[0].Type.(type) {
		case *ast.StarExpr, *ast.ArrayType:
			if a, ok := r.List[0].Type.(*ast.ArrayType); ok && a.Len != nil {
				break
			}
			x.insert(body.Lbrace+1, fmt.Sprintf(" if planted.On(%d) { return nil }; ", x.plant("skipped", t)), "")
		}
	}
	x.walkIn(t, body)
}

// walk plants in everything below a node that stands in no function.
func (x *planter) walk(n ast.Node) { x.walkIn(nil, n) }

// walkIn plants in everything below a node of a function of type t.
func (x *planter) walkIn(t *ast.FuncType, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok == token.VAR
		case *ast.FuncLit:
			x.function(n.Type, n.Body)
			return false
		case *ast.IfStmt:
			x.condition(n.Cond)
		case *ast.ForStmt:
			if n.Cond != nil {
				x.condition(n.Cond)
			}
			for _, s := range []ast.Node{n.Init, n.Cond, n.Body} {
				// The step stays: a loop without it only shows the deadline.
				if s != nil {
					x.walkIn(t, s)
				}
			}
			return false
		case *ast.SwitchStmt:
			if n.Tag == nil {
				x.cases(n.Body)
			}
		case *ast.ReturnStmt:
			x.returned(t, n)
		case *ast.BlockStmt:
			x.statements(n.List)
		case *ast.CaseClause:
			x.statements(n.Body)
		case *ast.BinaryExpr:
			x.binary(n)
		}
		return true
	})
}

func (x *planter) condition(c ast.Expr) { x.call("Not", "negated", c) }

// cases plants in the conditions of a switch without a value.
func (x *planter) cases(body *ast.BlockStmt) {
	for _, s := range body.List {
		for _, c := range s.(*ast.CaseClause).List {
			x.condition(c)
		}
	}
}

// returned flips each result that is declared as bool.
func (x *planter) returned(t *ast.FuncType, r *ast.ReturnStmt) {
	if t == nil || t.Results == nil {
		return
	}
	var types []ast.Expr
	for _, f := range t.Results.List {
		for range max(1, len(f.Names)) {
			types = append(types, f.Type)
		}
	}
	if len(types) != len(r.Results) {
		return // nothing is returned by name, or the results of a call
	}
	for i, e := range r.Results {
		if n, ok := types[i].(*ast.Ident); ok && n.Name == "bool" {
			x.call("Not", "flipped", e)
		}
	}
}

// statements removes, in turn, the statements of a list that a program can be
// compiled without: calls, assignments, counting, and leaving or continuing a
// loop.
func (x *planter) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt, *ast.IncDecStmt:
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.BranchStmt:
			if s.Tok != token.BREAK && s.Tok != token.CONTINUE {
				continue
			}
		default:
			continue
		}
		x.wrap(s, fmt.Sprintf("if !planted.On(%d) { ", x.plant("removed", s)), " }")
	}
}

// shifted names the switch that moves the border of a comparison.
var shifted = map[token.Token]string{token.LSS: "Less", token.LEQ: "AtMost", token.GTR: "More", token.GEQ: "AtLeast"}

// binary drops operands and shifts borders.
func (x *planter) binary(e *ast.BinaryExpr) {
	if s := shifted[e.Op]; s != "" {
		x.call(s, "shifted", e)
		at := x.offset(e.OpPos)
		x.edits = append(x.edits, edit{from: at, to: at + len(e.Op.String()), text: ",", order: len(x.edits)})
		return
	}
	s := map[token.Token]string{token.LAND: "And", token.LOR: "Or"}[e.Op]
	if s == "" {
		return
	}
	for _, o := range []ast.Expr{e.X, e.Y} {
		if b, ok := o.(*ast.BinaryExpr); ok && b.Op == e.Op {
			continue // its own operands are dropped
		}
		x.call(s, "dropped", o)
	}
}
