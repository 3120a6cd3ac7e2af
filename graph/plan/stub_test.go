package plan_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/model"
)

// stubs are resolvers that need no backend. What a test doesn't call is nil.
type stubs struct {
	generated.ResolverRoot

	policy func(ctx context.Context, orgID *string) (*model.LoginPolicy, error)
	change func(ctx context.Context, given change) (*model.ObjectDetails, error)
	viewer *model.Viewer
	// organizations are those of the viewer.
	organizations []model.Organization
	version       func(ctx context.Context) (*string, error)
	factors       func(ctx context.Context, id string) ([]model.UserSecondFactor, error)
	impact        *model.LoginPolicyImpact
}

// change has the arguments of removeSecondFactor.
type change struct {
	Type                              model.SecondFactorType
	OrgID, ExpectedVersion            *string
	WhenInherited                     model.InheritedPolicyAction
	PutInForce, AllowLockingMyselfOut bool
	Unless                            []model.ImpactGuard
	ExpectedDigest                    *string
}

type (
	queryStubs struct {
		generated.QueryResolver

		of stubs
	}
	mutationStubs struct {
		generated.MutationResolver

		of stubs
	}
	policyStubs struct {
		generated.LoginPolicyResolver

		of stubs
	}
	viewerStubs struct {
		generated.ViewerResolver

		of stubs
	}
	userStubs struct {
		generated.UserResolver

		of stubs
	}
	detailsStubs struct {
		generated.ObjectDetailsResolver

		of stubs
	}
	organizationStubs struct {
		generated.OrganizationResolver

		of stubs
	}
	impactStubs struct {
		generated.LoginPolicyImpactResolver

		of stubs
	}
	figureStubs struct{}
)

func (s stubs) Query() generated.QueryResolver                         { return queryStubs{of: s} }
func (s stubs) Mutation() generated.MutationResolver                   { return mutationStubs{of: s} }
func (s stubs) LoginPolicy() generated.LoginPolicyResolver             { return policyStubs{of: s} }
func (s stubs) Viewer() generated.ViewerResolver                       { return viewerStubs{of: s} }
func (s stubs) User() generated.UserResolver                           { return userStubs{of: s} }
func (s stubs) ObjectDetails() generated.ObjectDetailsResolver         { return detailsStubs{of: s} }
func (s stubs) Organization() generated.OrganizationResolver           { return organizationStubs{of: s} }
func (s stubs) LoginPolicyImpact() generated.LoginPolicyImpactResolver { return impactStubs{of: s} }
func (stubs) ImpactFigure() generated.ImpactFigureResolver             { return figureStubs{} }

func (s queryStubs) LoginPolicy(ctx context.Context, orgID *string) (*model.LoginPolicy, error) {
	return s.of.policy(ctx, orgID)
}

func (s queryStubs) DefaultLoginPolicy(ctx context.Context) (*model.LoginPolicy, error) {
	return s.of.policy(ctx, nil)
}

func (s queryStubs) Viewer(context.Context, *string) (*model.Viewer, error) { return s.of.viewer, nil }

func (s queryStubs) LoginPolicyImpact(context.Context, model.LoginPolicyProposal, *string, []model.ImpactGuard) (*model.LoginPolicyImpact, error) {
	return s.of.impact, nil
}

func (s mutationStubs) RemoveSecondFactor(ctx context.Context, factor model.SecondFactorType, orgID *string, whenInherited model.InheritedPolicyAction, expectedVersion *string, putInForce, allowLockingMyselfOut bool, unless []model.ImpactGuard, expectedDigest *string) (*model.ObjectDetails, error) {
	return s.of.change(ctx, change{factor, orgID, expectedVersion, whenInherited, putInForce, allowLockingMyselfOut, unless, expectedDigest})
}

func (s policyStubs) Version(ctx context.Context, _ *model.LoginPolicy) (*string, error) {
	return s.of.version(ctx)
}

func (s policyStubs) NotInForce(ctx context.Context, _ *model.LoginPolicy) ([]model.SkippedSetting, error) {
	_, err := s.of.version(ctx)
	return nil, err
}

func (s viewerStubs) Organizations(_ context.Context, _ *model.Viewer, first int, _ *string) (*model.OrganizationConnection, error) {
	return &model.OrganizationConnection{Nodes: s.of.organizations[:min(first, len(s.of.organizations))]}, nil
}

func (s viewerStubs) InstanceLogin(ctx context.Context, _ *model.Viewer) (model.InstanceLogin, error) {
	_, err := s.of.version(ctx)
	return model.InstanceLoginLoginV2, err
}

func (s viewerStubs) User(context.Context, *model.Viewer) (*model.User, error) {
	return &model.User{ID: "u1", DisplayName: "Un\x00\"usual\"\tname\u2028\xff", PreferredLoginName: "u"}, nil
}

