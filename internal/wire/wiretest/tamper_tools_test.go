package wiretest_test

import (
	"time"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// failing tampers with every failure.
func failing(name string, alter func(*spb.Status)) tampering {
	return tampering{name: name, tell: func(x *exchange) { alterStatus(x, alter) }}
}

func alterStatus(x *exchange, alter func(*spb.Status)) {
	if x.err == nil {
		return
	}
	s := proto.Clone(status.Convert(x.err).Proto()).(*spb.Status)
	alter(s)
	x.err = status.ErrorProto(s)
}

// detailed alters a failure's detail, where it has one.
func detailed(s *spb.Status, alter func(*zitadelv1.ErrorDetail)) {
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

// writing tampers with the details of every write.
func writing(name string, alter func(*zitadelv1.ObjectDetails)) tampering {
	return tampering{name: name, tell: func(x *exchange) {
		m, ok := x.reply.(interface {
			GetDetails() *zitadelv1.ObjectDetails
		})
		if ok && x.err == nil && m.GetDetails() != nil {
			alter(m.GetDetails())
		}
	}}
}

// reading tampers with every policy that is read.
func reading(name string, alter func(*policyv1.LoginPolicy)) tampering {
	return tampering{name: name, tell: func(x *exchange) {
		m, ok := x.reply.(interface{ GetPolicy() *policyv1.LoginPolicy })
		if ok && x.err == nil && m.GetPolicy() != nil {
			alter(m.GetPolicy())
		}
	}}
}

// listing tampers with the details of every list.
func listing(name string, alter func(*zitadelv1.ListDetails)) tampering {
	return tampering{name: name, tell: func(x *exchange) {
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

// finer adds what a database that keeps microseconds can't have stored.
func finer(date *timestamppb.Timestamp) *timestamppb.Timestamp {
	if date == nil {
		return nil
	}
	return timestamppb.New(date.AsTime().Add(time.Nanosecond))
}
