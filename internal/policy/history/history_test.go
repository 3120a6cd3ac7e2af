package history

import (
	"strings"
	"testing"

	"zitadel-graphql/graph/problem"
)

// log reads a log: TOPIC@DATE, oldest first, without the "policy.login." that most have; "else" is about something else.
func log(owner, words string) []event {
	var events []event
	for word := range strings.FieldsSeq(words) {
		topic, date, _ := strings.Cut(word, "@")
		seconds := int64(0)
		for _, digit := range date {
			seconds = seconds*10 + int64(digit-'0')
		}
		switch topic {
		case "born":
			topic = "added"
		case "else":
			topic = "member.added"
		default:
			topic = "policy.login." + topic
		}
		events = append(events, event{owner, uint64(len(events) + 1), seconds, topic})
	}
	return events
}

func inherits(z *zitadel) *zitadel {
	z.inherits = true
	return z
}

// Ensures that an organization's history has what the instance changed while the organization existed and inherited, and nothing else
// of the instance's.
func TestInheritedChanges(t *testing.T) {
	for name, row := range map[string]struct {
		zitadel *zitadel
		want    string
	}{
		"created later":                 {&zitadel{organization: log(theOrganization, "born@10"), instance: log(theInstance, "added@1 changed@9 changed@11")}, "i3"},
		"at the moment of the creation": {&zitadel{organization: log(theOrganization, "born@10"), instance: log(theInstance, "changed@10")}, ""},
		"customized, reset, customized": {&zitadel{
			organization: log(theOrganization, "born@10 added@20 removed@30 added@40"),
			instance:     log(theInstance, "changed@15 changed@25 changed@35 changed@45")}, "o4 i3 o3 o2 i1"},
		"at the moment of a customization and of a reset": {&zitadel{
			organization: log(theOrganization, "born@10 added@20 removed@30"), instance: log(theInstance, "changed@20 changed@30")}, "o3 o2 i1"},
		"a phantom":     {&zitadel{organization: log(theOrganization, "born@10 secondfactor.added@20"), instance: log(theInstance, "changed@30")}, "i1 o2"},
		"two creations": {&zitadel{organization: log(theOrganization, "born@10 added@20 added@22"), instance: log(theInstance, "changed@15 changed@21")}, "o3 o2 i1"},
		"a log that begins with a customization": {&zitadel{cut: 15,
			organization: log(theOrganization, "born@10 added@20"), instance: log(theInstance, "changed@16 changed@21")}, "o2 i1"},
		"a log that begins with a reset": {&zitadel{cut: 25,
			organization: log(theOrganization, "born@10 added@20 removed@30"), instance: log(theInstance, "changed@26 changed@31")}, "i2 o3"},
		"a log without a word of whose it is": {&zitadel{cut: 25,
			organization: log(theOrganization, "born@10 added@20 changed@30"), instance: log(theInstance, "changed@26")}, "o3"},
		"such a log of who inherits": {inherits(&zitadel{cut: 25,
			organization: log(theOrganization, "born@10 else@30"), instance: log(theInstance, "changed@26")}), "i1"},
		"an empty log of who inherits": {inherits(&zitadel{cut: 25, organization: log(theOrganization, "born@10"), instance: log(theInstance, "changed@26")}), "i1"},
		"nothing of the instance":      {&zitadel{organization: log(theOrganization, "born@10 added@20")}, "o2"},
	} {
		t.Run(name, func(t *testing.T) {
			got, page := read(t, NewReader(row.zitadel), 100, Position{})
			if got != row.want || page.More || !page.InheritedKnown {
				t.Errorf("got %q, more %t, known %t; want %q", got, page.More, page.InheritedKnown, row.want)
			}
		})
	}
}

// Ensures that a caller who may not read events gets the organization's own changes, is told that others may be missing, and isn't asked
// for again on every page; and that the pages behind such a one stay of that kind when the caller may read events after all.
func TestWithoutEventsRead(t *testing.T) {
	z := &zitadel{withoutEvents: true, organization: log(theOrganization, "born@10 added@20 removed@30"), instance: log(theInstance, "changed@15 changed@31")}
	reader := NewReader(z)
	got, page := read(t, reader, 1, Position{})
	if got != "o3" || !page.More || page.InheritedKnown || page.End.String() != "3" {
		t.Errorf("got %q, %+v", got, page)
	}
	if payload, err := reader.Payload(caller(t), page.Changes[0]); payload != nil || err != nil {
		t.Errorf("the payload is %v, %v", payload, err)
	}
	read(t, reader, 1, page.End)
	if asked := z.count("ListEvents"); asked != 1 {
		t.Errorf("events were asked for %d times", asked)
	}
	z.withoutEvents = false
	got, page = read(t, NewReader(z), 1, page.End)
	if got != "o2" || page.More || page.InheritedKnown {
		t.Errorf("got %q, %+v", got, page)
	}
	if got, _ = read(t, NewReader(z), 5, Position{}); got != "i2 o3 o2 i1" {
		t.Errorf("a new first page has %q", got)
	}
}

