package backend

import (
	"encoding/json"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// unknownNumber is the greatest that a field can have, so none of the contract's.
const unknownNumber = protowire.MaxValidNumber

// keepUnknown gives a message that was read from value an unknown field for each member that the contract doesn't have,
// as protobuf does on the other wires; protojson drops them. Who writes a message back can't carry such a member, and has
// to know. One that has its type's default value is as good as absent.
func keepUnknown(value any, message protoreflect.Message) {
	object, ok := value.(map[string]any)
	if !ok || wellKnown(message.Descriptor()) {
		return
	}
	for name, member := range object {
		field := fieldOf(message.Descriptor(), name)
		switch {
		case field == nil && !isDefault(member):
			unknown := protowire.AppendTag(message.GetUnknown(), unknownNumber, protowire.BytesType)
			message.SetUnknown(protowire.AppendString(unknown, name))
		case field != nil && field.Message() != nil && message.Has(field):
			keepUnknownBelow(member, message.Get(field), field)
		}
	}
}

// keepUnknownBelow goes on in a field that has messages. The contract has no maps of them.
func keepUnknownBelow(value any, below protoreflect.Value, field protoreflect.FieldDescriptor) {
	switch {
	case field.IsMap():
	case field.IsList():
		elements, _ := value.([]any)
		for i := range min(len(elements), below.List().Len()) {
			keepUnknown(elements[i], below.List().Get(i).Message())
		}
	default:
		keepUnknown(value, below.Message())
	}
}

// isDefault says that JSON would leave the value out.
func isDefault(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		number, err := v.Float64()
		return err == nil && number == 0
	case []any:
		return len(v) == 0
	default:
		return false
	}
}
