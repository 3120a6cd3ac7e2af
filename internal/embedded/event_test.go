package embedded

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// everyEvent has each topic with its payload: what the world is seeded with, and what calls write.
func everyEvent() []event {
	at := newClock().now().UTC().Truncate(time.Microsecond)
	events := worldEvents(at)
	forced := true
	lifetime := -time.Nanosecond
	languages, all := []string{"en", "de"}, []string{}
	restricted := aggregate{kind: kindRestrictions, id: restrictionsID}.stamp([]change{
		{topicRestrictionsSet, &restrictionsPayload{DisallowPublicOrgRegistration: &forced, AllowedLanguages: &languages}},
		{topicRestrictionsSet, &restrictionsPayload{AllowedLanguages: &all}},
	}, InstanceOwnerID, at)
	instance := aggregate{kind: kindInstance, id: InstanceID, sequence: 8}.stamp([]change{
		{topicLinkAdded, &linkPayload{GitHubID, ownerSystem}},
		{topicLinkRemoved, &unlinkPayload{GitHubID}},
		{topicProviderRemoved, &providerRemovedPayload{GitHubID}},
	}, InstanceOwnerID, at)
	org := aggregate{kind: kindOrg, id: HomeOrgID, sequence: 14}.stamp([]change{
		{topicPolicyChanged, &settingsChange{ForceMFA: &forced, MultiFactorCheckLifetime: &lifetime}},
		{topicSecondFactorRemoved, &secondFactorPayload{otp}},
		{topicMultiFactorRemoved, &multiFactorPayload{mfa}},
		{topicLinkRemoved, &unlinkPayload{CompanyLoginID}},
		{topicPolicyRemoved, nil},
	}, OrgOwnerID, at)
	return slices.Concat(events, restricted, instance, org)
}

// A topic that the tests of the log don't know could be written and never be read again.
func TestEveryEventIsTried(t *testing.T) {
	v := view{aggregates: map[string]aggregate{}}
	tried := map[topic]bool{}
	for _, e := range everyEvent() {
		if err := v.follows(e); err != nil {
			t.Fatal(err)
		}
		v.apply(e)
		tried[e.Topic] = true
	}
	for topic := range topicTexts() {
		if !tried[topic] {
			t.Errorf("%s is not among them", topic)
		}
	}
	for topic := range tried {
		if _, named := topicTexts()[topic]; !named {
			t.Errorf("%s has no text", topic)
		}
	}
}