// Ensures that the home organization, of which a request has no id, has the same history, also where nothing of its log is kept.
func TestHomeOrganization(t *testing.T) {
	for _, cut := range []int64{0, 12} {
		z := inherits(&zitadel{cut: cut, organization: log(theOrganization, "born@10"), instance: log(theInstance, "changed@5 changed@15")})
		page, warnings, err := NewReader(z).OfOrganization(caller(t), "", 5, Position{})
		if got := inShort(page.Changes); got != "i2" || len(warnings) > 0 || err != nil {
			t.Errorf("cut %d: got %q, %v, %v", cut, got, warnings, err)
		}
	}
}

// Prevents that a history is shown that is another organization's, as where a proxy loses the header.
func TestAnotherOrganizationsHistory(t *testing.T) {
	for name, events := range map[string]string{"with events": "born@10", "without": ""} {
		z := &zitadel{answersFor: "404", organization: log("404", events), instance: log(theInstance, "changed@15")}
		_, _, err := NewReader(z).OfOrganization(caller(t), theOrganization, 5, Position{})
		t.Log(name)
		hasReason(t, err, problem.ReasonOrganizationIgnored)
	}
}

// Ensures that a page costs a bounded number of calls, and where it ends early the next one goes on.
func TestPageEndsEarly(t *testing.T) {
	z := &zitadel{organization: log(theOrganization, "born@1 added@2"+strings.Repeat(" else@3", 3000)), instance: log(theInstance, "changed@1")}
	reader := NewReader(z)
	got, page := read(t, reader, 5, Position{})
	if got != "" || !page.More || z.count("ListOrgChanges") != maxCalls || z.count("ListEvents") != 2 {
		t.Errorf("got %q, more %t, %v", got, page.More, z.calls)
	}
	if all := readAll(t, reader, func() int { return 5 }, func() {}); all != "o2" {
		t.Errorf("got %q in all", all)
	}
}

// Ensures that the history of a young organization doesn't go through the whole of an old instance's.
func TestYoungOrganization(t *testing.T) {
	z := &zitadel{organization: log(theOrganization, "born@10"), instance: log(theInstance, "added@1"+strings.Repeat(" changed@2", 3000)+" changed@11")}
	got, page := read(t, NewReader(z), 5, Position{})
	if got != "i3002" || page.More || z.count("ListEvents") != 3 { // two of the instance's, since its id isn't known, and when it inherited
		t.Errorf("got %q, more %t, %v", got, page.More, z.calls)
	}
}

// Ensures that a payload is that of its change, and that all of a page ask the same for it.
func TestPayload(t *testing.T) {
	z := &zitadel{organization: log(theOrganization, "born@10 added@20 else@21 removed@30"), instance: log(theInstance, "changed@35")}
	reader := NewReader(z)
	_, page := read(t, reader, 5, Position{})
	for _, change := range page.Changes {
		payload, err := reader.Payload(caller(t), change)
		if got := payload.GetFields()["sequence"].GetNumberValue(); got != float64(change.Sequence) || err != nil {
			t.Errorf("the payload of %s is %v, %v", inShort([]Change{change}), payload, err)
		}
		if change.lookup != nil && *change.lookup != (lookup{theOrganization, 5, 2}) {
			t.Errorf("asks %+v", *change.lookup)
		}
	}
}

// Ensures that the instance's history has all of its policy's changes, page by page, and none that comes meanwhile, and that whoever may
// not read it is refused.
func TestInstanceHistory(t *testing.T) {
	z := &zitadel{instance: log(theInstance, "born@1 added@1 changed@2 else@3 removed@4 changed@4 changed@5")}
	reader := NewReader(z)
	reader.limits = limits{1, 2, 3}
	var found []string
	below := uint64(0)
	for more := true; more; {
		page, err := reader.OfInstance(caller(t), 2, below)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, inShort(page.Changes))
		more, below = page.More, page.End.Instance()
		z.instance = append(z.instance, event{theInstance, uint64(len(z.instance) + 1), 9, "policy.login.changed"})
	}
	if got := strings.Join(found, ", "); got != "i7 i6, i5 i3, i2" {
		t.Errorf("got %s", got)
	}
	z.withoutEvents = true
	if _, err := reader.OfInstance(caller(t), 2, 0); !problem.NotPermitted(err) {
		t.Errorf("got %v", err)
	}
}

// Ensures that only positions are read that were written.
func TestPositionRefused(t *testing.T) {
	for _, text := range []string{"", "/", "1/", "/1", "-1", "1/2/3", "1/x", "99999999999999999999", "1/99999999999999999999"} {
		_, err := ParsePosition(text)
		t.Log(text)
		hasReason(t, err, problem.ReasonPageInvalid)
	}
}
