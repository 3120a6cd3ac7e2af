package certs_test

import (
	"bytes"
	"crypto/x509"
	"log/slog"
	"os"
	"strings"
	"testing"

	"zitadel-graphql/internal/certs"
	"zitadel-graphql/internal/certs/certstest"
)

// A rotation in two steps, the key after the certificate, is an outage for nobody: until both fit the last good pair
// stays, and the log says once what is wrong.
func TestPairIsReadAnew(t *testing.T) {
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	firstCert, firstKey := authority.Issue(t, "first")
	secondCert, secondKey := authority.Issue(t, "second")
	cert, key := certstest.Write(t, dir, "cert", firstCert), certstest.Write(t, dir, "key", firstKey)
	var log bytes.Buffer
	pair, err := certs.NewPair(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	is := func(want string) {
		t.Helper()
		for range 3 {
			got, err := x509.ParseCertificate(pair.Current().Certificate[0])
			if err != nil || got.Subject.CommonName != want {
				t.Errorf("got %v, %v, want %s", got.Subject, err, want)
			}
		}
	}
	is("first")
	certstest.Write(t, dir, "cert", secondCert[:len(secondCert)/2])
	is("first")
	certstest.Write(t, dir, "cert", secondCert)
	is("first")
	if errors := strings.Count(log.String(), "level=ERROR"); errors != 2 {
		t.Errorf("%d errors, want one for each thing that was wrong: %s", errors, log.String())
	}
	certstest.Write(t, dir, "key", secondKey)
	is("second")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	is("second")
	if strings.Contains(log.String(), "PRIVATE") {
		t.Errorf("the log has a key: %s", log.String())
	}
}

// What can't be used is refused at the start, with its name.
func TestStart(t *testing.T) {
	authority, dir, log := certstest.NewAuthority(t), t.TempDir(), slog.New(slog.DiscardHandler)
	cert, key := authority.Issue(t, "one")
	_, otherKey := authority.Issue(t, "other")
	certFile, keyFile := certstest.Write(t, dir, "cert", cert), certstest.Write(t, dir, "key", key)
	for name, files := range map[string][2]string{
		"missing":    {dir + "/none", keyFile},
		"no key":     {certFile, dir + "/none"},
		"mismatched": {certFile, certstest.Write(t, dir, "other", otherKey)},
		"garbage":    {certstest.Write(t, dir, "garbage", []byte("x")), keyFile},
	} {
		if _, err := certs.NewPair(files[0], files[1], log); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := certs.NewRoots(keyFile, log); err == nil || !strings.Contains(err.Error(), keyFile) {
		t.Errorf("a key for roots: %v", err)
	}
}
