package resolver_test

import (
	"net"
	"net/http"
	"testing"
)

// Without TLS a proxy of the environment's would read the caller's token: none is used then, on any wire.
func TestNoProxyWithoutTLS(t *testing.T) {
	t.Parallel()
	for _, wire := range everyWire {
		proxy, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		called := make(chan struct{})
		go func() {
			if conn, err := proxy.Accept(); err == nil {
				_ = conn.Close()
				close(called)
			}
		}()
		url := "http://" + proxy.Addr().String()
		// A name that nothing would exempt from the proxy, but that can only be this machine.
		p := launchWith(t, []string{"HTTPS_PROXY=" + url, "HTTP_PROXY=" + url, "https_proxy=" + url, "http_proxy=" + url},
			"--backend", "http://zitadel.localhost:1", "--transport", wire, "--backend-timeout", "2s")
		p.url = p.awaitLine("serving GraphQL")["url"]
		p.url = p.url[:len(p.url)-len("/graphql")]
		answer, err := p.post(http.Header{"Authorization": {"Bearer tok-of-a-caller"}}, `{"query": "{ loginPolicy { isDefault } }"}`)
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-called:
			t.Errorf("%s: the proxy was asked", wire)
		default:
		}
		if answer.status != http.StatusOK {
			t.Errorf("%s: %d", wire, answer.status)
		}
		if err := proxy.Close(); err != nil {
			t.Error(err)
		}
	}
}
