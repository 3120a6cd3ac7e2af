package problem_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// table returns the cells of the first table of docs/errors.md whose header is header, without backticks.
func table(t *testing.T, header string) [][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/errors.md")
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
	for _, code := range problem.Codes() {
		want := fmt.Sprintf("%s %d", code, problem.HTTPStatus(code))
		if code == problem.CodeLimitExceeded {
			want += ", 413 for a body, 431 for headers"
		}
		wantCodes = append(wantCodes, want)
	}
	for _, row := range table(t, "| code | httpStatus | what it means | what to do |") {
		gotCodes = append(gotCodes, row[0]+" "+row[1])
	}
	for _, reason := range problem.Reasons() {
		wantReasons = append(wantReasons, string(reason))
	}
	for _, row := range table(t, "| reason | code | what happened |") {
		gotReasons = append(gotReasons, row[0])
		if !problem.Code(row[1]).IsValid() {
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
	for _, code := range problem.WarningCodes() {
		want = append(want, string(code))
	}
	for _, row := range table(t, "| warning | what it means | what to do |") {
		got = append(got, row[0])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings in docs/errors.md: (-schema +docs)\n%s", diff)
	}
}

// Every known condition has a row in the docs, and every row is what the classifier does.
func TestEveryKnownConditionIsDocumented(t *testing.T) {
	var want, got []string
	for condition, meaning := range problem.Conditions() {
		method := "any"
		if service, name, ok := strings.Cut(strings.TrimPrefix(condition.Method, "/zitadel."), "/"); ok {
			service, _, _ = strings.Cut(service, ".")
			method = service + " " + name
		}
		want = append(want, fmt.Sprint([]string{method, condition.Code.String(), condition.ID, string(meaning.Code), string(meaning.Reason)}))
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
	classify := func(call *wire.CallError) *problem.Problem {
		found, ok := problem.NewClassifier().Classify(call)
		if !ok {
			t.Fatalf("%v isn't classified", call)
		}
		return found
	}
	var want [][]string
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		// status.New(OK) has no error text, but the classifier must not care.
		call := &wire.CallError{Method: "/a.B/C", Status: newStatus(t, code), Sent: true}
		inferred := classify(call)
		call.Answered = true
		sent := classify(call)
		want = append(want, []string{code.String(), string(sent.Code), string(sent.Reason), string(inferred.Code), string(inferred.Reason)})
	}
	if diff := cmp.Diff(want, table(t, "| gRPC code | sent | reason | inferred | reason |")); diff != "" {
		t.Errorf("statuses in docs/errors.md: (-code +docs)\n%s", diff)
	}
}

// newStatus has an id that no condition has, so that the code alone decides.
func newStatus(t *testing.T, code codes.Code) *status.Status {
	t.Helper()
	if code == codes.OK {
		return status.New(code, "text")
	}
	st, err := status.New(code, "text").WithDetails(&zitadelv1.ErrorDetail{Id: "New-1"})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// The schema is where callers find the codes and reasons: each has its constant here, in the same order, and no others.
func TestCodesAndReasonsAreTheSchemas(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	valuesOf := func(enum string) []string {
		var names []string
		for _, value := range schema.Types[enum].EnumValues {
			names = append(names, value.Name)
		}
		return names
	}
	if diff := cmp.Diff(valuesOf("ErrorCode"), stringsOf(problem.Codes())); diff != "" {
		t.Errorf("codes: (-schema +code)\n%s", diff)
	}
	if diff := cmp.Diff(valuesOf("ErrorReason"), stringsOf(problem.Reasons())); diff != "" {
		t.Errorf("reasons: (-schema +code)\n%s", diff)
	}
}

func stringsOf[T ~string](values []T) []string {
	var texts []string
	for _, value := range values {
		texts = append(texts, string(value))
	}
	return texts
}