// An event that came back different would be another change than the one that was acknowledged.
func TestEventsSurviveTheLog(t *testing.T) {
	for _, want := range everyEvent() {
		data, err := encodeEvent(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeEvent(data)
		if err != nil {
			t.Errorf("%s: %v", data, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// Pins the bytes: a change to them needs another log format, or the files of older programs are misread.
func TestEventFormat(t *testing.T) {
	const want = `{"type":"org.policy.login.secondfactor.removed","aggregate":"200000000000000001","sequence":12,` +
		`"createdAt":"2026-11-23T11:21:35.787576Z","editor":"300000000000000002","payload":{"mfaType":1}}`
	at := newClock().now().UTC().Truncate(time.Microsecond)
	got, err := encodeEvent(event{
		Kind: kindOrg, Aggregate: HomeOrgID, Sequence: 12, Topic: topicSecondFactorRemoved, CreatedAt: at,
		Editor: OrgOwnerID, Payload: &secondFactorPayload{otp},
	})
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

const goodEvent = `{"type":"org.policy.login.secondfactor.added","aggregate":"2","sequence":1,` +
	`"createdAt":"2026-11-23T11:21:35Z","editor":"3","payload":{"mfaType":1}}`

// A stored event that this program would not have written is named, never guessed at: a guess could turn a removal
// into something else.
func TestDecodeRefuses(t *testing.T) {
	if _, err := decodeEvent([]byte(goodEvent)); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, old, new string
		want           error // nil: any
	}{
		{"cut off", `1}}`, `1}`, nil},
		{"more after it", `1}}`, `1}}{}`, nil},
		{"blank", `{"type"`, ` {"type"`, errEventCanonical},
		{"unknown field", `"sequence"`, `"x":1,"sequence"`, errEventCanonical},
		{"doubled field", `"sequence"`, `"sequence":1,"sequence"`, errEventCanonical},
		{"wrong case", `"editor"`, `"Editor"`, errEventCanonical},
		{"no sequence", `"sequence":1`, `"sequence":0`, errEventHeader},
		{"negative sequence", `"sequence":1`, `"sequence":-1`, nil},
		{"no aggregate", `"aggregate":"2"`, `"aggregate":""`, errEventHeader},
		{"no editor", `"editor":"3"`, `"editor":""`, errEventHeader},
		{"unknown type", `secondfactor.added`, `thirdfactor.added`, errEventType},
		{"unknown kind", `org.`, `project.`, errEventType},
		{"a topic that instances don't have", `org.policy.login.secondfactor.added`, `instance.policy.login.removed`, errEventType},
		{"nanoseconds", `35Z`, `35.000000001Z`, errEventTime},
		{"another time zone", `35Z`, `35+02:00`, errEventTime},
		{"UTC by another name", `35Z`, `35+00:00`, errEventTime},
		{"unknown factor", `"mfaType":1`, `"mfaType":99`, errPayloadFactor},
		{"unspecified factor", `"mfaType":1`, `"mfaType":0`, errPayloadFactor},
		{"factor of 2^32+1", `"mfaType":1`, `"mfaType":4294967297`, nil},
		{"no payload", `,"payload":{"mfaType":1}`, ``, nil},
		{"null payload", `{"mfaType":1}`, `null`, errPayloadFactor},
		{"a payload too many", `secondfactor.added`, `removed`, errEventCanonical},
		{"a policy with one setting", `secondfactor.added`, `added`, errEventCanonical},
		{"a link to nothing", `secondfactor.added`, `idpprovider.added`, errPayloadOwner},
		{"an end of a link to nothing", `secondfactor.added`, `idpprovider.removed`, errPayloadEmpty},
		{"a provider without a name", `policy.login.secondfactor.added`, `idp.saml.added`, errPayloadEmpty},
		{"restrictions of an organization", `policy.login.secondfactor.added`, `set`, errEventType},
		{"restrictions of nothing", `org.policy.login.secondfactor.added`, `restrictions.set`, errPayloadNoChange},
		{
			"an unknown language", `org.policy.login.secondfactor.added","aggregate":"2","sequence":1,"createdAt":"2026-11-23T11:21:35Z","editor":"3","payload":{"mfaType":1}`,
			`restrictions.set","aggregate":"2","sequence":1,"createdAt":"2026-11-23T11:21:35Z","editor":"3","payload":{"allowedLanguages":["xx"]}`, errPayloadLanguage,
		},
		{"a change of nothing", `secondfactor.added`, `changed`, errPayloadNoChange},
	}
	for _, test := range tests {
		data := strings.Replace(goodEvent, test.old, test.new, 1)
		if data == goodEvent {
			t.Fatalf("%s: replaced nothing", test.name)
		}
		_, err := decodeEvent([]byte(data))
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

// Whatever bytes a file holds: no panic, and what is accepted is exactly what would be written, and can be applied.
func FuzzDecodeEvent(f *testing.F) {
	for _, e := range everyEvent() {
		data, err := encodeEvent(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(goodEvent))
	f.Add([]byte(`{"type":"org.policy.login.changed","payload":{"forceMFA":null}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decodeEvent(data)
		if err != nil {
			return
		}
		again, err := encodeEvent(e)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("read %s, wrote %s, %v", data, again, err)
		}
		v := view{aggregates: map[string]aggregate{}}
		if v.follows(e) == nil {
			v.apply(e)
		}
	})
}
