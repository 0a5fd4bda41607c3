package oracle

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed Judge.java
var judgeSource []byte

// Answer is what the JDK said.
type Answer struct {
	Verdict string   `json:"verdict"` // ACCEPT or REJECT
	Stage   string   `json:"stage,omitempty"`
	Faults  []Fault  `json:"exc,omitempty"` // the exception and its causes
	Path    []string `json:"sha256,omitempty"`
}

// Fault is one exception.
type Fault struct {
	Class   string `json:"class"`
	Message string `json:"msg"`
	Reason  string `json:"reason,omitempty"`
	Index   int    `json:"index,omitempty"`
}

// Accepted reports the verdict.
func (a Answer) Accepted() bool { return a.Verdict == "ACCEPT" }

// Message is the sentence of the outermost exception.
func (a Answer) Message() string {
	if len(a.Faults) == 0 {
		return ""
	}
	return a.Faults[0].Message
}

// String is the verdict with the path, or with the stage and the sentence.
func (a Answer) String() string {
	if a.Accepted() {
		return "accepts " + strings.Join(short(a.Path), " > ")
	}
	return "refuses (" + a.Stage + "): " + a.Message()
}

// short cuts certificate ids to a length at which people tell them apart.
func short(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, id[:min(6, len(id))])
	}
	return out
}

// Judge is a JDK on this machine.
type Judge struct {
	Java string // path of the java launcher
	// Times is how often Ask puts each question.
	Times int
}

// FindJudge finds java: $ORACLE_JAVA, $JAVA_HOME/bin/java, or java on the PATH.
func FindJudge() (Judge, error) {
	if j := os.Getenv("ORACLE_JAVA"); j != "" {
		return Judge{Java: j, Times: 1}, nil
	}
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return Judge{Java: filepath.Join(home, "bin", "java"), Times: 1}, nil
	}
	path, err := exec.LookPath("java")
	return Judge{Java: path, Times: 1}, err
}

// Ask puts every case to the JDK. It returns the JDK's build and, for each
// case in order, its answers: several when they depend on the order of the
// trust store.
func (j Judge) Ask(cases []Case) (build string, answers [][]Answer, err error) {
	dir, err := os.MkdirTemp("", "judge")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(dir)
	source := filepath.Join(dir, "Judge.java")
	if err := os.WriteFile(source, judgeSource, 0o600); err != nil {
		return "", nil, err
	}
	cmd := exec.Command(j.Java, "-Duser.timezone=UTC", "-Duser.language=en", "-Duser.country=US",
		"--add-exports", "java.base/sun.security.validator=ALL-UNNAMED", source)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	written := make(chan error, 1)
	go func() {
		w := bufio.NewWriterSize(stdin, 1<<16)
		writeText(w, strconv.Itoa(max(1, j.Times)))
		for _, c := range cases {
			writeCase(w, c)
		}
		written <- errors.Join(w.Flush(), stdin.Close())
	}()
	build, answers, err = readAnswers(stdout, cases)
	err = errors.Join(err, <-written, cmd.Wait())
	if err != nil {
		return "", nil, fmt.Errorf("oracle: java: %w\n%s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return build, answers, nil
}

// AskAgain asks every case once, and those whose answer is not the expected
// one many times more: a trust store is a hash set, and where several anchors
// fit the JDK takes any of them.
func (j Judge) AskAgain(cases []Case, expected func(i int, said []Answer) bool) (build string, answers [][]Answer, err error) {
	build, answers, err = j.Ask(cases)
	if err != nil {
		return "", nil, err
	}
	var again []Case
	var places []int
	for i, c := range cases {
		if !expected(i, answers[i]) {
			again, places = append(again, c), append(places, i)
		}
	}
	if again == nil {
		return build, answers, nil
	}
	j.Times = manyTimes
	_, more, err := j.Ask(again)
	if err != nil {
		return "", nil, err
	}
	for k, i := range places {
		answers[i] = more[k]
	}
	return build, answers, nil
}

// manyTimes shows both answers of a coin toss for certain, as far as tests go.
const manyTimes = 40

func readAnswers(r io.Reader, cases []Case) (build string, answers [][]Answer, err error) {
	lines := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	var first struct{ Java string }
	if err := lines.Decode(&first); err != nil {
		return "", nil, err
	}
	for _, c := range cases {
		var line struct {
			ID      string
			Answers []Answer
		}
		if err := lines.Decode(&line); err != nil {
			return "", nil, err
		}
		if line.ID != c.ID {
			return "", nil, fmt.Errorf("asked about %s, was told about %s", c.ID, line.ID)
		}
		answers = append(answers, line.Answers)
	}
	return first.Java, answers, nil
}

// The form of a question is described in Judge.java. A failed write shows at
// the final Flush.
func writeCase(w *bufio.Writer, c Case) {
	writeText(w, c.ID)
	_ = binary.Write(w, binary.BigEndian, c.At.UnixMilli())
	writeText(w, c.usage())
	writeText(w, "UNKNOWN") // the authentication type of TLS 1.3
	writeText(w, c.Host)
	for _, list := range [][][]byte{c.Sent, c.Anchors} {
		_ = binary.Write(w, binary.BigEndian, uint32(len(list)))
		for _, der := range list {
			writeText(w, string(der))
		}
	}
}

func writeText(w *bufio.Writer, s string) {
	_ = binary.Write(w, binary.BigEndian, uint32(len(s)))
	_, _ = w.WriteString(s)
}
