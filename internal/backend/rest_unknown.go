package backend

import (
	"encoding/json"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// unknownNumber is the greatest number that a field can have, which none of the contract's has.
const unknownNumber = protowire.MaxValidNumber

// keepUnknownFields adds an unknown field to a message for each member of its JSON that the contract doesn't have, as protobuf
// does over the other wires; protojson drops them. Whoever copies a message would lose such a member, and has to know that
// there is one. A member with its type's default value counts as absent. value is the JSON, decoded.
func keepUnknownFields(value any, message protoreflect.Message) {
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
			keepUnknownIn(member, message.Get(field), field)
		}
	}
}

// keepUnknownIn does the same in a field of messages. The contract has no maps of them.
func keepUnknownIn(value any, in protoreflect.Value, field protoreflect.FieldDescriptor) {
	switch {
	case field.IsMap():
	case field.IsList():
		elements, _ := value.([]any)
		for i := range min(len(elements), in.List().Len()) {
			keepUnknownFields(elements[i], in.List().Get(i).Message())
		}
	default:
		keepUnknownFields(value, in.Message())
	}
}

// isDefault reports whether JSON would leave the value out.
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
