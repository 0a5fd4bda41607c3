package aia

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"time"
)

const (
	// Timeout of one request to an issuer address. A CA's answer is a few
	// kilobytes from a cache nearby.
	Timeout = 3 * time.Second
	// MaxReply is how many bytes of a reply are read. A certificate has one
	// to three thousand bytes, a bundle of ten thirty thousand.
	MaxReply = 64 << 10
	// MaxRequest is the largest body that may hold the certificate.
	MaxRequest = 64 << 10
	// InFlight is how many fetches may be under way at once; six is what a
	// Worker may have, the rest stays free.
	InFlight = 2
	// UserAgent is one of the two headers that are sent.
	UserAgent = "missing-link-aia/1"
	// Accept is the other: a certificate, a PKCS#7 list, or what there is.
	Accept = "application/pkix-cert, application/pkcs7-mime, */*;q=0.1"

	maxRedirects = 2 // CAs redirect once, from a name to a content network
	maxAddresses = 2 // of one certificate; more would be a way to scan
)

// Reply is the answer to one request.
type Reply struct {
	Status   int
	Location string
	// Body holds at most MaxReply bytes; a longer reply is an error.
	Body []byte
}

// A Fetcher sends one GET to an address that Check passed. It follows no
// redirect, sends nothing of the caller's and ends within Timeout.
type Fetcher interface {
	Get(ctx context.Context, address string) (Reply, error)
}

// Result is how a search for the issuer ended.
type Result string

// The three ways in which no issuer is found. They tell nothing else of what
// lies at an address: neither its status nor its size nor its time.
const (
	Found       Result = ""
	Refused     Result = "refused"
	Unavailable Result = "unavailable"
	NoMatch     Result = "no-matching-certificate"
)

// Issuers asks the issuer addresses of the certificate in body (PEM or DER)
// and returns, as PEM, the certificates there that signed it.
func Issuers(ctx context.Context, body []byte, own string, f Fetcher) ([]byte, Result) {
	child := certificate(body)
	if child == nil {
		return nil, Refused
	}
	result := Refused
	for _, raw := range child.IssuingCertificateURL[:min(len(child.IssuingCertificateURL), maxAddresses)] {
		reply, r := follow(ctx, raw, own, f)
		if r == Found {
			if issuers := Match(child, reply); len(issuers) > 0 {
				return encode(issuers), Found
			}
			r = NoMatch
		}
		if result != NoMatch {
			result = r
		}
	}
	return nil, result
}

// certificate reads the one certificate that a caller sent.
func certificate(body []byte) *x509.Certificate {
	if len(body) > MaxRequest {
		return nil
	}
	if block, _ := pem.Decode(body); block != nil && block.Type == "CERTIFICATE" {
		body = block.Bytes
	}
	c, err := x509.ParseCertificate(body)
	if err != nil {
		return nil
	}
	return c
}

// follow asks an address and where it redirects to, each step through Check.
func follow(ctx context.Context, raw, own string, f Fetcher) ([]byte, Result) {
	for step := 0; step <= maxRedirects; step++ {
		address, err := Check(raw, own)
		if err != nil {
			return nil, Refused
		}
		reply, err := f.Get(ctx, address)
		switch {
		case err != nil:
			return nil, Unavailable
		case reply.Status == 200:
			return reply.Body, Found
		case reply.Status < 300 || reply.Status > 399 || reply.Location == "":
			return nil, Unavailable
		}
		if raw, err = resolve(address, reply.Location); err != nil {
			return nil, Refused
		}
	}
	return nil, Unavailable
}

// resolve makes a redirect's target absolute (RFC 9110 section 10.2.2).
func resolve(base, location string) (string, error) {
	if len(location) > maxURL {
		return "", errRefused
	}
	from, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	to, err := from.Parse(location)
	if err != nil {
		return "", err
	}
	return to.String(), nil
}

func encode(list []*x509.Certificate) []byte {
	var out []byte
	for _, c := range list {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}
