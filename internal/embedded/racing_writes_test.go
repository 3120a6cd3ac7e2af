package embedded

import (
	"context"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// Calls over gRPC do overlap with the switch on, without any help: a client's test needs few rounds to meet a race. With
// it off they never do.
func TestRacesSeenByCallers(t *testing.T) {
	const rounds, enough = 100, 5
	for _, races := range []bool{true, false} {
		client := connect(t, open(t, Config{Races: races}), "localhost")
		both := 0
		for round := 0; round < rounds && both < enough; round++ {
			if addAtOnce(t, client) == 2 {
				both++
			}
		}
		if races && both < enough || !races && both > 0 {
			t.Errorf("races %t: both succeeded in %d of %d rounds", races, both, rounds)
		}
	}
}

// addAtOnce has two callers add a factor and says how many were told that they did. Afterwards the factor is gone.
func addAtOnce(t *testing.T, client managementv1.ManagementServiceClient) (succeeded int) {
	t.Helper()
	ctx := as(t, OrgOwnerToken)
	results := make(chan error, 2)
	for range cap(results) {
		go func() { results <- addSMS(ctx, client) }()
	}
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			succeeded++
		case status.Code(err) != codes.AlreadyExists:
			t.Error(err)
		}
	}
	if _, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: sms}); err != nil {
		t.Error(err)
	}
	return succeeded
}

func addSMS(ctx context.Context, client managementv1.ManagementServiceClient) error {
	_, err := client.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	return err
}
