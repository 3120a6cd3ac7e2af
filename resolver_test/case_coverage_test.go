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
		"REQUEST_TIMEOUT":  "the request's time has to run out between the last byte of the body and the first call of the backend",

		// Their fields follow within issue 11, with their cases.
		"WOULD_LOCK_OUT_SOMEBODY":    "nothing refuses with it yet",
		"WOULD_LEAVE_PASSWORD_ALONE": "nothing refuses with it yet",
		"WOULD_LEAVE_NO_FACTOR":      "nothing refuses with it yet",
		"WOULD_TAKE_FACTOR":          "nothing refuses with it yet",
		"WOULD_TAKE_ONLY_FACTOR":     "nothing refuses with it yet",
		"WOULD_REQUIRE_SET_UP":       "nothing refuses with it yet",
		"WOULD_END_SESSIONS":         "nothing refuses with it yet",
		"GUARDS_CONTRADICT":          "nothing refuses with it yet",
		"IMPACT_NOT_KNOWN":           "nothing refuses with it yet",
		"IMPACT_CHANGED":             "nothing refuses with it yet",
		"PROPOSAL_INVALID":           "nothing refuses with it yet",
		"USER_NOT_FOUND":             "nothing refuses with it yet",
		"USER_INVALID":               "nothing refuses with it yet",
		"USER_FACTOR_NOT_FOUND":      "nothing refuses with it yet",
		"SECURITY_KEY_INVALID":       "nothing refuses with it yet",
		"OWN_FACTOR":                 "nothing refuses with it yet",
		"FILTER_INVALID":             "nothing refuses with it yet",
		"STREAM_NOT_ASKED_FOR":       "nothing refuses with it yet",
		"TOO_MANY_STREAMS":           "nothing refuses with it yet",
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
	for _, enum := range []string{"SecondFactorType", "MultiFactorType", "PasswordlessType", "IdentityProviderOwner", "InheritedPolicyAction"} {
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
	}
}

// TestEveryAnswerHasACase prevents that a value of an enum that only replies have is never tested: each is in a case's
// want, or in notAnswered.
func TestEveryAnswerHasACase(t *testing.T) {
	t.Parallel()
	answered := wantedIn(t, regexp.MustCompile(`"([A-Z_]+)"`))
	for _, enum := range []string{"LoginPolicyChangeType", "OrganizationState", "IdentityProviderState", "WriteOutcome", "WarningCode"} {
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
