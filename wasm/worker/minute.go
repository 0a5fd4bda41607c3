//go:build !js

package main

import (
	"sync"
	"time"
)

// minute counts the requests of each address in the running minute and forgets
// all of them when it is over.
type minute struct {
	most int
	now  func() time.Time

	mu     sync.Mutex
	start  time.Time
	counts map[string]int
}

func newMinute(most int, now func() time.Time) *minute {
	return &minute{most: most, now: now}
}

// allow counts one request and says whether it is within the number.
func (m *minute) allow(address string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if start := m.now().Truncate(time.Minute); !start.Equal(m.start) {
		m.start, m.counts = start, map[string]int{}
	}
	m.counts[address]++
	return m.counts[address] <= m.most
}
