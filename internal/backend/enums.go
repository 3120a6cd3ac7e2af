package backend

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// settleEnums gives every enum value of a name that we don't know, as a newer server may send, a number that we don't
// know either. So it reads as an unknown number on the other wires does; protojson would drop it, from a list too, and
// the list would look complete. value is what body decodes to.
func settleEnums(body []byte, value any, message protoreflect.MessageDescriptor) ([]byte, error) {
	if !settleMessage(value, message) {
		return body, nil
	}
	return json.Marshal(value)
}

// decodeJSON decodes one value, and refuses more than one. Numbers stay as they are written.
func decodeJSON(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("decode JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("decode JSON: more after the value")
	}
	return value, nil
}

// settleMessage says whether it changed anything below value, which is an object if the reply is what it should be.
func settleMessage(value any, message protoreflect.MessageDescriptor) bool {
	object, ok := value.(map[string]any)
	if !ok || wellKnown(message) {
		return false
	}
	changed := false
	for name, member := range object {
		field := fieldOf(message, name)
		if field == nil {
			continue
		}
		settled, one := settleField(member, field)
		if one {
			object[name], changed = settled, true
		}
	}
	return changed
}

// fieldOf finds a field by either of the names that it can have in JSON, or is nil.
func fieldOf(message protoreflect.MessageDescriptor, name string) protoreflect.FieldDescriptor {
	if field := message.Fields().ByJSONName(name); field != nil {
		return field
	}
	return message.Fields().ByTextName(name)
}

// settleField returns what takes the value's place, and whether it differs.
func settleField(value any, field protoreflect.FieldDescriptor) (settled any, changed bool) {
	switch {
	case field.IsMap():
		members, _ := value.(map[string]any)
		for key, member := range members {
			settled, one := settleField(member, field.MapValue())
			members[key], changed = settled, changed || one
		}
	case field.IsList():
		elements, _ := value.([]any)
		for i, element := range elements {
			settled, one := settleOne(element, field)
			elements[i], changed = settled, changed || one
		}
	default:
		return settleOne(value, field)
	}
	return value, changed
}

func settleOne(value any, field protoreflect.FieldDescriptor) (settled any, changed bool) {
	switch field.Kind() {
	case protoreflect.EnumKind:
		if name, ok := value.(string); ok && !wellKnownEnum(field) && field.Enum().Values().ByName(protoreflect.Name(name)) == nil {
			return unusedNumber(field.Enum()), true
		}
	case protoreflect.MessageKind:
		return value, settleMessage(value, field.Message())
	default:
	}
	return value, false
}

// wellKnownEnum is google.protobuf.NullValue, which is null in JSON.
func wellKnownEnum(field protoreflect.FieldDescriptor) bool {
	return field.Enum().FullName() == "google.protobuf.NullValue"
}

// unusedNumber is the greatest negative one that the enum doesn't have.
func unusedNumber(enum protoreflect.EnumDescriptor) int {
	var used []protoreflect.EnumNumber
	for i := range enum.Values().Len() {
		used = append(used, enum.Values().Get(i).Number())
	}
	number := protoreflect.EnumNumber(-1)
	for slices.Contains(used, number) {
		number--
	}
	return int(number)
}
