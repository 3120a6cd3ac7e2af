package handler

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/internal/config"
)

// Ensures that documents are executed by plans unless the setting says otherwise.
func TestPlansSetting(t *testing.T) {
	type planned struct{ graphql.ExecutableSchema }
	parts := Parts{Plans: func(byGqlgen graphql.ExecutableSchema, _ generated.ResolverRoot) graphql.ExecutableSchema {
		return planned{byGqlgen}
	}}
	for value, want := range map[string]bool{"": true, "--plans=on": true, "--plans=off": false} {
		var args []string
		if value != "" {
			args = []string{value}
		}
		cfg, err := config.Load(args, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := newSchema(cfg, parts, nil).(planned); got != want {
			t.Errorf("with %q documents are executed by plans: %t, want %t", value, got, want)
		}
	}
}
