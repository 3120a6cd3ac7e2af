package domain

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// everyEvent has each topic with its payload.
func everyEvent() []Event {
	at := time.Date(2026, 11, 23, 11, 21, 35, 787576000, time.UTC)
	forced, lifetime := true, -time.Nanosecond
	languages, all := []string{"en", "de"}, []string{}
	policy := PolicyAdded(CustomPolicy{
		Settings: testSettings(), SecondFactors: []policyv1.SecondFactorType{otp, u2f}, MultiFactors: []policyv1.MultiFactorType{mfa},
		Links: []ProviderLink{{systemProvider, OwnerSystem}, {"directory", OwnerOrg}},
	})
	member := MemberAdded(tester, []string{"IAM_OWNER"})
	instance := Aggregate{Type: AggregateInstance, ID: InstanceID}.Stamp(slices.Concat(
		[]PendingEvent{
			InstanceAdded("ZITADEL"), member,
			ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_OIDC, systemProvider, "OIDC"),
			ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_GITHUB, otherSystemProvider, "GitHub"),
		}, policy,
		[]PendingEvent{{TopicLinkRemoved, &linkRemovedPayload{systemProvider}}, {TopicProviderRemoved, &providerRemovedPayload{systemProvider}}},
	), tester, at)
	org := Aggregate{Type: AggregateOrg, ID: testOrg}.Stamp(slices.Concat(
		OrganizationAdded("Test", "test.localhost"),
		[]PendingEvent{member, ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_SAML, "directory", "SAML")}, policy,
		[]PendingEvent{
			{TopicPolicyChanged, &settingsChange{ForceMFA: &forced, MultiFactorCheckLifetime: &lifetime}},
			secondFactorRemoved(otp), multiFactorRemoved(mfa), {TopicPolicyRemoved, nil},
		},
	), tester, at)
	restrictions := Aggregate{Type: AggregateRestrictions, ID: RestrictionsID}.Stamp([]PendingEvent{
		{TopicRestrictionsSet, &RestrictionsChange{DisallowPublicOrgRegistration: &forced, AllowedLanguages: &languages}},
		{TopicRestrictionsSet, &RestrictionsChange{AllowedLanguages: &all}},
	}, tester, at)
	return slices.Concat(instance, org, restrictions, everyUserEvent(at))
}

func everyUserEvent(at time.Time) []Event {
	human := Human{UserName: "ada@test.localhost", FirstName: "Ada", LastName: "Berger", DisplayName: "Ada Berger", Email: "ada@test.localhost", Phone: "+15551000000", HasPassword: true}
	registered := human
	registered.HasPassword, registered.SelfRegistered = false, true
	return slices.Concat(
		NewUser("human", testOrg).Stamp([]PendingEvent{
			HumanAdded(human), Invited(), EmailVerified(), PhoneVerified(), {TopicPhoneRemoved, nil},
			TOTPAdded(), TOTPVerified(), {TopicTOTPRemoved, nil}, OTPSMSAdded(), {TopicOTPSMSRemoved, nil}, OTPEmailAdded(), {TopicOTPEmailRemoved, nil},
			KeyAdded("key", false), KeyVerified("key", "Blue key", false), {TopicU2FRemoved, &keyRemovedPayload{"key"}},
			RecoveryCodesAdded(), {TopicRecoveryRemoved, nil}, KeyAdded("passkey", true), KeyVerified("passkey", "Phone", true),
			ExternalIDPAdded(systemProvider, "account", "Ada"), Deactivated(), Locked(), {TopicUserRemoved, nil},
		}, tester, at),
		NewUser("registered", testOrg).Stamp([]PendingEvent{HumanAdded(registered)}, "registered", at),
		NewUser("machine", testOrg).Stamp([]PendingEvent{MachineAdded("machine@test.localhost", "Machine")}, tester, at),
	)
}

// A topic that these tests don't know could be written and never be read again.
func TestEveryTopicIsTried(t *testing.T) {
	aggregates := map[string]Aggregate{}
	tried := map[Topic]bool{}
	for _, e := range everyEvent() {
		before := aggregates[e.AggregateID]
		if err := before.CheckNext(e); err != nil {
			t.Fatal(err)
		}
		aggregates[e.AggregateID] = Apply(before, e)
		tried[e.Topic] = true
	}
	for _, topic := range Topics() {
		if !tried[topic] {
			t.Errorf("%s is not among them", topic)
		}
	}
	if len(tried) != len(Topics()) {
		t.Errorf("%d topics were tried, %d are listed", len(tried), len(Topics()))
	}
}

// An event comes back from its JSON as it was, or a restart would make another change of what was acknowledged.
func TestEventsSurviveTheLog(t *testing.T) {
	for _, want := range everyEvent() {
		data, err := EncodeEvent(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeEvent(data)
		if err != nil {
			t.Errorf("%s: %v", data, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// These are the bytes of an event. Other bytes need another version of the log's format, or older files are misread.
func TestEventFormat(t *testing.T) {
	const want = `{"type":"org.policy.login.secondfactor.removed","aggregate":"200000000000000001","sequence":12,` +
		`"createdAt":"2026-11-23T11:21:35.787576Z","editor":"300000000000000002","payload":{"mfaType":1}}`
	at := Timestamp(time.Date(2026, 11, 23, 12, 21, 35, 787576999, time.FixedZone("CET", 3600)))
	got, err := EncodeEvent(Event{
		AggregateType: AggregateOrg, AggregateID: "200000000000000001", Sequence: 12, Topic: TopicSecondFactorRemoved, CreatedAt: at,
		Editor: tester, Payload: &secondFactorPayload{otp},
	})
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

const goodEvent = `{"type":"org.policy.login.secondfactor.added","aggregate":"2","sequence":1,` +
	`"createdAt":"2026-11-23T11:21:35Z","editor":"3","payload":{"mfaType":1}}`

// A stored event that this program would not have written is refused, never guessed at: a guess could turn a removal into
// something else.
func TestDecodeRefuses(t *testing.T) {
	if _, err := DecodeEvent([]byte(goodEvent)); err != nil {
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
		_, err := DecodeEvent([]byte(data))
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

// Whatever bytes a file holds, decoding doesn't panic, and what it accepts is exactly what would be written and can be applied.
func FuzzDecodeEvent(f *testing.F) {
	for _, e := range everyEvent() {
		data, err := EncodeEvent(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(goodEvent))
	f.Add([]byte(`{"type":"org.policy.login.changed","payload":{"forceMFA":null}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeEvent(data)
		if err != nil {
			return
		}
		again, err := EncodeEvent(e)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("read %s, wrote %s, %v", data, again, err)
		}
		if (Aggregate{}).CheckNext(e) == nil {
			Apply(Aggregate{}, e)
		}
	})
}
