package wiretest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Role is who calls: each has its token in [Target].
type Role string

const (
	// InstanceOwner may read and write everything (IAM_OWNER). It writes for the suite where there is no OrgOwner.
	InstanceOwner Role = "instance owner"
	// OrgOwner is ORG_OWNER of Target.Own, its home organization, and a member of nothing else; it has no language of
	// its own (a machine user).
	OrgOwner Role = "organization owner"
	// Viewer may read the login policy of Target.Own and not write it (ORG_OWNER_VIEWER).
	Viewer Role = "viewer"
	// Nobody has a valid token and no membership anywhere.
	Nobody Role = "nobody"
	// EnglishHuman is a person whose profile language is English and who may write in Target.Own.
	EnglishHuman Role = "English human"
	// Person is a person of Target.Own, its home organization, who may write there; its token was got by a password alone,
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

// Target is one running implementation and what the suite may do there. Conn, Own and the token of OrgOwner or of
// InstanceOwner are needed; a case that needs more than is given is reported as not run.
type Target struct {
	// Conn reaches the instance. Whoever opened it closes it.
	Conn grpc.ClientConnInterface
	// OtherAuthority reaches the same server under a host that is no instance of it.
	OtherAuthority grpc.ClientConnInterface
	// Instance is the instance's id; without it, owners that should be the instance are only checked not to be Own.
	Instance string
	// Own is the organization that the suite rewrites.
	Own string
	// InstanceWritable lets the suite rewrite the instance's login policy and restrictions too, which every inheriting
	// organization sees until they are restored at the end. It takes the token of InstanceOwner.
	InstanceWritable bool
	// Foreign is an organization that exists and of which OrgOwner is no member. The suite never writes there.
	Foreign string
	// InstanceProvider is the id of an identity provider of the instance, OwnProvider of one that belongs to Own.
	InstanceProvider, OwnProvider string
	// Races tells that writes at once may both succeed, as upstream: then they have to, sooner or later.
	Races bool
	// Trims tells that the way to the instance takes away the blanks around the values of headers, as HTTP/1.1 does.
	// Native gRPC doesn't.
	Trims bool
	// Paths tells that a number which is none of an enum's is refused before everything else where the call has it in its
	// path, as ZITADEL's gateway for REST does.
	Paths bool
	// Fresh tells that the instance's default policy is as the instance's setup made it.
	Fresh bool
	// Tokens holds the bare tokens, without "Bearer ".
	Tokens map[Role]string
}

// driver is the role that writes where a case names none.
func (t Target) driver() Role {
	if t.Tokens[OrgOwner] != "" {
		return OrgOwner
	}
	return InstanceOwner
}

func (t Target) check() error {
	switch {
	case t.Conn == nil:
		return errors.New("the target has no connection")
	case t.Own == "":
		return errors.New("the target names no organization to rewrite")
	case t.Tokens[t.driver()] == "":
		return fmt.Errorf("the target has no token of the %s or the %s", OrgOwner, InstanceOwner)
	case t.InstanceWritable && t.Tokens[InstanceOwner] == "":
		return fmt.Errorf("the target's instance is writable, and it has no token of the %s", InstanceOwner)
	}
	return nil
}

// fill puts the target's values in the places that cases leave open for them.
func (t Target) fill(role Role, values []string) []string {
	filled := make([]string, len(values))
	for i, v := range values {
		filled[i] = strings.ReplaceAll(t.fillText(v), "{token}", t.Tokens[role])
	}
	return filled
}

func (t Target) fillText(text string) string {
	return strings.NewReplacer("{own}", t.Own, "{foreign}", t.Foreign, "{instance}", t.Instance,
		"{instance provider}", t.InstanceProvider, "{own provider}", t.OwnProvider).Replace(text)
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

// need is something that a target may lack.
type need struct {
	name  string
	given func(Target) bool
}

func token(role Role) need {
	return need{"the token of the role " + strconv.Quote(string(role)), func(t Target) bool { return t.Tokens[role] != "" }}
}

// needsIn are those that a text's placeholders name.
func needsIn(text string) []need {
	var needs []need
	for _, p := range []struct {
		placeholder string
		need        need
	}{
		{"{foreign}", foreignOrg()},
		{"{instance}", instanceID()},
		{"{instance provider}", instanceProvider()},
		{"{own provider}", ownProvider()},
	} {
		if strings.Contains(text, p.placeholder) {
			needs = append(needs, p.need)
		}
	}
	return needs
}

func foreignOrg() need {
	return need{"a foreign organization", func(t Target) bool { return t.Foreign != "" }}
}

func instanceID() need {
	return need{"the instance's id", func(t Target) bool { return t.Instance != "" }}
}

func otherAuthority() need {
	return need{"a connection under another authority", func(t Target) bool { return t.OtherAuthority != nil }}
}

func freshInstance() need {
	return need{"a fresh instance", func(t Target) bool { return t.Fresh }}
}

func instanceProvider() need {
	return need{"an identity provider of the instance", func(t Target) bool { return t.InstanceProvider != "" }}
}

func ownProvider() need {
	return need{"an identity provider of the organization", func(t Target) bool { return t.OwnProvider != "" }}
}

func writableInstance() need {
	return need{"leave to write the instance's policy", func(t Target) bool { return t.InstanceWritable }}
}

func races() need {
	return need{"writes that race", func(t Target) bool { return t.Races }}
}
