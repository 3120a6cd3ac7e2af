package wiretest

import (
	"strconv"
	"strings"
)

// need is a value that a target may lack.
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
		{"{foreign org}", foreignOrg()},
		{"{instance}", instanceID()},
		{"{instance provider}", instanceProvider()},
		{"{org provider}", ownProvider()},
		{completePerson, completeOne()},
		{plainPerson, plainOne()},
		{unfinishedPerson, unfinishedOne()},
		{foreignPerson, foreignOne()},
		{nextPerson, completeOnes()},
	} {
		if strings.Contains(text, p.placeholder) {
			needs = append(needs, p.need)
		}
	}
	return needs
}

func foreignOrg() need {
	return need{"a foreign organization", func(t Target) bool { return t.ForeignOrg != "" }}
}

func instanceID() need {
	return need{"the instance's id", func(t Target) bool { return t.InstanceID != "" }}
}

func otherAuthority() need {
	return need{"a connection under another authority", func(t Target) bool { return t.OtherAuthority != nil }}
}

func freshInstance() need {
	return need{"a fresh instance", func(t Target) bool { return t.FreshInstance }}
}

func instanceProvider() need {
	return need{"an identity provider of the instance", func(t Target) bool { return t.InstanceProvider != "" }}
}

func ownProvider() need {
	return need{"an identity provider of the organization", func(t Target) bool { return t.OrgProvider != "" }}
}

func writableInstance() need {
	return need{"leave to write the instance's policy", func(t Target) bool { return t.InstanceWritable }}
}

func races() need {
	return need{"writes that race", func(t Target) bool { return t.Races }}
}

func completeOne() need {
	return need{"a person with every second factor", func(t Target) bool { return t.CompletePerson != "" }}
}

func plainOne() need {
	return need{"a person with a password alone", func(t Target) bool { return t.PlainPerson != "" }}
}

func unfinishedOne() need {
	return need{"a person with an unproved factor", func(t Target) bool { return t.UnfinishedPerson != "" }}
}

func foreignOne() need {
	return need{"a person of the foreign organization", func(t Target) bool { return t.ForeignPerson != "" }}
}

func completeOnes() need {
	return need{"people from whom factors may be taken away", func(t Target) bool { return t.NextPerson != nil }}
}

func manyEvents() need {
	return need{"more than a thousand events", func(t Target) bool { return t.ManyEvents }}
}
