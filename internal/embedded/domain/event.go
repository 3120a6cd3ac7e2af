package domain

import "time"

// The ids that stand for the one instance. They look like ZITADEL's, 18 digits, and never change: they are in the files and
// clients name them.
const (
	InstanceID = "100000000000000001"
	// RestrictionsID is the aggregate of the instance's restrictions, whose events are numbered apart from the instance's.
	RestrictionsID = "110000000000000001"
)

// AggregateType names what kind of thing an event happened to. It is the first word of the event's type.
type AggregateType string

// The aggregate types, as ZITADEL names them.
const (
	AggregateInstance     AggregateType = "instance"
	AggregateOrg          AggregateType = "org"
	AggregateRestrictions AggregateType = "restrictions"
	AggregateUser         AggregateType = "user"
	// AggregatePermission has the events that give permissions to roles. They are listed under the instance's id, with
	// sequences of their own, and are never stored.
	AggregatePermission AggregateType = "permission"
)

// Topic is the rest of an event's type, behind the aggregate type.
type Topic string

// The topics of everything but users, as ZITADEL names them.
const (
	TopicAdded               Topic = "added"
	TopicDomainAdded         Topic = "domain.added"
	TopicDomainVerified      Topic = "domain.verified"
	TopicDomainPrimarySet    Topic = "domain.primary.set"
	TopicMemberAdded         Topic = "member.added"
	TopicPolicyAdded         Topic = "policy.login.added"
	TopicPolicyChanged       Topic = "policy.login.changed"
	TopicPolicyRemoved       Topic = "policy.login.removed"
	TopicSecondFactorAdded   Topic = "policy.login.secondfactor.added"
	TopicSecondFactorRemoved Topic = "policy.login.secondfactor.removed"
	TopicMultiFactorAdded    Topic = "policy.login.multifactor.added"
	TopicMultiFactorRemoved  Topic = "policy.login.multifactor.removed"
	TopicLinkAdded           Topic = "policy.login.idpprovider.added"
	TopicLinkRemoved         Topic = "policy.login.idpprovider.removed"
	TopicOIDCAdded           Topic = "idp.oidc.added"
	TopicGitHubAdded         Topic = "idp.github.added"
	TopicSAMLAdded           Topic = "idp.saml.added"
	TopicProviderRemoved     Topic = "idp.removed"
	TopicRestrictionsSet     Topic = "set"
)

// The topics of users.
const (
	TopicHumanAdded          Topic = "human.added"
	TopicHumanSelfRegistered Topic = "human.selfregistered"
	TopicMachineAdded        Topic = "machine.added"
	TopicInitialCodeAdded    Topic = "human.initialization.code.added"
	TopicEmailVerified       Topic = "human.email.verified"
	TopicPhoneVerified       Topic = "human.phone.verified"
	TopicPhoneRemoved        Topic = "human.phone.removed"
	TopicTOTPAdded           Topic = "human.mfa.otp.added"
	TopicTOTPVerified        Topic = "human.mfa.otp.verified"
	TopicTOTPRemoved         Topic = "human.mfa.otp.removed"
	TopicOTPSMSAdded         Topic = "human.mfa.otp.sms.added"
	TopicOTPSMSRemoved       Topic = "human.mfa.otp.sms.removed"
	TopicOTPEmailAdded       Topic = "human.mfa.otp.email.added"
	TopicOTPEmailRemoved     Topic = "human.mfa.otp.email.removed"
	TopicU2FAdded            Topic = "human.mfa.u2f.token.added"
	TopicU2FVerified         Topic = "human.mfa.u2f.token.verified"
	TopicU2FRemoved          Topic = "human.mfa.u2f.token.removed"
	TopicRecoveryAdded       Topic = "human.mfa.recoverycode.added"
	TopicRecoveryRemoved     Topic = "human.mfa.recoverycode.removed"
	TopicPasskeyAdded        Topic = "human.passwordless.token.added"
	TopicPasskeyVerified     Topic = "human.passwordless.token.verified"
	TopicExternalIDPAdded    Topic = "human.externalidp.added"
	TopicUserDeactivated     Topic = "deactivated"
	TopicUserLocked          Topic = "locked"
	TopicUserRemoved         Topic = "removed"
)

// Topics lists every topic, so that a test can show that each is stored, read again and has a text.
func Topics() []Topic { return append(policyTopics(), userTopics()...) }

func policyTopics() []Topic {
	return []Topic{
		TopicAdded, TopicDomainAdded, TopicDomainVerified, TopicDomainPrimarySet, TopicMemberAdded,
		TopicPolicyAdded, TopicPolicyChanged, TopicPolicyRemoved,
		TopicSecondFactorAdded, TopicSecondFactorRemoved, TopicMultiFactorAdded, TopicMultiFactorRemoved,
		TopicLinkAdded, TopicLinkRemoved,
		TopicOIDCAdded, TopicGitHubAdded, TopicSAMLAdded, TopicProviderRemoved,
		TopicRestrictionsSet,
	}
}

func userTopics() []Topic {
	return []Topic{
		TopicHumanAdded, TopicHumanSelfRegistered, TopicMachineAdded, TopicInitialCodeAdded,
		TopicEmailVerified, TopicPhoneVerified, TopicPhoneRemoved,
		TopicTOTPAdded, TopicTOTPVerified, TopicTOTPRemoved,
		TopicOTPSMSAdded, TopicOTPSMSRemoved, TopicOTPEmailAdded, TopicOTPEmailRemoved,
		TopicU2FAdded, TopicU2FVerified, TopicU2FRemoved, TopicRecoveryAdded, TopicRecoveryRemoved,
		TopicPasskeyAdded, TopicPasskeyVerified, TopicExternalIDPAdded,
		TopicUserDeactivated, TopicUserLocked, TopicUserRemoved,
	}
}

// PendingEvent is an event that was decided on, and gets its number and its date when it is stored.
type PendingEvent struct {
	Topic   Topic
	Payload Payload
}

// Event is one fact that happened to one aggregate. It is never modified, so it may be shared.
type Event struct {
	AggregateType AggregateType
	AggregateID   string
	Sequence      uint64 // counts all events of the aggregate, from 1
	Topic         Topic
	CreatedAt     time.Time // UTC, in microseconds
	Editor        string    // a user's id
	Payload       Payload   // nil where the topic has none
	// ResourceOwner is the organization of a user, and empty for the other types, whose owner follows from the aggregate.
	ResourceOwner string
	// Skipped keeps the event from the policy that readers are shown, for as long as the process lives: it isn't stored.
	Skipped bool
}

// Type gives ZITADEL's name of the event, such as "org.policy.login.added".
func (e Event) Type() string { return string(e.AggregateType) + "." + string(e.Topic) }

// Owner gives the resource owner of what the event happened to: an organization, or the instance.
func (e Event) Owner() string {
	switch e.AggregateType {
	case AggregateUser:
		return e.ResourceOwner
	case AggregateOrg:
		return e.AggregateID
	default:
		return InstanceID
	}
}

// beginsAggregate reports whether an event of this type can only be the first of its aggregate. Restrictions have no
// beginning but their first change.
func (e Event) beginsAggregate() bool {
	switch e.AggregateType {
	case AggregateRestrictions:
		return e.Sequence == 1
	case AggregateUser:
		return e.Topic == TopicHumanAdded || e.Topic == TopicHumanSelfRegistered || e.Topic == TopicMachineAdded
	default:
		return e.Topic == TopicAdded
	}
}

// Timestamp gives a time as ZITADEL's database keeps it: UTC, in microseconds.
func Timestamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
