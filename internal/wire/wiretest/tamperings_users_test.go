package wiretest_test

import (
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// userGroups have the cases about people.
func userGroups() []string {
	return []string{"users", "methods of users", "removals from users", "events of users", "features"}
}

func wrongPeople() []tampering {
	return slices.Concat(wrongUserLists(), wrongMethods(), wrongRemovals(), wrongUserEvents())
}

func wrongUserLists() []tampering {
	return []tampering{
		alterRequests("users aren't filtered", func(r *userv2.ListUsersRequest) { r.Queries = nil }),
		alterRequests("users aren't filtered by organization", func(r *userv2.ListUsersRequest) {
			r.Queries = slices.DeleteFunc(r.GetQueries(), func(q *userv2.SearchQuery) bool { return q.GetOrganizationIdQuery() != nil })
		}),
		alterRequests("users aren't filtered by type", func(r *userv2.ListUsersRequest) {
			r.Queries = slices.DeleteFunc(r.GetQueries(), func(q *userv2.SearchQuery) bool { return q.GetTypeQuery() != nil })
		}),
		alterRequests("users aren't filtered by state", func(r *userv2.ListUsersRequest) {
			r.Queries = slices.DeleteFunc(r.GetQueries(), func(q *userv2.SearchQuery) bool { return q.GetStateQuery() != nil })
		}),
		alterRequests("the newest users come first", func(r *userv2.ListUsersRequest) { r.Query = nil }),
		alterRequests("every page of users is the first", func(r *userv2.ListUsersRequest) {
			if r.GetQuery() != nil {
				r.Query.Offset = 0
			}
		}),
		alterReplies("beyond the end of the users there is a total", func(r *userv2.ListUsersResponse) { r.Details.TotalResult = 9 }),
		alterReplies("a user has no date of creation", func(r *userv2.ListUsersResponse) {
			for _, u := range r.GetResult() {
				u.Details.CreationDate = nil
			}
		}),
		alterReplies("a person has no name", func(r *userv2.ListUsersResponse) {
			for _, u := range r.GetResult() {
				u.Type = nil
			}
		}),
		{name: "who may not read users is refused", alterReply: func(x *exchange) {
			if r, ok := x.reply.(*userv2.ListUsersResponse); ok && x.err == nil && len(r.GetResult()) == 0 {
				x.err = status.Error(codes.PermissionDenied, "no")
			}
		}},
	}
}

func wrongMethods() []tampering {
	return []tampering{
		alterReplies("recovery codes are no method", func(r *userv2.ListAuthenticationMethodTypesResponse) {
			r.AuthMethodTypes = slices.DeleteFunc(r.GetAuthMethodTypes(), func(m userv2.AuthenticationMethodType) bool {
				return m == userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE
			})
		}),
		alterReplies("a method is told twice", func(r *userv2.ListAuthenticationMethodTypesResponse) {
			r.AuthMethodTypes = append(r.GetAuthMethodTypes(), r.GetAuthMethodTypes()...)
		}),
		alterRequests("everybody is complete", func(r *userv2.ListAuthenticationMethodTypesRequest) { r.UserId = completePersonID }),
		alterRequests("unfinished factors are always told", func(r *userv2.ListAuthenticationFactorsRequest) {
			r.States = []userv2.AuthFactorState{userv2.AuthFactorState_AUTH_FACTOR_STATE_READY, userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY}
		}),
		alterReplies("every second factor is ready", func(r *userv2.ListAuthenticationFactorsResponse) {
			for _, factor := range r.GetResult() {
				factor.State = userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
			}
		}),
		alterReplies("security keys have no ids", func(r *userv2.ListAuthenticationFactorsResponse) {
			for _, factor := range r.GetResult() {
				if factor.GetU2F() != nil {
					factor.GetU2F().Id = ""
				}
			}
		}),
	}
}

// alterUserDetails tampers with the answer to every removal from a person.
func alterUserDetails(name string, alter func(*objectv2.Details)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) {
		if m, ok := x.reply.(interface{ GetDetails() *objectv2.Details }); ok && x.err == nil && m.GetDetails() != nil {
			alter(m.GetDetails())
		}
	}}
}

func wrongRemovals() []tampering {
	return []tampering{
		alterUserDetails("a removal from a person answers another sequence", func(d *objectv2.Details) { d.Sequence += 3 }),
		alterUserDetails("a removal from a person belongs to another organization", func(d *objectv2.Details) { d.ResourceOwner = embedded.InheritingOrgID }),
		alterUserDetails("a removal from a person has a date of creation", func(d *objectv2.Details) { d.CreationDate = d.GetChangeDate() }),
		alterUserDetails("a removal from a person has another date", func(d *objectv2.Details) {
			d.ChangeDate = timestamppb.New(d.GetChangeDate().AsTime().Add(time.Second))
		}),
		{name: "nothing is taken away", alterRequest: func(x *exchange) {
			if r, ok := x.request.(*userv2.RemoveRecoveryCodesRequest); ok {
				r.UserId = plainPersonID
			}
		}},
		{name: "a security key is told apart by nothing", alterReply: func(x *exchange) {
			if r, ok := x.request.(*userv2.RemoveU2FRequest); ok && r.GetU2FId() == "1" {
				x.err = nil
			}
		}},
		{name: "users are looked at before the token", alterReply: func(x *exchange) {
			if x.request.ProtoReflect().Descriptor().Fields().ByName("user_id") != nil && status.Code(x.err) == codes.Unauthenticated {
				x.err = status.Error(codes.InvalidArgument, "no")
			}
		}},
	}
}

func wrongUserEvents() []tampering {
	return []tampering{
		alterEvents("an event of a person belongs to nobody", func(e *eventv1.Event) { e.Aggregate.ResourceOwner = "" }),
		alterEvents("an event of a person names no key", func(e *eventv1.Event) { e.Payload = &structpb.Struct{} }),
		alterEvents("events of people come without their types", func(e *eventv1.Event) { e.Type.Type = "user.human.added" }),
		alterReplies("the newest events come first", func(r *adminv1.ListEventsResponse) { slices.Reverse(r.GetEvents()) }),
		alterReplies("fewer events come at once", func(r *adminv1.ListEventsResponse) { r.Events = r.GetEvents()[:min(900, len(r.GetEvents()))] }),
		alterRequests("events from a date on come with those of that date", func(r *adminv1.ListEventsRequest) {
			if from := r.GetFrom(); from != nil {
				r.CreationDateFilter = &adminv1.ListEventsRequest_From{From: timestamppb.New(from.AsTime().Add(-time.Microsecond))}
			}
		}),
		alterReplies("an event of a person is lost", func(r *adminv1.ListEventsResponse) {
			if len(r.GetEvents()) > 1 {
				r.Events = r.GetEvents()[1:]
			}
		}),
		{name: "thirty types are too many", alterReply: func(x *exchange) {
			if r, ok := x.request.(*adminv1.ListEventsRequest); ok && len(r.GetEventTypes()) == 30 {
				x.err = status.Error(codes.InvalidArgument, "no")
			}
		}},
		{name: "only owners are told the features", alterReply: func(x *exchange) {
			if isOf(x.request, &featurev2.GetInstanceFeaturesRequest{}) && x.err == nil {
				x.err = status.Error(codes.PermissionDenied, "no")
			}
		}},
	}
}

func isOf(message, example proto.Message) bool {
	name := func(m proto.Message) protoreflect.FullName { return m.ProtoReflect().Descriptor().FullName() }
	return name(message) == name(example)
}
