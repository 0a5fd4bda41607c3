// Package missinglink is the root of the module and holds no code: the
// analysis is in analyzer, its shells are in analyzer/cmd/missinglink,
// wasm/page, wasm/worker and web.
package missinglink
