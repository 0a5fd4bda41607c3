package api

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPI []byte

// OpenAPI is the description of the API; tests hold every reply against it.
func OpenAPI() []byte { return openAPI }

// description answers GET /api/openapi.json.
func (s server) description(w http.ResponseWriter, _ *http.Request) {
	answer(w, jsonForm.contentType(), openAPI)
}
