package wiretest_test

import (
	"time"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// alterFailures tampers with every failure.
func alterFailures(name string, alter func(*spb.Status)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) { alterStatus(x, alter) }}
}

func alterStatus(x *exchange, alter func(*spb.Status)) {
	if x.err == nil {
		return
	}
	s := proto.Clone(status.Convert(x.err).Proto()).(*spb.Status)
	alter(s)
	x.err = status.ErrorProto(s)
}

// alterDetail alters a failure's detail, where it has one.
func alterDetail(s *spb.Status, alter func(*zitadelv1.ErrorDetail)) {
	for i, packed := range s.GetDetails() {
		var d zitadelv1.ErrorDetail
		if packed.UnmarshalTo(&d) == nil {
			alter(&d)
			s.Details[i] = anyOf(&d)
		}
	}
}

func anyOf(m proto.Message) *anypb.Any {
	packed, err := anypb.New(m)
	if err != nil {
		return &anypb.Any{}
	}
	return packed
}

// alterWriteDetails tampers with the details of every write.
func alterWriteDetails(name string, alter func(*zitadelv1.ObjectDetails)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) {
		m, ok := x.reply.(interface {
			GetDetails() *zitadelv1.ObjectDetails
		})
		if ok && x.err == nil && m.GetDetails() != nil {
			alter(m.GetDetails())
		}
	}}
}

// alterPolicies tampers with every policy that is read.
func alterPolicies(name string, alter func(*policyv1.LoginPolicy)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) {
		m, ok := x.reply.(interface{ GetPolicy() *policyv1.LoginPolicy })
		if ok && x.err == nil && m.GetPolicy() != nil {
			alter(m.GetPolicy())
		}
	}}
}

// alterListDetails tampers with the details of every list.
func alterListDetails(name string, alter func(*zitadelv1.ListDetails)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) {
		m, ok := x.reply.(interface {
			GetDetails() *zitadelv1.ListDetails
		})
		if ok && x.err == nil && m.GetDetails() != nil {
			alter(m.GetDetails())
		}
	}}
}

func dateOf(d *zitadelv1.ObjectDetails) time.Time {
	if d.GetChangeDate() != nil {
		return d.GetChangeDate().AsTime()
	}
	return d.GetCreationDate().AsTime()
}

// withNanosecond adds what a database that keeps microseconds can't have stored.
func withNanosecond(date *timestamppb.Timestamp) *timestamppb.Timestamp {
	if date == nil {
		return nil
	}
	return timestamppb.New(date.AsTime().Add(time.Nanosecond))
}

// alterRequests tampers with every request of one type.
func alterRequests[Req proto.Message](name string, alter func(Req)) tampering {
	return tampering{name: name, alterRequest: func(x *exchange) {
		if request, ok := x.request.(Req); ok {
			alter(request)
		}
	}}
}

// alterReplies tampers with every answer of one type.
func alterReplies[Res proto.Message](name string, alter func(Res)) tampering {
	return tampering{name: name, alterReply: func(x *exchange) {
		if reply, ok := x.reply.(Res); ok && x.err == nil {
			alter(reply)
		}
	}}
}

// repeatFirst answers with the first of the answers of one type that qualify, for ever.
func repeatFirst[Res proto.Message](name string, qualifies func(Res) bool) tampering {
	var first proto.Message
	return alterReplies(name, func(reply Res) {
		switch {
		case !qualifies(reply):
		case first == nil:
			first = proto.Clone(reply)
		default:
			proto.Reset(reply)
			proto.Merge(reply, first)
		}
	})
}

// alterChanges tampers with every change of ListOrgChanges.
func alterChanges(name string, alter func(*changev1.Change)) tampering {
	return alterReplies(name, func(r *managementv1.ListOrgChangesResponse) {
		for _, c := range r.GetResult() {
			alter(c)
		}
	})
}

// alterEvents tampers with every event of ListEvents.
func alterEvents(name string, alter func(*eventv1.Event)) tampering {
	return alterReplies(name, func(r *adminv1.ListEventsResponse) {
		for _, e := range r.GetEvents() {
			alter(e)
		}
	})
}
