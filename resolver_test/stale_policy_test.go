package resolver_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// Why a mutation goes ahead where ZITADEL certainly doesn't show the newest change of a login policy. A mutation that isn't
// here must not: what it writes could undo that change, or hide that it is missing.
func allowedOnStalePolicy() map[string]string {
	return map[string]string{
		"resetLoginPolicy":                         "everything goes, whatever is shown",
		"addLoginPolicyIdentityProvider":           "a link builds on nothing that is shown, and hides nothing",
		"removeLoginPolicyIdentityProvider":        "the same",
		"addDefaultLoginPolicyIdentityProvider":    "the same",
		"removeDefaultLoginPolicyIdentityProvider": "the same",
		"setRestrictions":                          "it is about no login policy",
	}
}

// policyState is a backend as a token of the scripted backend has it, for the mutations of an organization's policy, or of the instance's.
type policyState struct {
	orders   string
	instance bool
	// links says that links aren't excused here: whose the policy is they have to know.
	links bool
}

// sendMutations sends every mutation of the schema that changes a login policy into a world, all at once, and returns what came of
// each: the reply, and the writes that arrived. Its arguments are valid, and ask for a customization where they can.
func sendMutations(t *testing.T, p *program, backend *scriptedBackend, world policyState, extra map[string]string) map[string]mutationResult {
	t.Helper()
	found := map[string]mutationResult{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, field := range schemaDefinition(t, "Mutation").Fields {
		if slices.Contains(instanceFields(), field.Name) != world.instance {
			continue
		}
		document := mutationWithArguments(t, field, extra)
		token := world.orders + "+of=" + field.Name + strconv.Itoa(len(extra))
		group.Go(func() {
			got := mustPost(t, p, as(token), operation(document, nil))
			mu.Lock()
			defer mu.Unlock()
			found[field.Name] = mutationResult{document, got, backend.writesWith(token)}
		})
	}
	group.Wait()
	if len(found) < 8 {
		t.Fatalf("only %d mutations were sent, so this shows little", len(found))
	}
	return found
}

type mutationResult struct {
	document string
	got      reply
	writes   []string
}

// mutationWithArguments gives every required argument a value, and those of extra theirs where the mutation has them.
func mutationWithArguments(t *testing.T, field *ast.FieldDefinition, extra map[string]string) string {
	t.Helper()
	var given []string
	for _, argument := range field.Arguments {
		value, ok := extra[argument.Name]
		switch kind := parseSchema(t).Definitions.ForName(argument.Type.Name()); {
		case ok:
		case argument.Name == "whenInherited":
			value = "CUSTOMIZE"
		case !argument.Type.NonNull || argument.DefaultValue != nil:
			continue
		case kind != nil && kind.Kind == ast.Enum:
			value = kind.EnumValues[1].Name // the first is unspecified
		case kind != nil && kind.Name == "RestrictionsPatch":
			value = "{disallowPublicOrgRegistration: true}"
		case kind != nil && kind.Kind == ast.InputObject:
			value = "{allowRegister: true}"
		case argument.Type.Name() == "ID":
			value = `"9"`
		default:
			t.Fatalf("%s(%s:) needs a value, and this test has none", field.Name, argument.Name)
		}
		given = append(given, argument.Name+": "+value)
	}
	arguments := ""
	if len(given) > 0 {
		arguments = "(" + strings.Join(given, ", ") + ")"
	}
	return "mutation { " + field.Name + arguments + " { sequence warnings { code } } }"
}

// writesWith are the calls with this token that don't only read.
func (p *scriptedBackend) writesWith(token string) []string {
	var writes []string
	for _, call := range p.receivedCalls() {
		ofToken := slices.Contains(call.metadata.Get("authorization"), "Bearer "+token)
		if ofToken && !strings.HasPrefix(call.method, "Get") && !strings.HasPrefix(call.method, "List") {
			writes = append(writes, call.method)
		}
	}
	return writes
}

// TestNoWriteOnStalePolicy prevents that a mutation, present or future, changes a login policy of which ZITADEL doesn't
// show the newest change: it has to read the log, and to refuse. Those that needn't are listed above.
func TestNoWriteOnStalePolicy(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	for name, world := range map[string]policyState{
		"own":                {orders: "read=own+ListOrgChanges=log.changed-50.added-30.born-1"},
		"own, with events":   {orders: "read=own+ListEvents=log.changed-50.added-30.born-1"},
		"inherited":          {orders: "read=inherited+ListOrgChanges=log.added-50.born-1", links: true},
		"taken away":         {orders: "read=own+ListOrgChanges=log.removed-50.added-30.born-1", links: true},
		"the instance's own": {orders: "read=inherited+ListEvents=log.changed-50.added-30.born-1", instance: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for field, of := range sendMutations(t, p, backend, world, nil) {
				_, excused := allowedOnStalePolicy()[field]
				excused = excused && (!world.links || !strings.Contains(field, "IdentityProvider"))
				refused := errorOf(of.got).Reason == "POLICY_READ_BEHIND" && errorOf(of.got).Outcome == "NOT_EXECUTED" && len(of.writes) == 0
				if excused == refused {
					t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
				}
			}
		})
	}
}

