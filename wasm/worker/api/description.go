package api

import (
	_ "embed"
	"net/http"
)

// openapi.json describes the API; a test holds it against the handler.
//
//go:embed openapi.json
var openAPI []byte

// description answers GET /api/openapi.json.
func (s server) description(w http.ResponseWriter, r *http.Request) {
	answer(w, jsonForm.contentType(), openAPI)
}
