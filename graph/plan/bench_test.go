package plan_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/plan"
)

// BenchmarkExecute compares the execution of operations by plans and by gqlgen's generated code, with resolvers that cost nothing. What both do before it
// (reading variables, looking up the document) isn't measured.
func BenchmarkExecute(b *testing.B) {
	resolvers := working()
	for name, schema := range map[string]graphql.ExecutableSchema{"plan": plan.New(byGqlgen(resolvers), resolvers), "gqlgen": byGqlgen(resolvers)} {
		for what, request := range map[string]request{
			"policy":   {"query($o: ID) { loginPolicy(orgId: $o) {" + allOfPolicy + "} }", `{"o": "1"}`},
			"mutation": {"mutation($t: SecondFactorType!, $o: ID) { removeSecondFactor(type: $t, orgId: $o) { sequence creationDate changeDate resourceOwner } }", `{"t": "SECOND_FACTOR_TYPE_OTP", "o": "1"}`},
			"roots":    {"{ a: loginPolicy { isDefault } b: loginPolicy { isDefault } c: loginPolicy { isDefault } d: loginPolicy { isDefault } }", ""},
		} {
			b.Run(what+"/"+name, func(b *testing.B) {
				server := newServer(schema)
				operation := server.operation(b, request.document, request.variables)
				b.ReportAllocs()
				for b.Loop() {
					respond, ctx := server.DispatchOperation(b.Context(), anew(operation))
					if response := respond(ctx); len(response.Errors) > 0 {
						b.Fatal(response.Errors)
					}
				}
			})
		}
	}
}

// anew returns an operation as the next request has it, without what gqlgen caches for one.
func anew(o *graphql.OperationContext) *graphql.OperationContext {
	return &graphql.OperationContext{RawQuery: o.RawQuery, Variables: o.Variables, Doc: o.Doc, Operation: o.Operation, DisableIntrospection: true,
		RecoverFunc: o.RecoverFunc, ResolverMiddleware: o.ResolverMiddleware, RootResolverMiddleware: o.RootResolverMiddleware}
}
