package graph

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/wire"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// table returns the cells of the first table of docs/errors.md whose header is header, without backticks.
func table(t *testing.T, header string) [][]string {
	t.Helper()
	page, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), header+"\n")
	if !found {
		t.Fatalf("docs/errors.md has no table headed %s", header)
	}
	var rows [][]string
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(strings.ReplaceAll(line, "`", "")), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows[1:] // after the line of dashes
}

// A code or reason that a client may meet can't be forgotten in the docs, nor can the docs promise one that isn't.
func TestEveryCodeAndReasonIsDocumented(t *testing.T) {
	var wantCodes, gotCodes, wantReasons, gotReasons []string
	for _, code := range model.AllErrorCode {
		want := fmt.Sprintf("%s %d", code, statusOf(code))
		if code == model.ErrorCodeLimitExceeded {
			want += ", 413 for a body, 431 for headers"
		}
		wantCodes = append(wantCodes, want)
	}
	for _, row := range table(t, "| code | httpStatus | what it means | what to do |") {
		gotCodes = append(gotCodes, row[0]+" "+row[1])
	}
	for _, reason := range model.AllErrorReason {
		wantReasons = append(wantReasons, string(reason))
	}
	for _, row := range table(t, "| reason | code | what happened |") {
		gotReasons = append(gotReasons, row[0])
		if !model.ErrorCode(row[1]).IsValid() {
			t.Errorf("docs/errors.md has the code %q for %s", row[1], row[0])
		}
	}
	if diff := cmp.Diff(wantCodes, gotCodes); diff != "" {
		t.Errorf("codes in docs/errors.md: (-code +docs)\n%s", diff)
	}
	if diff := cmp.Diff(wantReasons, gotReasons); diff != "" {
		t.Errorf("reasons in docs/errors.md: (-schema +docs)\n%s", diff)
	}
}

// So it is with the codes of warnings.
func TestEveryWarningIsDocumented(t *testing.T) {
	var want, got []string
	for _, code := range model.AllWarningCode {
		want = append(want, string(code))
	}
	for _, row := range table(t, "| warning | what it means | what to do |") {
		got = append(got, row[0])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings in docs/errors.md: (-schema +docs)\n%s", diff)
	}
}

// Every known condition has a row in the docs, and every row is what the presenter does.
func TestEveryKnownConditionIsDocumented(t *testing.T) {
	var want, got []string
	for condition, meaning := range known() {
		method := "any"
		if service, name, ok := strings.Cut(strings.TrimPrefix(condition.method, "/zitadel."), "/"); ok {
			service, _, _ = strings.Cut(service, ".")
			method = service + " " + name
		}
		want = append(want, fmt.Sprint([]string{method, condition.code.String(), condition.id, string(meaning.code), string(meaning.reason)}))
	}
	for _, row := range table(t, "| method | gRPC code | id | code | reason |") {
		got = append(got, fmt.Sprint(row))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("conditions in docs/errors.md: (-code +docs)\n%s", diff)
	}
}

// A status of any gRPC code has its place in the contract, as the docs say, whether the server sent it or not.
func TestEveryStatusIsDocumented(t *testing.T) {
	p := &presenter{} // knows no conditions, so that the codes alone decide
	var want [][]string
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		// status.New(OK) has no error text, but the presenter must not care.
		call := &wire.CallError{Method: "/a.B/C", Status: status.New(code, "text"), Sent: true}
		inferred := p.classify(call)
		call.Answered = true
		sent := p.classify(call)
		want = append(want, []string{code.String(), string(sent.code), string(sent.reason), string(inferred.code), string(inferred.reason)})
	}
	if diff := cmp.Diff(want, table(t, "| gRPC code | sent | reason | inferred | reason |")); diff != "" {
		t.Errorf("statuses in docs/errors.md: (-code +docs)\n%s", diff)
	}
}

// Whoever calls the API reads its schema: nothing in it may be without a description.
func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	checked := 0
	describe := func(name, description string) {
		checked++
		if len(strings.Fields(description)) < 2 && !strings.HasSuffix(name, ".NOT_EXECUTED") {
			t.Errorf("%s is described as %q", name, description)
		}
	}
	for name, definition := range parsedSchema.Types {
		if definition.BuiltIn {
			continue
		}
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			describe(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				describe(name+"."+field.Name+"."+argument.Name, argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			describe(name+"."+value.Name, value.Description)
		}
		if definition.Name != "Query" {
			describe(name, definition.Description)
		}
	}
	if checked < 100 {
		t.Errorf("only %d descriptions were found", checked)
	}
}

// The schema's enums have a value for every one of the wire's, so that none reads as unspecified by mistake.
func TestEnumsMatchTheWire(t *testing.T) {
	for _, c := range []struct {
		schema string
		wire   map[int32]string
	}{
		{"SecondFactorType", policyv1.SecondFactorType_name},
		{"MultiFactorType", policyv1.MultiFactorType_name},
		{"PasswordlessType", policyv1.PasswordlessType_name},
	} {
		values := parsedSchema.Types[c.schema].EnumValues
		if len(values) != len(c.wire) {
			t.Errorf("%s has %d values, the wire %d", c.schema, len(values), len(c.wire))
		}
		for number, name := range c.wire {
			if values.ForName(name) == nil {
				t.Errorf("%s has no %s (%d)", c.schema, name, number)
			}
		}
	}
}
