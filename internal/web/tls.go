package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"

	"zitadel-graphql/internal/certs"
)

// tlsConfig returns the listener's TLS, or nil without a certificate. Files that are replaced count from the next connection
// on.
func tlsConfig(config Config, log *slog.Logger) (*tls.Config, error) {
	if config.CertFile == "" {
		return nil, nil
	}
	pair, err := certs.NewPair(config.CertFile, config.KeyFile, log)
	if err != nil {
		return nil, fmt.Errorf("tls-cert, tls-key: %w", err)
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair.Current(), nil },
	}, nil
}
