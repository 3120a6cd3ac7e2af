package policy_test

import (
	"sync"
	"testing"

	"zitadel-graphql/internal/policy"
)

// Ensures that callers who share a client, and a change's own two reads, never see one another's: no change undoes another one.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	log := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "5:added", `{}`)
	mayReadEvents := &zitadel{shown: always(policyAt(8, hides)), events: always(log)}
	mayNot := &zitadel{shown: always(policyAt(8, hides)), changes: always(changesOf(t, "8:changed", "5:added"))}
	for _, z := range []*zitadel{mayReadEvents, mayNot} {
		client := policy.NewClient(z, policy.Config{})
		var group sync.WaitGroup
		for i := range 32 {
			group.Go(func() {
				ctx := asCaller(t.Context())
				switch i % 3 {
				case 0:
					if _, err := forceMFA("")(ctx, client); err != nil {
						t.Error(err)
					}
				case 1:
					if found, _, err := client.Read(ctx, ""); err != nil || !found.GetHidePasswordReset() {
						t.Errorf("%v, %v", found, err)
					}
					if skipped, _, err := client.NotInForce(ctx, policyAt(8, hides)); err != nil || len(skipped.Names) > 0 {
						t.Errorf("%v, %v", skipped, err)
					}
					_, _ = client.ReadDefault(ctx)
				case 2:
					if _, err := apply(policy.AddSecondFactor(u2f)).to("200", policy.Options{})(ctx, client); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		for _, update := range z.updates() {
			if !update.GetHidePasswordReset() {
				t.Errorf("an update undoes another: %v", update)
			}
		}
	}
}
