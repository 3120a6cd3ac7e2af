package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

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

// persisted finds out which document a request stands for.
type persisted struct {
	trusted   TrustedDocuments // nil where there are none
	require   bool             // refuses every other document
	automatic bool

	// byHash has documents that were found valid, where they are kept; otherwise it stays empty.
	byHash    *cache[string]
	requestID func(context.Context) string
	log       *slog.Logger
}

func newPersisted(settings Settings, with Dependencies) *persisted {
	return &persisted{trusted: with.Trusted, require: settings.RequireTrusted, automatic: settings.AutomaticPersistedQueries,
		byHash: newCache[string](cachedHashes, cachedHashBytes), requestID: with.RequestID, log: with.Log}
}

// resolve fills in the document of a request that has what stands for one, and refuses what mustn't be executed.
func (p *persisted) resolve(ctx context.Context, request *request) error {
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
		if p.trusted != nil {
			if text, ok := p.trusted.Document(id); ok {
				*query = text
				return nil
			}
		}
		if text, ok := p.byHash.get(strings.TrimPrefix(id, "sha256:")); ok {
			*query = text
			return nil
		}
	}
	if p.trusted == nil && !p.automatic {
		return &problem.Problem{Code: problem.CodePersistedQueryNotSupported, Message: "PersistedQueryNotSupported"}
	}
	return &problem.Problem{Code: problem.CodePersistedQueryNotFound, Message: "PersistedQueryNotFound"}
}

// trust decides about a document that came in full. The log gets its name and hash: what a client has written into it
// may be a secret.
func (p *persisted) trust(ctx context.Context, request *request) error {
	switch {
	case p.trusted == nil || p.trusted.Trusts(request.Query):
		return nil
	case p.require:
		return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonDocumentNotTrusted,
			Message: "This server executes only the documents of its manifest, and this isn't one of them. Ask its operator to add it."}
	}
	p.log.WarnContext(ctx, "a document isn't in the manifest", "requestId", p.requestID(ctx),
		"operation", fmt.Sprintf("%.80s", request.OperationName), "sha256", sha256Of(request.Query))
	return nil
}

// keep remembers a document that was found valid, where its client sent the hash with it. The hash is compared here too:
// under another, everybody who sends that one would execute this document, and a manifest's ids needn't be hashes.
func (p *persisted) keep(request *request) {
	if !p.automatic {
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
