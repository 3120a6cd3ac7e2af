package wiretest_test

import (
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	spb "google.golang.org/genproto/googleapis/rpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// brokenDown shows least about a case: nearly every one finds it.
const brokenDown = "every call fails"

// tamperings are the ways to be wrong; each name ends the sentence "a case finds that …". First come those that most cases
// find.
func tamperings() []tampering {
	return slices.Concat(
		wrongOutcomes(), wrongFailures(), wrongTexts(), wrongWrites(), wrongPolicies(), wrongLists(), wrongHeaders(),
		within(wrongLinks(), "links", "admin links"),
		within(wrongHistories(), "changes", "events"),
		within(wrongQueries(), "changes", "events"),
		within(wrongInstance(), "admin access", "admin reads", "admin factors", "admin update", "admin links", "restrictions"),
		within(wrongDirectories(), "organization", "organizations to choose from", "own permissions", "providers"),
		within(wrongUsers(), "oneself"),
		within(wrongPeople(), userGroups()...),
		wrongRequests(),
		[]tampering{{name: brokenDown, alterReply: func(x *exchange) { x.err = status.Error(codes.Internal, "broken") }}},
	)
}

func within(ways []tampering, groups ...string) []tampering {
	for i := range ways {
		ways[i].groups = groups
	}
	return ways
}

func wrongRequests() []tampering {
	return []tampering{
		{name: "the organization header is ignored", alterRequest: func(x *exchange) { x.sent.Delete("x-zitadel-orgid") }},
		{name: "the last of two organizations counts", alterRequest: func(x *exchange) {
			values := x.sent.Get("x-zitadel-orgid")
			x.sent.Set("x-zitadel-orgid", values[max(0, len(values)-1):]...)
		}},
		{name: "a blank organization is no organization", alterRequest: func(x *exchange) {
			if values := x.sent.Get("x-zitadel-orgid"); len(values) > 0 && strings.TrimSpace(values[0]) == "" {
				x.sent.Set("x-zitadel-orgid", "none")
			}
		}},
		{name: "the token's scheme may be lower-case", alterRequest: func(x *exchange) {
			if values := x.sent.Get("authorization"); len(values) > 0 {
				x.sent.Set("authorization", strings.Replace(values[0], "bearer", "Bearer", 1))
			}
		}},
		{name: "no token is needed", alterRequest: func(x *exchange) {
			if len(x.sent.Get("authorization")) == 0 {
				x.sent.Set("authorization", "Bearer dev-org-owner")
			}
		}},
		{name: "everybody is the instance's owner", alterRequest: func(x *exchange) { x.sent.Set("authorization", "Bearer dev-instance-owner") }},
		{name: "the language is ignored", alterRequest: func(x *exchange) { x.sent.Delete("accept-language") }},
	}
}

func wrongOutcomes() []tampering {
	return []tampering{
		{name: "every call succeeds", alterReply: func(x *exchange) { x.err = nil }},
		{name: "health needs a token", alterReply: func(x *exchange) {
			if _, health := x.request.(*managementv1.HealthzRequest); health && len(x.sent.Get("authorization")) == 0 {
				x.err = status.Error(codes.Unauthenticated, "no token")
			}
		}},
		{name: "no answer has content", alterReply: func(x *exchange) { proto.Reset(x.reply) }},
	}
}

func wrongFailures() []tampering {
	return []tampering{
		alterFailures("the code is another", func(s *spb.Status) { s.Code = int32(codes.Aborted) }),
		alterFailures("the text is missing", func(s *spb.Status) { s.Message = "" }),
		alterFailures("the details are missing", func(s *spb.Status) { s.Details = nil }),
		alterFailures("there is one detail more", func(s *spb.Status) { s.Details = append(s.Details, anyOf(&zitadelv1.ErrorDetail{Id: "Org-3M9od"})) }),
		alterFailures("the detail is of another type", func(s *spb.Status) {
			for i := range s.GetDetails() {
				s.Details[i] = anyOf(&zitadelv1.ObjectDetails{})
			}
		}),
		alterFailures("the detail's id is another", func(s *spb.Status) {
			alterDetail(s, func(d *zitadelv1.ErrorDetail) { d.Id = "Org-XXXXX" })
		}),
		alterFailures("the detail's text isn't the status's", func(s *spb.Status) {
			alterDetail(s, func(d *zitadelv1.ErrorDetail) { d.Message = "something else" })
		}),
	}
}

func wrongTexts() []tampering {
	return []tampering{
		alterFailures("there is one text for everything", func(s *spb.Status) { s.Message = "text" }),
		alterFailures("raw keys are translated", func(s *spb.Status) {
			alterDetail(s, func(d *zitadelv1.ErrorDetail) {
				d.Message = "translated"
				s.Message = d.GetMessage() + " (" + d.GetId() + ")"
			})
		}),
		{name: "every text is translated", alterReply: func(x *exchange) {
			alterStatus(x, func(s *spb.Status) { s.Message += strings.Join(x.sent.Get("accept-language"), "") })
		}},
	}
}

func wrongWrites() []tampering {
	return []tampering{
		alterWriteDetails("the sequence is one further", func(d *zitadelv1.ObjectDetails) { d.Sequence++ }),
		alterWriteDetails("the sequence stands still", func(d *zitadelv1.ObjectDetails) { d.Sequence = 7 }),
		alterWriteDetails("the sequence is missing", func(d *zitadelv1.ObjectDetails) { d.Sequence = 0 }),
		alterWriteDetails("the owner is missing", func(d *zitadelv1.ObjectDetails) { d.ResourceOwner = "" }),
		alterWriteDetails("the dates are exchanged", func(d *zitadelv1.ObjectDetails) {
			d.CreationDate, d.ChangeDate = d.GetChangeDate(), d.GetCreationDate()
		}),
		alterWriteDetails("both dates are set", func(d *zitadelv1.ObjectDetails) {
			d.CreationDate, d.ChangeDate = timestamppb.New(dateOf(d)), timestamppb.New(dateOf(d))
		}),
		alterWriteDetails("the dates are missing", func(d *zitadelv1.ObjectDetails) { d.CreationDate, d.ChangeDate = nil, nil }),
		alterWriteDetails("dates have nanoseconds", func(d *zitadelv1.ObjectDetails) {
			d.CreationDate, d.ChangeDate = withNanosecond(d.GetCreationDate()), withNanosecond(d.GetChangeDate())
		}),
	}
}

func wrongPolicies() []tampering {
	return []tampering{
		{name: "is_default beside the policy is wrong", alterReply: func(x *exchange) {
			if r, ok := x.reply.(*managementv1.GetLoginPolicyResponse); ok {
				r.IsDefault = !r.GetIsDefault()
			}
		}},
		alterPolicies("is_default in the policy is wrong", func(p *policyv1.LoginPolicy) { p.IsDefault = !p.GetIsDefault() }),
		alterPolicies("the policy has no details", func(p *policyv1.LoginPolicy) { p.Details = nil }),
		alterPolicies("the policy belongs to somebody else", func(p *policyv1.LoginPolicy) { p.Details.ResourceOwner = "300000000000000001" }),
		alterPolicies("the policy's sequence is old", func(p *policyv1.LoginPolicy) { p.Details.Sequence-- }),
		alterPolicies("the policy has no creation date", func(p *policyv1.LoginPolicy) { p.Details.CreationDate = nil }),
		alterPolicies("the policy changed at another time", func(p *policyv1.LoginPolicy) { p.Details.ChangeDate.Seconds += 60 }),
		alterPolicies("a lifetime is missing", func(p *policyv1.LoginPolicy) { p.MfaInitSkipLifetime = nil }),
		alterPolicies("a lifetime is another", func(p *policyv1.LoginPolicy) { p.MfaInitSkipLifetime.Seconds++ }),
		alterPolicies("a switch is another", func(p *policyv1.LoginPolicy) { p.DisableLoginWithPhone = !p.GetDisableLoginWithPhone() }),
		alterPolicies("the redirect URI is lost", func(p *policyv1.LoginPolicy) { p.DefaultRedirectUri = "" }),
		alterPolicies("the second factors are reversed", func(p *policyv1.LoginPolicy) { slices.Reverse(p.GetSecondFactors()) }),
		alterPolicies("second factors are listed once", func(p *policyv1.LoginPolicy) { p.SecondFactors = slices.Compact(p.GetSecondFactors()) }),
		alterPolicies("phantoms are listed", func(p *policyv1.LoginPolicy) { p.SecondFactors = append(p.SecondFactors, 4) }),
		alterPolicies("multi factors are lost", func(p *policyv1.LoginPolicy) { p.MultiFactors = nil }),
	}
}

func wrongLists() []tampering {
	return []tampering{
		{name: "a list is reversed", alterReply: func(x *exchange) {
			if r, ok := x.reply.(*managementv1.ListLoginPolicySecondFactorsResponse); ok {
				slices.Reverse(r.GetResult())
			}
		}},
		{name: "the multi factors' list is empty", alterReply: func(x *exchange) {
			if r, ok := x.reply.(*managementv1.ListLoginPolicyMultiFactorsResponse); ok {
				r.Result = nil
			}
		}},
		alterListDetails("a list counts one more", func(d *zitadelv1.ListDetails) { d.TotalResult++ }),
		alterListDetails("a list has no timestamp", func(d *zitadelv1.ListDetails) { d.ViewTimestamp = nil }),
	}
}

func wrongHeaders() []tampering {
	return []tampering{
		{name: "answers may be stored", alterReply: func(x *exchange) { x.header.Delete("cache-control") }},
		{name: "the expiry is no date", alterReply: func(x *exchange) { x.header.Set("expires", "soon") }},
		{name: "there is no request id", alterReply: func(x *exchange) { x.header.Delete("x-request-id") }},
		{name: "the request id is always the same", alterReply: func(x *exchange) { x.header.Set("x-request-id", "1") }},
		{name: "the client's request id is taken over", alterReply: func(x *exchange) {
			if ids := x.sent.Get("x-request-id"); len(ids) > 0 {
				x.header.Set("x-request-id", ids...)
			}
		}},
	}
}
