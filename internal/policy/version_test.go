package policy_test

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/eventlog"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// version is the one with this content: its kind, its number and its owner.
func version(t *testing.T, content string) policy.Version {
	t.Helper()
	if content == "" {
		return policy.Version{}
	}
	found, err := policy.ParseVersion(base64.RawURLEncoding.EncodeToString([]byte(content)))
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	return found
}

// content is what a version's text stands for.
func content(v policy.Version) string {
	decoded, _ := base64.RawURLEncoding.DecodeString(v.String())
	return string(decoded)
}

// Ensures that a version is read from its own text and from no other, so that a text which was tampered with, or belongs to
// something else, is refused and never compared.
func TestVersionText(t *testing.T) {
	t.Parallel()
	for _, policies := range []string{"log 7 200", "shown 0 100", "log 18446744073709551615 an id"} {
		if got := content(version(t, policies)); got != policies {
			t.Errorf("%q became %q", policies, got)
		}
	}
	for _, text := range []string{"", "log 7 200", "x", "bG9nIDcgMjAw=", "bG9nIDcgMjAw\n", "bG9n IDcgMjAw"} {
		if got, err := policy.ParseVersion(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
	for _, wrong := range []string{"", "log", "log 7", "log 7 ", "log 07 200", "log +7 200", "log -7 200", "log 18446744073709551616 200",
		"log x 200", "log  200", "LOG 7 200", "restrictions 7 ", "restrictions 7 100", " 7 200"} {
		text := base64.RawURLEncoding.EncodeToString([]byte(wrong))
		if got, err := policy.ParseVersion(text); err == nil || failure(err) != "BAD_USER_INPUT VERSION_INVALID NOT_EXECUTED" {
			t.Errorf("%q is %v, %v", wrong, got, err)
		}
	}
	for wrong, want := range map[string]bool{"restrictions 7 ": true, "restrictions 7 100": false, "log 7 200": false, "restrictions": false} {
		got, err := policy.ParseRestrictionsVersion(base64.RawURLEncoding.EncodeToString([]byte(wrong)))
		if (err == nil) != want || want && content(got) != wrong {
			t.Errorf("%q is %v, %v", wrong, got, err)
		}
	}
}

// logs answers for the events of an organization and of the instance. A nil page is one that the caller may not read.
func logs(organization, instance *adminv1.ListEventsResponse) func(call) (proto.Message, error) {
	return func(c call) (proto.Message, error) {
		request, ok := c.request.(*adminv1.ListEventsRequest)
		if !ok {
			return nil, nil
		}
		page := organization
		if request.GetAggregateTypes()[0] == eventlog.Instance {
			page = instance
		}
		if page == nil {
			return nil, refused(c.method, codes.PermissionDenied, "AUTH-5mWD2")
		}
		return page, nil
	}
}

// Ensures that the version of a policy that was read is its owner and the newest event of its log, for both kinds of caller; that
// the instance's goes by what is shown for who may not read its events; and that there is none where the log shows more than the
// policy, and where nothing tells.
func TestVersionOfWhatIsShown(t *testing.T) {
	t.Parallel()
	link := changesOf(t, "9:idpprovider.added", "7:changed", "5:added")
	instance := eventsOf(t, "9:idpprovider.added", `{}`, "7:changed", `{}`, "5:added", `{}`)
	for name, c := range map[string]struct {
		shown   *policyv1.LoginPolicy
		zitadel *zitadel
		want    string
	}{
		"own":                              {policyAt(7), &zitadel{changes: always(changesOf(t, "7:changed", "5:added"))}, "log 7 200"},
		"own, by events":                   {policyAt(7), &zitadel{events: always(eventsOf(t, "7:changed", `{}`, "5:added", `{}`))}, "log 7 200"},
		"own, linked since":                {policyAt(7), &zitadel{changes: always(link)}, "log 9 200"},
		"own, of an older log":             {policyAt(7), &zitadel{changes: onlyCreated()}, ""},
		"own, behind":                      {policyAt(5), &zitadel{changes: always(link)}, ""},
		"own, newer than its log":          {policyAt(10), &zitadel{changes: always(link)}, ""},
		"own, the log is refused":          {policyAt(7), &zitadel{}, ""},
		"own, the log is cut behind":       {policyAt(7), &zitadel{changes: always(changesOf(t, "9:idpprovider.added"))}, "log 9 200"},
		"the instance's":                   {policyAt(7, inherits), &zitadel{events: always(instance)}, "log 9 100"},
		"the instance's, behind":           {policyAt(5, inherits), &zitadel{events: always(instance)}, ""},
		"the instance's, without events":   {policyAt(7, inherits), &zitadel{changes: always(link)}, "shown 7 100"},
		"the instance's, no event is kept": {policyAt(7, inherits), &zitadel{events: always(&adminv1.ListEventsResponse{})}, "shown 7 100"},
	} {
		got, err := policy.NewClient(c.zitadel, policy.Config{}).Version(asCaller(t.Context()), c.shown)
		if content(got) != c.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, content(got), err, c.want)
		}
	}
}

