package wire_test

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// response is what a ZITADEL sends: two events, one of them of a security key.
func response(t testing.TB) []byte {
	t.Helper()
	payload, err := structpb.NewStruct(map[string]any{
		"aaguid": "secret-1", "webAuthNTokenId": "77", "webAuthNTokenID": "secret-2", "codes": []any{"secret-3", map[string]any{"webAuthNTokenId": "secret-4"}},
		"nested": map[string]any{"webAuthNTokenId": "secret-5"}, "signCount": 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	body, err := proto.Marshal(&adminv1.ListEventsResponse{Events: []*eventv1.Event{
		{Editor: &eventv1.Editor{DisplayName: "secret-6"}, Aggregate: &eventv1.Aggregate{Id: "1", ResourceOwner: "2"}, Sequence: 3,
			Type: &eventv1.EventType{Type: "user.human.mfa.u2f.token.added"}, Payload: payload},
		{Sequence: 4},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Ensures that of a payload its token's id arrives, and nothing else is anywhere in the message.
func TestUnmarshalReduction(t *testing.T) {
	var events adminv1.ListPersonEventsResponse
	var creations adminv1.ListCreationsResponse
	for _, reply := range []proto.Message{&events, &creations} {
		if err := wire.UnmarshalReply(response(t), reply); err != nil {
			t.Fatal(err)
		}
		whole, err := proto.Marshal(reply)
		if err != nil || bytes.Contains(whole, []byte("secret")) {
			t.Errorf("%v; the message is %q", err, whole)
		}
	}
	first := events.GetEvents()[0]
	if first.GetPayload().GetWebAuthNTokenId() != "77" || first.GetSequence() != 3 || first.GetAggregate().GetResourceOwner() != "2" {
		t.Errorf("the first event is %v", first)
	}
	if second := events.GetEvents()[1]; second.GetSequence() != 4 || second.GetPayload().GetWebAuthNTokenId() != "" {
		t.Errorf("the second event is %v", second)
	}
	if len(creations.GetEvents()) != 2 || creations.GetEvents()[0].GetType().GetType() != "user.human.mfa.u2f.token.added" {
		t.Errorf("the creations are %v", &creations)
	}
}

// Ensures that every other reply keeps what the contract doesn't have: whoever copies it has to know of it.
func TestUnmarshalWholeReply(t *testing.T) {
	var reply adminv1.ListEventsResponse
	if err := wire.UnmarshalReply([]byte("\x98\x06\x01"), &reply); err != nil || len(reply.ProtoReflect().GetUnknown()) != 3 {
		t.Errorf("%v; unknown %q", err, reply.ProtoReflect().GetUnknown())
	}
}

// FuzzReduction prevents that any reply panics the decoder of reductions, or leaves it anything but the reduction's fields.
func FuzzReduction(f *testing.F) {
	whole := response(f)
	f.Add(whole)
	f.Add(whole[:len(whole)-20])
	f.Add([]byte("\x0a\x02\x28\x01\x0a\x04\x2a\x02\x0a\x00\x0a\x03\x2a\x01\x0b"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, reply := range []proto.Message{&adminv1.ListPersonEventsResponse{}, &adminv1.ListCreationsResponse{}} {
			if wire.UnmarshalReply(body, reply) == nil && keepsUnknown(reply.ProtoReflect()) {
				t.Errorf("unknown fields stay of %q", body)
			}
		}
	})
}

// keepsUnknown reports whether a message, or one in it, has unknown fields.
func keepsUnknown(message protoreflect.Message) bool {
	found := len(message.GetUnknown()) > 0
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.Message() == nil:
		case field.IsList():
			for i := range value.List().Len() {
				found = found || keepsUnknown(value.List().Get(i).Message())
			}
		default:
			found = found || keepsUnknown(value.Message())
		}
		return !found
	})
	return found
}
