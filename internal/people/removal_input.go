package people

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"zitadel-graphql/graph/problem"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	maxRemovedAtOnce = 100
	maxUserID        = 200 // characters, as ZITADEL has it
)

// checkForOne refuses what Remove can't remove.
func (r Removal) checkForOne() error {
	isU2F := r.Type == policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	switch {
	case isU2F && !canBeID(r.SecurityKeyID):
		return securityKeyInvalid("Say which security key is to be removed: securityKeyId is its id, as the person's second factors have it.")
	case !isU2F && r.SecurityKeyID != "":
		return securityKeyInvalid("Only SECOND_FACTOR_TYPE_U2F has security keys. Leave securityKeyId out.")
	}
	return nil
}

// checkForMany refuses what RemoveFromMany can't remove.
func (r Removal) checkForMany() error {
	if r.SecurityKeyID != "" {
		return securityKeyInvalid("All security keys of the people are removed. Leave the id of one out.")
	}
	return nil
}

// checkUserIDs refuses ids that no user has, more than maxRemovedAtOnce, none, and one that is there twice: its second result
// would contradict the first.
func checkUserIDs(ids []string) error {
	if len(ids) == 0 || len(ids) > maxRemovedAtOnce {
		return userInvalid(fmt.Sprintf("There are %d users' ids. Give 1 to %d.", len(ids), maxRemovedAtOnce))
	}
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		switch {
		case !canBeID(id):
			return userInvalid("A user's id is empty, longer than 200 characters, or has characters that no id has. Give ids as ZITADEL shows them.")
		case seen[id]:
			return userInvalid("The user's id " + id + " is there twice. Give each once.")
		}
		seen[id] = true
	}
	return nil
}

// canBeID reports whether a user or a security key can have this id, and every wire can carry it: over REST it stands in a path,
// of which a proxy that tidies up paths could make another call.
func canBeID(id string) bool {
	return id != "" && id != "." && id != ".." && utf8.RuneCountInString(id) <= maxUserID && !strings.ContainsFunc(id, isForbiddenInID)
}

// isForbiddenInID reports whether ZITADEL's REST gateway doesn't pass on an id with this character, escaped or not.
func isForbiddenInID(r rune) bool {
	return strings.ContainsRune(` /\%;?#`, r) || r > unicode.MaxASCII || !unicode.IsPrint(r)
}

func factorUnspecified() error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonSecondFactorUnspecified,
		Message: "SECOND_FACTOR_TYPE_UNSPECIFIED is no second factor. Name one."}
}

func securityKeyInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonSecurityKeyInvalid, Message: message}
}

func userInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonUserInvalid, Message: message}
}
