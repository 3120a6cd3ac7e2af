package wiretest

import (
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Role is who calls: each has its token in [Target].
type Role string

const (
	// InstanceOwner may read and write everything (IAM_OWNER). It writes for the suite where there is no OrgOwner.
	InstanceOwner Role = "instance owner"
	// OrgOwner is ORG_OWNER of Target.Org, its home organization, and a member of nothing else; it has no language of
	// its own (a machine user).
	OrgOwner Role = "organization owner"
	// Viewer may read the login policy of Target.Org and not write it (ORG_OWNER_VIEWER).
	Viewer Role = "viewer"
	// Nobody has a valid token and no membership anywhere.
	Nobody Role = "nobody"
	// EnglishHuman is a person whose profile language is English and who may write in Target.Org.
	EnglishHuman Role = "English human"
	// Person is a person of Target.Org, its home organization, who may write there; its token was got by a password alone,
	// and there is no second factor or passkey that it has set up.
	Person Role = "person"
	// FactorPerson is as Person, but has an authenticator app and nothing else, and its token was got with that.
	FactorPerson Role = "person with a factor"
	// Rejected had a valid token once: revoked, expired, or its user deactivated.
	Rejected Role = "rejected"
)

// Roles lists every role that a case may ask for.
func Roles() []Role {
	return []Role{InstanceOwner, OrgOwner, Viewer, Nobody, EnglishHuman, Person, FactorPerson, Rejected}
}

// Target is one running implementation, and the values that the suite needs there. Conn, Org and the token of OrgOwner or of
// InstanceOwner are required; a case that needs another value that isn't given is reported as not run.
type Target struct {
	// Conn reaches the instance. Whoever opened it closes it.
	Conn grpc.ClientConnInterface
	// OtherAuthority reaches the same server under a host that is no instance of it.
	OtherAuthority grpc.ClientConnInterface
	// InstanceID is compared with the owners that should be the instance; without it they are only checked not to be Org.
	InstanceID string
	// Org is the organization that the suite rewrites.
	Org string
	// InstanceWritable lets the suite rewrite the instance's login policy and restrictions too, with the token of
	// InstanceOwner. Cases about them start from a fresh instance's settings, and the settings from before are put back as
	// soon as another case follows. Every organization without its own policy sees that meanwhile.
	InstanceWritable bool
	// ForeignOrg is an organization that exists and of which OrgOwner is no member. The suite never writes there.
	ForeignOrg string
	// InstanceProvider is the id of an identity provider of the instance, OrgProvider of one that belongs to Org.
	InstanceProvider, OrgProvider string
	// Races is true where two writes at once may both succeed, as they do on a real server: then they have to, sooner or later.
	// Otherwise only what holds anywhere is demanded of writes at once.
	Races bool
	// TrimsHeaders is true where the way to the instance takes away the blanks around the values of headers, as HTTP/1.1
	// does. Native gRPC doesn't.
	TrimsHeaders bool
	// ChecksPathFirst is true where a number that an enum doesn't have is refused before everything else if it stands in the
	// path, as by ZITADEL's gateway for REST.
	ChecksPathFirst bool
	// FreshInstance is true where the instance's default policy is as the instance's setup made it.
	FreshInstance bool
	// NextPerson returns somebody who is complete, as CompletePerson is, and whom it hasn't returned before; false where nobody is
	// left. Each case that takes a factor away needs one: no call of the contract sets a factor up.
	NextPerson func() (id string, found bool)
	// CompletePerson is a person of Org who has a password, an authenticator app, one security key, SMS, e-mail and recovery
	// codes, all ready, and nothing else. PlainPerson is one who has a password and nothing else, and UnfinishedPerson one who
	// has a password and has begun to set up an authenticator app. The addresses of all three are verified. ForeignPerson is a
	// person of ForeignOrg who has a password, an authenticator app and SMS. The suite takes nothing away from any of them.
	CompletePerson, PlainPerson, UnfinishedPerson, ForeignPerson string
	// ManyEvents is true where the instance has more than a thousand events.
	ManyEvents bool
	// Tokens holds the bare tokens, without "Bearer ".
	Tokens map[Role]string

	person string // the person of the case under way
}

// defaultRole is the role that calls where a case names none.
func (t Target) defaultRole() Role {
	if t.Tokens[OrgOwner] != "" {
		return OrgOwner
	}
	return InstanceOwner
}

func (t Target) check() error {
	switch {
	case t.Conn == nil:
		return errors.New("the target has no connection")
	case t.Org == "":
		return errors.New("the target names no organization to rewrite")
	case t.Tokens[t.defaultRole()] == "":
		return fmt.Errorf("the target has no token of the %s or the %s", OrgOwner, InstanceOwner)
	case t.InstanceWritable && t.Tokens[InstanceOwner] == "":
		return fmt.Errorf("the target's instance is writable, and it has no token of the %s", InstanceOwner)
	}
	return nil
}

// fill replaces the placeholders in the cases' texts by the target's values.
func (t Target) fill(role Role, values []string) []string {
	filled := make([]string, len(values))
	for i, v := range values {
		filled[i] = strings.ReplaceAll(t.fillText(v), "{token}", t.Tokens[role])
	}
	return filled
}

func (t Target) fillText(text string) string {
	if !strings.Contains(text, "{") { // most have none, and a replacer is dear
		return text
	}
	return strings.NewReplacer("{org}", t.Org, "{foreign org}", t.ForeignOrg, "{instance}", t.InstanceID,
		"{instance provider}", t.InstanceProvider, "{org provider}", t.OrgProvider,
		completePerson, t.CompletePerson, plainPerson, t.PlainPerson, unfinishedPerson, t.UnfinishedPerson,
		foreignPerson, t.ForeignPerson, nextPerson, t.person).Replace(text)
}

// fillMessage does the same in every text of a request.
func (t Target) fillMessage(m protoreflect.Message) {
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsList():
			t.fillList(field, m.Mutable(field).List())
		case field.Kind() == protoreflect.StringKind:
			m.Set(field, protoreflect.ValueOfString(t.fillText(value.String())))
		case field.Message() != nil:
			t.fillMessage(m.Mutable(field).Message())
		}
		return true
	})
}

func (t Target) fillList(field protoreflect.FieldDescriptor, list protoreflect.List) {
	for i := range list.Len() {
		switch {
		case field.Kind() == protoreflect.StringKind:
			list.Set(i, protoreflect.ValueOfString(t.fillText(list.Get(i).String())))
		case field.Message() != nil:
			t.fillMessage(list.Get(i).Message())
		}
	}
}
