package backend

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// binding is a method's google.api.http option, parsed. It supports no more than the contract uses: a path whose variables are
// single segments, and a body that is the whole request or absent.
// https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
type binding struct {
	verb string
	path []segment
	body bool
}

// segment is a part of a path: text, or a variable.
type segment struct {
	text  string
	field []protoreflect.FieldDescriptor // the variable's, from the request down; empty for text
}

// pathValueError is the refusal of a value that must not stand in a path.
type pathValueError struct{ field protoreflect.FullName }

// Error doesn't repeat the value.
func (e *pathValueError) Error() string {
	return fmt.Sprintf("The value of %s can't be sent over REST. Give the id as ZITADEL shows it.", e.field.Name())
}

// parseBinding reads the binding of a method, whose name has a leading slash.
func parseBinding(method string) (*binding, error) {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(method, "/"), "/", "."))
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", method, err)
	}
	descriptor, ok := found.(protoreflect.MethodDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s is no method", method)
	}
	rule, _ := proto.GetExtension(descriptor.Options(), annotations.E_Http).(*annotations.HttpRule)
	verb, template := verbOf(rule)
	if verb == "" {
		return nil, fmt.Errorf("%s has no REST binding", method)
	}
	if rule.GetBody() != "" && rule.GetBody() != "*" || rule.GetResponseBody() != "" {
		return nil, fmt.Errorf("%s: a body that is one field isn't supported", method)
	}
	path, err := parsePath(template, descriptor.Input())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	return &binding{verb: verb, path: path, body: rule.GetBody() == "*"}, nil
}

func verbOf(rule *annotations.HttpRule) (verb, template string) {
	switch {
	case rule.GetGet() != "":
		return "GET", rule.GetGet()
	case rule.GetPut() != "":
		return "PUT", rule.GetPut()
	case rule.GetPost() != "":
		return "POST", rule.GetPost()
	case rule.GetDelete() != "":
		return "DELETE", rule.GetDelete()
	case rule.GetPatch() != "":
		return "PATCH", rule.GetPatch()
	default:
		return "", ""
	}
}

func parsePath(template string, input protoreflect.MessageDescriptor) ([]segment, error) {
	var path []segment
	for rest := template; rest != ""; {
		text, after, found := strings.Cut(rest, "{")
		path = append(path, segment{text: text})
		if !found {
			break
		}
		variable, after, closed := strings.Cut(after, "}")
		field, err := fieldAt(variable, input)
		if !closed || err != nil {
			return nil, errors.Join(fmt.Errorf("the path %s isn't supported", template), err)
		}
		path, rest = append(path, segment{field: field}), after
	}
	return path, nil
}

// fieldAt follows names with dots between them to a field that is a single value.
func fieldAt(names string, message protoreflect.MessageDescriptor) ([]protoreflect.FieldDescriptor, error) {
	var path []protoreflect.FieldDescriptor
	for name := range strings.SplitSeq(names, ".") {
		if message == nil {
			return nil, fmt.Errorf("%s leads through a field that is no message", names)
		}
		field := message.Fields().ByName(protoreflect.Name(name))
		if field == nil || field.IsList() || field.IsMap() {
			return nil, fmt.Errorf("%s is no single field", names)
		}
		path, message = append(path, field), field.Message()
	}
	if message != nil {
		return nil, fmt.Errorf("%s is a message", names)
	}
	return path, nil
}

// render makes a message an HTTP request. The fields that aren't in the path go into the body, or the query where there is no
// body.
func (b *binding) render(message protoreflect.Message) (*webRequest, error) {
	request := &webRequest{verb: b.verb, accept: jsonType, query: url.Values{}}
	inPath := map[protoreflect.FullName]bool{}
	for _, s := range b.path {
		text, err := s.render(message)
		if err != nil {
			return nil, err
		}
		request.path += text
		if len(s.field) == 1 {
			inPath[s.field[0].FullName()] = true
		}
	}
	if !b.body {
		return request, addQuery(request.query, "", message, inPath)
	}
	var err error
	request.contentType = jsonType
	request.body, err = protojson.Marshal(message.Interface())
	return request, err
}

func (s segment) render(message protoreflect.Message) (string, error) {
	if len(s.field) == 0 {
		return s.text, nil
	}
	for _, field := range s.field[:len(s.field)-1] {
		message = message.Get(field).Message()
	}
	last := s.field[len(s.field)-1]
	text, err := scalar(last, message.Get(last))
	if err != nil {
		return "", err
	}
	// A proxy that cleans paths up could make another path of these: with an id of ".." the removal of one provider would
	// become the removal of the whole policy. Beyond ASCII, a real server's gateway fails with INTERNAL before it makes the
	// call. No id that ZITADEL makes has any of this.
	if text == "" || text == "." || text == ".." || strings.ContainsAny(text, `/\%;?#`) ||
		strings.ContainsFunc(text, unprintable) {
		return "", &pathValueError{last.FullName()}
	}
	return url.PathEscape(text), nil
}

func unprintable(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }

// addQuery adds the fields that are set, except those in the path. Fields of messages get names with dots.
func addQuery(query url.Values, prefix string, message protoreflect.Message, except map[protoreflect.FullName]bool) error {
	var failed error
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		name := prefix + string(field.Name())
		switch {
		case except[field.FullName()]:
		case field.IsMap():
			failed = fmt.Errorf("%s: a map can't be a query parameter", name)
		case field.IsList():
			failed = addList(query, name, field, value.List())
		case field.Message() != nil && !wellKnown(field.Message()):
			failed = addQuery(query, name+".", value.Message(), nil)
		default:
			failed = addValue(query, name, field, value)
		}
		return failed == nil
	})
	return failed
}

func addList(query url.Values, name string, field protoreflect.FieldDescriptor, list protoreflect.List) error {
	if field.Message() != nil && !wellKnown(field.Message()) {
		return fmt.Errorf("%s: a list of messages can't be a query parameter", name)
	}
	for i := range list.Len() {
		if err := addValue(query, name, field, list.Get(i)); err != nil {
			return err
		}
	}
	return nil
}

func addValue(query url.Values, name string, field protoreflect.FieldDescriptor, value protoreflect.Value) error {
	text, err := scalar(field, value)
	if err != nil {
		return err
	}
	query.Add(name, text)
	return nil
}

// wellKnown is true for messages that are a single value in JSON, such as dates. google.protobuf.Struct and its kin aren't, and
// are refused later.
func wellKnown(message protoreflect.MessageDescriptor) bool {
	return strings.HasPrefix(string(message.FullName()), "google.protobuf.")
}

// scalar renders a value for a path or a query: an enum by its name, or its number where it has none.
func scalar(field protoreflect.FieldDescriptor, value protoreflect.Value) (string, error) {
	switch field.Kind() {
	case protoreflect.EnumKind:
		if named := field.Enum().Values().ByNumber(value.Enum()); named != nil {
			return string(named.Name()), nil
		}
		return strconv.Itoa(int(value.Enum())), nil
	case protoreflect.MessageKind:
		encoded, err := protojson.Marshal(value.Message().Interface())
		if err != nil {
			return "", fmt.Errorf("%s: %w", field.FullName(), err)
		}
		var text string
		if err := json.Unmarshal(encoded, &text); err != nil {
			return "", fmt.Errorf("%s can't be a query parameter: %w", field.FullName(), err)
		}
		return text, nil
	case protoreflect.BytesKind, protoreflect.GroupKind:
		return "", fmt.Errorf("%s is of a kind that isn't supported", field.FullName())
	default:
		return value.String(), nil
	}
}