// Ensures that a failure to read the log is one of the version, and never another version.
func TestVersionFailsWithItsLog(t *testing.T) {
	t.Parallel()
	failing := func(c call) (proto.Message, error) {
		if c.method == listEvents {
			return nil, unreachable(c.method)
		}
		return nil, nil
	}
	for _, shown := range []*policyv1.LoginPolicy{policyAt(7), policyAt(7, inherits)} {
		z := &zitadel{shown: always(shown), answer: failing, changes: onlyCreated()}
		if got, err := policy.NewClient(z, policy.Config{}).Version(asCaller(t.Context()), shown); err == nil || !got.IsZero() {
			t.Errorf("%v: %v, %v", shown, got, err)
		}
		operation := apply(policy.RemoveLink("1")).to("200", policy.Options{ExpectedVersion: version(t, "log 7 200")})
		if _, err := z.do(t, time.Minute, operation); err == nil || len(z.writes()) > 0 {
			t.Errorf("%v: wrote %v, %v", shown, z.writes(), err)
		}
	}
}

// Prevents that any way of writing gets past Options.ExpectedVersion: each is made to the version that is there, and refused without
// a write where that is another, where it isn't known, and where it is the version of another kind of caller.
func TestEveryWriteAsksForTheVersion(t *testing.T) {
	t.Parallel()
	for name, c := range guardedWrites() {
		log := eventsOf(t, "7:changed", `{}`, "5:added", `{}`)
		current, shown := "log 7 200", "log 7 200"
		if c.shown.GetIsDefault() {
			current, shown = "log 7 100", "shown 7 100"
		}
		mayReadEvents := &zitadel{shown: always(c.shown), answer: logs(log, log), changes: onlyCreated()}
		mayNot := &zitadel{shown: always(c.shown), changes: onlyCreated()}
		if !c.shown.GetIsDefault() {
			mayReadEvents.changes, mayNot.changes = always(changesOf(t, "7:added")), always(changesOf(t, "7:added"))
		}
		without := "written"
		if c.ofInstance {
			without = "FAILED_PRECONDITION VERSION_NOT_KNOWN NOT_EXECUTED"
		}
		const changed = "CONFLICT LOGIN_POLICY_CHANGED NOT_EXECUTED"
		for _, ask := range []struct {
			zitadel        *zitadel
			expected, want string
		}{
			{mayReadEvents, current, "written"},
			{mayReadEvents, "log 6 200", changed},
			{mayReadEvents, "shown 7 100", changed},
			{mayNot, shown, without},
			{mayNot, "log 6 200", map[bool]string{true: without, false: changed}[c.ofInstance]},
			{&zitadel{shown: always(c.shown)}, current, "FAILED_PRECONDITION VERSION_NOT_KNOWN NOT_EXECUTED"},
		} {
			z := &zitadel{shown: ask.zitadel.shown, answer: ask.zitadel.answer, changes: ask.zitadel.changes}
			got := z.outcome(t, c.ask(policy.Options{ExpectedVersion: version(t, ask.expected)}))
			if len(z.writes()) > 0 {
				got = "written"
			}
			if got != ask.want {
				t.Errorf("%s, expecting %s: %s, wrote %v; want %s", name, ask.expected, got, z.writes(), ask.want)
			}
		}
	}
}

