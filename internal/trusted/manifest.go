package trusted

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxFileBytes is how large a manifest may be.
const maxFileBytes = 64 << 20

// apolloFormat is the member format of Apollo's manifests.
const apolloFormat = "apollo-persisted-query-manifest"

// manifest is the content of the file at one time. It isn't changed once it is read.
type manifest struct {
	byID   map[string]string // documents by the manifest's ids, and by "sha256:" with their hashes
	trusts map[string]bool   // documents
	// operations are the names of those that the documents have.
	operations map[string]bool
}

// documents returns each document once, in the order of the alphabet.
func (m *manifest) documents() []string { return slices.Sorted(maps.Keys(m.trusts)) }

// entry is a document as a manifest lists it. Relay's have no name.
type entry struct {
	ID   string `json:"id"`
	Body string `json:"body"`
	Name string `json:"name"`
}

// String names the document in a message: by its id, and by its name where the manifest has one.
func (e entry) String() string {
	if e.Name == "" {
		return fmt.Sprintf("%.80q", e.ID)
	}
	return fmt.Sprintf("%.80q (%.80s)", e.ID, e.Name)
}

// parseManifest reads a manifest and checks its documents. The error joins everything that is wrong, by document; where ctx ends
// first, it is ctx's.
func parseManifest(ctx context.Context, text []byte, check Check) (*manifest, error) {
	entries, err := parseEntries(text)
	if err != nil {
		return nil, err
	}
	return newManifest(ctx, entries, check)
}

// parseEntries reads the documents of either format: Apollo's, which its member format tells, or else Relay's.
func parseEntries(text []byte) ([]entry, error) {
	var apollo struct {
		Format     json.RawMessage `json:"format"`
		Version    json.RawMessage `json:"version"`
		Operations []entry         `json:"operations"`
	}
	if err := json.Unmarshal(text, &apollo); err != nil && apollo.Format != nil {
		return nil, fmt.Errorf("it isn't of the format %s: %w", apolloFormat, err)
	}
	switch {
	case string(apollo.Format) != `"`+apolloFormat+`"`:
		return parseRelayEntries(text)
	case string(apollo.Version) != "1":
		return nil, errors.New("its version isn't 1")
	}
	return apollo.Operations, nil
}

// parseRelayEntries reads an object of documents by their ids. An id that is there twice, of which a map would drop one, is in
// the result twice, so that it can be reported.
func parseRelayEntries(text []byte) ([]entry, error) {
	if !json.Valid(text) {
		return nil, errors.New("it isn't JSON")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.New("it is neither an object of documents by their ids nor of the format " + apolloFormat)
	}
	var entries []entry
	for decoder.More() {
		id, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("read an id: %w", err)
		}
		one := entry{ID: fmt.Sprint(id)}
		if err := decoder.Decode(&one.Body); err != nil {
			return nil, fmt.Errorf("what stands under %.80q is no document: %w", one.ID, err)
		}
		entries = append(entries, one)
	}
	return entries, nil
}

// newManifest checks all documents, and reports all that are wrong.
func newManifest(ctx context.Context, entries []entry, check Check) (*manifest, error) {
	m := &manifest{byID: map[string]string{}, trusts: map[string]bool{}, operations: map[string]bool{}}
	var problems []error
	for _, one := range entries {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check the manifest's documents: %w", err)
		}
		if err := m.add(one, check); err != nil {
			problems = append(problems, fmt.Errorf("the manifest's document %s: %w", one, err))
		}
	}
	if len(entries) == 0 {
		problems = append(problems, errors.New("the manifest has no documents"))
	}
	return m, errors.Join(problems...)
}

// add makes a document known by its id and by its hash, and checks it.
func (m *manifest) add(one entry, check Check) error {
	hash := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(one.Body)))
	switch earlier, known := m.byID[one.ID]; {
	case one.ID == "":
		return errors.New("it has no id")
	case known && earlier != one.Body:
		return errors.New("another document has the same id")
	case strings.HasPrefix(one.ID, "sha256:") && one.ID != hash:
		return errors.New("its id isn't its hash")
	}
	m.byID[one.ID], m.byID[hash], m.trusts[one.Body] = one.Body, one.Body, true
	if err := check(one.Body); err != nil {
		return err
	}
	m.addOperations(one.Body)
	return nil
}

func (m *manifest) addOperations(document string) {
	parsed, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil { // check decides what a document may be
		return
	}
	for _, operation := range parsed.Operations {
		m.operations[operation.Name] = true
	}
}
