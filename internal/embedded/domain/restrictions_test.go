package domain

import (
	"slices"
	"testing"
)

// A language that can't be allowed, although it is listed as supported, would be missing from everybody's choice.
func TestEverySupportedLanguageCanBeAllowed(t *testing.T) {
	languages := supportedLanguages()
	pending, err := SetRestrictions(RestrictionsChange{AllowedLanguages: &languages})(State{})
	if err != nil || len(pending) != 1 {
		t.Fatalf("got %v, %v", pending, err)
	}
	if stored, ok := pending[0].Payload.(*RestrictionsChange); !ok || !slices.Equal(*stored.AllowedLanguages, supportedLanguages()) {
		t.Errorf("got %v", pending[0].Payload)
	}
}