// Ensures that a version costs nothing where none is expected, and where one is no more than a page of a log that isn't read
// otherwise: the instance's for an inherited policy and for a link of the instance's, and the organization's for a reset.
func TestExpectedVersionCostsNoCalls(t *testing.T) {
	t.Parallel()
	for name, c := range guardedWrites() {
		log := eventsOf(t, "7:changed", `{}`, "5:added", `{}`)
		current, more := "log 7 200", map[string]int{"a reset": 1}[name]
		changes := always(changesOf(t, "7:added"))
		switch {
		case c.ofInstance:
			current, more = "log 7 100", map[string]int{"the instance's, a link": 1}[name]
		case c.shown.GetIsDefault():
			current, more, changes = "log 7 100", 1, onlyCreated()
		}
		var counts [2]int
		for i, expected := range []string{"", current} {
			z := &zitadel{shown: always(c.shown), answer: logs(log, log), changes: changes}
			_ = z.outcome(t, c.ask(policy.Options{ExpectedVersion: version(t, expected)}))
			counts[i] = len(z.calls)
			if len(z.writes()) == 0 {
				t.Errorf("%s, expecting %q, wrote nothing", name, expected)
			}
		}
		if counts[1] != counts[0]+more {
			t.Errorf("%s: %d calls, and %d with a version; want %d more", name, counts[0], counts[1], more)
		}
	}
}

// Prevents that a policy which can't be read is changed past the expected version.
func TestVersionOfAPolicyThatIsNotRead(t *testing.T) {
	t.Parallel()
	unreadable := func(c call) (proto.Message, error) {
		if c.method == readPolicy {
			return nil, refused(c.method, codes.Unimplemented, "")
		}
		return nil, nil
	}
	o := policy.Options{ExpectedVersion: version(t, "log 7 200")}
	for _, ask := range []operation{apply(policy.RemoveSecondFactor(otp)).to("200", o), apply(policy.AddLink("1")).to("200", o), resetWith(o),
		apply(policy.RemoveLink("1")).toInstance(o)} {
		z := &zitadel{answer: unreadable, changes: always(changesOf(t, "7:added")), events: always(eventsOf(t, "7:added", `{}`))}
		if got := z.outcome(t, ask); got != "FAILED_PRECONDITION VERSION_NOT_KNOWN NOT_EXECUTED" || len(z.writes()) > 0 {
			t.Errorf("%s, wrote %v", got, z.writes())
		}
	}
}

// Ensures that the refusal says which version is there, so that a caller needn't read it by itself.
func TestRefusalOfAVersion(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "9:idpprovider.removed", "7:added"))}
	_, err := z.do(t, time.Minute, apply(policy.RemoveLink("1")).to("200", policy.Options{ExpectedVersion: version(t, "log 7 200")}))
	found := classified(err)
	if got := version(t, "log 9 200").String(); found.CurrentVersion != got || *found.CurrentSequence != 7 || found.ResourceOwner != "200" {
		t.Errorf("%+v, want the version %s", found, got)
	}
}

