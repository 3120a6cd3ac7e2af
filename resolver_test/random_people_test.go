package resolver_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/metadata"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

var (
	peopleSeed   = flag.Uint64("people-seed", 0, "repeats the choices of the TestRandomPeople that logged this seed; 0 chooses one")
	peopleWorlds = flag.Int("people-worlds", 2, "how many backends TestRandomPeople fills with people")
)

// randomPeople is a backend with people, whose policy and factors change at random.
type randomPeople struct {
	*testing.T

	program *program
	random  *rand.Rand
}

// TestRandomPeople ensures that what is told of people is true, whoever asks: after random changes of the policy and random removals,
// the usage and the pages agree person by person and by the events, and with a count of ZITADEL's own answers about each person, and
// so do an impact's figures with what follows from these answers and the policy for the older login.
func TestRandomPeople(t *testing.T) {
	t.Parallel()
	seed := seedOf(t, "people-seed", *peopleSeed)
	for world := range *peopleWorlds {
		r := &randomPeople{T: t, random: rand.New(rand.NewPCG(seed, uint64(world)))}
		r.program = start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-login", "each", "--embedded-users", strconv.Itoa(r.random.IntN(60)))
		for range 3 {
			for range 12 {
				r.change()
			}
			r.check()
		}
	}
}

// change makes a random change. One that there is nothing to do for is refused, which is as good.
func (r *randomPeople) change() {
	r.Helper()
	document := "mutation { " + r.policyChange() + " { sequence } }"
	if r.random.IntN(2) == 0 {
		person := r.everybody()
		id := person[r.random.IntN(len(person))].id
		document = fmt.Sprintf(`mutation { removeSecondFactorFromUsers(userIds: [%q], type: %s) { results { result } } }`, id, r.factor())
	}
	if got := mustPost(r.T, r.program, as(instanceOwnerToken), operation(document, nil)); got.status != 200 {
		r.Errorf("%s\ngot %s", document, got.body)
	}
}

func (r *randomPeople) factor() policyv1.SecondFactorType {
	return policyv1.SecondFactorType(1 + r.random.Int32N(5))
}

func (r *randomPeople) policyChange() string {
	choices := []string{
		fmt.Sprintf("addSecondFactor(type: %s)", r.factor()), fmt.Sprintf("removeSecondFactor(type: %s, allowLockingMyselfOut: true)", r.factor()),
		"updateLoginPolicy(allowLockingMyselfOut: true, patch: " + r.patch() + ")",
	}
	return choices[r.random.IntN(len(choices))]
}

func (r *randomPeople) patch() string {
	either := []string{"true", "false"}[r.random.IntN(2)]
	return []string{"{forceMfa: " + either + "}", "{forceMfaLocalOnly: " + either + "}", "{allowUsernamePassword: " + either + "}",
		"{passwordlessType: " + policyv1.PasswordlessType(r.random.Int32N(2)).String() + "}"}[r.random.IntN(4)]
}

// factorsOfPerson is what ZITADEL's calls about a person tell.
type factorsOfPerson struct {
	id                                       string
	factors                                  []policyv1.SecondFactorType
	passkey, password, provider, mayNotEnter bool
}

// everybody asks the backend itself about each person of Acme.
func (r *randomPeople) everybody() []factorsOfPerson {
	r.Helper()
	ctx, cancel := instanceOwnerContext(r.T)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "x-zitadel-orgid", acme)
	client := userv2.NewUserServiceClient(dial(r.T, r.program.embeddedAddress))
	list, err := client.ListUsers(ctx, &userv2.ListUsersRequest{SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE})
	if err != nil {
		r.Fatal(err)
	}
	var all []factorsOfPerson
	for _, user := range list.GetResult() {
		if user.GetHuman() == nil || user.GetDetails().GetResourceOwner() != acme {
			continue
		}
		methods, err := client.ListAuthenticationMethodTypes(ctx, &userv2.ListAuthenticationMethodTypesRequest{UserId: user.GetUserId()})
		if err != nil {
			r.Fatal(err)
		}
		all = append(all, newFactorsOfPerson(user, methods.GetAuthMethodTypes()))
	}
	return all
}

func newFactorsOfPerson(user *userv2.User, methods []userv2.AuthenticationMethodType) factorsOfPerson {
	isState := func(state userv2.UserState) bool { return user.GetState() == state }
	p := factorsOfPerson{id: user.GetUserId(), mayNotEnter: isState(userv2.UserState_USER_STATE_INACTIVE) || isState(userv2.UserState_USER_STATE_LOCKED)}
	for _, method := range methods {
		switch name := strings.TrimPrefix(method.String(), "AUTHENTICATION_METHOD_TYPE_"); name {
		case "PASSKEY":
			p.passkey = true
		case "PASSWORD":
			p.password = true
		case "IDP":
			p.provider = true
		default:
			p.factors = append(p.factors, factorNamed(name))
		}
	}
	return p
}

