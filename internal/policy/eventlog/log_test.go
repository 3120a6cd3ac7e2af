package eventlog_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// changes writes a log newest first: SEQUENCE:TYPE, without the "policy.login." that most have. A date is the sequence in
// seconds, but for SEQUENCE:TYPE@SECONDS.
func changes(t *testing.T, log string) *eventlog.Log {
	t.Helper()
	found := eventlog.New()
	var page []*changev1.Change
	for word := range strings.FieldsSeq(log) {
		word, seconds, dated := strings.Cut(word, "@")
		sequence, topic, _ := strings.Cut(word, ":")
		if !dated {
			seconds = sequence
		}
		date, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		number, err := strconv.ParseUint(sequence, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		key := "EventTypes.org.policy.login." + topic
		if topic == "born" || topic == "else" {
			key = "EventTypes.org." + topic
		}
		page = append(page, &changev1.Change{Sequence: number, ChangeDate: &timestamppb.Timestamp{Seconds: date}, EventType: &zitadelv1.LocalizedMessage{Key: key}, EditorId: "7"})
	}
	found.AddChanges(page)
	return &found
}

func own() *policyv1.LoginPolicy {
	return &policyv1.LoginPolicy{Details: &zitadelv1.ObjectDetails{Sequence: 5}}
}

// Ensures that a policy which lacks its newest change is found out, and that none is suspected which has it.
func TestFreshness(t *testing.T) {
	inherited := &policyv1.LoginPolicy{IsDefault: true, Details: &zitadelv1.ObjectDetails{Sequence: 999}}
	for _, c := range []struct {
		log     string
		shown   *policyv1.LoginPolicy
		want    eventlog.Freshness
		missing uint64
	}{
		{"", own(), eventlog.Unknown, 0},
		{"5:changed", own(), eventlog.UpToDate, 0},
		{"6:else 5:changed", own(), eventlog.UpToDate, 0},
		{"4:changed", own(), eventlog.UpToDate, 0}, // the log was read a moment before
		{"6:else", own(), eventlog.UpToDate, 0},    // nothing between
		{"7:else", own(), eventlog.Unknown, 0},     // 6 may be kept no longer
		{"6:changed 5:added", own(), eventlog.Behind, 6},
		{"8:else 7:secondfactor.removed 6:changed 5:added", own(), eventlog.Behind, 7},
		{"6:something.new 5:added", own(), eventlog.Behind, 6},
		{"7:idpprovider.added 6:idpprovider.cascade.removed 5:added", own(), eventlog.UpToDate, 0},
		{"7:idpprovider.added 6:changed 5:added", own(), eventlog.Behind, 6},
		{"6:added 5:secondfactor.added 4:added", own(), eventlog.UpToDate, 0}, // the second of two creations
		{"7:secondfactor.added 6:added 5:added", own(), eventlog.Behind, 7},
		{"6:changed@4 5:changed 4:added@3", own(), eventlog.UpToDate, 0}, // at the same time, and applied in the order of the dates
		{"7:changed 6:changed@4 5:changed", own(), eventlog.Behind, 7},
		{"6:changed@5 5:added", own(), eventlog.Behind, 6},
		{"7:added 6:removed 5:added", own(), eventlog.Behind, 7},
		{"6:removed 5:added", own(), eventlog.Behind, 6},
		{"1:born", inherited, eventlog.UpToDate, 0},
		{"9:else 2:else", inherited, eventlog.Unknown, 0},
		{"9:removed 2:else", inherited, eventlog.UpToDate, 0},
		{"9:secondfactor.added 8:removed", inherited, eventlog.UpToDate, 0}, // a phantom
		{"9:changed 8:added 1:born", inherited, eventlog.Behind, 8},
	} {
		got, missing := changes(t, c.log).Freshness(c.shown)
		if got != c.want || missing.Sequence != c.missing {
			t.Errorf("%q of %v: %v and %d, want %v and %d", c.log, c.shown, got, missing.Sequence, c.want, c.missing)
		}
	}
}

// Prevents that one of two creations at once is told as if it were alone.
func TestCreation(t *testing.T) {
	for _, c := range []struct {
		log         string
		since, last uint64
		want        eventlog.Creation
	}{
		{"7:secondfactor.added 6:added 5:else", 5, 7, eventlog.CreatedAlone},
		{"9:changed 7:secondfactor.added 6:added 5:removed 2:added", 5, 7, eventlog.CreatedAlone},
		{"7:secondfactor.added 6:added", 5, 7, eventlog.CreatedAlone},
		{"8:secondfactor.added 7:added 6:added 5:else", 5, 8, eventlog.CreatedBeside}, // ours is the second
		{"8:added 7:secondfactor.added 6:added 5:else", 5, 7, eventlog.CreatedBeside}, // ours is the first
		{"8:removed 7:secondfactor.added 6:added 5:else", 5, 7, eventlog.CreatedAndRemoved},
		{"9:added 8:removed 7:secondfactor.added 6:added 5:else", 5, 7, eventlog.CreatedAndRemoved},
		{"5:else", 5, 7, eventlog.CreationUnknown},
		{"7:secondfactor.added", 5, 7, eventlog.CreationUnknown},
		{"7:secondfactor.added 6:added", 4, 7, eventlog.CreationUnknown},
		{"", 5, 7, eventlog.CreationUnknown},
	} {
		if got := changes(t, c.log).Creation(c.since, c.last); got != c.want {
			t.Errorf("%q since %d: %v, want %v", c.log, c.since, got, c.want)
		}
	}
}

// Ensures that two creations are found out, and that a log which can't be read or ends early doesn't tell of two.
func TestDiverged(t *testing.T) {
	for log, want := range map[string]bool{
		"": false, "5:added": false, "6:changed 5:added": false, "6:added 5:added": true, "7:changed 6:added 5:secondfactor.added 4:added": true,
		"6:added 5:removed 4:added": false, "7:removed 6:added 5:added": false,
	} {
		if got := changes(t, log).CreatedTwice(); got != want {
			t.Errorf("%q: %t", log, got)
		}
	}
}

// events writes a log of events, newest first: TYPE and a payload each.
func events(t *testing.T, from uint64, log ...string) *eventlog.Log {
	t.Helper()
	found := eventlog.New()
	var page []*eventv1.Event
	for i := 0; i < len(log); i += 2 {
		payload := &structpb.Struct{}
		if err := protojson.Unmarshal([]byte(log[i+1]), payload); err != nil {
			t.Fatal(err)
		}
		page = append(page, &eventv1.Event{Sequence: from + uint64(len(log)-i)/2 - 1, Payload: payload,
			Type: &eventv1.EventType{Type: "org.policy.login." + log[i]}})
	}
	found.AddEvents(page)
	return &found
}

// Ensures that a replay has every setting: one that it forgot would be undone by the next patch.
func TestReplayHasEverySetting(t *testing.T) {
	payload := `{"allowUsernamePassword":true,"allowRegister":true,"allowExternalIdp":true,"forceMFA":true,"forceMFALocalOnly":true,
		"passwordlessType":1,"hidePasswordReset":true,"ignoreUnknownUsernames":true,"allowDomainDiscovery":true,"disableLoginWithEmail":true,
		"disableLoginWithPhone":true,"defaultRedirectURI":"https://example.com","passwordCheckLifetime":1e9,"externalLoginCheckLifetime":2e9,
		"mfaInitSkipLifetime":3e9,"secondFactorCheckLifetime":4e9,"multiFactorCheckLifetime":5e9}`
	for name, log := range map[string]*eventlog.Log{
		"created": events(t, 1, "added", payload),
		"changed": events(t, 1, "changed", payload, "added", `{}`),
	} {
		written, known := log.Replay()
		if !known {
			t.Fatalf("%s: not known", name)
		}
		fields := written.ProtoReflect().Descriptor().Fields()
		for i := range fields.Len() {
			field := fields.Get(i)
			listed := field.IsList() || field.Name() == "details" || field.Name() == "is_default"
			if written.ProtoReflect().Has(field) == listed {
				t.Errorf("%s: %s is there: %t", name, field.Name(), !listed)
			}
		}
		if got := settings.Differences(&policyv1.LoginPolicy{}, written); len(got) != 17 {
			t.Errorf("%s: %d settings differ: %v", name, len(got), got)
		}
		if got := written.GetMultiFactorCheckLifetime().AsDuration(); got != 5*time.Second {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Ensures that a replay has what the log adds up to, and that it knows where the log doesn't tell.
func TestReplay(t *testing.T) {
	otp, sms := `{"mfaType":1}`, `{"mfaType":4}`
	for name, c := range map[string]struct {
		log   *eventlog.Log
		known bool
		want  string
	}{
		"own":                        {events(t, 1, "secondfactor.removed", otp, "secondfactor.added", sms, "secondfactor.added", otp, "added", `{}`), true, "[4] []"},
		"both kinds":                 {events(t, 1, "multifactor.added", otp, "secondfactor.added", otp, "added", `{}`), true, "[1] [1]"},
		"multi factor removed":       {events(t, 1, "multifactor.removed", otp, "multifactor.added", otp, "added", `{}`), true, "[] []"},
		"second creation":            {events(t, 1, "secondfactor.added", sms, "added", `{"forceMFA":true}`, "secondfactor.added", otp, "added", `{}`), true, "[1 4] []"},
		"removed":                    {events(t, 1, "removed", `{}`, "added", `{}`), true, "inherits"},
		"a phantom stays unseen":     {events(t, 1, "added", `{}`, "secondfactor.added", otp, "removed", `{}`), true, "[] []"},
		"nothing but a phantom":      {events(t, 1, "secondfactor.added", otp), true, "inherits"},
		"from the beginning":         {events(t, 9, "changed", `{}`, "added", `{}`), true, "[] []"},
		"kept no longer":             {events(t, 9, "changed", `{}`), false, ""},
		"a link changes nothing":     {events(t, 1, "idpprovider.added", `{}`, "added", `{}`), true, "[] []"},
		"what comes next is unknown": {events(t, 1, "turned", `{}`, "added", `{}`), true, "[] []"},
		"without payloads":           {changes(t, "6:changed 5:added 1:born"), false, ""},
		"unread":                     {changes(t, ""), false, ""},
	} {
		written, known := c.log.Replay()
		got := ""
		if known && written == nil {
			got = "inherits"
		} else if known {
			got = fmt.Sprintf("%d %d", written.GetSecondFactors(), written.GetMultiFactors())
		}
		if known != c.known || got != c.want || written.GetForceMfa() {
			t.Errorf("%s: %t %s, want %t %s", name, known, got, c.known, c.want)
		}
	}
}

// Prevents that a lifetime which a payload rounds passes for a change that isn't in force.
func TestReplayedLifetimes(t *testing.T) {
	for _, lifetime := range []time.Duration{0, 1, time.Microsecond, 1<<53 + 1, 240*time.Hour + 1, math.MaxInt64 - 1, math.MaxInt64, math.MinInt64} {
		payload := fmt.Sprintf(`{"passwordCheckLifetime":%d}`, lifetime.Nanoseconds())
		written, _ := events(t, 1, "added", payload).Replay()
		shown := &policyv1.LoginPolicy{PasswordCheckLifetime: durationpb.New(lifetime)}
		if got := settings.Differences(shown, written); len(got) != 0 {
			t.Errorf("%v: %v, written %v", lifetime, got, written)
		}
	}
}
