package policy

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Version names one state of a login policy or of the instance's restrictions. Two that are equal stand for the same state of the
// same thing; of two that differ nothing says which is newer. The zero value stands for a version that isn't known.
//
// That of a login policy is its owner and the newest event of its log, also where that event is one of a link to an identity
// provider, which the policy's own sequence doesn't count. An inherited policy is the instance's, and has one version for every
// organization that inherits it. The log of the instance is read by few, so for all others it is the sequence that the policy shows:
// a caller who may read events gets another version of the same state than one who may not.
type Version struct {
	kind   versionKind
	number uint64
	owner  string
}

// versionKind is what the number of a version counts.
type versionKind string

const (
	loggedPolicy    versionKind = "log"          // the sequence of the newest event of the policy's log
	shownPolicy     versionKind = "shown"        // the sequence that the policy carries where it is read
	setRestrictions versionKind = "restrictions" // the sequence of the newest event of the restrictions, which name no owner
)

// A version's text is its kind, its number and its owner with a separator in between, in base64.
const (
	separator       = " "
	versionElements = 3
)

// IsZero reports whether the version isn't known.
func (v Version) IsZero() bool { return v == Version{} }

// String returns the version as a caller gets it: a text that is sent back as it is and says nothing to anybody. It is empty for
// one that isn't known.
func (v Version) String() string {
	if v.IsZero() {
		return ""
	}
	text := strings.Join([]string{string(v.kind), strconv.FormatUint(v.number, 10), v.owner}, separator)
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// ParseVersion returns the version of a login policy with this text. It refuses every text that String doesn't make of one.
func ParseVersion(text string) (Version, error) {
	version, ok := parseVersion(text)
	if !ok || version.kind == setRestrictions || version.owner == "" {
		return Version{}, versionInvalid("a login policy")
	}
	return version, nil
}

// ParseRestrictionsVersion is ParseVersion for a version of the restrictions.
func ParseRestrictionsVersion(text string) (Version, error) {
	version, ok := parseVersion(text)
	if !ok || version.kind != setRestrictions || version.owner != "" {
		return Version{}, versionInvalid("the restrictions")
	}
	return version, nil
}

func parseVersion(text string) (Version, bool) {
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	elements := strings.SplitN(string(decoded), separator, versionElements)
	if err != nil || len(elements) != versionElements {
		return Version{}, false
	}
	number, err := strconv.ParseUint(elements[1], 10, 64)
	version := Version{kind: versionKind(elements[0]), number: number, owner: elements[2]}
	known := version.kind == loggedPolicy || version.kind == shownPolicy || version.kind == setRestrictions
	return version, err == nil && known && version.String() == text
}

func versionInvalid(of string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonVersionInvalid,
		Message: "The argument expectedVersion isn't a version of " + of + ". Give the version that you have read, unchanged."}
}

// Version returns the version of a policy that was read just before. It is zero where it isn't known: the caller may not read the
// organization's log, or that doesn't reach back far enough; and where the log shows that the policy lacks its newest change, so
// that whoever looks at it hasn't seen what the version stands for. ctx is as for Change.
//
// It costs a page of the log. Equal calls of one query are one.
func (c *Client) Version(ctx context.Context, shown *policyv1.LoginPolicy) (Version, error) {
	if shown.GetIsDefault() {
		return c.instanceLog(ctx).version(ctx, shown)
	}
	owner := shown.GetDetails().GetResourceOwner()
	ctx = organization.With(ctx, owner)
	return c.organizationLog(ctx, owner).version(ctx, shown)
}

// version returns the version of a policy that is shown, whose log this is.
func (l *logReader) version(ctx context.Context, shown *policyv1.LoginPolicy) (Version, error) {
	freshness, _, err := l.freshness(ctx, shown)
	if err != nil || freshness == eventlog.Behind {
		return Version{}, err
	}
	version, err := l.newestVersion(ctx, shown)
	if err == nil && l.aggregate == eventlog.Instance && !l.log.HasAny() {
		version = Version{kind: shownPolicy, number: shown.GetDetails().GetSequence(), owner: shown.GetDetails().GetResourceOwner()}
	}
	return version, err
}

// newestVersion returns the version that a policy has by its log alone, whether it is shown or not. It is zero where that isn't
// known, and where the log lacks the event by which the policy is shown.
func (l *logReader) newestVersion(ctx context.Context, shown *policyv1.LoginPolicy) (Version, error) {
	for {
		if newest, known := l.log.NewestChange(shown.GetDetails().GetSequence()); known && !l.olderThan(shown) {
			return Version{kind: loggedPolicy, number: newest, owner: shown.GetDetails().GetResourceOwner()}, nil
		}
		if l.ended {
			return Version{}, nil
		}
		if err := l.readPage(ctx); err != nil {
			return Version{}, err
		}
	}
}

// checkExpectedVersion refuses a change that expects another version of the policy than it has, or one that isn't known.
func (t *target) checkExpectedVersion(ctx context.Context) error {
	expected := t.options.ExpectedVersion
	if expected.IsZero() {
		return nil
	}
	current, err := t.currentVersion(ctx)
	switch {
	case err != nil:
		return err
	case current.IsZero():
		return t.versionNotKnown()
	case current != expected:
		return t.versionChanged(current)
	}
	return nil
}

// currentVersion returns the version of the policy that a change is about to be made to. It is zero where it isn't known.
//
// For a policy of its own the log alone counts: what ZITADEL skipped is known to whoever made the change. An inherited policy
// doesn't show whether the organization has one of its own by now, which only its log does.
func (t *target) currentVersion(ctx context.Context) (Version, error) {
	switch {
	case t.shown == nil:
		return Version{}, nil
	case t.isInherited():
		freshness, _, err := t.log.freshness(ctx, t.shown)
		if err != nil || freshness != eventlog.UpToDate {
			return Version{}, err
		}
		return t.inheritedVersion(ctx)
	case t.log.olderThan(t.shown):
		t.log = t.log.restarted()
	}
	return t.log.newestVersion(ctx, t.shown)
}

// inheritedVersion returns the version of the inherited policy.
func (t *target) inheritedVersion(ctx context.Context) (Version, error) {
	log := t.client.instanceLog(ctx)
	version, err := log.newestVersion(ctx, t.shown)
	if err != nil || !version.IsZero() {
		return version, err
	}
	return log.version(ctx, t.shown)
}

// versionChanged refuses a change that expects another version than the current one.
func (t *target) versionChanged(current Version) error {
	sequence := t.shown.GetDetails().GetSequence()
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonLoginPolicyChanged, ResourceOwner: t.owner(),
		CurrentSequence: &sequence, CurrentVersion: current.String(),
		Message: "The login policy isn't the expected version: it was changed since, or the version is another policy's. Read it and decide again."}
}

// versionNotKnown refuses a change that expects a version of a policy whose version isn't known.
func (t *target) versionNotKnown() error {
	const policy = "the login policy is"
	switch {
	case t.shown == nil:
		return versionNotKnown(policy, "the policy can't be read")
	case t.ofInstance():
		return versionNotKnown(policy, "you may not read the instance's event log, which needs the permission events.read, or the log doesn't "+
			"reach back far enough")
	default:
		return versionNotKnown(policy, "you may not read the organization's event log, which needs the permission org.read, or the log doesn't "+
			"reach back far enough")
	}
}

// versionNotKnown refuses a change that expects a version of something whose version isn't known.
func versionNotKnown(whatIs, why string) error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonVersionNotKnown,
		Message: "Nothing was written, because it can't be checked whether " + whatIs + " the expected version: " + why +
			". Leave expectedVersion out, or use a token that may read the log."}
}
