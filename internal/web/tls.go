package web

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"

	"zitadel-graphql/internal/certs"
)

// security is the listener's TLS, or nil for none. What replaces the files holds for the next connection.
func security(config Config, log *slog.Logger) (*tls.Config, error) {
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

// Scheme is https where there is a certificate, and else http.
func (c Config) Scheme() string {
	if c.CertFile != "" {
		return "https"
	}
	return "http"
}

func (c Config) validateTLS() error {
	if (c.CertFile == "") != (c.KeyFile == "") {
		return errors.New("tls-cert, tls-key: TLS needs both its certificate and its key")
	}
	return nil
}
