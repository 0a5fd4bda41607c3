// Package aia fetches the issuer of a certificate from the address the
// certificate names (Authority Information Access, RFC 5280 section 4.2.2.1)
// behind a fence: the caller sends a certificate, never an address; only
// public http hosts are asked; and only a certificate that really signed the
// one that was sent comes back. What lies at the address is never shown.
package aia

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// maxURL is the longest address in bytes that is followed. The longest of the
// public intermediates' addresses has 116.
const maxURL = 512

// errRefused is the one error of Check: why an address is refused is no help
// to an honest caller and a map of the fence to any other.
var errRefused = errors.New("aia: the address is refused")

// reserved are last labels that resolve inside a network or nowhere (RFC 6761,
// RFC 6762, RFC 8375, RFC 9476, ICANN's internal), and arpa.
var reserved = []string{
	"alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan",
	"local", "localdomain", "localhost", "onion", "private", "test",
}

// Check says whether an address may be asked and returns it rewritten from
// its parts, so that what was checked is what is sent. own is the host name of
// this service, which is never asked.
func Check(raw, own string) (string, error) {
	if raw == "" || len(raw) > maxURL {
		return "", errRefused
	}
	for _, c := range []byte(raw) {
		if c <= ' ' || c > '~' || c == '\\' {
			return "", errRefused
		}
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" || u.Opaque != "" || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(raw, "#") {
		return "", errRefused
	}
	if port := u.Port(); port != "" && port != "80" || strings.HasSuffix(u.Host, ":") {
		return "", errRefused
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if !public(host) || sameHost(host, own) {
		return "", errRefused
	}
	clean := url.URL{Scheme: "http", Host: host, Path: u.Path, RawPath: u.RawPath}
	if clean.Path == "" {
		clean.Path = "/"
	}
	if s := clean.String(); len(s) <= maxURL {
		return s, nil
	}
	return "", errRefused
}

// public says whether a lower-case host is a name of the public DNS by its
// form. Where it resolves to is the network layer's to judge.
func public(host string) bool {
	if len(host) > 253 || strings.Contains(host, "..") {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if !ofNameCharacters(label) {
			return false
		}
	}
	// A last label that starts with a letter cannot be read as a number, in
	// which every part of 0x7f.1 or 2130706433 would be an address.
	last := labels[len(labels)-1]
	return len(last) >= 2 && 'a' <= last[0] && last[0] <= 'z' && !slices.Contains(reserved, last)
}

// ofNameCharacters says whether a label has letters, digits, hyphens inside, and the
// underscore that some hosts of Windows CAs carry.
func ofNameCharacters(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for _, c := range []byte(label) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

// sameHost compares a host with our own, whose port does not matter.
func sameHost(host, own string) bool {
	own = strings.ToLower(own)
	if at := strings.LastIndexByte(own, ':'); at >= 0 {
		own = own[:at]
	}
	return host == strings.TrimSuffix(own, ".")
}
