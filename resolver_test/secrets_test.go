package resolver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/internal/embedded/domain"
)

// shortestSecret is how long a text has to be to be looked for: the tokens of some tests are words.
const shortestSecret = 8

// keptSecrets are those that no program may tell of, besides the tokens that its own client sends. They grow while the tests run.
var keptSecrets = &secrets{known: []string{domain.FakeSecret}} // which seeds, hashes and keys of the embedded backend's people begin with

// keepSecret has every program of the tests fail that ends from now on with the secret in its output, metrics or spans. It returns the
// secret.
func keepSecret(secret string) string {
	keptSecrets.add(secret)
	return secret
}

// secrets is a set of texts. It is safe for concurrent use.
type secrets struct {
	mu    sync.Mutex
	known []string
}

func (s *secrets) add(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(secret) >= shortestSecret && !slices.Contains(s.known, secret) {
		s.known = append(s.known, secret)
	}
}

func (s *secrets) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.known)
}

// tokenRecorder is a transport that remembers the tokens which a client sends.
type tokenRecorder struct {
	*http.Transport

	tokens *secrets
}

// RoundTrip implements http.RoundTripper.
func (r tokenRecorder) RoundTrip(request *http.Request) (*http.Response, error) {
	for _, value := range request.Header.Values("Authorization") {
		_, token, found := strings.Cut(value, " ")
		if !found {
			token = value
		}
		r.tokens.add(strings.TrimSpace(token))
	}
	return r.Transport.RoundTrip(request)
}

// bannerLine is a line in which the embedded backend tells its tokens to a person. It is on standard output, and in no log.
var bannerLine = regexp.MustCompile(`(?m)^  (dev-[a-z-]+) .*\n`)

// checkSecrets fails the test where the program has told a secret, in any of its places. It is called when the program has ended, so
// that no test can forget it.
func (p *program) checkSecrets() {
	looked := append(p.tokens.all(), keptSecrets.all()...)
	for _, line := range bannerLine.FindAllStringSubmatch(p.log(), -1) {
		looked = append(looked, line[1])
	}
	for place, text := range p.places() {
		for _, secret := range looked {
			if strings.Contains(text, secret) {
				p.t.Errorf("the %s has the secret %q:\n%s", place, secret, linesContaining(text, secret))
			}
		}
	}
}

// places returns all that the program has told, by where: in its log at the level that the test has it at, which may have the audit
// trail's lines, in the file of its audit trail, in its metrics, and in its spans.
func (p *program) places() map[string]string {
	places := map[string]string{
		"log":     bannerLine.ReplaceAllString(p.log(), ""),
		"metrics": p.metrics,
	}
	if p.spans != nil {
		places["spans"] = p.spans.text()
	}
	if file := flagValue(p.process.Args, "--audit-log"); isRegular(file) {
		text, err := os.ReadFile(file)
		if err != nil {
			p.t.Error(err)
		}
		places["audit trail"] = string(text)
	}
	return places
}

// isRegular reports whether there is a file that can be read to its end: a pipe or a device can't.
func isRegular(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular()
}

// readMetrics keeps what the program says of its metrics, if it has any, before it is killed.
func (p *program) readMetrics() {
	line := findLine(p.log(), "serving metrics")
	if line == nil {
		return
	}
	response, err := http.Get(line["url"])
	if err != nil {
		return // it has ended
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Error(err)
	}
	p.metrics = string(body)
}

// startTraced is start for a program with metrics, that traces everything: what its spans have is looked through for secrets as its
// log is. They are taken as they are sent, in protobuf, where texts stand as they are.
func startTraced(t *testing.T, args ...string) *program {
	t.Helper()
	spans := newProcessOutput()
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(spans, r.Body) //nolint:errcheck // the program may have been killed
	}))
	t.Cleanup(receiver.Close)
	p := startWithEnv(t, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver.URL, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=1"},
		withDefaults(args, "--metrics-listen", "127.0.0.1:0")...)
	p.spans = spans
	return p
}

// TestSecretsAreLookedFor ensures that the check which every program of the tests passes looks wherever a secret could be: a name that
// a client gives its operation, and one that it gives a field, are found in each place where they have to be.
func TestSecretsAreLookedFor(t *testing.T) {
	t.Parallel()
	const name, alias = "AnOperationThatIsFound", "anAliasThatIsFound"
	p := startTraced(t, "--metrics-operation", name, "--audit-log="+filepath.Join(t.TempDir(), "audit.log"))
	got := mustPost(t, p, as("dev-org-owner"), operation(`mutation `+name+` { `+alias+`: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) { sequence } }`, nil))
	logLines(t, p, "request", got.header.Get("X-Request-Id"))
	eventually(t, "the spans have been sent", func() bool { return strings.Contains(p.spans.text(), name) })
	p.readMetrics()
	for place, text := range map[string]string{"log": name, "metrics": name, "spans": name, "audit trail": alias} {
		if !strings.Contains(p.places()[place], text) {
			t.Errorf("the %s doesn't have %s:\n%s", place, text, p.places()[place])
		}
	}
	const tokenAsName = "TokenThatIsAName4711" // a client that takes one for the other
	mustPost(t, p, as(tokenAsName), operation(`query `+tokenAsName+` { `+tokenAsName+`: loginPolicy { isDefault } }`, nil))
	mustPost(t, p, as(tokenAsName), operation(`mutation { `+tokenAsName+`: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`, nil))
	eventually(t, "the spans have been sent", func() bool { return strings.Contains(p.spans.text(), "UNAUTHENTICATED") })
	if !slices.Contains(p.tokens.all(), "dev-org-owner") {
		t.Error("the token isn't known")
	}
}
