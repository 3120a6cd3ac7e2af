package resolver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// auditLine is a line of the audit trail.
type auditLine map[string]any

// is reports whether the line has these keys with these values, keys and values in turn.
func (l auditLine) is(keysAndValues ...string) bool {
	for pair := range slices.Chunk(keysAndValues, 2) {
		if fmt.Sprint(l[pair[0]]) != pair[1] {
			return false
		}
	}
	return true
}

// auditLines returns the lines of the audit trail in a text.
func auditLines(t *testing.T, text string) []auditLine {
	t.Helper()
	var lines []auditLine
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, `{"time":`) || !strings.Contains(line, `"audit":"`) {
			continue
		}
		var found auditLine
		if err := json.Unmarshal([]byte(line), &found); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		lines = append(lines, found)
	}
	return lines
}

// auditedProgram is a program with an audit trail in a file, in front of a scripted backend that looks into the file whenever a write
// arrives.
type auditedProgram struct {
	*program

	t       *testing.T
	file    string
	backend *scriptedBackend

	mu sync.Mutex
	// onWrite is what the trail had when each write arrived.
	onWrite []string
	seen    int // bytes of the file that next has returned
}

func startAudited(t *testing.T) *auditedProgram {
	t.Helper()
	return startAuditedBehind(t, func(backend *scriptedBackend) string { return backend.url() })
}

// startAuditedBehind is startAudited for a program that reaches the scripted backend at another URL, which front returns.
func startAuditedBehind(t *testing.T, front func(*scriptedBackend) string, args ...string) *auditedProgram {
	t.Helper()
	a := &auditedProgram{t: t, file: filepath.Join(t.TempDir(), "audit.log"), backend: newScripted()}
	a.backend.arrives = a.keepTrail
	a.backend.listenAt(t, scriptedHost+":0")
	a.program = start(t, append(args, "--backend", front(a.backend), "--audit-log", a.file)...)
	return a
}

