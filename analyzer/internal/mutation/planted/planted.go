// Package planted holds the switches of planted mutations. The program in the
// folder above writes calls of it into copies of the sources, one switch a
// place; the environment says which one is thrown. Besides that program only the two import it that ask the
// stories and the recorded answers first.
package planted

import (
	"cmp"
	"os"
	"strconv"
	"sync/atomic"
)

// The environment: the switch that is thrown, counted from 1, or the file that
// gets the switches that would have changed something, a number a line.
const (
	Thrown   = "PLANTED_THROWN"
	Recorded = "PLANTED_RECORDED"
)

// Most bounds how many switches there are: three times what there were at
// first.
const Most = 1 << 15

// mostHits bounds how often one thrown switch is met in one run: loops that a
// mutation keeps from ending mostly meet it. No test scans as many bytes.
const mostHits = 1 << 27

var (
	hits      atomic.Int64
	thrown, _ = strconv.Atoi(os.Getenv(Thrown))
	record    = open(os.Getenv(Recorded))
	noting    = record != nil
	noted     [Most]atomic.Bool
)

func open(name string) *os.File {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	return f
}

// Throw throws a switch from within, for a program that asks much at once. It
// must not run beside what has switches.
func Throw(id int) {
	hits.Store(0)
	thrown = id
}

// Note returns the switches that change something in what do does.
func Note(do func()) []int {
	noting = true
	defer func() { noting = false }()
	clear(noted[:])
	do()
	var met []int
	for id := range noted {
		if noted[id].Load() {
			met = append(met, id)
		}
	}
	return met
}

// On reports whether the switch is thrown. It is asked where throwing it
// changes what is computed, and only there.
func On(id int) bool {
	if noting && !noted[id].Swap(true) && record != nil {
		// A line in one write: tests may run side by side.
		_, _ = record.WriteString(strconv.Itoa(id) + "\n")
	}
	if thrown != id {
		return false
	}
	if hits.Add(1) > mostHits {
		panic("planted: a loop that does not end")
	}
	return true
}

// Not negates a condition.
func Not(id int, c bool) bool { return c != On(id) }

// And drops an operand of &&.
func And(id int, c bool) bool {
	if !c {
		return On(id)
	}
	return true
}

// Or drops an operand of ||.
func Or(id int, c bool) bool {
	if c {
		return !On(id)
	}
	return false
}

// Less turns a < b into a <= b.
func Less[T cmp.Ordered](id int, a, b T) bool { return a < b || a == b && On(id) }

// AtMost turns a <= b into a < b.
func AtMost[T cmp.Ordered](id int, a, b T) bool { return a < b || a == b && !On(id) }

// More turns a > b into a >= b.
func More[T cmp.Ordered](id int, a, b T) bool { return a > b || a == b && On(id) }

// AtLeast turns a >= b into a > b.
func AtLeast[T cmp.Ordered](id int, a, b T) bool { return a > b || a == b && !On(id) }

// Silenced makes a rule that found something find nothing.
func Silenced[C, F any](id int, rule func(C) []F) func(C) []F {
	return func(c C) []F {
		found := rule(c)
		if len(found) > 0 && On(id) {
			return nil
		}
		return found
	}
}

// Forced makes a rule that found nothing fire.
func Forced[C, F any](id int, rule func(C) []F) func(C) []F {
	return func(c C) []F {
		found := rule(c)
		if len(found) == 0 && On(id) {
			return make([]F, 1)
		}
		return found
	}
}