// Prevents that a guarded change is made to a policy that is behind, but for what needs none of it: a link, a reset, and a change that
// is put in force over what ZITADEL skipped.
func TestVersionOfAPolicyThatIsBehind(t *testing.T) {
	t.Parallel()
	behind := func() *zitadel {
		return &zitadel{shown: always(policyAt(7)), changes: always(changesOf(t, "8:changed", "5:added"))}
	}
	o := policy.Options{ExpectedVersion: version(t, "log 8 200")}
	inForce := o
	inForce.PutInForce = true
	const readBehind = "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED"
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     operation
		want    string
	}{
		"a patch":            {behind(), apply(set("forceMfa", true)).to("200", o), readBehind},
		"a factor":           {behind(), apply(policy.AddSecondFactor(otp)).to("200", o), readBehind},
		"a link":             {behind(), apply(policy.AddLink("9")).to("200", o), "ok"},
		"a reset":            {behind(), resetWith(o), "ok"},
		"a patch, in force":  {behind(), apply(set("forceMfa", true)).to("200", inForce), "ok"},
		"a reset of nothing": {&zitadel{shown: always(policyAt(7, inherits)), changes: always(changesOf(t, "8:added"))}, resetWith(o), readBehind},
	} {
		if got := c.zitadel.outcome(t, c.ask); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// written is a guarded change of the home organization's policy, and the version in its answer.
func written(t *testing.T, z *zitadel, ask operation) string {
	t.Helper()
	var got policy.Version
	_, err := z.do(t, time.Minute, func(ctx context.Context, client *policy.Client) (result policy.Result, err error) {
		if result, err = ask(ctx, client); err == nil {
			got, err = result.Version(ctx)
		}
		return result, err
	})
	if err != nil {
		return failure(err)
	}
	return content(got)
}

// Ensures that the version in an answer stands for the change and for nothing that somebody else did: before, where the caller
// expected another version, or after; and that there is none where the answer doesn't tell the sequence of the write.
func TestVersionOfAWrite(t *testing.T) {
	t.Parallel()
	own, inherited := always(policyAt(7)), always(policyAt(7, inherits))
	expecting := policy.Options{ExpectedVersion: version(t, "log 7 200")}
	addOTP := apply(policy.AddSecondFactor(otp))
	before := changesOf(t, "7:added")
	once, late := changesOf(t, "8:secondfactor.added", "7:added"), changesOf(t, "9:changed", "8:secondfactor.added", "7:added")
	early := changesOf(t, "8:secondfactor.added", "6:changed", "5:added")
	earlier := []*policyv1.LoginPolicy{policyAt(5)}
	after := func(page *managementv1.ListOrgChangesResponse) []*managementv1.ListOrgChangesResponse {
		return []*managementv1.ListOrgChangesResponse{before, page}
	}
	losing := func(c call) (proto.Message, error) {
		if c.method == addFactor {
			return nil, lost(c.method)
		}
		return nil, nil
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     operation
		want    string
	}{
		"nobody else":              {&zitadel{shown: own, changes: after(once)}, addOTP.to("", expecting), "log 8 200"},
		"somebody after it":        {&zitadel{shown: own, changes: after(late)}, addOTP.to("", expecting), "log 8 200"},
		"somebody before it":       {&zitadel{shown: earlier, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "5:added"), early}}, addOTP.to("", policy.Options{ExpectedVersion: version(t, "log 5 200")}), ""},
		"nothing was expected":     {&zitadel{shown: earlier, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "5:added"), early}}, addOTP.to("", policy.Options{}), "log 8 200"},
		"no event of this number":  {&zitadel{shown: own, changes: always(before)}, addOTP.to("", expecting), ""},
		"the log is refused":       {&zitadel{shown: own}, addOTP.to("", policy.Options{}), ""},
		"the answer is lost":       {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(8, allows(otp))}, changes: after(once), answer: losing}, addOTP.to("", expecting), ""},
		"a creation":               {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7, inherits), policyAt(7)}, changes: []*managementv1.ListOrgChangesResponse{onlyCreated()[0], changesOf(t, "8:idpprovider.added", "7:secondfactor.added", "6:added")}}, create(""), "log 8 200"},
		"nothing had to be done":   {&zitadel{shown: always(policyAt(7, forces)), changes: always(before)}, apply(set("forceMfa", true)).to("", expecting), "log 7 200"},
		"a reset":                  {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(3, inherits)}, changes: after(changesOf(t, "8:removed", "7:added"))}, resetWith(expecting), "shown 3 100"},
		"a reset beside somebody":  {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(6), policyAt(3, inherits)}, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "6:added"), changesOf(t, "8:removed", "7:changed", "6:added")}}, resetWith(policy.Options{ExpectedVersion: version(t, "log 6 200")}), ""},
		"a reset, created again":   {&zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(9)}, changes: after(changesOf(t, "9:added", "8:removed", "7:added"))}, resetWith(expecting), ""},
		"a reset of what isn't":    {&zitadel{shown: inherited, changes: onlyCreated()}, resetWith(policy.Options{}), "shown 7 100"},
		"a link, by the instance":  {&zitadel{shown: inherited, answer: logs(nil, eventsOf(t, "8:idpprovider.added", `{}`, "7:added", `{}`))}, apply(policy.AddLink("1")).toInstance(policy.Options{}), "log 8 100"},
		"the instance's, unlogged": {&zitadel{shown: inherited}, apply(policy.AddLink("1")).toInstance(policy.Options{}), ""},
	} {
		if got := written(t, c.zitadel, c.ask); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Ensures that a change which takes two writes has its own version: its own first write isn't somebody else's.
func TestVersionOfTwoWrites(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: always(policyAt(5)), changes: []*managementv1.ListOrgChangesResponse{
		changesOf(t, "5:added"), changesOf(t, "8:changed", "7:changed", "5:added"), changesOf(t, "8:changed", "7:changed", "6:changed", "5:added")}}
	o := policy.Options{PutInForce: true, ExpectedVersion: version(t, "log 5 200")}
	if got := written(t, z, apply(set("forceMfa", true)).to("", o)); got != "log 8 200" {
		t.Errorf("alone: %q", got)
	}
	z.changes = []*managementv1.ListOrgChangesResponse{z.changes[0], z.changes[2]}
	z.calls = nil
	if got := written(t, z, apply(set("forceMfa", true)).to("", o)); got != "" {
		t.Errorf("beside somebody: %q", got)
	}
}