// TestUncheckedWritesWarn prevents that a mutation changes a login policy of which nobody knows whether what ZITADEL
// shows is up to date, and says nothing of it; with an expected version, or where the operator wants it, nothing is written.
func TestUncheckedWritesWarn(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	strict := start(t, "--backend", backend.url(), "--require-event-log")
	const unread = "ListOrgChanges=PERMISSION_DENIED/AUTH-5mWD2"
	for name, world := range map[string]policyState{
		"own":                {orders: "read=own+" + unread},
		"inherited":          {orders: "read=inherited~second-2+" + unread},
		"the instance's own": {orders: "read=inherited", instance: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for field, of := range sendMutations(t, p, backend, world, nil) {
				_, excused := allowedOnStalePolicy()[field]
				silent := isData(of.got) && !strings.Contains(of.got.body, "POLICY_NOT_CONFIRMED")
				if len(of.writes) > 0 && !excused && silent {
					t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
				}
			}
			checkNoWrites(t, sendMutations(t, strict, backend, world, map[string]string{"orgId": `"` + scriptedHome + `"`}), func(string) bool { return true })
			expecting := func(field string) bool {
				return schemaDefinition(t, "Mutation").Fields.ForName(field).Arguments.ForName("expectedSequence") != nil
			}
			checkNoWrites(t, sendMutations(t, p, backend, world, map[string]string{"expectedSequence": `"42"`, "orgId": `"` + scriptedHome + `"`}), expecting)
		})
	}
}

// checkNoWrites wants that nothing was written by those of the mutations that are meant, but for what is excused.
func checkNoWrites(t *testing.T, found map[string]mutationResult, meant func(field string) bool) {
	t.Helper()
	for field, of := range found {
		if _, excused := allowedOnStalePolicy()[field]; len(of.writes) > 0 && !excused && meant(field) {
			t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
		}
	}
}

// TestEveryWriteIsConfirmed prevents that a mutation is answered as if it were in force where the policy never shows it. Each
// has to meet a world in which its change doesn't show.
func TestEveryWriteIsConfirmed(t *testing.T) {
	t.Parallel()
	const all, none = "second-1-2-3-4-5.multi-1.idp-9", "second"
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--confirm-writes", "on")
	var worlds []policyState
	for _, lists := range []string{all, none} {
		worlds = append(worlds,
			policyState{orders: "read=" + lists + "+ListOrgChanges=log.added-42.born-1"},
			policyState{orders: "read=inherited." + lists + "+ListOrgChanges=log.removed-30.born-1~log.added-42.removed-30.born-1"},
			policyState{orders: "read=inherited." + lists, instance: true})
	}
	warned, written := map[string]bool{}, map[string]bool{}
	for _, world := range worlds {
		for field, of := range sendMutations(t, p, backend, world, nil) {
			written[field] = written[field] || len(of.writes) > 0
			warned[field] = warned[field] || len(of.writes) > 0 && isData(of.got) && strings.Contains(of.got.body, "WRITTEN_NOT_IN_FORCE")
		}
	}
	for field, isWarned := range warned {
		if !written[field] || !isWarned && field != "setRestrictions" { // its own test is restrictions'
			t.Errorf("%s: it wrote: %t, and was warned of: %t", field, written[field], isWarned)
		}
	}
}
