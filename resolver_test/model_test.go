package resolver_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var modelSeed = flag.Uint64("model-seed", 0, "repeats the operations of the TestModel that logged this seed; 0 chooses one")

const (
	modelSteps      = 250
	modelStepsShort = 60
)

// modelStep is one random operation, a mutation or a call of the backend itself, and what the model predicts for it.
type modelStep struct {
	field  string
	direct string
	expect outcome
}

// TestModel ensures that the rules are as simple as they are documented. After any sequence of changes to two
// organizations and the instance, through GraphQL and in the backend itself, each query shows what the model predicts,
// and each answer has the predicted code and reason.
func TestModel(t *testing.T) {
	t.Parallel()
	seed := seedOf(t, "model-seed", *modelSeed)
	steps := modelSteps
	if testing.Short() {
		steps = modelStepsShort
	}
	p := start(t, "--embedded-listen", "127.0.0.1:0")
	chooser, m := &chooser{rand.New(rand.NewPCG(seed, 0))}, newModel()
	checkModel(t, p, m)
	for number := range steps {
		next := chooser.step(m)
		if got := takeModelStep(t, p, next); got != next.expect {
			t.Errorf("step %d, %s%s: got %+v, want %+v", number, next.field, next.direct, got, next.expect)
		}
		checkModel(t, p, m)
		if t.Failed() {
			t.Fatalf("the model and the program differ from step %d on: %s%s", number, next.field, next.direct)
		}
	}
}

// takeModelStep does the operation and returns what became of it.
func takeModelStep(t *testing.T, p *program, s modelStep) outcome {
	t.Helper()
	if s.direct != "" {
		if got := callDirectly(t, p, s.direct); !strings.HasPrefix(got, "{") {
			return outcome{Code: strings.TrimSpace(got)}
		}
		return outcome{}
	}
	got := mustPost(t, p, as(instanceOwnerToken), operation("mutation { "+s.field+" { sequence } }", nil))
	if found := errorOf(got); found.Code != "" || isData(got) {
		return found
	}
	t.Fatalf("%s: got %s", s.field, got.body)
	return outcome{}
}

// shownPolicy is a policy in a reply.
type shownPolicy struct {
	modelPolicy

	IsDefault         bool
	IdentityProviders struct{ Nodes []struct{ ID string } }
	NotInForce        *[]map[string]string
}

// checkModel compares all that a query shows with the model.
func checkModel(t *testing.T, p *program, m *model) {
	t.Helper()
	const fields = `{ isDefault forceMfa hidePasswordReset allowRegister passwordCheckLifetime secondFactors multiFactors identityProviders { nodes { id } } notInForce { name inForce written } }`
	got := mustPost(t, p, as(instanceOwnerToken), operation(fmt.Sprintf(`{ instance: defaultLoginPolicy %s acme: loginPolicy(orgId: "%s") %s acmeLabs: loginPolicy(orgId: "%s") %s }`,
		fields, acme, fields, acmeLabs, fields), nil))
	var reply struct {
		Data struct{ Instance, Acme, AcmeLabs shownPolicy }
	}
	if err := json.Unmarshal([]byte(got.body), &reply); err != nil || !isData(got) {
		t.Fatalf("got %s, %v", got.body, err)
	}
	checkShown(t, "the instance", reply.Data.Instance, m.instance, true)
	checkShown(t, acme, reply.Data.Acme, m.inForce(acme), m.organizations[acme].own == nil)
	checkShown(t, acmeLabs, reply.Data.AcmeLabs, m.inForce(acmeLabs), m.organizations[acmeLabs].own == nil)
}

// checkShown compares one policy, and wants it to be in force as it is written.
func checkShown(t *testing.T, name string, got shownPolicy, want modelPolicy, inherits bool) {
	t.Helper()
	if got.NotInForce == nil || len(*got.NotInForce) > 0 { // nothing is skipped here, so what is written shows
		t.Errorf("%s isn't as it is written, by its log: %v", name, reflect.Indirect(reflect.ValueOf(got.NotInForce)))
	}
	policy := got.modelPolicy
	policy.Links = nil
	for _, node := range got.IdentityProviders.Nodes {
		policy.Links = append(policy.Links, node.ID)
	}
	for _, list := range []*[]string{&policy.SecondFactors, &policy.MultiFactors, &policy.Links, &want.SecondFactors, &want.MultiFactors, &want.Links} {
		*list = append([]string{}, *list...) // none and empty are the same
	}
	if got.IsDefault != inherits || !reflect.DeepEqual(policy, want) {
		t.Errorf("%s shows isDefault %t and\n%+v\nwant %t and\n%+v", name, got.IsDefault, policy, inherits, want)
	}
}

// chooser chooses random operations, and applies each to the model.
type chooser struct{ random *rand.Rand }

func (c *chooser) oneOf(list ...string) string { return list[c.random.IntN(len(list))] }

func (c *chooser) factor() (kind factorKind, name, factor string) {
	if c.random.IntN(4) == 0 {
		return multiFactorKind(), "MultiFactor", "MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"
	}
	return secondFactorKind(), "SecondFactor", "SECOND_FACTOR_TYPE_" + c.oneOf("OTP", "U2F", "OTP_EMAIL", "OTP_SMS")
}

func (c *chooser) provider() string {
	return c.oneOf(append(slices.Clone(instanceProviders()), acmeDirectoryID, "404")...)
}

