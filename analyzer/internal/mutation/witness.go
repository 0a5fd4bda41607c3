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

// witness is a command that is asked about many mutations while it runs: the
// golden stories, and the recorded answers of the JDK.
type witness struct {
	command []string
	folder  string

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

func (w *witness) start() error {
	w.running = exec.Command("sh", "-c", fmt.Sprintf(`ulimit -v %s; exec nice -n 10 "$0" "$@"`, mostMemory))
	w.running.Args = append(w.running.Args, w.command...)
	w.running.Dir = w.folder
	in, err := w.running.StdinPipe()
	if err != nil {
		return err
	}
	out, err := w.running.StdoutPipe()
	if err != nil {
		return err
	}
	if err := w.running.Start(); err != nil {
		return err
	}
	w.in, w.out = in, make(chan string, 1)
	go func(lines chan<- string) {
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
		close(lines)
	}(w.out)
	if said := w.wait(mostStart); said != "ready" {
		w.stop()
		return fmt.Errorf("%s does not start", filepath.Base(w.command[0]))
	}
	return nil
}

// wait returns the next line, or nothing where none comes in time.
func (w *witness) wait(most time.Duration) string {
	select {
	case said := <-w.out:
		return said
	case <-time.After(most):
		return ""
	}
}

func (w *witness) stop() {
	if w.running != nil {
		_ = w.running.Process.Kill()
		_ = w.running.Wait()
		w.running = nil
	}
}

// caught throws a switch. No answer is an end of the command, or a mutation
// that does not end: both are noticed.
func (w *witness) caught(id int) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running == nil {
		if err := w.start(); err != nil {
			return false, err
		}
	}
	if _, err := fmt.Fprintln(w.in, id); err != nil {
		return false, err
	}
	said := w.wait(mostAnswer)
	if said == "" {
		w.stop()
	}
	return said != "lives", nil
}