func (s userStubs) SecondFactors(ctx context.Context, obj *model.User, _ bool) ([]model.UserSecondFactor, error) {
	return s.of.factors(ctx, obj.ID)
}

func (s detailsStubs) Version(ctx context.Context, _ *model.ObjectDetails) (*string, error) {
	return s.of.version(ctx)
}

func (s detailsStubs) Warnings(context.Context, *model.ObjectDetails) ([]model.Warning, error) {
	return []model.Warning{}, nil
}

func (s organizationStubs) LoginPolicy(ctx context.Context, obj *model.Organization) (*model.LoginPolicy, error) {
	return s.of.policy(ctx, &obj.ID)
}

func (s impactStubs) People(context.Context, *model.LoginPolicyImpact) (*model.ImpactOnPeople, error) {
	return &model.ImpactOnPeople{}, nil
}

// Users implements generated.ImpactFigureResolver.
func (figureStubs) Users(context.Context, *model.ImpactFigure, int, *string) (*model.UserConnection, error) {
	return nil, nil
}

func aPolicy() *model.LoginPolicy {
	at := time.Date(2026, 11, 28, 1, 2, 3, 456789, time.UTC)
	return &model.LoginPolicy{
		ID:            "LoginPolicy:1",
		Details:       model.Details{ID: "Details:1", Sequence: 1 << 63, ChangeDate: &at, ResourceOwner: "1"},
		SecondFactors: []model.SecondFactorType{model.SecondFactorTypeSecondFactorTypeOtp, model.SecondFactorTypeSecondFactorTypeU2f},
		ForceMfa:      true, PasswordCheckLifetime: 240 * time.Hour, MfaInitSkipLifetime: -90 * time.Millisecond,
		DefaultRedirectURI: "https://example.com/?a=b&c=<d>",
	}
}

func working() stubs {
	version := "v1"
	return stubs{
		policy: func(context.Context, *string) (*model.LoginPolicy, error) { return aPolicy(), nil },
		change: func(context.Context, change) (*model.ObjectDetails, error) {
			return &model.ObjectDetails{ID: "ObjectDetails:1", Sequence: 7, ResourceOwner: "1"}, nil
		},
		viewer:        &model.Viewer{ID: "Viewer:1"},
		organizations: []model.Organization{{ID: "o1", Name: "One"}, {ID: "o2", Name: "Two"}, {ID: "o3", Name: "Three"}},
		version:       func(context.Context) (*string, error) { return &version, nil },
		factors: func(context.Context, string) ([]model.UserSecondFactor, error) {
			return []model.UserSecondFactor{{Type: model.SecondFactorTypeSecondFactorTypeOtp}}, nil
		},
		impact: &model.LoginPolicyImpact{Changes: []model.LoginPolicySettingChange{}},
	}
}

// server executes documents by one schema, with gqlgen's package executor in the place of graph/endpoint's executor.
type server struct {
	*executor.Executor
}

func newServer(schema graphql.ExecutableSchema) server {
	s := server{executor.New(schema)}
	s.SetQueryCache(graphql.MapCache[*ast.QueryDocument]{})
	s.SetRecoverFunc(func(_ context.Context, cause any) error { return gqlerror.Errorf("recovered from %v", cause) })
	return s
}

// byGqlgen is gqlgen's generated code with these resolvers.
func byGqlgen(resolvers generated.ResolverRoot) graphql.ExecutableSchema {
	return generated.NewExecutableSchema(generated.Config{Schema: graph.Schema(false), Resolvers: resolvers})
}

// answer executes a document, and returns the response's data as it is, and behind it the errors.
func (s server) answer(t testing.TB, document, variables string) string {
	t.Helper()
	response := s.execute(t, document, variables)
	errs, err := json.Marshal(response.Errors)
	if err != nil {
		t.Fatal(err)
	}
	return string(response.Data) + "\n" + string(errs)
}

func (s server) execute(t testing.TB, document, variables string) *graphql.Response {
	t.Helper()
	respond, ctx := s.DispatchOperation(t.Context(), s.operation(t, document, variables))
	response := respond(ctx)
	if respond(ctx) != nil {
		t.Errorf("%s: answered twice", document)
	}
	slices.SortStableFunc(response.Errors, func(a, b *gqlerror.Error) int { return strings.Compare(a.Path.String(), b.Path.String()) })
	return response
}

func (s server) operation(t testing.TB, document, variables string) *graphql.OperationContext {
	t.Helper()
	params := &graphql.RawParams{Query: document}
	if variables != "" {
		decoder := json.NewDecoder(strings.NewReader(variables))
		decoder.UseNumber()
		if err := decoder.Decode(&params.Variables); err != nil {
			t.Fatal(err)
		}
	}
	operation, errs := s.CreateOperationContext(graphql.StartOperationTrace(t.Context()), params)
	if len(errs) > 0 {
		t.Fatalf("%s: %v", document, errs)
	}
	return operation
}

var errFailed = errors.New("it failed")