// step chooses one operation.
func (c *chooser) step(m *model) modelStep {
	org := c.oneOf(acme, acmeLabs)
	switch c.random.IntN(10) {
	case 0, 1, 2:
		return c.changeFactor(m, org)
	case 3:
		return c.changeLink(m, org)
	case 4:
		return c.changeSettings(m, org)
	case 5:
		return c.createOrReset(m, org)
	case 6, 7:
		return c.behindTheBack(m, org)
	default:
		return c.changeDefault(m)
	}
}

// organizationArguments returns the arguments that every mutation of an organization has.
func (c *chooser) organizationArguments(org string) (arguments string, customize bool) {
	customize = c.random.IntN(3) == 0
	action := "REFUSE"
	if customize {
		action = "CUSTOMIZE"
	}
	return fmt.Sprintf(`orgId: "%s", whenInherited: %s`, org, action), customize
}

func (c *chooser) changeFactor(m *model, org string) modelStep {
	kind, name, factor := c.factor()
	where, customize := c.organizationArguments(org)
	if c.random.IntN(2) == 0 {
		return modelStep{field: fmt.Sprintf("add%s(type: %s, %s)", name, factor, where), expect: m.addFactor(kind, org, factor, customize)}
	}
	return modelStep{field: fmt.Sprintf("remove%s(type: %s, %s)", name, factor, where), expect: m.removeFactor(kind, org, factor, customize)}
}

func (c *chooser) changeLink(m *model, org string) modelStep {
	id := c.provider()
	where, customize := c.organizationArguments(org)
	if c.random.IntN(2) == 0 {
		return modelStep{field: fmt.Sprintf(`addLoginPolicyIdentityProvider(id: "%s", %s)`, id, where), expect: m.link(org, id, customize)}
	}
	return modelStep{field: fmt.Sprintf(`removeLoginPolicyIdentityProvider(id: "%s", %s)`, id, where), expect: m.unlink(org, id, customize)}
}

// patch chooses some settings, as text and as a function that changes them.
func (c *chooser) patch() (text string, change func(*modelPolicy)) {
	on, which := c.random.IntN(2) == 0, c.random.IntN(5)
	hours := c.oneOf("PT240H", "PT1H30M", "PT0S", "PT9000H0.000000001S")
	switch which {
	case 0:
		return "", func(*modelPolicy) {}
	case 1:
		return fmt.Sprintf("forceMfa: %t", on), func(p *modelPolicy) { p.ForceMfa = on }
	case 2:
		return fmt.Sprintf("hidePasswordReset: %t", on), func(p *modelPolicy) { p.HidePasswordReset = on }
	case 3:
		return fmt.Sprintf(`passwordCheckLifetime: "%s"`, hours), func(p *modelPolicy) { p.PasswordCheckLifetime = hours }
	default:
		return fmt.Sprintf(`allowRegister: %t, passwordCheckLifetime: "%s"`, on, hours),
			func(p *modelPolicy) { p.AllowRegister, p.PasswordCheckLifetime = on, hours }
	}
}

func (c *chooser) changeSettings(m *model, org string) modelStep {
	text, change := c.patch()
	where, customize := c.organizationArguments(org)
	return modelStep{field: fmt.Sprintf("updateLoginPolicy(patch: {%s}, %s)", text, where), expect: m.update(org, change, customize)}
}

func (c *chooser) createOrReset(m *model, org string) modelStep {
	if c.random.IntN(2) == 0 {
		m.reset(org)
		return modelStep{field: fmt.Sprintf(`resetLoginPolicy(orgId: "%s")`, org)}
	}
	text, change := c.patch()
	if c.random.IntN(2) == 0 {
		_, settings := text, change
		text += " secondFactors: [SECOND_FACTOR_TYPE_OTP_SMS, SECOND_FACTOR_TYPE_OTP_SMS, SECOND_FACTOR_TYPE_U2F] identityProviders: []"
		change = func(p *modelPolicy) {
			settings(p)
			p.SecondFactors, p.Links = []string{"SECOND_FACTOR_TYPE_OTP_SMS", "SECOND_FACTOR_TYPE_U2F"}, nil
		}
	}
	return modelStep{field: fmt.Sprintf(`createLoginPolicy(input: {%s}, orgId: "%s")`, text, org), expect: m.create(org, change)}
}

func (c *chooser) behindTheBack(m *model, org string) modelStep {
	kind, name, factor := c.factor()
	request := fmt.Sprintf(" %s %s\n{\"type\": \"%s\"}", instanceOwnerToken, org, factor)
	if c.random.IntN(3) > 0 {
		return modelStep{direct: "Add" + name + "ToLoginPolicy" + request, expect: m.storeFactor(kind, org, factor)}
	}
	return modelStep{direct: "Remove" + name + "FromLoginPolicy" + request, expect: m.dropFactor(kind, org, factor)}
}

func (c *chooser) changeDefault(m *model) modelStep {
	kind, name, factor := c.factor()
	id := c.provider()
	switch c.random.IntN(5) {
	case 0:
		return modelStep{field: fmt.Sprintf("addDefault%s(type: %s)", name, factor), expect: m.addDefaultFactor(kind, factor)}
	case 1:
		return modelStep{field: fmt.Sprintf("removeDefault%s(type: %s)", name, factor), expect: m.removeDefaultFactor(kind, factor)}
	case 2:
		return modelStep{field: fmt.Sprintf(`addDefaultLoginPolicyIdentityProvider(id: "%s")`, id), expect: m.linkDefault(id)}
	case 3:
		return modelStep{field: fmt.Sprintf(`removeDefaultLoginPolicyIdentityProvider(id: "%s")`, id), expect: m.unlinkDefault(id)}
	default:
		text, change := c.patch()
		change(&m.instance)
		return modelStep{field: fmt.Sprintf("updateDefaultLoginPolicy(patch: {%s})", text)}
	}
}
