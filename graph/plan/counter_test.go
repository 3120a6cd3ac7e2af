package plan_test

import (
	"testing"

	"zitadel-graphql/graph/plan"
)

// An operator has to see how much is executed without a plan, over all handlers that one after the other answer.
func TestOperationsAreCounted(t *testing.T) {
	resolvers, counter := working(), &plan.Counter{}
	for range 2 {
		server := newServer(plan.New(byGqlgen(resolvers), resolvers).CountedBy(counter))
		for _, document := range []string{"{ loginPolicy { id } }", "{ loginPolicy { id } }", "{ __schema { description } }"} {
			server.execute(t, document, "")
		}
	}
	if planned, others := counter.Totals(); planned != 4 || others != 2 {
		t.Errorf("%d operations by plans and %d others", planned, others)
	}
}
