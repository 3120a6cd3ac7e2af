package policy_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// setRestrictions changes the instance's restrictions.
func setRestrictions(o policy.Options) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		closed := true
		return client.SetRestrictions(ctx, &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: &closed}, o)
	}
}

// Prevents that a write is sent of which Options.BeforeWrite wasn't told: each way of writing tells it once, before the first write and
// after the guard, with whose policy it is and with the whole policies before and after; and when it refuses nothing is written.
func TestEveryWriteIsAnnounced(t *testing.T) {
	t.Parallel()
	refusal := errors.New("refused")
	for name, c := range guardedWrites() {
		for _, answer := range []error{refusal, nil} {
			z := &zitadel{shown: always(c.shown), inherited: policyAt(7, inherits, allows(email)), changes: onlyCreated()}
			guarded, told := 0, 0
			o := policy.Options{
				Guard: func(context.Context, *policyv1.LoginPolicy, *policyv1.LoginPolicy) error { guarded++; return nil },
				BeforeWrite: func(_ context.Context, about policy.Write) error {
					if told++; len(z.writes()) > 0 || guarded != 1 {
						t.Errorf("%s: told after %v, and after %d guards", name, z.writes(), guarded)
					}
					wantWrite(t, name, about, c)
					return answer
				}}
			_, err := z.do(t, time.Minute, c.ask(o))
			if told != 1 || errors.Is(err, refusal) != (answer != nil) || (len(z.writes()) == 0) != (answer != nil) {
				t.Errorf("%s: told %d times, answered %v: %v, wrote %v", name, told, answer, err, z.writes())
			}
		}
	}
}

func wantWrite(t *testing.T, name string, about policy.Write, c guardedWrite) {
	t.Helper()
	owner := ""
	switch {
	case c.ofInstance:
		owner = "100"
	case !c.shown.GetIsDefault():
		owner = "200"
	}
	if about.Instance != c.ofInstance || about.Owner != owner {
		t.Errorf("%s: of the instance %v, owned by %q", name, about.Instance, about.Owner)
	}
	wantPolicy(t, name+", before", about.Before, c.shown)
	wantPolicy(t, name+", after", about.After, c.after)
}

// Ensures that a write is announced too where the policy can't be read, and for the restrictions, with what is known; and that nothing is
// announced where nothing is written.
func TestWritesWithoutAPolicyAreAnnounced(t *testing.T) {
	t.Parallel()
	unreadable := func(c call) (proto.Message, error) {
		if c.method == readPolicy {
			return nil, refused(c.method, codes.Unimplemented, "")
		}
		return nil, nil
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     func(policy.Options) operation
		want    []policy.Write
	}{
		"a policy that isn't read":  {&zitadel{answer: unreadable}, func(o policy.Options) operation { return apply(policy.RemoveSecondFactor(otp)).to("200", o) }, []policy.Write{{Owner: "200"}}},
		"a reset of what isn't":     {&zitadel{answer: unreadable}, resetWith, []policy.Write{{}}},
		"a reset without a guard":   {&zitadel{shown: always(policyAt(7)), changes: onlyCreated()}, resetWith, []policy.Write{{Owner: "200", Before: policyAt(7)}}},
		"the restrictions":          {&zitadel{}, setRestrictions, []policy.Write{{Instance: true}}},
		"a patch that is made":      {&zitadel{shown: always(policyAt(7, hides)), changes: always(changesOf(t, "7:added"))}, apply(set("hidePasswordReset", true)).toOwn, nil},
		"a reset of nothing":        {&zitadel{shown: always(policyAt(7, inherits)), changes: onlyCreated()}, resetWith, nil},
		"a policy that isn't owned": {&zitadel{shown: always(policyAt(7, inherits)), changes: onlyCreated()}, apply(set("forceMfa", true)).toOwn, nil},
	} {
		var told []policy.Write
		_, _ = c.zitadel.do(t, time.Minute, c.ask(policy.Options{AllowLockout: true, BeforeWrite: func(_ context.Context, about policy.Write) error {
			told = append(told, about)
			return nil
		}}))
		if len(told) != len(c.want) || (len(c.zitadel.writes()) == 0) != (c.want == nil) {
			t.Errorf("%s: told %v, wrote %v", name, told, c.zitadel.writes())
			continue
		}
		for i, want := range c.want {
			if told[i].Instance != want.Instance || told[i].Owner != want.Owner || !proto.Equal(told[i].Before, want.Before) || told[i].After != nil {
				t.Errorf("%s: told %v", name, told[i])
			}
		}
	}
}

// Ensures that restrictions which can't be announced aren't written.
func TestUnannouncedRestrictions(t *testing.T) {
	t.Parallel()
	refusal, z := errors.New("refused"), &zitadel{}
	_, err := z.do(t, time.Minute, setRestrictions(policy.Options{BeforeWrite: func(context.Context, policy.Write) error { return refusal }}))
	if !errors.Is(err, refusal) || len(z.writes()) > 0 {
		t.Errorf("%v, wrote %v", err, z.writes())
	}
}

// Ensures that who made a change is told by the event with the sequence of this very write, and by no other; without reading anything
// for that.
func TestEditorIsTheWritesOwn(t *testing.T) {
	t.Parallel()
	log := func(editor string, sequence uint64) *adminv1.ListEventsResponse {
		page := eventsOf(t, "8:changed", `{"forceMfa":true}`, "7:added", "{}")
		page.Events[0].Sequence, page.Events[0].Editor = sequence, &eventv1.Editor{UserId: editor, DisplayName: "Name of " + editor}
		return page
	}
	for name, c := range map[string]struct {
		after   *adminv1.ListEventsResponse
		version bool
		want    string
	}{
		"the event is read":    {log("5", 8), true, "5"},
		"the event isn't read": {log("5", 8), false, ""},
		"another's event":      {log("5", 9), true, ""},
	} {
		before := eventsOf(t, "7:added", "{}")
		z := &zitadel{shown: always(policyAt(7)), events: []*adminv1.ListEventsResponse{before, c.after}}
		editor, wrote := "", false
		_, err := z.do(t, time.Minute, func(ctx context.Context, client *policy.Client) (policy.Result, error) {
			change, err := set("forceMfa", true)
			if err != nil {
				return policy.Result{}, err
			}
			result, err := client.Change(ctx, "200", change, policy.Options{AllowLockout: true})
			if c.version && err == nil {
				_, err = result.Version(ctx)
			}
			editor, wrote = result.EditorID(), result.Wrote
			return result, err
		})
		if err != nil || editor != c.want || !wrote {
			t.Errorf("%s: the editor is %q, written %v, %v", name, editor, wrote, err)
		}
	}
}

// Ensures that a change which was made already is told apart from one that was written.
func TestNothingWrote(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: always(policyAt(7, hides)), changes: always(changesOf(t, "7:added"))}
	if result, err := z.do(t, time.Minute, apply(set("hidePasswordReset", true)).toOwn(policy.Options{})); err != nil || result.Wrote || result.EditorID() != "" {
		t.Errorf("%v, %v", result, err)
	}
}
