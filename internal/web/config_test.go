package web_test

import (
	"testing"

	"zitadel-graphql/internal/web"
)

// What no request can have as a header's name is refused, and so is the asterisk, which would allow all. Without an origin no
// header has an effect.
func TestCORSHeadersAreNames(t *testing.T) {
	for header, fine := range map[string]bool{"x-mine": true, "X_Mine.2": true, "*": false, "x mine": false, "x-mine:": false, "x-ä": false} {
		err := web.Config{Listen: "127.0.0.1:0", CORSOrigins: []string{"*"}, CORSHeaders: []string{header}}.Validate()
		if (err == nil) != fine {
			t.Errorf("%s: %v", header, err)
		}
	}
	if err := (web.Config{Listen: "127.0.0.1:0", CORSHeaders: []string{"x-mine"}}).Validate(); err == nil {
		t.Error("without an origin it is taken")
	}
}

// An origin has to be written as browsers send it: in another spelling it would never equal one that arrives, and its page
// would be refused without anybody learning why.
func TestOriginsAreWrittenAsBrowsersDo(t *testing.T) {
	for origin, fine := range map[string]bool{
		"https://a.example": true, "http://localhost:5173": true, "https://a.example:8443": true, "http://[::1]:80": false,
		"http://a.example:443": true, "https://a.example:443": false, "http://a.example:80": false, "https://A.example": true,
		"HTTPS://a.example": true, "HTTPS://a.example:443": false, "https://bücher.example": false, "https://xn--bcher-kva.example": true,
		"https://user@a.example": false, "https://a.example/": false, "https://a.example:": false, "https://": false, "https://:1": false,
		"https://*.example": false, "a.example": false, "null": false,
	} {
		err := web.Config{Listen: "127.0.0.1:0", CORSOrigins: []string{origin}}.Validate()
		if (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}
