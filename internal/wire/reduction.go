package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// IsReduction reports whether a reply is of a type that has less than ZITADEL's own (zitadel/admin/v1/person_events.proto).
// Whatever it doesn't have may be a secret, so a connection that decodes one keeps no unknown field, and puts nothing that it
// read into an error.
func IsReduction(reply proto.Message) bool {
	switch reply.(type) {
	case *adminv1.ListPersonEventsResponse, *adminv1.ListCreationsResponse:
		return true
	default:
		return false
	}
}

// UnmarshalReply decodes the binary form of a reply, as gRPC and gRPC-Web send it. All that a reduction doesn't have is skipped
// before anything is decoded. The error tells nothing of what was read.
func UnmarshalReply(message []byte, reply proto.Message) error {
	if !IsReduction(reply) {
		return proto.Unmarshal(message, reply)
	}
	if _, ok := reply.(*adminv1.ListPersonEventsResponse); ok {
		var err error
		if message, err = reduceEvents(message); err != nil {
			return fmt.Errorf("reduce the reply: %w", err)
		}
	}
	return proto.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(message, reply)
}

// The numbers of the fields on the way from a ListEventsResponse to the id of a security key in a payload.
const (
	eventsField  = 1 // of ListEventsResponse
	payloadField = 5 // of Event
	membersField = 1 // of google.protobuf.Struct, a map
	keyField     = 1 // of a map's entry
	valueField   = 2
	stringField  = 3 // of google.protobuf.Value
	tokenIDField = 2 // of PersonEventPayload

	idMember = "webAuthNTokenId"
)

// reduceEvents makes a ListPersonEventsResponse of a ListEventsResponse.
func reduceEvents(response []byte) ([]byte, error) {
	return replaceField(response, eventsField, func(event []byte) ([]byte, error) {
		return replaceField(event, payloadField, reducePayload)
	})
}

// replaceField replaces the content of each occurrence of a field that is a message, and leaves the others as they are.
func replaceField(message []byte, field protowire.Number, replacement func([]byte) ([]byte, error)) ([]byte, error) {
	replaced := make([]byte, 0, len(message))
	err := eachField(message, func(number protowire.Number, whole, content []byte) error {
		if number != field || content == nil {
			replaced = append(replaced, whole...)
			return nil
		}
		content, err := replacement(content)
		replaced = protowire.AppendBytes(protowire.AppendTag(replaced, number, protowire.BytesType), content)
		return err
	})
	return replaced, err
}

// reducePayload makes a PersonEventPayload of a google.protobuf.Struct.
func reducePayload(payload []byte) ([]byte, error) {
	var reduced []byte
	err := eachField(payload, func(number protowire.Number, _, member []byte) error {
		if number != membersField || member == nil {
			return nil
		}
		key, value, err := lastFields(member, keyField, valueField)
		if err != nil || string(key) != idMember {
			return err
		}
		id, _, err := lastFields(value, stringField, stringField)
		reduced = protowire.AppendBytes(protowire.AppendTag(nil, tokenIDField, protowire.BytesType), id)
		return err
	})
	return reduced, err
}

// lastFields returns the contents of two fields of bytes, of which the last occurrence counts; nil where there is none.
func lastFields(message []byte, first, second protowire.Number) (a, b []byte, err error) {
	err = eachField(message, func(number protowire.Number, _, content []byte) error {
		if number == first && content != nil {
			a = content
		}
		if number == second && content != nil {
			b = content
		}
		return nil
	})
	return a, b, err
}

// eachField calls visit with each field of a message: the whole of it, and its content, which is nil for anything but bytes.
func eachField(message []byte, visit func(number protowire.Number, whole, content []byte) error) error {
	for len(message) > 0 {
		number, kind, tagBytes := protowire.ConsumeTag(message)
		if tagBytes < 0 {
			return protowire.ParseError(tagBytes)
		}
		valueBytes := protowire.ConsumeFieldValue(number, kind, message[tagBytes:])
		if valueBytes < 0 {
			return protowire.ParseError(valueBytes)
		}
		var content []byte
		if kind == protowire.BytesType {
			content, _ = protowire.ConsumeBytes(message[tagBytes:])
		}
		whole := message[:tagBytes+valueBytes]
		if err := visit(number, whole, content); err != nil {
			return err
		}
		message = message[len(whole):]
	}
	return nil
}
