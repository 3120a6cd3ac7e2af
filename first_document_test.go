package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"zitadel-graphql/internal/racetest"
	"zitadel-graphql/resolver_test/workload"
)

// BenchmarkFirstDocument measures requests whose document the program hasn't seen, and so has to parse, to validate and to plan, beside
// those whose document it knows. A reload with other limits has the program forget all documents: then each is a first one again.
// What the difference of the two is, a document costs once.
func BenchmarkFirstDocument(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	cases, err := workload.Cases(".")
	if err != nil {
		b.Fatal(err)
	}
	zitadel := startCountingZITADEL(b)
	for _, c := range cases {
		if c.Trusted {
			continue // its document is parsed when the manifest is read
		}
		handler := startInProcess(b, zitadel.address)
		client := newInProcessClient(b, c.Body)
		b.Run(c.Name+"/known", func(b *testing.B) {
			for b.Loop() {
				client.ask(handler)
			}
		})
		b.Run(c.Name+"/first", func(b *testing.B) { askForTheFirstTime(b, client, handler, c) })
	}
}

// askForTheFirstTime sends the document with another comment at its end each time.
func askForTheFirstTime(b *testing.B, client *inProcessClient, handler http.Handler, c workload.Case) {
	b.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(c.Body), &body); err != nil {
		b.Fatal(err)
	}
	const mark = "#000000000"
	body["query"] = fmt.Sprint(body["query"]) + mark
	text, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	before, after, _ := strings.Cut(string(text), mark)
	n := 0
	for b.Loop() {
		n++
		client.text = fmt.Sprintf("%s#%09d%s", before, n, after)
		client.ask(handler)
	}
	if client.status != http.StatusOK {
		b.Fatalf("the answer is %d %s", client.status, client.answer.Bytes())
	}
}

// BenchmarkAfterReload measures the first request after a reload by which the program forgot all documents, without the reload itself.
func BenchmarkAfterReload(b *testing.B) {
	if racetest.Enabled {
		b.Skip("it would measure the race detector")
	}
	cases, err := workload.Cases(".")
	if err != nil {
		b.Fatal(err)
	}
	texts := []string{"version: 1\nmax-depth: 15\n", "version: 1\nmax-depth: 16\n"}
	program := newReloadable(b, texts[0], "--backend", "http://"+startCountingZITADEL(b).address, "--max-root-fields", "50", "--max-backend-calls", "50")
	for _, c := range cases {
		if c.Trusted {
			continue // as above
		}
		client := newInProcessClient(b, c.Body)
		b.Run(c.Name, func(b *testing.B) {
			for n := range b.N {
				b.StopTimer()
				program.reloadWith(b, texts[(n+1)%len(texts)])
				b.StartTimer()
				client.ask(program.server.Handler)
			}
		})
		if client.status != http.StatusOK {
			b.Fatalf("the answer is %d %s", client.status, client.answer.Bytes())
		}
	}
}
