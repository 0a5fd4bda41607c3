package oracle

import (
	"encoding/json"
	"os"
	"path"
	"strings"
)

// Exception is a known difference between the JDK and package chain.
type Exception struct {
	// Case is the id of a case, or a pattern in the sense of path.Match.
	Case string `json:"case"`
	// Expected is what the JDK says and Actual what we say, as Answer.String
	// has them.
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	Reason   string `json:"reason"`
	// Build is the JDK build for which the difference was seen, as a prefix;
	// empty is any.
	Build string `json:"build"`
}

// Exceptions are all known differences.
type Exceptions []Exception

// ReadExceptions reads the exceptions file.
func ReadExceptions(name string) (Exceptions, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list Exceptions
	return list, json.Unmarshal(b, &list)
}

// Find returns the index of the exception for a case on a JDK build, or -1.
func (list Exceptions) Find(id, build string) int {
	for i, e := range list {
		if ok, err := path.Match(e.Case, id); err == nil && ok && strings.HasPrefix(build, e.Build) {
			return i
		}
	}
	return -1
}
