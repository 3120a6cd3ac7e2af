package graph

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// succeedingBackend lets every call succeed.
type succeedingBackend struct{ grpc.ClientConnInterface }

func (succeedingBackend) Invoke(_ context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	details := &zitadelv1.ObjectDetails{ResourceOwner: "1", Sequence: 7}
	switch reply := reply.(type) {
	case *adminv1.SetRestrictionsResponse:
		reply.Details = details
	case *managementv1.GetMyOrgResponse:
		reply.Org = &orgv1.Org{Id: "1", Details: details}
	}
	return nil
}

// warnByAlias warns of each field by the words of its alias, and fails a field whose alias has the word broken.
type warnByAlias struct{}

func (warnByAlias) ExtensionName() string { return "WarnByAlias" }

func (warnByAlias) Validate(graphql.ExecutableSchema) error { return nil }

func (warnByAlias) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	alias := graphql.GetFieldContext(ctx).Field.Alias
	for word := range strings.SplitSeq(alias, "_") {
		switch word {
		case "locked":
			warn(ctx, problem.Warning{Code: problem.WarningLockedOut, Message: "of " + alias})
		case "unconfirmed":
			warn(ctx, problem.Warning{Code: problem.WarningOrganizationNotConfirmed, Message: "of " + alias})
		case "broken":
			return nil, errors.New("broken")
		}
	}
	return next(ctx)
}

// askWarned answers a document whose fields have warnings by their aliases.
func askWarned(t *testing.T, query string) string {
	t.Helper()
	settings := DefaultConfig()
	settings.Federation = true
	requestID := func(context.Context) string { return "the-id" }
	annotate := func(context.Context, ...slog.Attr) {}
	handler := endpoint.New(NewSchema(NewResolver(succeedingBackend{}, policy.Config{}, settings.Looks, slog.New(slog.DiscardHandler)), settings), endpoint.DefaultConfig(), endpoint.Dependencies{
		Present:    presenter.New(requestID, Token, slog.New(slog.DiscardHandler)).Present,
		Extensions: append(Extensions(settings, annotate), warnByAlias{}),
		RequestID:  requestID, Annotate: annotate, Log: slog.New(slog.DiscardHandler),
	})
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer token")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Body.String()
}

// Ensures that a response has each warning of its fields once, in an order that doesn't depend on which field was first, and that
// nothing is added to it without a warning.
func TestWarningsOfAResponse(t *testing.T) {
	const entities = `_entities(representations: [{__typename: "Organization", id: "1"}, {__typename: "Organization", id: "1"},
		{__typename: "Organization", id: "1"}]) { ... on Organization { unconfirmed: name } }`
	for query, want := range map[string][]string{
		`{ viewer { canReadLoginPolicy } }`:                                         nil,
		`{ unconfirmed_unconfirmed: viewer { canReadLoginPolicy } }`:                {"unconfirmed_unconfirmed ORGANIZATION_NOT_CONFIRMED"},
		`{ unconfirmed_locked: viewer { canReadLoginPolicy } }`:                     {"unconfirmed_locked LOCKED_OUT", "unconfirmed_locked ORGANIZATION_NOT_CONFIRMED"},
		`{ z_locked: viewer { canReadLoginPolicy } a_locked: organization { id } }`: {"a_locked LOCKED_OUT", "z_locked LOCKED_OUT"},
		`{ locked_unconfirmed: organization(orgId: "1") { unconfirmed: name } }`: {"locked_unconfirmed LOCKED_OUT",
			"locked_unconfirmed ORGANIZATION_NOT_CONFIRMED", "locked_unconfirmed.unconfirmed ORGANIZATION_NOT_CONFIRMED"},
		`{ ` + entities + ` }`: {"_entities.0.unconfirmed ORGANIZATION_NOT_CONFIRMED", "_entities.1.unconfirmed ORGANIZATION_NOT_CONFIRMED",
			"_entities.2.unconfirmed ORGANIZATION_NOT_CONFIRMED"},
		// What failed isn't warned of, nor what went with it.
		`{ locked: viewer(orgId: "") { canReadLoginPolicy } unconfirmed: viewer { canReadLoginPolicy } }`: {"unconfirmed ORGANIZATION_NOT_CONFIRMED"},
		`{ organization { locked: name locked_broken: id } }`:                                             nil,
		`{ unconfirmed: organization { id locked_broken: loginPolicy { isDefault } } }`:                   {"unconfirmed ORGANIZATION_NOT_CONFIRMED"},
		`{ unconfirmed: organization { unconfirmed_broken: id } }`:                                        nil,
	} {
		body := askWarned(t, query)
		var got struct {
			Extensions *struct{ Warnings []model.Warning }
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		var warnings []string
		if got.Extensions != nil {
			for _, warning := range got.Extensions.Warnings {
				warnings = append(warnings, strings.Join(warning.Path, ".")+" "+string(warning.Code))
			}
		}
		if diff := cmp.Diff(want, warnings); diff != "" || (want == nil) == strings.Contains(body, `"extensions":{"warnings"`) {
			t.Errorf("%s: (-want +got)\n%s%s", query, diff, body)
		}
	}
}

// Ensures that a mutation's answer has the warnings of that mutation, so that they arrive also where a router leaves out the
// response's.
func TestWarningsOfAMutation(t *testing.T) {
	body := askWarned(t, `mutation {
		locked_1: setRestrictions(patch: {disallowPublicOrgRegistration: true}) { ...details }
		none: setRestrictions(patch: {disallowPublicOrgRegistration: true}) { ...details }
		unconfirmed_2: setRestrictions(patch: {disallowPublicOrgRegistration: true}) { same: warnings { path } ...details }
	}
	fragment details on ObjectDetails { warnings { code message path } }`)
	const want = `{"data":{` +
		`"locked_1":{"warnings":[{"code":"LOCKED_OUT","message":"of locked_1","path":["locked_1"]}]},` +
		`"none":{"warnings":[]},` +
		`"unconfirmed_2":{"same":[{"path":["unconfirmed_2"]}],"warnings":[{"code":"ORGANIZATION_NOT_CONFIRMED","message":"of unconfirmed_2","path":["unconfirmed_2"]}]}},` +
		`"extensions":{"warnings":[{"code":"LOCKED_OUT","message":"of locked_1","path":["locked_1"]},` +
		`{"code":"ORGANIZATION_NOT_CONFIRMED","message":"of unconfirmed_2","path":["unconfirmed_2"]}]}}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
