package eventstore

import (
	"iter"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	otp   = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f   = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	email = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	sms   = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	mfa   = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

// What testSeed sets up: ownOrg has a policy of its own, with otp, u2f and email and links to ownProvider and linkedProvider;
// inheritingOrg has none.
const (
	ownOrg           = "200000000000000001"
	inheritingOrg    = "200000000000000002"
	linkedProvider   = "400000000000000001" // the instance's
	unlinkedProvider = "400000000000000002" // the instance's
	ownProvider      = "400000000000000003" // of ownOrg
	editor           = "300000000000000002"
)

func testSeed(at time.Time) []domain.Event {
	instance := domain.Aggregate{Type: domain.AggregateInstance, ID: domain.InstanceID}
	own := domain.Aggregate{Type: domain.AggregateOrg, ID: ownOrg}
	inheriting := domain.Aggregate{Type: domain.AggregateOrg, ID: inheritingOrg}
	policy := domain.CustomPolicy{
		SecondFactors: []policyv1.SecondFactorType{otp, u2f}, MultiFactors: []policyv1.MultiFactorType{mfa},
	}
	ownPolicy := policy
	ownPolicy.Settings = domain.Settings{ForceMFA: true, AllowRegister: true}
	ownPolicy.SecondFactors = append(slices.Clone(policy.SecondFactors), email)
	ownPolicy.Links = []domain.ProviderLink{{ID: ownProvider, Owner: domain.OwnerOrg}, {ID: linkedProvider, Owner: domain.OwnerSystem}}
	return slices.Concat(
		instance.Stamp(slices.Concat(
			[]domain.PendingEvent{domain.InstanceAdded("Instance")},
			domain.PolicyAdded(policy),
			[]domain.PendingEvent{
				domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_OIDC, linkedProvider, "Linked"),
				domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_GITHUB, unlinkedProvider, "Unlinked"),
			},
		), editor, at),
		own.Stamp(slices.Concat(
			domain.OrganizationAdded("Own", "own.localhost"),
			[]domain.PendingEvent{domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_SAML, ownProvider, "Directory")},
			domain.PolicyAdded(ownPolicy),
		), editor, at),
		inheriting.Stamp(domain.OrganizationAdded("Inheriting", "inheriting.localhost"), editor, at),
	)
}

func seedTest(at time.Time) iter.Seq[domain.Event] { return slices.Values(testSeed(at)) }

// goodEvent is an event in the form in which it is stored.
const goodEvent = `{"type":"org.policy.login.secondfactor.added","aggregate":"2","sequence":1,` +
	`"createdAt":"2026-11-23T11:21:35Z","editor":"3","payload":{"mfaType":1}}`

// clock stands still until it is told to go on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 12, 21, 35, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// open gives a store that is closed with the test, on a clock that stands still.
func open(t *testing.T, cfg Config) *Store {
	t.Helper()
	return openAt(t, cfg, newClock())
}

func openAt(t *testing.T, cfg Config, c *clock) *Store {
	t.Helper()
	s, err := Open(cfg, c.now, seedTest, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// openLagging gives a store whose reads are a second late, and the clock that moves it on.
func openLagging(t *testing.T, cfg Config) (*Store, *clock) {
	t.Helper()
	c := newClock()
	cfg.Lag = time.Second
	s := openAt(t, cfg, c)
	c.advance(time.Hour)
	return s, c
}

func mustChange(t *testing.T, s *Store, id string, decide domain.Decision) domain.Event {
	t.Helper()
	last, err := s.Change(t.Context(), id, editor, decide)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func logFile(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "zitadel.db")
}

func listed(events Events) []domain.Event {
	list := make([]domain.Event, events.Len())
	for i := range list {
		list[i] = events.At(i)
	}
	return list
}
