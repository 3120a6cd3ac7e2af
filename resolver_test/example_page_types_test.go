package resolver_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// typesHead begins each file of recorded answers. FOLDER is the folder of the example.
const typesHead = `import type * as op from 'FOLDER/src/generated/operations'
import type { ErrorExtensions } from 'FOLDER/src/generated/schema'

interface Failed {
  message: string
  path?: (string | number)[]
  locations?: { line: number; column: number }[]
  extensions: ErrorExtensions
}
type Answer<T> = { data: T; errors?: Failed[] }
`

// TestExamplePageTypesMatchAnswers ensures that real answers have the types that a client generates from the schema, in
// TypeScript's strict mode: the answer to every operation of the example page, and every error that the cases want. To
// show that the compiler would notice, it also has to refuse answers that were tampered with.
func TestExamplePageTypesMatchAnswers(t *testing.T) {
	folder, err := filepath.Abs(exampleFolder)
	if err != nil {
		t.Fatal(err)
	}
	compiler := filepath.Join(folder, "node_modules/typescript/bin/tsc")
	racetest.Skip(t, unseenInNode)
	needsPackages(t, exampleFolder, "make example")
	head := strings.ReplaceAll(typesHead, "FOLDER", folder)
	answers := recordAnswers(t)
	failures := recordedFailures(t)

	work := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("tsconfig.json", fmt.Sprintf(`{"extends": %q, "compilerOptions": {"types": []}, "include": ["*.ts"]}`, folder+"/tsconfig.json"))
	write("answers.ts", head+satisfying(answers))
	write("failures.ts", head+satisfying(failures))
	write("tampered.ts", head+tampered(t, answers, failures))
	command := exec.CommandContext(t.Context(), "node", compiler, "--noEmit", "--noUnusedLocals", "false", "--project", work)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%.4000s", err, out)
	}
}

// recorded is a real answer, and the TypeScript type that it must have.
type recorded struct{ body, of string }

// satisfying makes of each answer an expression that must have its type. TypeScript's "satisfies" also refuses fields
// that the type doesn't have.
func satisfying(all []recorded) string {
	var text strings.Builder
	for _, one := range all {
		fmt.Fprintf(&text, "void (%s satisfies %s)\n", one.body, one.of)
	}
	return text.String()
}

