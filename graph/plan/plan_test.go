package plan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/plan"
)

const allOfPolicy = `id version details { id sequence creationDate changeDate resourceOwner } isDefault secondFactors multiFactors forceMfa
	forceMfaLocalOnly passwordlessType passwordCheckLifetime externalLoginCheckLifetime mfaInitSkipLifetime secondFactorCheckLifetime
	multiFactorCheckLifetime allowUsernamePassword allowRegister allowExternalIdp allowDomainDiscovery hidePasswordReset ignoreUnknownUsernames
	disableLoginWithEmail disableLoginWithPhone defaultRedirectUri`

// A plan has to answer what gqlgen's generated code answers, byte for byte.
func TestPlanAnswersAsGqlgen(t *testing.T) {
	failing, panicking, empty, notThere := working(), working(), working(), working()
	failing.version = func(context.Context) (*string, error) { return nil, errFailed }
	failing.factors = func(_ context.Context, id string) ([]model.UserSecondFactor, error) {
		return nil, fmt.Errorf("user %s: %w", id, errFailed)
	}
	failing.change = func(context.Context, change) (*model.ObjectDetails, error) { return nil, errFailed }
	panicking.version = func(context.Context) (*string, error) { panic("oh") }
	panicking.policy = func(_ context.Context, orgID *string) (*model.LoginPolicy, error) {
		if orgID != nil && *orgID == "o2" {
			panic(*orgID)
		}
		return aPolicy(), nil
	}
	notThere.policy = func(context.Context, *string) (*model.LoginPolicy, error) { return nil, nil }
	notThere.version = func(context.Context) (*string, error) { return nil, nil }
	notThere.viewer = nil
	empty.organizations = nil
	empty.policy = func(context.Context, *string) (*model.LoginPolicy, error) { return &model.LoginPolicy{}, nil }
	for what, resolvers := range map[string]stubs{"working": working(), "failing": failing, "panicking": panicking, "empty": empty, "not there": notThere} {
		reference, planned := newServer(byGqlgen(resolvers)), newServer(plan.New(byGqlgen(resolvers), resolvers))
		for name, test := range documents() {
			want, got := reference.answer(t, test.document, test.variables), planned.answer(t, test.document, test.variables)
			if got != want {
				t.Errorf("%s, %s:\n%s\ngot  %s\nwant %s", what, name, test.document, got, want)
			}
		}
	}
}

// The interceptors of root fields have to find what they find with gqlgen's generated code.
func TestRootFieldsAreIntercepted(t *testing.T) {
	resolvers := working()
	resolvers.version = func(context.Context) (*string, error) { return nil, errFailed }
	for name, test := range documents() {
		var seen [2]string
		for i, schema := range []graphql.ExecutableSchema{byGqlgen(resolvers), plan.New(byGqlgen(resolvers), resolvers)} {
			var mu sync.Mutex
			var calls []string
			server := newServer(schema)
			server.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
				root := graphql.GetRootFieldContext(ctx)
				var written strings.Builder
				answer := next(context.WithValue(ctx, interceptedKey{}, true))
				answer.MarshalGQL(&written)
				mu.Lock()
				defer mu.Unlock()
				calls = append(calls, fmt.Sprintf("%s %s %s null=%t errors=%d %s", root.Object, root.Field.Name, root.Field.Alias,
					answer == graphql.Null, len(below(graphql.GetErrors(ctx), root.Field.Alias)), written.String()))
				return answer
			})
			server.execute(t, test.document, test.variables)
			slices.Sort(calls)
			seen[i] = strings.Join(calls, "\n")
		}
		if seen[0] != seen[1] {
			t.Errorf("%s:\ngot  %s\nwant %s", name, seen[1], seen[0])
		}
	}
}

// below returns the errors at and below a root field.
func below(errs gqlerror.List, alias string) gqlerror.List {
	return slices.DeleteFunc(errs, func(err *gqlerror.Error) bool { return err.Path[0] != ast.PathName(alias) })
}

type interceptedKey struct{}

