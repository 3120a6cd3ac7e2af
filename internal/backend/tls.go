package backend

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"zitadel-graphql/internal/certs"
)

// tlsConfig is TLS with the server, by the files of the Config. What replaces a file holds from the next connection on; each
// must be there and readable from the start.
func (e *endpoint) tlsConfig() (*tls.Config, error) {
	made := &tls.Config{MinVersion: tls.VersionTLS12}
	if e.CAFile != "" {
		roots, err := certs.NewRoots(e.CAFile, e.log)
		if err != nil {
			return nil, fmt.Errorf("backend-ca: %w", err)
		}
		made.InsecureSkipVerify = true // VerifyConnection does it, by the file as it is then
		made.VerifyConnection = func(state tls.ConnectionState) error { return verify(state, roots.Current(), e.serverName()) }
	}
	if e.CertFile != "" {
		pair, err := certs.NewPair(e.CertFile, e.KeyFile, e.log)
		if err != nil {
			return nil, fmt.Errorf("backend-cert, backend-key: %w", err)
		}
		made.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return pair.Current(), nil }
	}
	return made, nil
}

// verify does what package tls would do by itself, but with the roots that the file has at this moment.
func verify(state tls.ConnectionState, roots *x509.CertPool, name string) error {
	if name == "" { // which Verify takes for any name
		return errors.New("there is no name to check the backend's certificate for")
	}
	if len(state.PeerCertificates) == 0 {
		return errors.New("the backend has no certificate")
	}
	options := x509.VerifyOptions{DNSName: name, Roots: roots, Intermediates: x509.NewCertPool()}
	for _, certificate := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(certificate)
	}
	if _, err := state.PeerCertificates[0].Verify(options); err != nil {
		return fmt.Errorf("verify the backend's certificate: %w", err)
	}
	return nil
}