// recordAnswers executes each operation of the example page, some of them without success.
func recordAnswers(t *testing.T) []recorded {
	t.Helper()
	p := start(t, "--max-operations", "50")
	document := exampleDocument(t)
	var all []recorded
	for _, step := range []struct {
		name, token, variables string
		fails                  bool
	}{
		{name: "Organizations", token: "dev-instance-owner", variables: `{}`},
		{name: "Settings", token: "dev-org-owner", variables: `{"orgId": null}`},
		{name: "Settings", token: "dev-viewer", variables: `{"orgId": "200000000000000002"}`},
		{name: "Settings", token: "dev-nobody", variables: `{"orgId": null}`, fails: true},
		{name: "RemoveSecondFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "SECOND_FACTOR_TYPE_OTP", "whenInherited": "REFUSE", "unless": []}`},
		{name: "RemoveSecondFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "SECOND_FACTOR_TYPE_OTP", "whenInherited": "REFUSE", "unless": []}`, fails: true},
		{name: "AddSecondFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "SECOND_FACTOR_TYPE_OTP", "whenInherited": "REFUSE", "unless": []}`},
		{name: "RemoveMultiFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", "whenInherited": "REFUSE", "unless": []}`},
		{name: "AddMultiFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION", "whenInherited": "REFUSE", "unless": []}`},
		{name: "UpdateLoginPolicy", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "patch": {"passwordCheckLifetime": "PT36H"}, "whenInherited": "REFUSE", "expectedSequence": "1", "expectedResourceOwner": "200000000000000001"}`, fails: true},
		{name: "CustomizeLoginPolicy", token: "dev-instance-owner", variables: `{"orgId": "200000000000000002"}`},
		{name: "ResetLoginPolicy", token: "dev-instance-owner", variables: `{"orgId": "200000000000000002", "unless": []}`},
		{name: "Organization", token: "dev-org-owner", variables: `{"orgId": null}`},
		{name: "PolicyImpact", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "change": {"removeSecondFactors": ["SECOND_FACTOR_TYPE_OTP"]}}`},
		{name: "PolicyImpact", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "change": {}}`, fails: true},
		{name: "ImpactOnPeople", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "change": {"removeSecondFactors": ["SECOND_FACTOR_TYPE_OTP"]}, "figures": ["TAKES_FACTOR_IN_USE"], "older": true}`},
		{name: "PeopleSize", token: "dev-org-owner", variables: `{"orgId": "200000000000000001"}`},
		{name: "SecondFactorUsage", token: "dev-org-owner", variables: `{"orgId": "200000000000000001"}`},
		{name: "SecondFactorUsage", token: "dev-nobody", variables: `{"orgId": "200000000000000001"}`, fails: true},
		{name: "CountSecondFactors", token: "dev-org-owner", variables: `{"orgId": "200000000000000001"}`},
		{name: "WhoStillHasIt", token: "dev-instance-owner", variables: `{"orgId": "200000000000000001"}`},
		{name: "UserFactors", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "hasNone": false}`},
		{name: "WhoHas", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "type": "SECOND_FACTOR_TYPE_OTP"}`},
		{name: "RemoveUserSecondFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "userId": "310000000000000001", "type": "SECOND_FACTOR_TYPE_OTP", "allowRemovingMyOwn": false}`},
		{name: "RemoveUserSecondFactor", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "userId": "310000000000000001", "type": "SECOND_FACTOR_TYPE_OTP", "allowRemovingMyOwn": false}`, fails: true},
		{name: "RemoveSecondFactorFromUsers", token: "dev-org-owner", variables: `{"orgId": "200000000000000001", "userIds": ["310000000000000001", "310000000000000002"], "type": "SECOND_FACTOR_TYPE_OTP", "allowRemovingMyOwn": false}`},
		{name: "Changes", token: "dev-instance-owner", variables: `{"orgId": "200000000000000001", "first": 100}`},
	} {
		suffix := typeSuffix(document, step.name)
		headers := as(step.token)
		if suffix == "Subscription" {
			headers.Set("Accept", "text/event-stream")
		}
		got := mustPost(t, p, headers, fmt.Sprintf(`{"operationName": %q, "variables": %s, "query": %s}`, step.name, step.variables, toJSON(document)))
		bodies := []string{got.body}
		if suffix == "Subscription" {
			bodies = eventsIn(got.body)
		}
		for _, body := range bodies {
			got.body = body
			if isData(got) == step.fails {
				t.Fatalf("%s: got %s", step.name, body)
			}
			all = append(all, recorded{body, "Answer<op." + step.name + suffix + ">"})
		}
	}
	return all
}

// exampleDocument returns all operations of the example page.
func exampleDocument(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob(exampleFolder + "src/operations/*.graphql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("list the operations: %v, found %d", err, len(paths))
	}
	var document strings.Builder
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		document.Write(text)
	}
	return document.String()
}

func typeSuffix(document, operation string) string {
	for keyword, suffix := range map[string]string{"mutation ": "Mutation", "subscription ": "Subscription"} {
		if strings.Contains(document, keyword+operation+"(") {
			return suffix
		}
	}
	return "Query"
}

// eventsIn are the answers of a stream of server-sent events.
func eventsIn(stream string) []string {
	var answers []string
	for line := range strings.Lines(stream) {
		if data, is := strings.CutPrefix(strings.TrimSpace(line), "data:"); is && strings.TrimSpace(data) != "" {
			answers = append(answers, strings.TrimSpace(data))
		}
	}
	return answers
}

// recordedFailures returns each different error that the cases want. That the program answers with them is shown by
// TestCases.
func recordedFailures(t *testing.T) []recorded {
	t.Helper()
	var all []recorded
	for _, path := range caseFiles(t) {
		for _, want := range wantedReplies(t, path) {
			for _, failure := range errorsIn(want) {
				all = append(all, recorded{failure, "Failed"})
			}
		}
	}
	slices.SortFunc(all, func(a, b recorded) int { return strings.Compare(a.body, b.body) })
	all = slices.Compact(all)
	if len(all) < 300 {
		t.Fatalf("only %d different errors in the cases", len(all))
	}
	return all
}

// errorsIn are the errors in a reply at full length: none, where its body isn't GraphQL's.
func errorsIn(want string) []string {
	_, body, _ := strings.Cut(want, "\n\n")
	var answer struct{ Errors []json.RawMessage }
	if json.Unmarshal([]byte(body), &answer) != nil {
		return nil
	}
	var failures []string
	for _, failure := range answer.Errors {
		var one any
		if json.Unmarshal(failure, &one) == nil {
			failures = append(failures, toJSON(one))
		}
	}
	return failures
}

// tampered spoils one thing in an answer at a time, and marks the line as one that the compiler must refuse.
func tampered(t *testing.T, answers, failures []recorded) string {
	t.Helper()
	var text strings.Builder
	for _, spoil := range []struct {
		in       []recorded
		old, new string
	}{
		{answers, `"isDefault":false,`, ``},
		{answers, `"isDefault":false`, `"isDefault":"no"`},
		{answers, `"isDefault":false`, `"isDefault":false,"surprise":1`},
		{answers, `"SECOND_FACTOR_TYPE_U2F"`, `"SECOND_FACTOR_TYPE_FAX"`},
		{answers, `"sequence":"1`, `"sequence":1,"was":"1`},
		{answers, `"sequence":"1`, `"sequence":"about 1`},
		{answers, `"passwordCheckLifetime":"PT`, `"passwordCheckLifetime":"P10D`},
		{answers, `"changeDate":"2`, `"changeDate":"yesterday 2`},
		{failures, `"code":"FORBIDDEN"`, `"code":"NOT_ALLOWED"`},
		{failures, `"code":"NOT_FOUND",`, ``},
		{failures, `"reason":"PERMISSION_MISSING"`, `"reason":"PERMISSION_LACKING"`},
		{failures, `"retryable":false`, `"retryable":"no"`},
		{failures, `"requestId":` + toJSON("<id>") + `,`, ``},
		{failures, `"outcome":"UNKNOWN"`, `"outcome":"MAYBE"`},
		{failures, `"httpStatus":404`, `"httpStatus":"404"`},
		{failures, `"@type":"type`, `"type":"type`},
		{failures, `"currentSequence":"`, `"currentSequence":"about `},
	} {
		found := slices.IndexFunc(spoil.in, func(one recorded) bool { return strings.Contains(one.body, spoil.old) })
		if found < 0 {
			t.Fatalf("no answer has %s in it", spoil.old)
		}
		one := spoil.in[found]
		fmt.Fprintf(&text, "// @ts-expect-error %s\nvoid (%s satisfies %s)\n", spoil.new, strings.Replace(one.body, spoil.old, spoil.new, 1), one.of)
	}
	return text.String()
}
