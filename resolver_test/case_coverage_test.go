package resolver_test

import (
	"regexp"
	"strings"
	"testing"
)

// notInCases returns the codes and reasons that no case can reach, and why.
func notInCases() map[string]string {
	return map[string]string{
		"BACKEND_BUSY":     "two requests have to be there at once; TestConcurrencyLimitRefuses has them",
		"CLIENT_CANCELLED": "nobody is left to read the reply; TestClientDisconnects finds it in the log",
		"SERVER_STOPPING":  "the program has to end meanwhile; TestDrain has it",
		"TOO_MANY_STREAMS": "as many streams have to be open at once as there may be; TestStreamsAreCounted of graph/endpoint has them",
	}
}

// TestEveryFailureHasACase prevents that a code or a reason of the schema is never tested: each is in a case's want, or
// in notInCases.
func TestEveryFailureHasACase(t *testing.T) {
	t.Parallel()
	wanted := wantedIn(t, regexp.MustCompile(`"(?:code|reason)": "([A-Z_]+)"`))
	for _, enum := range []string{"ErrorCode", "ErrorReason"} {
		for _, value := range schemaDefinition(t, enum).EnumValues {
			why, excused := notInCases()[value.Name]
			switch {
			case !wanted[value.Name] && !excused:
				t.Errorf("%s %s is in no case's want", enum, value.Name)
			case wanted[value.Name] && excused:
				t.Errorf("%s %s is in a case's want after all, though %s", enum, value.Name, why)
			}
		}
	}
}

// TestEveryFieldHasACase prevents that an operation, a field or an argument's enum value of the schema is never used by
// a case.
func TestEveryFieldHasACase(t *testing.T) {
	t.Parallel()
	asked := askedIn(t)
	for _, object := range parseSchema(t).Definitions {
		if object.Name == "ErrorExtensions" || object.Name == "ImpactGuardFigure" { // no field returns them
			continue
		}
		for _, field := range object.Fields {
			if !asked[field.Name] && !strings.HasPrefix(field.Name, "__") {
				t.Errorf("no case asks for %s.%s", object.Name, field.Name)
			}
		}
	}
	for _, enum := range []string{"SecondFactorType", "MultiFactorType", "PasswordlessType", "InheritedPolicyAction", "ImpactGuard"} {
		for _, value := range schemaDefinition(t, enum).EnumValues {
			if !asked[value.Name] {
				t.Errorf("no case's document has %s", value.Name)
			}
		}
	}
}

// notAnswered returns the enum values that no case's reply has, and why.
func notAnswered() map[string]string {
	return map[string]string{
		"ORG_STATE_INACTIVE": "the embedded backend deactivates no organization",
		"ORG_STATE_REMOVED":  "the embedded backend removes no organization",
		"IDP_STATE_INACTIVE": "the embedded backend deactivates no identity provider",

		"USER_STATE_DELETED":        "ZITADEL lists nobody who was removed",
		"AUTH_FACTOR_STATE_REMOVED": "ZITADEL lists no factor that was removed",
		"DEADLINE":                  "the tests of internal/people have a look run out of time",
		"PERMISSION_LOST":           "the caller's roles have to change during a look; the tests of internal/people do that",
		"PEOPLE_CHANGED":            "people have to go during a look; the tests of internal/people do that",
	}
}

// TestEveryAnswerHasACase prevents that a value of an enum that only replies have is never tested: each is in a case's
// want, or in notAnswered.
func TestEveryAnswerHasACase(t *testing.T) {
	t.Parallel()
	answered := wantedIn(t, regexp.MustCompile(`"([A-Z0-9_]+)"`))
	for _, enum := range []string{"LoginPolicyChangeType", "OrganizationState", "IdentityProviderState", "IdentityProviderOwner", "WriteOutcome", "WarningCode",
		"InstanceLogin", "UserState", "AuthFactorState", "PeopleSource", "IncompleteLook", "SecondFactorRemovalResult"} {
		for _, value := range schemaDefinition(t, enum).EnumValues {
			if _, excused := notAnswered()[value.Name]; answered[value.Name] == excused {
				t.Errorf("%s %s: a case wants it: %t, it is excused: %t", enum, value.Name, answered[value.Name], excused)
			}
		}
	}
}

// wantedIn returns what the pattern's group matches in the replies that all cases want, at full length.
func wantedIn(t *testing.T, pattern *regexp.Regexp) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, path := range caseFiles(t) {
		for _, reply := range wantedReplies(t, path) {
			addMatches(found, pattern, reply)
		}
	}
	return found
}

// askedIn returns all words in the documents of all cases.
func askedIn(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, path := range caseFiles(t) {
		for _, step := range readCase(t, path).steps {
			addMatches(found, regexp.MustCompile(`(\w+)`), step["query"])
		}
	}
	return found
}

func addMatches(found map[string]bool, pattern *regexp.Regexp, text string) {
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
}
