package subcommand

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"zitadel-graphql/internal/web"
)

// readyTimeout is how long the server may take to answer. Docker's health checks have a time-out of thirty seconds.
const readyTimeout = 10 * time.Second

// askReady asks /readyz of the server that has these settings, on this machine. It is for images without a shell, in which nothing else
// could ask. The error says why the server isn't ready, or couldn't be asked.
func askReady(config web.Config) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	address, err := reachable(config.Listen)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, config.Scheme()+"://"+address+"/readyz", http.NoBody)
	if err != nil {
		return fmt.Errorf("ask whether the server is ready: %w", err)
	}
	// The certificate is for the server's name, not for this address; and nothing secret is sent.
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // see above
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ask whether the server is ready: %w", err)
	}
	_ = response.Body.Close() // the status is all that is wanted
	if response.StatusCode != http.StatusOK {
		return errors.New("the server isn't ready: it answers " + response.Status)
	}
	return nil
}

// reachable returns an address under which a server that listens on this one is reached from the same machine.
func reachable(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("listen: %w", err)
	}
	if port == "0" {
		return "", errors.New("listen: with port 0 the server's port can't be known; set listen to a port to use ready")
	}
	switch ip, err := netip.ParseAddr(host); {
	case host == "", err == nil && ip.IsUnspecified() && ip.Is4():
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port), nil
}
