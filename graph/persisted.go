package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"zitadel-graphql/graph/problem"
)

// TrustedDocuments are the documents that clients were built with. They are safe for concurrent use, and may change from
// one call to the next.
type TrustedDocuments interface {
	// Document returns the document with that id, or "sha256:" and its hash in hexadecimal.
	Document(id string) (text string, ok bool)
	// Trusts says that a document is one of them, to the letter.
	Trusts(text string) bool
}

// Persisted is about documents that the server has before they are sent.
type Persisted struct {
	// Trusted is nil where there are none.
	Trusted TrustedDocuments
	// Require refuses every other document; otherwise the log tells of them.
	Require bool
	// Automatic keeps documents by their hash, as clients send them (Apollo's automatic persisted queries).
	Automatic bool
}

// persisted finds out which document a request stands for.
type persisted struct {
	Persisted

	// byHash has documents that were found valid, where they are kept; otherwise it stays empty.
	byHash    *cache[string]
	requestID func(context.Context) string
	log       *slog.Logger
}

// resolve fills in the document of a request that has what stands for one, and refuses what mustn't be executed.
func (p *persisted) resolve(ctx context.Context, request *incoming) error {
	hash, err := hashIn(request.Extensions)
	hasQuery := strings.TrimSpace(request.Query) != ""
	switch {
	case err != nil:
		return err
	case hasQuery && request.documentID != "":
		return bodyInvalid("The request has a document and the id of one. Send only one of the two.")
	case request.documentID != "" && hash != "" && strings.TrimPrefix(request.documentID, "sha256:") != hash:
		return bodyInvalid("The request names two different documents. Name one.")
	case hasQuery && hash != "" && hash != sha256Of(request.Query):
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonDocumentHashMismatch,
			Message: "The request's sha256Hash doesn't match its query. Send the SHA-256 hash of exactly that query, in hexadecimal."}
	case hasQuery:
		return p.trust(ctx, request)
	case request.documentID != "":
		return p.find(&request.Query, request.documentID)
	case hash != "":
		return p.find(&request.Query, hash, "sha256:"+hash)
	default:
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonQueryMissing, Message: `The request has no "query". Send a GraphQL document there.`}
	}
}

// find looks for a document by its ids. The messages of what it returns are those that clients of Apollo's protocol wait
// for, letter by letter: some compare them, not the codes.
func (p *persisted) find(query *string, ids ...string) error {
	for _, id := range ids {
		if p.Trusted != nil {
			if text, ok := p.Trusted.Document(id); ok {
				*query = text
				return nil
			}
		}
		if text, ok := p.byHash.get(strings.TrimPrefix(id, "sha256:")); ok {
			*query = text
			return nil
		}
	}
	if p.Trusted == nil && !p.Automatic {
		return &problem.Problem{Code: problem.CodePersistedQueryNotSupported, Message: "PersistedQueryNotSupported"}
	}
	return &problem.Problem{Code: problem.CodePersistedQueryNotFound, Message: "PersistedQueryNotFound"}
}

// trust decides about a document that came in full. The log gets its name and hash: what a client has written into it
// may be a secret.
func (p *persisted) trust(ctx context.Context, request *incoming) error {
	switch {
	case p.Trusted == nil || p.Trusted.Trusts(request.Query):
		return nil
	case p.Require:
		return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonDocumentNotTrusted,
			Message: "This server executes only the documents of its manifest, and this isn't one of them. Ask its operator to add it."}
	}
	p.log.WarnContext(ctx, "a document isn't in the manifest", "requestId", p.requestID(ctx),
		"operation", fmt.Sprintf("%.80s", request.OperationName), "sha256", sha256Of(request.Query))
	return nil
}

// keep remembers a document that was found valid, where its client sent the hash with it. The hash is compared here too:
// under another, everybody who sends that one would execute this document, and a manifest's ids needn't be hashes.
func (p *persisted) keep(request *incoming) {
	if !p.Automatic {
		return
	}
	if hash, err := hashIn(request.Extensions); err == nil && hash == sha256Of(request.Query) {
		p.byHash.add(hash, request.Query, len(hash)+len(request.Query))
	}
}

// hashIn reads the extension persistedQuery; without it the hash is empty.
func hashIn(extensions map[string]any) (string, error) {
	extension, ok := extensions["persistedQuery"]
	if !ok || extension == nil {
		return "", nil
	}
	members, _ := extension.(map[string]any)
	hash, _ := members["sha256Hash"].(string)
	if hash == "" || members["version"] != json.Number("1") {
		return "", bodyInvalid("The extension persistedQuery is incomplete. Send it with version 1 and a sha256Hash.")
	}
	return hash, nil
}

func sha256Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// CheckDocuments returns a function that says why a document can't be executed by a server with these limits: it can't be
// read, is over one of them, or doesn't fit the schema.
func CheckDocuments(limits Limits, introspection, federation bool) func(document string) error {
	schema, guard := servedSchema(federation), guard{limits: limits, introspection: introspection}
	return func(text string) error {
		if _, err := guard.parse(text); err != nil {
			return err
		}
		document, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		if err := guard.check(document); err != nil {
			return err
		}
		found := validator.ValidateWithRules(schema, document, validationRules(true)())
		if len(found) > 0 {
			return fmt.Errorf("validate: %w", errors.Join(found.Unwrap()...)) // the list itself ends each with a line's end
		}
		return nil
	}
}