// What an interceptor returns instead of the field's value has to be the answer, and what it adds to the context reach the resolver.
func TestInterceptorsDecide(t *testing.T) {
	resolvers := working()
	resolvers.version = func(ctx context.Context) (*string, error) {
		value := fmt.Sprint(ctx.Value(interceptedKey{}))
		return &value, nil
	}
	server := newServer(plan.New(byGqlgen(resolvers), resolvers))
	server.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		answer := next(context.WithValue(ctx, interceptedKey{}, true))
		switch graphql.GetRootFieldContext(ctx).Field.Alias {
		case "replaced":
			return graphql.MarshalString("instead")
		case "removed":
			return graphql.Null
		case "wrapped":
			return graphql.Array{answer, answer}
		}
		return answer
	})
	got := server.answer(t, "{ loginPolicy { version } replaced: loginPolicy { id } removed: loginPolicy { id } wrapped: loginPolicy { forceMfa } last: loginPolicy { forceMfa } }", "")
	if want := `{"loginPolicy":{"version":"true"},"replaced":"instead","removed":null,"wrapped":[{"forceMfa":true},{"forceMfa":true}],"last":{"forceMfa":true}}` + "\nnull"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The fields of a query are resolved at the same time, and the elements of a list, too.
func TestOrderOfResolvers(t *testing.T) {
	resolvers := working()
	var together sync.WaitGroup
	together.Add(4) // no resolver returns before all of them are called
	resolvers.policy = func(context.Context, *string) (*model.LoginPolicy, error) {
		together.Done()
		together.Wait()
		return aPolicy(), nil
	}
	server := newServer(plan.New(byGqlgen(resolvers), resolvers))
	server.answer(t, "{ a: loginPolicy { id } viewer { organizations(first: 3) { nodes { loginPolicy { id } } } } }", "")
}

// Mutations are made one after the other, each with all that is selected of its answer.
func TestOrderOfMutations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls []string
		resolvers := working()
		resolvers.change = func(_ context.Context, given change) (*model.ObjectDetails, error) {
			time.Sleep(time.Second) // of the test's own clock
			calls = append(calls, "change "+*given.OrgID)
			return &model.ObjectDetails{}, nil
		}
		resolvers.version = func(context.Context) (*string, error) {
			time.Sleep(time.Second)
			calls = append(calls, "version")
			return nil, nil
		}
		server := newServer(plan.New(byGqlgen(resolvers), resolvers))
		server.answer(t, `mutation { z: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "1") { version } a: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "2") { version } }`, "")
		if got, want := strings.Join(calls, ", "), "change 1, version, change 2, version"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// A resolver has to get the arguments of its own request, whatever the plan knew before.
func TestArgumentsAreThoseOfTheRequest(t *testing.T) {
	resolvers := working()
	var got []string
	resolvers.change = func(_ context.Context, given change) (*model.ObjectDetails, error) {
		encoded, err := json.Marshal(given)
		got = append(got, string(encoded))
		return &model.ObjectDetails{}, err
	}
	const document = "mutation($t: SecondFactorType! = SECOND_FACTOR_TYPE_U2F, $o: ID, $p: Boolean! = false, $g: ImpactGuard!, $w: InheritedPolicyAction! = CUSTOMIZE)" +
		"{ removeSecondFactor(type: $t, orgId: $o, putInForce: $p, unless: [$g, LOCKS_OUT_SOMEBODY], whenInherited: $w, expectedDigest: null) { id } }"
	variables := []string{
		`{"g": "LEAVES_PASSWORD_ALONE"}`,
		`{"g": "LEAVES_PASSWORD_ALONE", "o": null}`,
		`{"g": "LOCKS_OUT_SOMEBODY", "o": "7", "p": true, "t": "SECOND_FACTOR_TYPE_OTP", "w": "REFUSE"}`,
		`{"g": "LEAVES_PASSWORD_ALONE", "o": "8"}`,
		`{"g": "LEAVES_PASSWORD_ALONE"}`,
	}
	for _, schema := range []graphql.ExecutableSchema{byGqlgen(resolvers), plan.New(byGqlgen(resolvers), resolvers)} {
		server := newServer(schema)
		for _, each := range variables {
			server.answer(t, document, each)
		}
	}
	if want := got[:len(variables)]; len(got) != 2*len(variables) || !slices.Equal(got[len(variables):], want) {
		t.Errorf("got  %s\nwant %s", got[len(variables):], want)
	}
}

type request struct{ document, variables string }

