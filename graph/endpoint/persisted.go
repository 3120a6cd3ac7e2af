package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"zitadel-graphql/graph/problem"
)

// TrustedDocuments are the documents that clients were built with. They are safe for concurrent use, and may change from
// one call to the next.
type TrustedDocuments interface {
	// Document returns the document that has this id. The id may be "sha256:" and the hash of a document in hexadecimal.
	Document(id string) (text string, ok bool)
	// Trusts reports whether a document is one of them, to the letter.
	Trusts(text string) bool
}

// persisted finds the documents that requests name instead of sending them, and decides which of those that are sent may be
// executed.
type persisted struct {
	// trusted is nil where there are no trusted documents.
	trusted        TrustedDocuments
	requireTrusted bool
	automatic      bool
	// byHash has the valid documents whose hash came with them. It stays empty unless automatic is set.
	byHash    *documentsByHash
	totals    *documentTotals
	requestID func(context.Context) string
	log       *slog.Logger
}

func newPersisted(config Config, with Dependencies) *persisted {
	return &persisted{trusted: with.Trusted, requireTrusted: config.RequireTrusted, automatic: config.AutomaticPersistedQueries,
		byHash: with.State.hashes(config), totals: &with.State.documentTotals, requestID: with.RequestID, log: with.Log}
}

// setDocument fills in the document that the request names, and refuses one that came with the request but mustn't be executed.
func (p *persisted) setDocument(ctx context.Context, request *request) error {
	hash, err := persistedQueryHash(request.Extensions)
	hasQuery := request.hasDocument()
	switch {
	case err != nil:
		return err
	case hasQuery && request.documentID != "":
		return invalidBody("The request has a document and the id of one. Send only one of the two.")
	case request.documentID != "" && hash != "" && strings.TrimPrefix(request.documentID, "sha256:") != hash:
		return invalidBody("The request names two different documents. Name one.")
	case hasQuery && hash != "" && hash != hashOf(request.Query):
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonDocumentHashMismatch,
			Message: "The request's sha256Hash doesn't match its query. Send the SHA-256 hash of exactly that query, in hexadecimal."}
	case hasQuery:
		return p.checkTrusted(ctx, request)
	case request.documentID != "":
		return p.find(ctx, request, hash != "", request.documentID)
	case hash != "":
		return p.find(ctx, request, true, hash, "sha256:"+hash)
	default:
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonQueryMissing,
			Message: `The request has no "query". Send a GraphQL document there.`}
	}
}

// find fills in the document that has one of the ids. byHash is whether the client names it in Apollo's protocol.
func (p *persisted) find(ctx context.Context, request *request, byHash bool, ids ...string) error {
	for _, id := range ids {
		if p.trusted != nil {
			if text, ok := p.trusted.Document(id); ok {
				request.Query = text
				return nil
			}
		}
		if text, ok := p.byHash.Get(strings.TrimPrefix(id, "sha256:")); ok {
			request.Query = text
			return p.checkTrusted(ctx, request) // that it was executed before, by other rules perhaps, makes it no trusted one
		}
	}
	p.totals.unknown.Add(1)
	return p.unknown(byHash)
}

// unknown is the error of a document that isn't there. By a hash it has the message that Apollo's protocol demands, letter by letter: some
// clients compare that, and not the code.
func (p *persisted) unknown(byHash bool) *problem.Problem {
	const sendIt = `Send the document itself as "query".`
	isSupported := p.trusted != nil || p.automatic
	switch {
	case byHash && !isSupported:
		return &problem.Problem{Code: problem.CodePersistedQueryNotSupported, Message: "PersistedQueryNotSupported"}
	case byHash:
		return &problem.Problem{Code: problem.CodePersistedQueryNotFound, Message: "PersistedQueryNotFound"}
	case !isSupported:
		return &problem.Problem{Code: problem.CodePersistedQueryNotSupported, Message: "This server knows no documents by an id. " + sendIt}
	case p.requireTrusted:
		return &problem.Problem{Code: problem.CodePersistedQueryNotFound,
			Message: "This server has no document with this id. Send an id of its manifest, or ask its operator to add the document."}
	default:
		return &problem.Problem{Code: problem.CodePersistedQueryNotFound, Message: "This server has no document with this id. " + sendIt}
	}
}

// checkTrusted decides whether a document that a client sends, or once sent, may be executed. The log is told the operation's name and the
// document's hash, but not the document: a client may have written a secret into it.
func (p *persisted) checkTrusted(ctx context.Context, request *request) error {
	switch {
	case p.trusted == nil || p.trusted.Trusts(request.Query):
		return nil
	case p.requireTrusted:
		p.totals.refused.Add(1)
		return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonDocumentNotTrusted,
			Message: "This server executes only the documents of its manifest, and this isn't one of them. Ask its operator to add it."}
	}
	p.totals.executed.Add(1)
	p.log.WarnContext(ctx, "a document isn't in the manifest", "requestId", p.requestID(ctx),
		"operation", fmt.Sprintf("%.80s", request.OperationName), "sha256", hashOf(request.Query))
	return nil
}

// keep remembers a valid document whose client sent the hash with it. The hash has to be compared here too, since it may have
// come with a document's id, and a manifest's ids needn't be hashes: whoever sends a wrong hash later would execute this
// document.
func (p *persisted) keep(request *request) {
	if !p.automatic {
		return
	}
	hash, err := persistedQueryHash(request.Extensions)
	if err != nil || hash == "" || p.byHash.Has(hash) { // one that is there needn't be hashed again
		return
	}
	if hash == hashOf(request.Query) {
		p.byHash.Add(hash, request.Query, len(hash)+len(request.Query))
	}
}

// persistedQueryHash reads the request's extension persistedQuery. The hash is empty where there is no such extension.
func persistedQueryHash(extensions map[string]any) (string, error) {
	extension, ok := extensions["persistedQuery"]
	if !ok || extension == nil {
		return "", nil
	}
	members, _ := extension.(map[string]any)
	hash, _ := members["sha256Hash"].(string)
	if hash == "" || members["version"] != json.Number("1") {
		return "", invalidBody("The extension persistedQuery is incomplete. Send it with version 1 and a sha256Hash.")
	}
	return hash, nil
}

// hashOf is the hash by which clients name a document.
func hashOf(document string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(document))) }
