package resolver_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// configured is a program with a configuration file.
type configured struct {
	*program

	file string
}

// Two configurations of which each answer to a document that is too deep shows three traits: a header that is written first of
// all, a limit that is checked within GraphQL, and the status that is chosen last.
const (
	firstConfig  = "version: 1\ncors-origin: ['*']\nmax-depth: 2\ngraphql-over-http: '2026'\n"
	secondConfig = "version: 1\ncors-origin: [https://page.example]\nmax-depth: 3\ngraphql-over-http: '2023'\n"
	firstTraits  = "origin *, limit 2, status 422"
	secondTraits = "origin https://page.example, limit 3, status 400"
)

func startConfigured(t *testing.T, text string, args ...string) *configured {
	t.Helper()
	c := &configured{file: filepath.Join(t.TempDir(), "config.yaml")}
	c.write(t, text)
	c.program = start(t, append(args, "--config", c.file)...)
	return c
}

// write has another file take the place of the one before, as editors and deployments do.
func (c *configured) write(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(c.file+".next", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(c.file+".next", c.file); err != nil {
		t.Fatal(err)
	}
}

// traits returns what an answer shows of the configuration, or the whole answer where it is another one.
func (c *configured) traits() string {
	headers := http.Header{"Origin": {"https://page.example"}, "Accept": {"application/graphql-response+json"}}
	got, err := c.post(headers, operation(`{ loginPolicyChanges { nodes { editor { id } } } }`, nil))
	if err != nil {
		return err.Error()
	}
	limit := regexp.MustCompile(`(\d+) levels`).FindStringSubmatch(got.body)
	if limit == nil {
		return got.body
	}
	return fmt.Sprintf("origin %s, limit %s, status %d", got.header.Get("Access-Control-Allow-Origin"), limit[1], got.status)
}

// hangUp sends SIGHUP, and returns when there is one more line of the log with this text.
func (c *configured) hangUp(t *testing.T, line string) {
	t.Helper()
	before := strings.Count(c.log(), line)
	c.signal(syscall.SIGHUP)
	eventuallyLogged(t, c.program, line, before+1)
}

// eventuallyLogged waits until so many lines of the log have this text.
func eventuallyLogged(t *testing.T, p *program, text string, lines int) {
	t.Helper()
	for {
		changed := p.output.changes()
		if strings.Count(p.log(), text) >= lines {
			return
		}
		await(t, changed, "the log has "+text)
	}
}

const (
	wereRead     = `"the settings were read again"`
	cannotBeUsed = `"the settings can't be used; those before stay in force"`
	needsRestart = `"a setting takes a restart; the one before stays in force"`
)

// TestReload ensures that a running program goes by its changed file: at SIGHUP and when it notices by itself, under load, with no
// request that meets a mixture of two configurations; that a broken file leaves the settings as they are and is told of with every
// problem; and that of a file with a setting that takes a restart the others count. TestThousandReloads does the first more often.
func TestReload(t *testing.T) {
	t.Parallel()
	c := startConfigured(t, firstConfig)
	done := make(chan struct{})
	var clients sync.WaitGroup
	for range 2 {
		clients.Go(func() {
			for {
				if got := c.traits(); got != firstTraits && got != secondTraits {
					t.Errorf("got %s", got)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for range 20 {
		c.write(t, secondConfig)
		c.hangUp(t, wereRead)
		if got := c.traits(); got != secondTraits {
			t.Errorf("after SIGHUP: %s", got)
		}
		c.write(t, firstConfig)
		c.hangUp(t, wereRead)
	}
	c.write(t, secondConfig+"listen: 127.0.0.1:1\nlog-level: debug\nheader-timeout: 5s\n")
	eventually(t, "the file counts without SIGHUP", func() bool { return c.traits() == secondTraits })
	close(done)
	clients.Wait()
	eventuallyLogged(t, c.program, wereRead, 41)
	if line := c.awaitLine(strings.Trim(needsRestart, `"`)); line["setting"] != "header-timeout" || line["inForce"] != "10s" || line["given"] != "5s" {
		t.Errorf("what takes a restart is told as %v", line)
	}
	c.write(t, "version: 1\nmax-depth: deep\ncors-orign: ['*']\n")
	line := c.awaitLine(strings.Trim(cannotBeUsed, `"`))
	for _, want := range []string{"config.yaml:2:12", "deep", "config.yaml:3:1", "cors-orign"} {
		if !strings.Contains(line["error"], want) {
			t.Errorf("the error doesn't say %q: %s", want, line["error"])
		}
	}
	if got := c.traits(); got != secondTraits {
		t.Errorf("after a broken file: %s", got)
	}
	c.stop()
}

// TestReloadAndStreams ensures that a stream which is open goes on as it began, and counts for the limit that comes after it.
func TestReloadAndStreams(t *testing.T) {
	t.Parallel()
	c := &configured{file: filepath.Join(t.TempDir(), "config.yaml")}
	c.write(t, "version: 1\nmax-streams-per-caller: 2\n")
	c.program = startHeld(t, 100, "--config", c.file)
	stream := subscribe(t, c.client, c.url, "dev-instance-owner")
	stream.next()
	c.write(t, "version: 1\nmax-streams-per-caller: 1\nstream-timeout: 16m\n")
	c.hangUp(t, wereRead)
	got := mustPost(t, c.program, http.Header{"Authorization": {"Bearer dev-instance-owner"}, "Accept": {"text/event-stream"}}, operation(countPasswords, nil))
	if errorOf(got).Reason != "TOO_MANY_STREAMS" {
		t.Errorf("one more than is allowed now: %d %s", got.status, got.body)
	}
	if log := c.log(); strings.Contains(log, `"events"`) {
		t.Errorf("the stream that was open has ended: %s", log)
	}
}