func (a *auditedProgram) keepTrail(call receivedCall) {
	if strings.HasPrefix(call.method, "Get") || strings.HasPrefix(call.method, "List") || call.method == "Healthz" {
		return
	}
	text, err := os.ReadFile(a.file)
	if err != nil {
		a.t.Error(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.onWrite = append(a.onWrite, string(text))
}

// next returns the lines that were written since the last time, and what the trail had when the writes since then arrived.
func (a *auditedProgram) next() (lines []auditLine, onWrite []string) {
	a.t.Helper()
	text, err := os.ReadFile(a.file)
	if err != nil {
		a.t.Fatal(err)
	}
	lines = auditLines(a.t, string(text[a.seen:]))
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, trail := range a.onWrite {
		onWrite = append(onWrite, trail[min(a.seen, len(trail)):])
	}
	a.seen, a.onWrite = len(text), nil
	return lines, onWrite
}

// auditedMutation is what a document of mutations left behind: its lines, what the trail had at its writes, and how often the backend
// was asked who the caller is.
type auditedMutation struct {
	reply

	token   string
	lines   []auditLine
	onWrite []string
	asked   int
}

// untilNamed makes mutations for a caller who isn't known yet, with one token after another until the lines name the caller. The program
// waits for that as long as whoWait, and a busy machine may need longer. Where it didn't, the first token has to be named.
func (a *auditedProgram) untilNamed(token, document string) auditedMutation {
	a.t.Helper()
	done := a.mutate(token, document)
	for attempt := 1; attempt < whoAttempts && namedTooLate(done.lines); attempt++ {
		done = a.mutate(done.token+"+again", document)
	}
	return done
}

// mutate makes the mutations once.
func (a *auditedProgram) mutate(token, document string) auditedMutation {
	a.t.Helper()
	before := len(a.backend.receivedCalls())
	done := auditedMutation{reply: mustPost(a.t, a.program, as(token), document), token: token}
	done.lines, done.onWrite = a.next()
	for _, call := range a.backend.receivedCalls()[before:] {
		done.asked += oneIf(call.method == "GetMyUser")
	}
	return done
}

const (
	// whoWait is how long a mutation waits until it is known who makes it.
	whoWait = 250 * time.Millisecond
	// whoAttempts is how many tokens a test tries.
	whoAttempts = 5
)

// namedTooLate reports whether lines lack the caller's name, and took so long that ZITADEL may have told it too late.
func namedTooLate(lines []auditLine) bool {
	unnamed := slices.ContainsFunc(lines, func(line auditLine) bool { return line.is("whoBy", "unknown") })
	return unnamed && slices.ContainsFunc(lines, func(line auditLine) bool {
		took, _ := line["durationMs"].(float64)
		return took >= float64(whoWait.Milliseconds())
	})
}

// TestEveryMutationIsAudited prevents that a mutation writes anything of which the audit trail doesn't tell before: each has a pair of
// lines, of which the intent is there when its first write arrives, and that belong together. It also prevents that who the caller is
// costs a call for each mutation: it is asked with the first of a token.
func TestEveryMutationIsAudited(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	known := mutationArguments()
	for _, mutation := range schemaDefinition(t, "Mutation").Fields {
		with, ok := known[mutation.Name]
		if !ok {
			t.Errorf("%s: add it to mutationArguments", mutation.Name)
			continue
		}
		token := "GetLoginPolicy=" + with.policy + "+GetDefaultLoginPolicy=" + with.policy + "+of=" + mutation.Name
		document := operation("mutation { m: "+mutation.Name+answerOf(mutation, with.arguments)+" }", nil)
		token, asked := a.checkPair(token, document, mutation)
		if asked < 1 || asked > 2 { // the guard against lockouts asks too, for the change that may lock out
			t.Errorf("%s: who the caller is was asked %d times", mutation.Name, asked)
		}
		if strings.Contains(with.policy, "~") { // which is another one the next time
			continue
		}
		if _, asked = a.checkPair(token, document, mutation); asked > 0 {
			t.Errorf("%s: who the caller is was asked again", mutation.Name)
		}
	}
}

// checkPair makes a mutation, and checks its pair of lines. It returns the token that made it, and how often the mutation asked who the
// caller is.
func (a *auditedProgram) checkPair(token, document string, mutation *ast.FieldDefinition) (used string, asked int) {
	a.t.Helper()
	done := a.untilNamed(token, document)
	if len(done.lines) != 2 || len(done.onWrite) == 0 || strings.Contains(done.body, `"errors"`) {
		a.t.Fatalf("%s: %d writes, the lines %v, and the answer %s", mutation.Name, len(done.onWrite), done.lines, done.body)
	}
	intent, outcome := done.lines[0], done.lines[1]
	for _, trail := range done.onWrite {
		if had := auditLines(a.t, trail); len(had) != 1 || !had[0].is("audit", "intent") {
			a.t.Errorf("%s: when a write arrived, the trail had %v", mutation.Name, had)
		}
	}
	for kind, line := range map[string]auditLine{"intent": intent, "outcome": outcome} {
		if !line.is("audit", kind, "version", "1", "requestId", done.header.Get("X-Request-Id"), "path", "m", "field", mutation.Name,
			"who", scriptedCaller, "whoBy", "token", "pairId", fmt.Sprint(intent["pairId"])) {
			a.t.Errorf("%s: the %s is %v", mutation.Name, kind, line)
		}
	}
	a.checkKeys(mutation, intent, outcome)
	return done.token, done.asked
}

// checkKeys checks what the lines of different mutations have.
func (a *auditedProgram) checkKeys(mutation *ast.FieldDefinition, intent, outcome auditLine) {
	a.t.Helper()
	of, owner := []string{"organization", "2", "instance", "<nil>"}, "2"
	if mutation.Arguments.ForName("orgId") == nil {
		of, owner = []string{"organization", "<nil>", "instance", "true"}, scriptedInstance
	}
	ofPeople := strings.Contains(mutation.Name, "User")
	user, result := "<nil>", "<nil>"
	if ofPeople {
		user, result = "5", "REMOVED"
	}
	of = append(of, "userId", user)
	if !intent.is(of...) || !outcome.is(append(of, "outcome", "EXECUTED", "result", result, "resourceOwner", owner, "code", "<nil>")...) || outcome["sequence"] == nil {
		a.t.Errorf("%s: got %v and %v", mutation.Name, intent, outcome)
	}
	if isReset := strings.HasPrefix(mutation.Name, "reset"); (intent["change"] == nil) != isReset {
		a.t.Errorf("%s: the change is %v", mutation.Name, intent["change"])
	}
	if hasPolicy := !ofPeople && mutation.Name != "setRestrictions"; (intent["before"] != nil) != hasPolicy {
		a.t.Errorf("%s: before is %v", mutation.Name, intent["before"])
	}
}

// TestAuditedWays ensures that a change is one pair whatever way it takes: where several writes make it, where it takes a copy of the
// inherited policy, and where the policy can't be read.
func TestAuditedWays(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	for _, c := range []struct {
		token, mutation string
		writes          int
		before          string
	}{
		{"GetLoginPolicy=second-1+RemoveSecondFactorFromLoginPolicy=NOT_FOUND/Org-3M9od~own",
			"removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, putInForce: true)", 3, "map[secondFactors:[SECOND_FACTOR_TYPE_OTP]]"},
		{"GetLoginPolicy=inherited.second-1", "removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, whenInherited: CUSTOMIZE, allowLockingMyselfOut: true)", 1,
			"map[isDefault:true secondFactors:[SECOND_FACTOR_TYPE_OTP]]"},
		{"GetLoginPolicy=UNIMPLEMENTED", "removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP)", 1, "<nil>"},
		{"GetLoginPolicy=lifetime-9", `updateLoginPolicy(patch: {passwordCheckLifetime: "PT10S"}, allowLockingMyselfOut: false)`, 1, "map[passwordCheckLifetime:PT9S]"},
	} {
		got := mustPost(t, a.program, as(c.token), operation("mutation { "+c.mutation+" { sequence } }", nil))
		lines, onWrite := a.next()
		if len(onWrite) != c.writes || len(lines) != 2 || !lines[0].is("audit", "intent", "before", c.before) || !lines[1].is("audit", "outcome") {
			t.Errorf("%s: %d writes and %v; answered %s", c.mutation, len(onWrite), lines, got.body)
		}
	}
}

// TestAuditJoins ensures that each of a document's mutations has lines of its own, whatever it is called in the answer, and that one
// which is refused before it writes has the outcome alone, with the code and the reason of its error.
func TestAuditJoins(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	const factor = "removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }"
	got := mustPost(t, a.program, as("GetLoginPolicy=own~inherited.second-1~own"), operation(`mutation($none: UInt64!) { one: `+factor+` two: `+factor+` three: `+factor+`
		four: updateLoginPolicy(patch: {forceMfa: true}, expectedSequence: $none) { sequence } five: resetLoginPolicy(orgId: " ") { sequence } }`,
		map[string]any{"none": "7"}))
	lines, _ := a.next()
	var told []string
	for _, line := range lines {
		told = append(told, strings.ReplaceAll(fmt.Sprint(line["path"], " ", line["audit"], " ", line["outcome"], " ", line["code"], " ", line["reason"]), " <nil>", ""))
	}
	want := []string{"one intent", "one outcome EXECUTED", "two outcome NOT_EXECUTED FAILED_PRECONDITION SECOND_FACTOR_INHERITED",
		"three intent", "three outcome EXECUTED", "four outcome NOT_EXECUTED CONFLICT LOGIN_POLICY_CHANGED",
		"five outcome NOT_EXECUTED BAD_USER_INPUT ORGANIZATION_INVALID"}
	if !slices.Equal(told, want) {
		t.Errorf("got  %q\nwant %q\nanswered %s", told, want, got.body)
	}
	pairs := map[any][]any{}
	for _, line := range lines {
		pairs[line["pairId"]] = append(pairs[line["pairId"]], line["path"])
	}
	if len(pairs) != 5 {
		t.Errorf("%d pairs: %v", len(pairs), pairs)
	}
}

// TestUnknownOutcomeIsAudited ensures that a write whose answer is lost is told as one that may have happened.
func TestUnknownOutcomeIsAudited(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	mustPost(t, a.program, as("write=cut"), operation("mutation { resetLoginPolicy { sequence } }", nil))
	if lines, _ := a.next(); len(lines) != 2 || !lines[1].is("outcome", "UNKNOWN", "code", "SERVICE_UNAVAILABLE", "sequence", "<nil>") {
		t.Errorf("got %v", lines)
	}
}

// TestRemovalsAreAudited ensures that a removal from people has a pair for each person and security key, and one line for each person
// who is refused.
func TestRemovalsAreAudited(t *testing.T) {
	t.Parallel()
	a := startAudited(t)
	mustPost(t, a.program, as("order=1"), operation(`mutation { m: removeSecondFactorFromUsers(userIds: ["5", "`+scriptedCaller+`"], type: SECOND_FACTOR_TYPE_U2F) { results { result } } }`, nil))
	lines, onWrite := a.next()
	told := map[string]int{}
	for _, line := range lines {
		told[fmt.Sprint(line["audit"], " ", line["userId"], " ", line["securityKeyId"], " ", line["result"])]++
	}
	want := map[string]int{"intent 5 1 <nil>": 1, "outcome 5 1 REMOVED": 1, "intent 5 2 <nil>": 1, "outcome 5 2 REMOVED": 1, "outcome " + scriptedCaller + " <nil> FAILED": 1}
	if !maps.Equal(told, want) || len(onWrite) != 2 {
		t.Errorf("%d writes, told %v", len(onWrite), told)
	}
	mustPost(t, a.program, as("ListMyZitadelPermissions=without-user-write"), operation(`mutation { removeUserSecondFactor(userId: "5", type: SECOND_FACTOR_TYPE_OTP) { sequence } }`, nil))
	if lines, _ := a.next(); len(lines) != 1 || !lines[0].is("outcome", "NOT_EXECUTED", "reason", "PERMISSION_MISSING", "userId", "<nil>") {
		t.Errorf("refused: %v", lines)
	}
}

// TestAuditAmongTheLog ensures that the lines are JSON among a log of another format too, that no other line has their key, and that the
// editor of the event tells who made a change where it was read.
func TestAuditAmongTheLog(t *testing.T) {
	t.Parallel()
	p := launch(t, "--log-format", "text", "--log-level", "debug")
	p.awaitText(`msg="serving GraphQL"`)
	p.url = regexp.MustCompile(`msg="serving GraphQL" url=(\S+)/graphql`).FindStringSubmatch(p.log())[1]
	mustPost(t, p, as("dev-org-owner"), operation("{ viewer { user { id } } }", nil)) // so that the caller is known in time
	mustPost(t, p, as("dev-org-owner"), operation("mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) { version } }", nil))
	p.awaitText("type=mutation")
	lines := auditLines(t, p.log())
	if len(lines) != 2 || !lines[0].is("whoBy", "token", "who", "300000000000000002") || !lines[1].is("whoBy", "event", "who", "300000000000000002", "organization", "200000000000000001") {
		t.Errorf("got %v", lines)
	}
	for text := range strings.Lines(p.log()) {
		if strings.Contains(text, "audit=") || strings.Contains(text, `"audit"`) && !strings.HasPrefix(text, `{"time":"`) {
			t.Errorf("another line has the key: %s", text)
		}
	}
}
