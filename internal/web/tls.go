package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"

	"zitadel-graphql/internal/certs"
)

// certificate is the listener's, and the names of its files.
type certificate struct {
	certFile, keyFile string
	pair              *certs.Pair
}

// forFiles returns the certificate of the files that config names, or nil where it names none. Where they are those of c, which may
// be nil, it is c itself, with what was good last in them.
func (c *certificate) forFiles(config Config, log *slog.Logger) (*certificate, error) {
	switch {
	case config.CertFile == "":
		return nil, nil
	case c != nil && c.certFile == config.CertFile && c.keyFile == config.KeyFile:
		return c, nil
	}
	pair, err := certs.NewPair(config.CertFile, config.KeyFile, log)
	if err != nil {
		return nil, fmt.Errorf("tls-cert, tls-key: %w", err)
	}
	return &certificate{certFile: config.CertFile, keyFile: config.KeyFile, pair: pair}, nil
}

// tlsConfig is the listener's TLS. Files that are replaced count from the next connection on, and so do other files.
func (s *Server) tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return s.current.Load().certificate.pair.Current(), nil
		},
	}
}
