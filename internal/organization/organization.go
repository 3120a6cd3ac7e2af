// Package organization names the organization that a call is about, and makes sure that the backend takes the call for it.
//
// ZITADEL reads the organization from one header, x-zitadel-orgid, and silently takes the home organization of the token
// where the header is missing, as behind a proxy that removes it. An answer that names no organization (permissions, identity
// providers, an inherited policy) could then be about another one. Asker finds out by GetMyOrg which organization the backend
// takes calls for.
//
// The package owns that header on its way to ZITADEL. Which organization is meant is decided by package graph, from a field's
// argument and the header of the client's request. It depends on graph/problem, internal/parallel and internal/wire.
package organization

import (
	"context"
	"maps"
	"slices"
	"sync"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// MetadataKey is the key of the organization's id in a call's metadata, and the header of the same name. ZITADEL takes the
// first of several values, so a call has at most one.
const MetadataKey = "x-zitadel-orgid"

// scope is a context for calls about one organization.
type scope struct {
	context.Context // whose outgoing metadata name the organization

	id     string // empty for the token's home organization, which the metadata don't name
	answer answer // for Asker
}

type scopeKey struct{}

// Value implements context.Context.
func (s *scope) Value(key any) any {
	if key == (scopeKey{}) {
		return s
	}
	return s.Context.Value(key)
}

// NewContext returns a context for calls with this outgoing metadata about the organization with this id, whichever the metadata name.
// Nobody may change the metadata from then on. Otherwise it is as With.
func NewContext(ctx context.Context, md metadata.MD, id string) context.Context {
	return &scope{Context: metadata.NewOutgoingContext(ctx, naming(md, id)), id: id}
}

// naming returns metadata that name this organization, or none without an id: md itself if it does, and otherwise a changed copy.
func naming(md metadata.MD, id string) metadata.MD {
	if named := md[MetadataKey]; id == "" && named == nil || len(named) == 1 && named[0] == id {
		return md
	}
	md = maps.Clone(md)
	delete(md, MetadataKey)
	if id != "" {
		md[MetadataKey] = []string{id}
	}
	return md
}

// With returns a context for calls about the organization with this id. It keeps the other outgoing metadata of ctx, such as the
// token; without an id the calls are about the token's home organization. Asker asks once for each context that With returns, and
// what is derived from it.
func With(ctx context.Context, id string) context.Context {
	return &scope{Context: withMetadata(ctx, id), id: id}
}

// Without returns a context for calls about the instance, which name no organization. It keeps the other outgoing metadata of ctx.
func Without(ctx context.Context) context.Context {
	if !Named(ctx) {
		return ctx
	}
	return With(ctx, "")
}

// withMetadata returns a context whose outgoing metadata name this organization, or none.
func withMetadata(ctx context.Context, id string) context.Context {
	switch Of(ctx) {
	case id:
		return ctx
	case "":
		return metadata.AppendToOutgoingContext(ctx, MetadataKey, id)
	}
	md, _ := metadata.FromOutgoingContext(ctx)
	return metadata.NewOutgoingContext(ctx, naming(md, id))
}

// Of returns the id of the organization that the calls of a context name, or an empty text if they name none.
func Of(ctx context.Context) string {
	if found, ok := ctx.Value(scopeKey{}).(*scope); ok {
		return found.id
	}
	if values := metadata.ValueFromOutgoingContext(ctx, MetadataKey); len(values) > 0 {
		return values[0]
	}
	return ""
}

// Named reports whether the calls of a context name an organization. Only then can a proxy that removes the header change whom they
// are about.
func Named(ctx context.Context) bool { return Of(ctx) != "" }

// CheckOwner fails with problem.ReasonOrganizationIgnored where none of the changes belongs to the organization with this id. It
// accepts an empty list, and every list where the id is empty.
func CheckOwner(id string, changes []*changev1.Change) error {
	isTheirs := func(change *changev1.Change) bool { return change.GetResourceOwnerId() == id }
	if id == "" || len(changes) == 0 || slices.ContainsFunc(changes, isTheirs) {
		return nil
	}
	return problem.OrganizationIgnored(changes[0].GetResourceOwnerId())
}

// Asker asks the backend which organization it takes calls for: once for each context that With returned, and each time for any
// other. It is safe for concurrent use.
type Asker struct {
	management managementv1.ManagementServiceClient
}

// NewAsker returns an Asker that asks through this client.
func NewAsker(management managementv1.ManagementServiceClient) Asker { return Asker{management} }

// Require fails with problem.ReasonOrganizationIgnored where the backend takes the calls of ctx for another organization, and
// with the failure of the call where it doesn't say.
func (a Asker) Require(ctx context.Context, id string) error {
	taken, err := a.ask(ctx)
	if err == nil && taken != id {
		return problem.OrganizationIgnored(taken)
	}
	return err
}

// Confirm is Require for code that goes on where the caller may not ask, or the backend doesn't know the call: then it returns
// false and no error. An empty id needs no confirmation.
func (a Asker) Confirm(ctx context.Context, id string) (confirmed bool, err error) {
	if id == "" {
		return true, nil
	}
	err = a.Require(ctx, id)
	if problem.Unavailable(err) {
		return false, nil
	}
	return err == nil, err
}

// Prefetch begins to ask and returns at once, so that a Confirm after another call doesn't have to wait for its own. ctx has to come
// from With, which keeps the answer.
func (a Asker) Prefetch(ctx context.Context, id string) {
	if id != "" {
		go func() {
			parallel.GrowStack()
			_, _ = a.ask(ctx) // it recovers from panics, and ends with the request
		}()
	}
}

// answer has the organization that the backend takes the calls of one context for. It is complete when once is done.
type answer struct {
	once sync.Once
	id   string
	err  error
}

// ask returns the organization that the backend takes the calls of ctx for: the answer that the context has, or a new one.
func (a Asker) ask(ctx context.Context) (string, error) {
	kept := &answer{}
	if found, ok := ctx.Value(scopeKey{}).(*scope); ok {
		kept = &found.answer
	}
	kept.once.Do(func() {
		defer func() {
			if cause := recover(); cause != nil { // in Prefetch's goroutine it would end the program
				kept.err = problem.Recovered(cause)
			}
		}()
		kept.id, kept.err = a.myOrganization(ctx)
	})
	return kept.id, kept.err
}

// myOrganization makes the call.
func (a Asker) myOrganization(ctx context.Context) (string, error) {
	reply, err := a.management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return "", err
	}
	if reply.GetOrg().GetId() == "" {
		return "", problem.ReplyIncomplete(false)
	}
	return reply.GetOrg().GetId(), nil
}