// factorNamed returns the factor that a policy calls otherwise.
func factorNamed(name string) policyv1.SecondFactorType {
	switch name {
	case "TOTP":
		name = "OTP"
	case "RECOVERY_CODE":
		name = "RECOVERY_CODES"
	}
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value["SECOND_FACTOR_TYPE_"+name])
}

// has reports whether the person has a factor.
func (p factorsOfPerson) has(factor policyv1.SecondFactorType) bool {
	return slices.Contains(p.factors, factor)
}

// check compares everything with the backend's own answers.
func (r *randomPeople) check() {
	r.Helper()
	people := r.everybody()
	for _, token := range []string{"dev-org-owner", instanceOwnerToken} {
		if diff := cmp.Diff(usageOfPeople(people), r.usage(token)); diff != "" {
			r.Errorf("%s: usage (-counted +told)\n%s", token, diff)
		}
		for number := range policyv1.SecondFactorType_name {
			factor := policyv1.SecondFactorType(number)
			if factor == 0 {
				continue
			}
			r.checkPages(token, people, "has: ["+factor.String()+"]", func(p factorsOfPerson) bool { return p.has(factor) })
			r.checkPages(token, people, "onlyHas: "+factor.String(), func(p factorsOfPerson) bool { return p.has(factor) && len(p.factors) == 1 })
		}
		r.checkPages(token, people, "hasNone: true", func(p factorsOfPerson) bool { return len(p.factors) == 0 })
		r.checkPages(token, people, "hasNone: false", func(p factorsOfPerson) bool { return len(p.factors) > 0 })
	}
	for range 4 {
		r.checkImpact(people)
	}
}

// factorUsage is what secondFactorUsage tells.
type factorUsage struct {
	Factors []struct {
		Type                string
		Users, OnlyFactorOf int
	}
	WithNone, WithPasskey, WithPasswordAlone int
	Look                                     struct {
		Complete        bool
		LookedAt, Total int
	}
}

// usageOfPeople counts it.
func usageOfPeople(people []factorsOfPerson) factorUsage {
	var u factorUsage
	for number := int32(1); number <= 5; number++ {
		factor := policyv1.SecondFactorType(number)
		counted := struct {
			Type                string
			Users, OnlyFactorOf int
		}{Type: factor.String()}
		for _, p := range people {
			if p.has(factor) {
				counted.Users++
				counted.OnlyFactorOf += 1 / len(p.factors)
			}
		}
		u.Factors = append(u.Factors, counted)
	}
	for _, p := range people {
		if len(p.factors) == 0 {
			u.WithNone++
		}
		if p.passkey {
			u.WithPasskey++
		}
		if p.password && len(p.factors) == 0 && !p.passkey {
			u.WithPasswordAlone++
		}
	}
	u.Look.Complete, u.Look.LookedAt, u.Look.Total = true, len(people), len(people)
	return u
}

// ask sends a query and decodes its data.
func (r *randomPeople) ask(token, document string, data any) {
	r.Helper()
	got := mustPost(r.T, r.program, as(token), operation(document, nil))
	if err := json.Unmarshal([]byte(got.body), &struct{ Data any }{data}); err != nil || !isData(got) {
		r.Fatalf("%s\n%v in %.1000s", document, err, got.body)
	}
}

func (r *randomPeople) usage(token string) factorUsage {
	r.Helper()
	var data struct{ SecondFactorUsage factorUsage }
	r.ask(token, `{ secondFactorUsage(orgId: "`+acme+`") { factors { type users onlyFactorOf } withNone withPasskey withPasswordAlone look { complete lookedAt total } } }`, &data)
	return data.SecondFactorUsage
}

// checkPages compares everybody whom a filter chooses, in pages of a few.
func (r *randomPeople) checkPages(token string, people []factorsOfPerson, filter string, chosen func(factorsOfPerson) bool) {
	r.Helper()
	var want, got []string
	for _, p := range people {
		if chosen(p) {
			want = append(want, p.id)
		}
	}
	for after, more := "", true; more; {
		var data struct {
			UserFactors struct {
				Nodes    []struct{ ID string }
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		r.ask(token, `{ userFactors(orgId: "`+acme+`", first: 13, `+filter+after+`) { nodes { id } pageInfo { hasNextPage endCursor } } }`, &data)
		for _, node := range data.UserFactors.Nodes {
			got = append(got, node.ID)
		}
		after, more = fmt.Sprintf(", after: %q", data.UserFactors.PageInfo.EndCursor), data.UserFactors.PageInfo.HasNextPage
	}
	slices.Sort(want) // people are created in the order of their ids
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%s, %s (-counted +listed)\n%s", token, filter, diff)
	}
}
