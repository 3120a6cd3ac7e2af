package main

import (
	"testing"

	"zitadel-graphql/graph/plan"
	"zitadel-graphql/internal/config"
)

// Ensures that documents are executed by plans unless the setting says otherwise.
func TestPlansSetting(t *testing.T) {
	for value, want := range map[string]bool{"": true, "--plans=on": true, "--plans=off": false} {
		var args []string
		if value != "" {
			args = []string{value}
		}
		cfg, err := config.Load(args, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := newSchema(cfg, nil).(*plan.Schema); got != want {
			t.Errorf("with %q documents are executed by plans: %t, want %t", value, got, want)
		}
	}
}
