package resolver_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/racetest"
)

// TestClients ensures that docs/clients.md is right: each block of code does what the page says, in the order of the page, with
// the clients' builds for development, and without a warning from any of them; and a normalized cache that has the page's
// settings and no others is right after each mutation of the schema.
func TestClients(t *testing.T) {
	t.Parallel()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, clientsTool, "make npm")
	project := newClientsProject(t)
	for name, test := range map[string]func(*testing.T, *clientsProject){
		"table":          checkClientsTable,
		"blocks":         checkClientBlocks,
		"errors":         checkClientErrors,
		"genqlient":      checkGenqlient,
		"another origin": checkOtherOrigin,
		"GraphiQL":       checkGraphiQLBlock,
		"Apollo Client":  checkCache("apollo.js"),
		"Graphcache":     checkCache("graphcache.js"),
		"Relay":          checkCache("relay.js"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, project)
		})
	}
}

// checkClientsTable ensures that no client is listed which isn't tried: each row leads to a section with blocks of code.
func checkClientsTable(t *testing.T, project *clientsProject) {
	t.Helper()
	text, err := os.ReadFile("../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| \[.*?\]\(#(.*?)\)`).FindAllStringSubmatch(string(text), -1)
	if len(rows) != 10 {
		t.Errorf("the table has %d clients", len(rows))
	}
	for _, row := range rows {
		if !slices.ContainsFunc(project.blocks, func(block docBlock) bool { return anchor(block.section) == row[1] }) {
			t.Errorf("the table links to #%s, where there is no code", row[1])
		}
	}
}

// anchor is how a link names a heading.
func anchor(heading string) string {
	return strings.NewReplacer(" ", "-", ".", "").Replace(strings.ToLower(heading))
}

// ranBlock is what tools/clients/blocks.js prints of a block.
type ranBlock struct {
	Name              string
	Printed, Warnings []string
	Failure           string
}

// checkClientBlocks runs each block of TypeScript that prints something.
func checkClientBlocks(t *testing.T, project *clientsProject) {
	t.Helper()
	args := []string{start(t).url, project.folder}
	for _, block := range project.blocks {
		if block.language == "ts" && len(block.promised()) > 0 {
			args = append(args, block.name)
		}
	}
	ran := runNode[ranBlock](t, clientsTool, "blocks.js", args...)
	if len(ran) != len(args)-2 || len(ran) < 6 {
		t.Errorf("%d blocks ran of %v", len(ran), args[2:])
	}
	for _, got := range ran {
		if got.Failure != "" || len(got.Warnings) > 0 || !slices.Equal(got.Printed, project.block(t, got.Name).promised()) {
			t.Errorf("%s: got %+v", got.Name, got)
		}
	}
}

// cacheStep is what tools/clients/caches prints after each step.
type cacheStep struct {
	Step            string
	Requests        int
	Stale, Warnings []string
}

// checkCache drives a client through every mutation of the schema. Each may cost its own request and no other.
func checkCache(script string) func(*testing.T, *clientsProject) {
	return func(t *testing.T, project *clientsProject) {
		t.Helper()
		steps := runNode[cacheStep](t, clientsTool+"/caches", script, start(t).url+"/graphql", project.folder)
		if len(steps) <= len(schemaDefinition(t, "Mutation").Fields) {
			t.Errorf("got only %d steps", len(steps))
		}
		for i, got := range steps {
			if len(got.Stale) > 0 || len(got.Warnings) > 0 || i > 0 && got.Requests != 1 {
				t.Errorf("%s: %d requests, warnings %q, not right in the cache:\n%s",
					got.Step, got.Requests, got.Warnings, strings.Join(got.Stale, "\n"))
			}
		}
	}
}

// checkClientErrors ensures that the page's functions for errors and retries do what it says, and that a client whose settings this
// server refuses shows why.
func checkClientErrors(t *testing.T, project *clientsProject) {
	t.Helper()
	backend := startScripted(t)
	tried := runNode[struct{ What, Result string }](t, clientsTool, "errors.js", start(t).url+"/graphql",
		start(t, "--rate-limit", "60", "--rate-limit-burst", "1").url+"/graphql",
		start(t, "--backend", backend.url()).url+"/graphql", project.folder)
	want := []struct{ What, Result string }{
		{"removed", "DONE"}, {"not there", "NOT_EXECUTED"}, {"not valid", "NOT_EXECUTED"},
		{"answer lost", "UNKNOWN"}, {"no server", "UNKNOWN"},
		{"over the limit", "200 429"}, {"over the limit, retrying", "200 200"},
		{"Apollo Client, batching", strings.Repeat(" BATCH_NOT_SUPPORTED", 2)[1:]},
		{"urql by GET", "CSRF_HEADER_MISSING by POST with the header content-type: application/json"},
	}
	if !slices.Equal(tried, want) {
		t.Errorf("got %v, want %v", tried, want)
	}
}

// checkGenqlient runs the Go program, with what genqlient has generated.
func checkGenqlient(t *testing.T, project *clientsProject) {
	t.Helper()
	block := project.block(t, "main.go")
	project.write(t, block.name, strings.ReplaceAll(block.text, "http://localhost:4000", start(t).url))
	if got, want := project.run(t, "go", "run", "."), strings.Join(block.promised(), "\n")+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// checkOtherOrigin runs the block for plain fetch in a browser, on a page of another origin, which the program allows as the
// page says.
func checkOtherOrigin(t *testing.T, project *clientsProject) {
	t.Helper()
	script := ""
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<link rel="icon" href="data:,"><output></output><script type="module">
			console.log = (...values) => { document.querySelector("output").innerText = values.map(String).join(" ") }
			%s</script>`, script)
	}))
	t.Cleanup(site.Close)
	args := project.programArgs(t, "cors.sh")
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "https://app.example.com", site.URL)
	}
	block := project.block(t, "fetch.js")
	script = strings.ReplaceAll(block.text, "http://localhost:4000", start(t, args...).url)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(site.URL))
	tab.WaitUntil(`document.querySelector("output").innerText !== ""`)
	if got := tab.Text(`document.querySelector("output").innerText`); got != strings.Join(block.promised(), "\n") {
		t.Errorf("the page shows %q", got)
	}
}

// checkGraphiQLBlock starts the program as the page says, in front of a backend that isn't there, which serving GraphiQL and its
// schema doesn't need.
func checkGraphiQLBlock(t *testing.T, project *clientsProject) {
	t.Helper()
	p := start(t, project.programArgs(t, "graphiql.sh")...)
	if got := p.get(t, "/"); !strings.Contains(got.body, "graphiql") {
		t.Errorf("got %d %.300s", got.status, got.body)
	}
	if got := mustPost(t, p, nil, operation(`{ __schema { queryType { name } } }`, nil)); !isData(got) {
		t.Errorf("the schema: got %s", got.body)
	}
}
