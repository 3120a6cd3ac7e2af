package backend

import (
	"context"
	"errors"
	"testing"
)

// A name without an address is a failure like any other: a panic in a dial would end the process.
func TestDialWithoutAnAddress(t *testing.T) {
	d := &dialer{lookup: func(context.Context, string) ([]string, error) { return nil, nil }}
	if _, err := d.dial(t.Context(), "tcp", "zitadel.example:443"); !errors.Is(err, errNoAddress) {
		t.Errorf("got %v", err)
	}
}
