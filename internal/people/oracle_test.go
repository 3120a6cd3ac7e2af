package people_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/people"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// randomWorld is one in which everything has happened that may: people who come at the same moment and go, factors that are begun,
// proved and removed again, other organizations and machines.
func randomWorld(random *rand.Rand) *world {
	w := newWorld()
	for range 30 + random.IntN(60) {
		organization := []string{acme, acme, acme, other}[random.IntN(4)]
		switch random.IntN(10) {
		case 0:
			w.addMachine(organization)
		case 1, 2, 3:
			w.addAtOnce(organization)
		default:
			w.add(organization)
		}
	}
	verbs := []string{"added", "verified", "verified", "removed"}
	methods := []people.Methods{people.TOTP, people.U2F, people.OTPSMS, people.OTPEmail, people.RecoveryCodes, people.Passkey, people.Password, people.IdentityProvider}
	for range 400 {
		w.clock = w.clock.Add(time.Duration(random.IntN(3)) * time.Millisecond)
		r := w.residents[random.IntN(len(w.residents))]
		switch method, verb := methods[random.IntN(len(methods))], verbs[random.IntN(len(verbs))]; {
		case r.isMachine:
		case random.IntN(40) == 0:
			w.remove(r)
		case random.IntN(20) == 0:
			w.losePhone(r)
		case method == people.TOTP && verb == "verified" && !r.begun: // ZITADEL refuses that
		default:
			w.do(r, method, verb)
		}
	}
	return w
}

// truth is what a look has to find, counted by brute force.
func (w *world) truth() people.Usage {
	usage := people.Usage{WithPasswordAlone: new(int)}
	types := []policyv1.SecondFactorType{1, 2, 3, 4, 5}
	methods := []people.Methods{people.TOTP, people.U2F, people.OTPEmail, people.OTPSMS, people.RecoveryCodes}
	for i, method := range methods {
		count := people.Count{Type: types[i]}
		for _, r := range w.people() {
			if r.methods()&method != 0 {
				count.People++
				if r.methods()&people.SecondFactors == method {
					count.Only++
				}
			}
		}
		usage.Counts = append(usage.Counts, count)
	}
	for _, r := range w.people() {
		if r.methods()&people.SecondFactors == 0 {
			usage.WithNone++
			if r.methods()&people.Passkey == 0 && r.methods()&people.Password != 0 {
				*usage.WithPasswordAlone++
			}
		}
		if r.methods()&people.Passkey != 0 {
			usage.WithPasskey++
		}
	}
	return usage
}

// Ensures that both ways of looking agree with a count by brute force, and with each other, on worlds of all kinds.
func TestRandomWorlds(t *testing.T) {
	for seed := range uint64(20) {
		w := randomWorld(rand.New(rand.NewPCG(seed, 1)))
		everything := people.Needs{LoginMethods: true, Factors: true, Proof: true}
		byEvents := visit(asCaller(t), w.client(t, people.DefaultConfig()), everything)
		w.checkUsage(t, w.client(t, people.DefaultConfig()))
		w.withoutEvents()
		oneByOne := visit(asCaller(t), w.client(t, people.DefaultConfig()), everything)
		w.checkUsage(t, w.client(t, people.DefaultConfig()))
		byEvents.expectWhole(t, w.people(), people.Events)
		oneByOne.expectWhole(t, w.people(), people.PersonByPerson)
		if !byEvents.look.Proven || byEvents.look.Disagreeing != 0 {
			t.Errorf("%+v isn't proven", byEvents.look)
		}
		for _, both := range [][]people.Person{byEvents.people, oneByOne.people} {
			for i := range both {
				both[i].Source, both[i].SourcesDisagree = 0, nil
			}
		}
		if diff := cmp.Diff(byEvents.people, oneByOne.people); diff != "" {
			t.Errorf("the two ways differ: (-events +one by one)\n%s", diff)
		}
		for i, r := range w.people() {
			if i < len(oneByOne.people) && (oneByOne.people[i].Ready != r.methods() || oneByOne.people[i].Unfinished != r.unfinished()) {
				t.Errorf("%s has %b and began %b, but %b and %b was found", r.id, r.methods(), r.unfinished(), oneByOne.people[i].Ready, oneByOne.people[i].Unfinished)
			}
		}
		if t.Failed() {
			t.Fatalf("that was world %d", seed)
		}
	}
}

func (w *world) checkUsage(t *testing.T, client *people.Client) {
	t.Helper()
	got, err := client.Usage(asCaller(t), acme, people.Needs{LoginMethods: true}, nil)
	if err != nil || !got.Look.Complete() {
		t.Errorf("%+v, %v", got.Look, err)
	}
	got.Look = people.Look{}
	if diff := cmp.Diff(w.truth(), got); diff != "" {
		t.Errorf("(-truth +report)\n%s", diff)
	}
}

// Ensures that going through pages of any size, with any filter, finds everybody whom the filter chooses exactly once and in order,
// also where people were created at the same moment.
func TestPagesOfRandomWorlds(t *testing.T) {
	yes, no := true, false
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 2))
		w := randomWorld(random)
		if seed%2 == 0 {
			w.withoutEvents()
		}
		client := w.client(t, people.DefaultConfig())
		for name, filter := range map[string]people.Filter{
			"everybody": {}, "two factors": {Has: people.TOTP | people.U2F}, "none": {HasNone: &yes}, "some": {HasNone: &no}, "only one": {OnlyHas: people.OTPSMS},
		} {
			var want, got []string
			for _, r := range w.people() {
				if filter.Matches(people.Person{Ready: r.methods()}) {
					want = append(want, r.id)
				}
			}
			got = throughPages(asCaller(t), t, client, filter, 1+random.IntN(7))
			if !slices.Equal(got, want) {
				t.Errorf("world %d, %s: %v, want %v", seed, name, got, want)
			}
		}
	}
}

// throughPages goes through all pages, by cursors that were written and read.
func throughPages(ctx context.Context, t *testing.T, client *people.Client, filter people.Filter, first int) (ids []string) {
	t.Helper()
	var after *people.Position
	for range 1000 {
		page, err := client.Page(ctx, acme, filter, people.Needs{}, first, after)
		if err != nil || !page.Look.Complete() || len(page.People) > first {
			t.Fatalf("%+v, %v", page, err)
		}
		for _, found := range page.People {
			ids = append(ids, found.Person.ID)
		}
		if !page.More {
			return ids
		}
		position, err := people.ParsePosition(page.End.String())
		if err != nil {
			t.Fatal(err)
		}
		after = &position
	}
	return append(ids, "and so on")
}
