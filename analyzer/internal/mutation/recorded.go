package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// recorded asks the command of that name, which holds our decisions against
// the recorded answers of the JDK: hundreds of questions in a moment.
type recorded struct {
	binary, data string

	mu      sync.Mutex
	running *exec.Cmd
	in      io.Writer
	out     chan string // closed when the command ends
}

// Bounds of the wait for the command, on a machine that is busy with other
// things: it starts in ten seconds and answers in one.
const (
	mostStart  = 10 * time.Minute
	mostAnswer = 30 * time.Second
)

func (r *recorded) start() error {
	r.running = exec.Command("sh", "-c", fmt.Sprintf(`ulimit -v %d; exec nice -n 10 "$0" "$@"`, mostMemory), r.binary, r.data)
	in, err := r.running.StdinPipe()
	if err != nil {
		return err
	}
	out, err := r.running.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.running.Start(); err != nil {
		return err
	}
	r.in, r.out = in, make(chan string, 1)
	go func(lines chan<- string) {
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
		close(lines)
	}(r.out)
	if said := r.wait(mostStart); said != "ready" {
		r.stop()
		return fmt.Errorf("%s does not start", filepath.Base(r.binary))
	}
	return nil
}

// wait returns the next line, or nothing where none comes in time.
func (r *recorded) wait(most time.Duration) string {
	select {
	case said := <-r.out:
		return said
	case <-time.After(most):
		return ""
	}
}

func (r *recorded) stop() {
	if r.running != nil {
		_ = r.running.Process.Kill()
		_ = r.running.Wait()
		r.running = nil
	}
}

// caught throws a switch. No answer is an end of the command, or a mutation
// that does not end: both are noticed.
func (r *recorded) caught(id int) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running == nil {
		if err := r.start(); err != nil {
			return false, err
		}
	}
	if _, err := fmt.Fprintln(r.in, id); err != nil {
		return false, err
	}
	said := r.wait(mostAnswer)
	if said == "" {
		r.stop()
	}
	return said != "lives", nil
}
