package resolver_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"zitadel-graphql/internal/certs/certstest"
)

// certificateAuthority holds the certificates that a server can show in the tests of faults.
type certificateAuthority struct {
	// file is the path of the authority's own certificate.
	file string
	// good and expired are for faultHost; other is valid for another host.
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
