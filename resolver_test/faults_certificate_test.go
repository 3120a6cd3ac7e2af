package resolver_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"zitadel-graphql/internal/certs/certstest"
)

// certificateAuthority has what a server can be given that meets faults.
type certificateAuthority struct {
	// file is its own certificate in PEM.
	file string
	// good and expired are for faultHost; other is good, and for another host.
	good, expired, other *tls.Certificate
}

func newCertificateAuthority(t *testing.T) *certificateAuthority {
	t.Helper()
	authority := certstest.NewAuthority(t)
	return &certificateAuthority{
		file:    certstest.Write(t, t.TempDir(), "ca.pem", authority.CA),
		good:    authority.Sign(t, &x509.Certificate{DNSNames: []string{faultHost}}),
		expired: authority.Sign(t, &x509.Certificate{DNSNames: []string{faultHost}, NotAfter: time.Now().Add(-time.Minute)}),
		other:   authority.Sign(t, &x509.Certificate{DNSNames: []string{"other.example"}}),
	}
}
