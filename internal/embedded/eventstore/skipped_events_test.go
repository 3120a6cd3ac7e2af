package eventstore

import (
	"errors"
	"slices"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Creations, resets and links are never skipped: nobody has seen that, and an organization would go on inheriting.
func TestCreationsAreNeverSkipped(t *testing.T) {
	s := open(t, Config{Skip: 1})
	write := func(decide domain.Decision) { mustChange(t, s, inheritingOrg, decide) }
	write(domain.AddCustomPolicy(domain.CustomPolicy{SecondFactors: []policyv1.SecondFactorType{otp}, MultiFactors: []policyv1.MultiFactorType{mfa}}))
	write(domain.AddProviderLink(domain.ProviderLink{ID: unlinkedProvider, Owner: domain.OwnerSystem}))
	if p := s.PolicyInForce(inheritingOrg); p.IsDefault || len(p.SecondFactors) != 1 || len(p.MultiFactors) != 1 || len(p.Links) != 1 {
		t.Errorf("got %+v", p)
	}
	write(domain.ResetPolicy())
	if p := s.PolicyInForce(inheritingOrg); !p.IsDefault {
		t.Errorf("got %+v", p)
	}
	// No reader is shown a phantom anyway, so it isn't counted.
	write(domain.AddSecondFactor(sms))
	if s.skipper.skippable != 0 {
		t.Errorf("counted %d", s.skipper.skippable)
	}
}

// Restarting the program shows what was skipped, since the file has every event.
func TestRestartShowsWhatWasSkipped(t *testing.T) {
	file := logFile(t)
	s := open(t, Config{File: file, Skip: 1})
	remove := domain.RemoveSecondFactor(otp)
	if _, err := s.Change(t.Context(), ownOrg, editor, remove); err != nil || !slices.Contains(s.PolicyInForce(ownOrg).SecondFactors, otp) {
		t.Fatalf("it isn't skipped: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if p := open(t, Config{File: file, Skip: 1}).PolicyInForce(ownOrg); slices.Contains(p.SecondFactors, otp) {
		t.Errorf("got %v", p.SecondFactors)
	}
}

// A rate or a lag that makes no sense is refused instead of taken for none.
func TestNegativeSettingsAreRefused(t *testing.T) {
	for want, cfg := range map[error]Config{errNegativeSkip: {Skip: -1}, errNegativeLag: {Lag: -1}} {
		if _, err := Open(cfg, time.Now, seedTest, nil); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}
