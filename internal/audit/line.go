package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is an object of JSON that is being written, in a buffer that is used again. It writes the same as encoding/json does for Intent
// and Outcome, in a third of the time, which counts where a mutation has two lines; a test holds it to that. err is why a value can't
// be written.
type line struct {
	text []byte
	err  error
}

// begin writes what each line begins with.
func (l *line) begin(now time.Time, kind string) {
	l.text, l.err = append(l.text[:0], `{"time":"`...), nil
	l.text = now.UTC().AppendFormat(l.text, timeFormat)
	l.text = append(l.text, `","audit":"`...)
	l.text = append(l.text, kind...)
	l.text = append(l.text, `","version":`...)
	l.text = strconv.AppendInt(l.text, Version, 10)
}

func (l *line) end() { l.text = append(l.text, "}\n"...) }

func (l *line) mutation(m *Mutation) {
	l.string("pairId", m.PairID)
	l.string("requestId", m.RequestID)
	l.optional("traceId", m.TraceID)
	l.string("path", m.Path)
	l.string("field", m.Field)
	l.optional("organization", m.Organization)
	if m.Instance {
		l.key("instance")
		l.value(true)
	}
	l.optional("userId", m.UserID)
	l.optional("securityKeyId", m.SecurityKeyID)
	l.string("who", m.Who)
	l.string("whoBy", string(m.WhoBy))
}

func (l *line) intent(i *Intent) {
	l.mutation(&i.Mutation)
	l.object("change", i.Change)
	l.object("conditions", i.Conditions)
	l.object("before", i.Before)
	l.object("after", i.After)
}

func (l *line) outcome(o *Outcome) {
	l.mutation(&o.Mutation)
	l.string("outcome", o.Outcome)
	l.optional("result", o.Result)
	l.optional("code", o.Code)
	l.optional("reason", o.Reason)
	l.optional("sequence", o.Sequence)
	l.optional("resourceOwner", o.ResourceOwner)
	l.key("durationMs")
	l.text = strconv.AppendFloat(l.text, o.DurationMS, 'f', -1, 64)
	if len(o.Warnings) > 0 {
		l.key("warnings")
		l.value(o.Warnings)
	}
}

// key writes a key, which is plain, with what comes before and after it.
func (l *line) key(key string) {
	if l.text[len(l.text)-1] != '{' {
		l.text = append(l.text, ',')
	}
	l.text = append(l.text, '"')
	l.text = append(l.text, key...)
	l.text = append(l.text, `":`...)
}

func (l *line) string(key, value string) {
	l.key(key)
	l.quote(value)
}

// optional is string, unless the value is empty.
func (l *line) optional(key, value string) {
	if value != "" {
		l.string(key, value)
	}
}

// object writes a key with an object, unless that is empty.
func (l *line) object(key string, object map[string]any) {
	if len(object) > 0 {
		l.key(key)
		l.value(object)
	}
}

func (l *line) value(value any) {
	switch value := value.(type) {
	case string:
		l.quote(value)
	case bool:
		l.text = strconv.AppendBool(l.text, value)
	case map[string]any:
		l.entries(value)
	case []string:
		l.list(value)
	default:
		l.encode(value)
	}
}

// entries writes an object with its keys in order. The keys are the schema's names.
func (l *line) entries(object map[string]any) {
	l.text = append(l.text, '{')
	var some [32]string // on the stack; an object of more keys is rare
	keys := some[:0]
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !isPlain(key) {
			l.err = fmt.Errorf("the key %q is no name", key)
			return
		}
		l.key(key)
		l.value(object[key])
	}
	l.text = append(l.text, '}')
}

func (l *line) list(texts []string) {
	l.text = append(l.text, '[')
	for i, text := range texts {
		if i > 0 {
			l.text = append(l.text, ',')
		}
		l.quote(text)
	}
	l.text = append(l.text, ']')
}

func (l *line) quote(text string) {
	if !isPlain(text) {
		l.encode(text)
		return
	}
	l.text = append(l.text, '"')
	l.text = append(l.text, text...)
	l.text = append(l.text, '"')
}

// isPlain reports whether a text stands in JSON as it is.
func isPlain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' })
}

// encode has encoding/json write whatever is rare here.
func (l *line) encode(value any) {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		l.err = err
		return
	}
	l.text = append(l.text, bytes.TrimSuffix(encoded.Bytes(), []byte("\n"))...)
}
