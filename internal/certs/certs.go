// Package certs reads certificates from files, for both sides of TLS: the listener's in internal/web and the backend's in
// internal/backend. It owns when they are read: anew for each handshake, so that a replaced file counts from the next connection
// on, and open connections continue. At the start every file has to be good. Later, one that is gone,
// half-written or doesn't fit its key doesn't stop the server: the last good content stays in use, and the log reports it, once for each
// thing that is wrong.
//
// Nothing watches the files, and no time of change is trusted: reading two small files costs far less than the handshake that
// asks for them, and the same bytes aren't parsed again. It depends on internal/filecontent, which reads. Which name and which
// versions of TLS are wanted is for its users to say. certstest makes certificates for tests.
package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"zitadel-graphql/internal/filecontent"
)

// maxBytes is how large a file may be: that of a system, with all CAs, has a quarter of a MiB.
const maxBytes = 16 << 20

// Pair is a certificate with its key. It is safe for concurrent use.
type Pair struct{ reloaded[*tls.Certificate] }

// NewPair reads a certificate, with what leads to its root, and its key, both in PEM. An error names the file.
func NewPair(certFile, keyFile string, log *slog.Logger) (*Pair, error) {
	p := &Pair{reloaded[*tls.Certificate]{files: []string{certFile, keyFile}, log: log, parse: parsePair}}
	return p, p.read()
}

// Current returns the certificate as the files have it now, or had it when they were good last.
func (p *Pair) Current() *tls.Certificate { return p.current() }

func parsePair(texts [][]byte) (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(texts[0], texts[1])
	return &pair, err
}

// Roots are the certificates that others have to lead to. It is safe for concurrent use.
type Roots struct{ reloaded[*x509.CertPool] }

// NewRoots reads certificates in PEM. An error names the file.
func NewRoots(file string, log *slog.Logger) (*Roots, error) {
	r := &Roots{reloaded[*x509.CertPool]{files: []string{file}, log: log, parse: parseRoots}}
	return r, r.read()
}

// Current returns the certificates as the file has them now, or had them when it was good last.
func (r *Roots) Current() *x509.CertPool { return r.current() }

var errNoCertificate = errors.New("there is no certificate in PEM")

func parseRoots(texts [][]byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(texts[0]) {
		return nil, errNoCertificate
	}
	return pool, nil
}

// reloaded is a value that is parsed from files, as of the last time that they were good.
type reloaded[T any] struct {
	files []string
	parse func(texts [][]byte) (T, error)
	log   *slog.Logger

	mu    sync.Mutex
	good  T
	texts [][]byte // that good was parsed from
	wrong string   // the error that was logged last; empty while all is well
}

// current reads under the lock, so that of two handshakes at once the later one never takes what is older.
func (k *reloaded[T]) current() T {
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.read()
	switch {
	case err == nil:
		k.wrong = ""
	case err.Error() != k.wrong:
		k.wrong = err.Error()
		k.log.Error("changed certificates can't be used; the last good ones stay in use", "error", err)
	}
	return k.good
}

// read takes what the files hold now, if it is good.
func (k *reloaded[T]) read() error {
	texts := make([][]byte, len(k.files))
	for i, file := range k.files {
		text, err := filecontent.Read(file, maxBytes)
		if err != nil {
			return fmt.Errorf("read certificates: %w", err)
		}
		texts[i] = text
	}
	if k.texts != nil && bytes.Equal(bytes.Join(k.texts, []byte{0}), bytes.Join(texts, []byte{0})) {
		return nil
	}
	good, err := k.parse(texts)
	if err != nil {
		return fmt.Errorf("read certificates: %v: %w", k.files, err)
	}
	if k.texts != nil {
		k.log.Info("changed certificates are in use", "files", k.files)
	}
	k.good, k.texts = good, texts
	return nil
}
