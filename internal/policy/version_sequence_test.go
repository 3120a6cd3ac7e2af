package policy_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// caller is one of a development ZITADEL's, with a client of its own as after a restart of the program.
type caller struct {
	client *policy.Client
	token  string
}

// callersOf opens a development ZITADEL, and returns its caller with this token, and the owner of the instance as somebody else.
func callersOf(t *testing.T, token string) (one, other caller) {
	t.Helper()
	zitadel, conn, err := connectToExample()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		_ = zitadel.Close()
	})
	return caller{policy.NewClient(conn, policy.Config{}), token}, caller{policy.NewClient(conn, policy.Config{}), embedded.InstanceOwnerToken}
}

func (c caller) context(t *testing.T) context.Context {
	t.Helper()
	return metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", "Bearer "+c.token))
}

// read returns the policy of an organization, or with an empty id the instance's, and its version.
func (c caller) read(t *testing.T, id string) (*policyv1.LoginPolicy, policy.Version) {
	t.Helper()
	read := func() (*policyv1.LoginPolicy, error) { return c.client.ReadDefault(c.context(t)) }
	if id != "" {
		read = func() (found *policyv1.LoginPolicy, err error) {
			found, _, err = c.client.Read(c.context(t), id)
			return found, err
		}
	}
	found, err := read()
	if err != nil {
		t.Fatal(err)
	}
	version, err := c.client.Version(c.context(t), found)
	if err != nil {
		t.Fatal(err)
	}
	return found, version
}

// step is one change of a policy.
type step struct {
	name string
	// id is the organization's, or empty for the instance's policy.
	id  string
	ask func(policy.Options) operation
}

// make makes the change, if the policy has the expected version, and returns the version that it led to.
func (s step) make(t *testing.T, c caller, expected policy.Version) (policy.Version, error) {
	t.Helper()
	o := policy.Options{WhenInherited: policy.Customize, ExpectedVersion: expected}
	result, err := s.ask(o)(c.context(t), c.client)
	if err != nil {
		return policy.Version{}, err
	}
	version, err := result.Version(c.context(t))
	if err != nil {
		t.Errorf("%s: %v", s.name, err)
	}
	return version, nil
}

// stepsOf are changes of every kind to the policy of an organization, or with an empty id of the instance.
func stepsOf(id string) []step {
	var all []step
	add := func(name string, change policy.Change, err error) {
		ask := func(o policy.Options) operation {
			if id == "" {
				return apply(change, err).toInstance(o)
			}
			return apply(change, err).to(id, o)
		}
		all = append(all, step{name, id, ask})
	}
	for _, factor := range []policyv1.SecondFactorType{otp, sms} {
		change, err := policy.AddSecondFactor(factor)
		add("add "+factor.String(), change, err)
		change, err = policy.RemoveSecondFactor(factor)
		add("remove "+factor.String(), change, err)
	}
	change, err := policy.AddMultiFactor(passkey)
	add("add a multi factor", change, err)
	change, err = policy.RemoveMultiFactor(passkey)
	add("remove a multi factor", change, err)
	change, err = policy.AddLink(embedded.GitHubID)
	add("link", change, err)
	change, err = policy.RemoveLink(embedded.GitHubID)
	add("unlink", change, err)
	for _, on := range []bool{true, false} {
		change, err := set("hidePasswordReset", on)
		add("patch", change, err)
	}
	if id == "" {
		return all
	}
	return append(all,
		step{"reset", id, func(o policy.Options) operation {
			return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
				return client.Reset(ctx, id, o)
			}
		}},
		step{"create", id, func(o policy.Options) operation {
			return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
				wanted := policy.NewPolicy{SecondFactors: []policyv1.SecondFactorType{u2f}, Links: []string{embedded.CompanyLoginID}}
				return client.Create(ctx, id, wanted, o)
			}
		}})
}

// places are the policies that a caller of each kind changes, by the caller's token.
func places() map[string][]string {
	return map[string][]string{
		embedded.OrgOwnerToken:      {embedded.HomeOrgID},
		embedded.InstanceOwnerToken: {embedded.HomeOrgID, embedded.InheritingOrgID, ""},
	}
}

