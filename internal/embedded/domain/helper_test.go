package domain

import (
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	otp = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	sms = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	mfa = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

// The ids of an organization, of its instance's two providers and of a user.
const (
	testOrg             = "200000000000000002"
	systemProvider      = "400000000000000001"
	otherSystemProvider = "400000000000000002"
	tester              = "300000000000000002"
)

// organization is an aggregate that decisions are made on and applied to, without a store.
type organization struct {
	Aggregate

	t *testing.T
}

func newOrganization(t *testing.T) *organization {
	t.Helper()
	o := &organization{Aggregate: Aggregate{Type: AggregateOrg, ID: testOrg}, t: t}
	o.do(recorded(OrganizationAdded("Test", "test.localhost")...))
	return o
}

// recorded is the decision for these events, whatever the state.
func recorded(events ...PendingEvent) Decision {
	return func(State) ([]PendingEvent, error) { return events, nil }
}

// do applies what is decided, each time a minute after the time before.
func (o *organization) do(decide Decision) {
	o.t.Helper()
	pending, err := decide(o.state())
	if err != nil {
		o.t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, int(o.Sequence), 0, 0, time.UTC)
	o.Aggregate = Apply(o.Aggregate, o.Stamp(pending, tester, at)...)
}

// state has an instance with two providers above the organization.
func (o *organization) state() State {
	instance := Aggregate{Type: AggregateInstance, ID: InstanceID}
	events := instance.Stamp([]PendingEvent{
		ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_OIDC, systemProvider, "OIDC"),
		ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_GITHUB, otherSystemProvider, "GitHub"),
	}, tester, time.Time{})
	return State{Aggregate: o.Aggregate, Instance: Apply(instance, events...)}
}

func (o *organization) wantRefused(code codes.Code, id string, decide Decision) {
	o.t.Helper()
	pending, err := decide(o.state())
	r, ok := errors.AsType[*RefusedError](err)
	if !ok || r.Code != code || r.ID != id || pending != nil {
		o.t.Errorf("got %v, %v, want %s %s", pending, err, code, id)
	}
}

func testSettings() Settings {
	return Settings{
		AllowUsernamePassword: true, AllowRegister: true, AllowExternalIDP: true, AllowDomainDiscovery: true,
		PasswordlessType:      policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		PasswordCheckLifetime: 240 * time.Hour, MFAInitSkipLifetime: 720 * time.Hour, SecondFactorCheckLifetime: 18 * time.Hour,
	}
}
