package resolver_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const oidcFolder = "../tools/oidc"

// openIDProvider is a process of tools/oidc: a provider with the client "graphiql". Its methods may be called concurrently.
type openIDProvider struct {
	t      *testing.T
	issuer string
	input  io.Writer

	mu      sync.Mutex
	issued  map[string][]string // tokens and codes by their kind, in order
	took    int                 // lines of input
	changed chan struct{}       // closed and replaced at each line that it prints
}

// startOpenIDProvider starts a provider at an address on loopback until the test ends. It sends people back to these pages.
func startOpenIDProvider(t *testing.T, address string, pages ...string) *openIDProvider {
	t.Helper()
	_, port, _ := strings.Cut(address, ":")
	settings := fmt.Sprintf(`{"port": %s, "pages": %s, "accessTokenSeconds": 3600}`, port, toJSON(pages))
	command := exec.Command("node", "provider.js", settings)
	command.Dir, command.Stderr = oidcFolder, os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	printed, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start the OpenID provider: %v", err)
	}
	p := &openIDProvider{t: t, issuer: "http://localhost:" + port, input: input, issued: map[string][]string{}, changed: make(chan struct{})}
	t.Cleanup(func() {
		input.Close()  //nolint:errcheck // it ends with its input
		command.Wait() //nolint:errcheck // it was told to end
	})
	serving := make(chan struct{})
	go p.read(printed, serving)
	select {
	case <-serving:
	case <-time.After(patience):
		t.Fatal("the OpenID provider doesn't serve")
	}
	return p
}

// read keeps what the provider prints, and closes serving when it serves.
func (p *openIDProvider) read(printed io.Reader, serving chan struct{}) {
	for lines := bufio.NewScanner(printed); lines.Scan(); {
		var line struct{ Issuer, Kind, Token, Took string }
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		p.mu.Lock()
		switch {
		case line.Issuer != "":
			close(serving)
		case line.Took != "":
			p.took++
		default:
			p.issued[line.Kind] = append(p.issued[line.Kind], keepSecret(line.Token))
		}
		close(p.changed)
		p.changed = make(chan struct{})
		p.mu.Unlock()
	}
}

// all are the tokens or codes of a kind that it has issued.
func (p *openIDProvider) all(kind string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.issued[kind])
}

// await waits until a condition holds, which is looked at after each line that the provider prints.
func (p *openIDProvider) await(what string, condition func() bool) {
	p.t.Helper()
	late := time.After(patience)
	for {
		p.mu.Lock()
		changed := p.changed
		p.mu.Unlock()
		if condition() {
			return
		}
		select {
		case <-changed:
		case <-late:
			p.t.Fatalf("the provider hasn't %s", what)
		}
	}
}

// tell changes the provider by a line of its input, and waits until it has.
func (p *openIDProvider) tell(line string) {
	p.t.Helper()
	count := func() int {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.took
	}
	before := count()
	if _, err := fmt.Fprintln(p.input, line); err != nil {
		p.t.Fatal(err)
	}
	p.await("taken "+line, func() bool { return count() > before })
}

// accepts reports whether an access token is good, as the provider says.
func (p *openIDProvider) accepts(token string) bool {
	request, err := http.NewRequest(http.MethodGet, p.issuer+"/me", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// refresh is what the provider answers to a refresh token: the error, or "".
func (p *openIDProvider) refresh(token string) string {
	p.t.Helper()
	response, err := http.PostForm(p.issuer+"/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {"graphiql"},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Error string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		p.t.Fatal(err)
	}
	return answer.Error
}
