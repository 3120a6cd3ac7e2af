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

// numberUnknownEnums replaces each enum value whose name the contract doesn't have, as a newer server may send, by a number that
// it doesn't have either. So it reads as an unknown number does over the other wires. protojson would drop it, from a list too,
// and the list would look complete. value is body decoded, and is changed.
func numberUnknownEnums(body []byte, value any, message protoreflect.MessageDescriptor) ([]byte, error) {
	if !numberInMessage(value, message) {
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

// numberInMessage reports whether it changed anything in value, which is an object if the reply is as it should be.
func numberInMessage(value any, message protoreflect.MessageDescriptor) bool {
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
		replaced, differs := numberInField(member, field)
		if differs {
			object[name], changed = replaced, true
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

// numberInField returns the value to put in value's place, and whether it differs.
func numberInField(value any, field protoreflect.FieldDescriptor) (replaced any, changed bool) {
	switch {
	case field.IsMap():
		members, _ := value.(map[string]any)
		for key, member := range members {
			replaced, differs := numberInField(member, field.MapValue())
			members[key], changed = replaced, changed || differs
		}
	case field.IsList():
		elements, _ := value.([]any)
		for i, element := range elements {
			replaced, differs := numberInValue(element, field)
			elements[i], changed = replaced, changed || differs
		}
	default:
		return numberInValue(value, field)
	}
	return value, changed
}

func numberInValue(value any, field protoreflect.FieldDescriptor) (replaced any, changed bool) {
	switch field.Kind() {
	case protoreflect.EnumKind:
		if name, ok := value.(string); ok && !isNullValue(field) && field.Enum().Values().ByName(protoreflect.Name(name)) == nil {
			return unusedNumber(field.Enum()), true
		}
	case protoreflect.MessageKind:
		return value, numberInMessage(value, field.Message())
	default:
	}
	return value, false
}

// isNullValue is true for google.protobuf.NullValue, which is null in JSON.
func isNullValue(field protoreflect.FieldDescriptor) bool {
	return field.Enum().FullName() == "google.protobuf.NullValue"
}

// unusedNumber is the greatest negative number that the enum doesn't have.
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
