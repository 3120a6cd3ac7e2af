package policy

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Patch is the change of some settings: by their JSON names, their new values as a field of LoginPolicy has them. A name that no
// setting has makes it panic. All other settings stay as they are. A patch whose settings the policy has already succeeds, and
// writes nothing.
type Patch map[string]protoreflect.Value

var _ Change = Patch{}

// Check refuses values that ZITADEL would accept, and that harm the people who log in. It has to be called before the patch is
// used: no method of Client does.
func (p Patch) Check() error {
	uri, ok := p["defaultRedirectUri"]
	if !ok {
		return nil
	}
	return CheckRedirectURI(uri.String())
}

func (p Patch) names() []string { return slices.Sorted(maps.Keys(p)) }

func (p Patch) isIn(found *policyv1.LoginPolicy) bool { return settings.Same(found, p.Applied(found)) }

// check refuses to patch a policy that can't be read, or that isn't the version that the caller expects.
func (p Patch) check(t *target) error {
	if t.shown == nil {
		return t.readFailure
	}
	return t.options.Expected.check(t.shown)
}

// prepare succeeds where the policy is written as wanted already, unless ZITADEL skipped that. It refuses a policy with a setting
// that this version doesn't know, since the write would make it false or zero.
func (p Patch) prepare(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error) {
	if p.isIn(t.base) && !t.options.PutInForce {
		return p.acceptAlreadyWritten(ctx, t)
	}
	what := unknownSettingIn(p.Applied(t.base))
	if t.options.PutInForce {
		what = cmp.Or(what, unknownSettingIn(t.shown))
	}
	if what != "" {
		return nil, refuseUnknownPart(what)
	}
	return nil, nil
}

// acceptAlreadyWritten returns the details of a policy that is written as wanted already. It fails where ZITADEL skipped that, so
// that something else is in force.
func (p Patch) acceptAlreadyWritten(ctx context.Context, t *target) (*zitadelv1.ObjectDetails, error) {
	if !p.isIn(t.shown) {
		now, err := t.waitUntil(ctx, p.isIn)
		switch {
		case err != nil:
			return nil, err
		case now.GetIsDefault() && t.isOwn(): // somebody else has just taken it away
			return nil, policyInherited()
		case !p.isIn(now):
			return nil, p.writtenNotInForce(nil)
		}
		t.shown = now
	}
	t.warnSkipped(t.skippedBesides(p))
	return t.shown.GetDetails(), nil
}

func (p Patch) policyAfter(t *target) *policyv1.LoginPolicy {
	return withSettings(t.shown, p.Applied(t.base))
}

// isWritten asks for all the settings that are written. The patch's alone can be somebody else's, with this write still
// under way.
func (p Patch) isWritten(t *target) func(*policyv1.LoginPolicy) bool {
	wanted := p.Applied(t.base)
	return func(later *policyv1.LoginPolicy) bool { return settings.Same(later, wanted) }
}

func (p Patch) write(ctx context.Context, t *target) (writeResult, error) {
	replace := t.replaceSettings
	if t.options.PutInForce {
		replace = t.replaceTwice
	}
	details, err := replace(ctx, p.Applied(t.base))
	if _, open := errors.AsType[*problem.UnknownOutcomeError](err); !open && problem.Refused(err, codes.FailedPrecondition) {
		details, err := p.acceptUnchanged(ctx, t, err)
		return writeResult{details: details, unchanged: true}, err
	}
	return writeResult{details: details}, err
}

// replaceSettings writes all settings.
func (t *target) replaceSettings(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	return t.countWrite(t.scope.replaceSettings(ctx, wanted))
}

// replaceTwice writes the settings that are shown, and then the wanted ones. ZITADEL compares an update with its log, and stores
// what differs. So a setting that is written there and isn't shown has to be written back first, which changes nothing for
// anybody, before writing it counts as a change again.
func (t *target) replaceTwice(ctx context.Context, wanted *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	if settings.Same(t.shown, wanted) {
		return t.replaceSettings(ctx, wanted)
	}
	first, err := t.replaceSettings(ctx, t.shown)
	unchanged := problem.Refused(err, codes.FailedPrecondition) // the log has what is shown
	if !unchanged {
		if err := (evidence{owner: t.owner()}).check(first, err); err != nil {
			return nil, err
		}
	}
	details, err := t.replaceSettings(ctx, wanted)
	if err != nil && !unchanged {
		return nil, &problem.UnknownOutcomeError{Err: err, Written: "The policy is what ZITADEL shows of it: what had been written and wasn't in force is given up. " +
			"Writing what was wanted failed; send it again."}
	}
	return details, err
}

// acceptUnchanged makes a success of ZITADEL's refusal of an update that changes nothing, if the policy shows what was wanted.
// It fails where the policy shows something else: then ZITADEL has stored what was wanted and doesn't show it, because of two
// creations at the same time, or because its reads skipped a change. refused is the refusal.
func (p Patch) acceptUnchanged(ctx context.Context, t *target, refused error) (*zitadelv1.ObjectDetails, error) {
	now, err := t.scope.read(ctx)
	switch {
	case err != nil:
		return nil, err
	case now.GetIsDefault() && t.isOwn(): // somebody else has just taken it away; what is inherited is no answer
		return nil, policyInherited()
	case p.isIn(now):
		t.warnSkipped(t.skippedBesides(p)) // something else that is written may not be in force
		return now.GetDetails(), nil
	case t.log.log.CreatedTwice() || !t.log.log.HasAny():
		return nil, refused
	}
	return nil, p.writtenNotInForce(refused)
}

// writtenNotInForce is the failure of a patch that is written already and isn't in force. cause is the refusal that told, or nil.
func (p Patch) writtenNotInForce(cause error) error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: cause,
		Message: "What you want is written already, but ZITADEL skipped it: it shows another state of " + strings.Join(p.names(), ", ") +
			", and that is in force. Nothing was written. To put it in force, send it again with putInForce: true."}
}

func (p Patch) refusal(*policyv1.LoginPolicy) error { return policyInherited() }

func (p Patch) unneeded(inherited *policyv1.LoginPolicy) (bool, error) { return p.isIn(inherited), nil }

func (p Patch) applyTo(request *managementv1.AddCustomLoginPolicyRequest) { p.apply(request) }

// apply changes the named settings of a policy or a request, and no others.
func (p Patch) apply(message proto.Message) {
	target := message.ProtoReflect()
	for name, value := range p {
		target.Set(target.Descriptor().Fields().ByJSONName(name), value)
	}
}

// Applied returns a copy of a policy with the patch applied.
func (p Patch) Applied(found *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	patched := proto.CloneOf(found)
	p.apply(patched)
	return patched
}