func documents() map[string]request {
	return map[string]request{
		"all fields":             {"{ loginPolicy {" + allOfPolicy + " notInForce { name } } }", ""},
		"resolvers in front":     {"{ loginPolicy { version notInForce { name } id isDefault details { id } } }", ""},
		"resolvers between":      {"{ loginPolicy { id version isDefault notInForce { name } details { id } other: version forceMfa } }", ""},
		"one resolver in front":  {"{ loginPolicy { version id isDefault } }", ""},
		"aliases and merging":    {"{ p: loginPolicy { id a: details { id } a: details { sequence } } p: loginPolicy { details { id } id } loginPolicy { id } }", ""},
		"fragments":              {"query { ...Q ...{ loginPolicy { ...P } } } fragment Q on Query { loginPolicy { forceMfa ... on LoginPolicy { id } ...P } } fragment P on LoginPolicy { __typename id version t: __typename }", ""},
		"typename alone":         {"{ __typename }", ""},
		"typename among":         {"{ a: __typename loginPolicy { id } b: __typename viewer { __typename } }", ""},
		"skipped":                {"{ loginPolicy { id @skip(if: true) forceMfa @include(if: true) version @include(if: false) } viewer @skip(if: true) { id } }", ""},
		"everything skipped":     {"{ loginPolicy { id @skip(if: true) } }", ""},
		"all roots skipped":      {"{ loginPolicy @skip(if: true) { id } }", ""},
		"skipped by a variable":  {"query($a: Boolean!) { loginPolicy { id @skip(if: $a) forceMfa } }", `{"a": true}`},
		"several roots":          {"{ a: loginPolicy { id version } viewer { id } b: defaultLoginPolicy { id notInForce { name } } }", ""},
		"lists with resolvers":   {"{ viewer { id organizations(first: 10) { nodes { id loginPolicy { version id } name } pageInfo { hasNextPage } } } }", ""},
		"one of a list":          {"{ viewer { organizations(first: 1) { nodes { loginPolicy { version } name } } } }", ""},
		"deep null":              {"{ viewer { id user { id secondFactors { type state } } instanceLogin } }", ""},
		"null spreads":           {"{ viewer { id instanceLogin } loginPolicy { id } }", ""},
		"strings":                {"{ viewer { user { displayName preferredLoginName } } }", ""},
		"nil for what has to be": {"{ loginPolicyImpact(change: {}) { people { loginV1 { lockedOut { users { nodes { id } } certain } } loginV2 { lockedOut { certain } } } } }", ""},
		"introspection":          {"{ __schema { queryType { name } } loginPolicy { id } }", ""},
		"a mutation":             {"mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence creationDate changeDate resourceOwner } }", ""},
		"several mutations":      {"mutation { a: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence version warnings { code } } b: removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { id } __typename }", ""},
		"variables":              {"mutation($t: SecondFactorType!, $u: [ImpactGuard!]!, $o: ID) { removeSecondFactor(type: $t, unless: $u, orgId: $o) { id } }", `{"t": "SECOND_FACTOR_TYPE_OTP", "u": ["LOCKS_OUT_SOMEBODY"]}`},
		"an argument fails":      {`mutation { updateLoginPolicy(patch: {passwordCheckLifetime: "x"}, expectedSequence: "y") { id } removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { id } }`, ""},
		"a variable fails":       {"mutation($p: LoginPolicyPatch!, $s: UInt64) { a: updateLoginPolicy(patch: $p) { id } b: updateLoginPolicy(patch: {}, expectedSequence: $s) { id } }", `{"p": {"passwordCheckLifetime": "x"}, "s": 7}`},
		"a part of it fails":     {`query($d: Duration!, $o: ID = "o") { loginPolicyImpact(change: {patch: {forceMfa: true, passwordCheckLifetime: $d}}, orgId: $o, figures: [LOCKS_OUT_SOMEBODY]) { login } }`, `{"d": "x"}`},
		"a variable is absent":   {`query($o: ID, $f: Int! = 1) { loginPolicy(orgId: $o) { id } viewer(orgId: $o) { organizations(first: $f) { nodes { id } } } }`, ""},
	}
}

// A small answer must not take the room of a large one before: each request has its room for as long as it waits for the backend.
func TestASmallAnswerAfterALargeOne(t *testing.T) {
	resolvers := working()
	server := newServer(plan.New(byGqlgen(resolvers), resolvers))
	small := resolvers.viewer.ID
	resolvers.viewer.ID = strings.Repeat("x", 1<<20)
	server.execute(t, "{ viewer { id } }", "")
	resolvers.viewer.ID = small
	if response := server.execute(t, "{ viewer { id } }", ""); cap(response.Data) > 128<<10 {
		t.Errorf("%s has room for %d bytes", response.Data, cap(response.Data))
	}
}