// Ensures that a caller who is alone never has to read: the version in each answer is the one that the next read shows, and good for
// the next change, whatever the changes are. A change that isn't made for another reason leaves the version as it is.
func TestVersionsOfOneCaller(t *testing.T) {
	t.Parallel()
	for token, ids := range places() {
		one, _ := callersOf(t, token)
		random := rand.New(rand.NewPCG(1, 2))
		made := map[string]bool{}
		versions := map[string]policy.Version{}
		for _, id := range ids {
			_, versions[id] = one.read(t, id)
		}
		for range 120 {
			id := ids[random.IntN(len(ids))]
			s := stepsOf(id)[random.IntN(len(stepsOf(id)))]
			version, err := s.make(t, one, versions[id])
			if err != nil {
				if reason := failure(err); strings.Contains(reason, "CHANGED") || strings.Contains(reason, "VERSION") || strings.Contains(reason, "UNKNOWN") {
					t.Fatalf("%s of %q after %s: %s", s.name, id, content(versions[id]), reason)
				}
				continue
			}
			made[s.name] = true
			if _, read := one.read(t, id); version.IsZero() || read != version {
				t.Fatalf("%s of %q led to %q, and %q is read", s.name, id, content(version), content(read))
			}
			if before := versions[id]; id == "" && versions[embedded.InheritingOrgID] == before {
				versions[embedded.InheritingOrgID] = version
			}
			versions[id] = version
			if _, inherited := one.read(t, embedded.HomeOrgID); id == "" && !strings.HasSuffix(content(inherited), embedded.HomeOrgID) {
				versions[embedded.HomeOrgID] = inherited
			}
		}
		if len(made) < 10 {
			t.Errorf("only %v were made", made)
		}
	}
}

// Prevents that a change of somebody else's is overlooked: after each, whatever it is, the next guarded change of every kind is
// refused, writes nothing, and learns the version that is read.
func TestVersionsOfTwoCallers(t *testing.T) {
	t.Parallel()
	for token, ids := range places() {
		one, other := callersOf(t, token)
		random := rand.New(rand.NewPCG(3, 4))
		for range 20 {
			id := ids[random.IntN(len(ids))]
			_, version := one.read(t, id)
			if !other.change(t, random, id) {
				continue
			}
			_, now := one.read(t, id)
			if now == version {
				t.Fatalf("a change of %q leaves the version %q", id, content(version))
			}
			for _, s := range stepsOf(id) {
				_, err := s.make(t, one, version)
				if err == nil || failure(err) != "CONFLICT LOGIN_POLICY_CHANGED NOT_EXECUTED" || classified(err).CurrentVersion != now.String() {
					t.Fatalf("%s of %q expecting %q, which is %q: %v", s.name, id, content(version), content(now), err)
				}
			}
			if _, still := one.read(t, id); still != now {
				t.Fatalf("what was refused made %q of %q", content(still), content(now))
			}
		}
	}
}

// change makes changes that expect nothing until one writes, and reports whether one did.
func (c caller) change(t *testing.T, random *rand.Rand, id string) bool {
	t.Helper()
	_, before := c.read(t, id)
	steps := stepsOf(id)
	random.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	for _, s := range steps {
		if _, err := s.make(t, c, policy.Version{}); err != nil {
			continue
		}
		if _, after := c.read(t, id); after != before {
			return true
		}
	}
	return false
}

// Prevents that of two callers at the very same moment one takes the other's change for its own: the version in an answer vouches
// that since the expected one nothing else was changed. So of all that expected the same version, at most one gets another.
func TestVersionsOfCallersAtOnce(t *testing.T) {
	t.Parallel()
	one, other := callersOf(t, embedded.OrgOwnerToken)
	var mu sync.Mutex
	followed := map[policy.Version]bool{} // versions that were expected, and from which an answer led to another one
	unknown, refused := 0, 0
	var group sync.WaitGroup
	for i, c := range []caller{one, other, one, other} {
		random := rand.New(rand.NewPCG(5, uint64(i)))
		group.Go(func() {
			var expected policy.Version
			for range 60 {
				if expected.IsZero() { // the policy that is read may lack a change that was made in this moment
					_, expected = c.read(t, embedded.HomeOrgID)
					continue
				}
				steps := stepsOf(embedded.HomeOrgID)
				s := steps[random.IntN(len(steps)-2)] // neither a reset nor a creation, whose versions are the instance's
				got, err := s.make(t, c, expected)
				mu.Lock()
				switch {
				case err != nil && strings.Contains(failure(err), "CHANGED"):
					refused, expected = refused+1, policy.Version{}
				case err != nil || got == expected:
				case got.IsZero():
					unknown, expected = unknown+1, policy.Version{}
				case followed[expected]:
					t.Errorf("%q was followed twice, the second time by %q", content(expected), content(got))
				default:
					followed[expected], expected = true, got
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(followed) == 0 || refused+unknown == 0 {
		t.Errorf("%d changes, %d refused, %d after somebody else's", len(followed), refused, unknown)
	}
}
