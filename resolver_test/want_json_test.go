package resolver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// object is a JSON object in the order in which it was written. The other values are []any, string, json.Number, bool and
// nil, as encoding/json has them.
type object []member

type member struct {
	name  string
	value any
}

func (o object) get(name string) any {
	if i := o.index(name); i >= 0 {
		return o[i].value
	}
	return nil
}

func (o object) index(name string) int {
	return slices.IndexFunc(o, func(m member) bool { return m.name == name })
}

// with replaces a member, or adds it at the end.
func (o object) with(name string, value any) object {
	if i := o.index(name); i >= 0 {
		return slices.Replace(slices.Clone(o), i, i+1, member{name, value})
	}
	return append(slices.Clone(o), member{name, value})
}

// adding puts a value at the end of the list that a member is.
func (o object) adding(name string, value any) object {
	list, _ := o.get(name).([]any)
	return o.with(name, append(slices.Clone(list), value))
}

func (o object) sorted() object {
	return slices.SortedStableFunc(slices.Values(o), func(a, b member) int { return strings.Compare(a.name, b.name) })
}

// parseJSON reads one value. The order of names stays, and so do those that are there twice.
func parseJSON(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	value, err := nextJSON(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the value: %w", err)
	}
	return value, nil
}

func nextJSON(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	switch token {
	case json.Delim('{'):
		return objectJSON(decoder)
	case json.Delim('['):
		return listJSON(decoder)
	}
	return token, err
}

func objectJSON(decoder *json.Decoder) (any, error) {
	found := object{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		value, err := nextJSON(decoder)
		if err != nil {
			return nil, err
		}
		found = append(found, member{fmt.Sprint(name), value})
	}
	_, err := decoder.Token()
	return found, err
}

func listJSON(decoder *json.Decoder) (any, error) {
	found := []any{}
	for decoder.More() {
		value, err := nextJSON(decoder)
		if err != nil {
			return nil, err
		}
		found = append(found, value)
	}
	_, err := decoder.Token()
	return found, err
}

// programJSON writes a body as the program does, indented: in the data strings are as they are, elsewhere < and > are
// escaped.
func programJSON(body object) string {
	var compact bytes.Buffer
	for i, m := range body {
		quoted := escaped
		if m.name == "data" {
			quoted = quote
		}
		compact.WriteString(separator(i, "{") + quoted(m.name) + ":")
		writeJSON(&compact, m.value, quoted)
	}
	compact.WriteByte('}')
	return indented(compact.Bytes())
}

func indented(compact []byte) string {
	var text bytes.Buffer
	if err := json.Indent(&text, compact, "", "  "); err != nil {
		return string(compact) // a number that isn't one, which no reply equals
	}
	return text.String()
}

// separator stands before each element of a list or an object.
func separator(index int, opening string) string {
	if index == 0 {
		return opening
	}
	return ","
}

func writeJSON(w *bytes.Buffer, value any, quoted func(string) string) {
	switch value := value.(type) {
	case object:
		w.WriteByte('{')
		for i, m := range value {
			w.WriteString(separator(i, "") + quoted(m.name) + ":")
			writeJSON(w, m.value, quoted)
		}
		w.WriteByte('}')
	case []any:
		w.WriteByte('[')
		for i, element := range value {
			w.WriteString(separator(i, ""))
			writeJSON(w, element, quoted)
		}
		w.WriteByte(']')
	case string:
		w.WriteString(quoted(value))
	default:
		w.WriteString(flat(value))
	}
}

// escaped is a string as encoding/json writes it, but for the words that normalise puts in.
func escaped(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		return err.Error() // strings can be encoded
	}
	return strings.NewReplacer(`\u003ctime\u003e`, "<time>", `\u003cid\u003e`, "<id>").Replace(string(encoded))
}
