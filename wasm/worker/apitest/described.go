package apitest

import (
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/api"
)

// description is the part of openapi.json that says which replies there are.
type description struct {
	Paths      map[string]map[string]struct{ Responses map[string]response }
	Components struct{ Responses map[string]response }
}

type response struct {
	Ref     string `json:"$ref"`
	Content map[string]json.RawMessage
}

var described = sync.OnceValue(func() (d description) {
	if err := json.Unmarshal(api.OpenAPI(), &d); err != nil {
		panic(err)
	}
	return d
})

// isDescribed holds a reply against openapi.json: its address, method, status
// and type stand there. An address that does not is answered with 404, a
// method that does not with 405.
func isDescribed(t testing.TB, r *http.Request, a Answer) {
	t.Helper()
	d := described()
	methods, known := d.Paths[r.URL.Path]
	if !known {
		require.Contains(t, []int{http.StatusNotFound, http.StatusInternalServerError}, a.Status, r.URL.Path)
		return
	}
	method := strings.ToLower(r.Method)
	if method == "head" {
		method = "get"
	}
	operation, known := methods[method]
	if !known {
		require.Equal(t, http.StatusMethodNotAllowed, a.Status, "%s %s", r.Method, r.URL.Path)
		return
	}
	reply, known := operation.Responses[strconv.Itoa(a.Status)]
	require.True(t, known, "%s %s answers %d, which is not described", r.Method, r.URL.Path, a.Status)
	if name, isRef := strings.CutPrefix(reply.Ref, "#/components/responses/"); isRef {
		reply = d.Components.Responses[name]
	}
	mediaType, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Contains(t, reply.Content, mediaType, "%s %s, status %d", r.Method, r.URL.Path, a.Status)
}
