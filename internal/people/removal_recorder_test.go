package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// recorder keeps what it is told, a line each, and refuses with refusal where that isn't nil. With a backend it also keeps how many
// writes there had been before each line.
type recorder struct {
	refusal error
	of      *removalBackend

	mu    sync.Mutex
	lines []string
}

var _ people.RemovalRecorder = (*recorder)(nil)

// RemovalBegins implements people.RemovalRecorder.
func (r *recorder) RemovalBegins(_ context.Context, about people.RemovalOf) error {
	r.add("begins " + subject(about))
	return r.refusal
}

// RemovalEnds implements people.RemovalRecorder.
func (r *recorder) RemovalEnds(_ context.Context, about people.RemovalOf, end people.RemovalEnd) {
	line := fmt.Sprintf("ends %s %s", subject(about), end.Outcome)
	if end.Failure != nil {
		line += fmt.Sprintf(" %s %s", end.Failure.Code, end.Failure.Reason)
	}
	if end.Sequence > 0 {
		line += fmt.Sprintf(" sequence=%d", end.Sequence)
	}
	r.add(line)
}

func (r *recorder) add(line string) {
	if r.of != nil {
		line = fmt.Sprintf("%d %s", len(r.of.writes()), line)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

func subject(about people.RemovalOf) string {
	return strings.TrimSuffix(fmt.Sprintf("%s %s of %s in %s by %s", about.Type, about.SecurityKeyID, about.UserID, about.Organization, about.CallerID), " ")
}

// Ensures that a recorder is told of each removal before it is sent and after its answer, each security key for itself, and once of
// somebody who is refused.
func TestRecorderIsToldBeforeEachWrite(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	record := &recorder{of: b}
	client, _ := b.client(oneByOne)
	if _, err := client.RemoveFromMany(withToken(t), "200", []string{"11", "99"}, people.Removal{Type: u2f, Recorder: record}); err != nil {
		t.Fatal(err)
	}
	const key = "SECOND_FACTOR_TYPE_U2F "
	want := []string{"0 begins " + key + "a of 11 in 200 by 1", "1 ends " + key + "a of 11 in 200 by 1 REMOVED sequence=41",
		"1 begins " + key + "b of 11 in 200 by 1", "2 ends " + key + "b of 11 in 200 by 1 REMOVED sequence=42",
		"2 ends " + key + " of 99 in 200 by 1 FAILED NOT_FOUND USER_NOT_FOUND"}
	if !slices.Equal(record.lines, want) {
		t.Errorf("got  %q\nwant %q", record.lines, want)
	}
}

// Ensures that a removal which the recorder refuses isn't sent, and that nobody else is tried where the audit trail can't be written.
func TestRecorderRefuses(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.has["20"] = []string{removeTOTP}
	record := &recorder{refusal: &problem.Problem{Code: problem.CodeServiceUnavailable, Reason: problem.ReasonAuditUnavailable}}
	client, _ := b.client(oneByOne)
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"10", "20"}, people.Removal{Type: totp, Recorder: record})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"10 NOT_TRIED SERVICE_UNAVAILABLE AUDIT_UNAVAILABLE", "20 NOT_TRIED SERVICE_UNAVAILABLE AUDIT_UNAVAILABLE"}
	if got := outcomes(t, results); !slices.Equal(got, want) || len(b.writes()) > 0 {
		t.Errorf("got %q, and wrote %q", got, b.writes())
	}
	begun := slices.DeleteFunc(slices.Clone(record.lines), func(line string) bool { return !strings.HasPrefix(line, "begins") })
	if len(begun) != 1 || len(record.lines) != 3 {
		t.Errorf("told %q", record.lines)
	}
}

// Ensures that the sequence is the removal's own: after a lost answer the person's details may be of another event.
func TestRecorderGetsNoSequenceOfALostAnswer(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.after = onCall(removeTOTP, loses)
	record := &recorder{}
	client, _ := b.client(nil)
	removed, err := client.Remove(withToken(t), "200", "10", people.Removal{Type: totp, Recorder: record})
	if err != nil || removed.Details.GetSequence() == 0 {
		t.Fatalf("got %v, %v", removed, err)
	}
	if last := record.lines[len(record.lines)-1]; !strings.HasSuffix(last, "REMOVED") {
		t.Errorf("told %q", last)
	}
}

// Ensures that a removal which panics isn't told as one that was made.
func TestRecorderIsToldOfAPanic(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.before = onCall(userv2.UserService_RemoveTOTP_FullMethodName, func(removalCall) error { panic("boom") })
	record := &recorder{}
	client, _ := b.client(nil)
	if _, err := client.RemoveFromMany(withToken(t), "200", []string{"10"}, people.Removal{Type: totp, Recorder: record}); err != nil {
		t.Fatal(err)
	}
	if last := record.lines[len(record.lines)-1]; !strings.HasSuffix(last, "UNKNOWN INTERNAL_SERVER_ERROR ") {
		t.Errorf("told %q", last)
	}
}
