package backend

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// trust is TLS by the Config's files, with a server of this name. They are read for each handshake, so that what replaces
// them holds for the next connection; each must be there and readable from the start.
func trust(config Config, name string) (*tls.Config, error) {
	made := &tls.Config{MinVersion: tls.VersionTLS12}
	if config.CAFile != "" {
		if _, err := roots(config.CAFile); err != nil {
			return nil, err
		}
		made.InsecureSkipVerify = true // VerifyConnection does it, by the file as it is then
		made.VerifyConnection = func(state tls.ConnectionState) error { return verify(state, config.CAFile, name) }
	}
	if config.CertFile != "" {
		load := func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(config.CertFile, config.KeyFile)
			if err != nil {
				return nil, fmt.Errorf("read the backend's client certificate: %w", err)
			}
			return &pair, nil
		}
		if _, err := load(nil); err != nil {
			return nil, err
		}
		made.GetClientCertificate = load
	}
	return made, nil
}

func roots(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("read the backend's CA: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("read the backend's CA: %s has no certificate in PEM", file)
	}
	return pool, nil
}

// verify is what package tls does by itself, with roots that may have changed since the connection was configured.
func verify(state tls.ConnectionState, caFile, name string) error {
	pool, err := roots(caFile)
	if err != nil {
		return err
	}
	if name == "" { // which Verify takes for any name
		return errors.New("there is no name to check the backend's certificate for")
	}
	if len(state.PeerCertificates) == 0 {
		return errors.New("the backend has no certificate")
	}
	options := x509.VerifyOptions{DNSName: name, Roots: pool, Intermediates: x509.NewCertPool()}
	for _, certificate := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(certificate)
	}
	if _, err := state.PeerCertificates[0].Verify(options); err != nil {
		return fmt.Errorf("verify the backend's certificate: %w", err)
	}
	return nil
}
