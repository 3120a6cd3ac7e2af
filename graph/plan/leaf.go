package plan

import "strconv"

// appender appends a scalar's or an enum's value to a response, with the bytes that its marshaler in gqlgen's generated code writes.
type appender[V any] func(out []byte, v V) []byte

func appendBoolean(out []byte, v bool) []byte { return strconv.AppendBool(out, v) }

func appendInt(out []byte, v int) []byte { return strconv.AppendInt(out, int64(v), 10) }

func appendID(out []byte, v string) []byte { return appendString(out, v) }

// appendString escapes what JSON demands, and nothing else: the rest stays as it is, invalid UTF-8 too.
func appendString(out []byte, v string) []byte {
	out = append(out, '"')
	begin := 0
	for i := range len(v) {
		if c := v[i]; c < ' ' || c == '\\' || c == '"' {
			out = appendEscaped(append(out, v[begin:i]...), c)
			begin = i + 1
		}
	}
	return append(append(out, v[begin:]...), '"')
}

func appendEscaped(out []byte, c byte) []byte {
	switch c {
	case '\t':
		return append(out, `\t`...)
	case '\r':
		return append(out, `\r`...)
	case '\n':
		return append(out, `\n`...)
	case '\\', '"':
		return append(out, '\\', c)
	default:
		const hex = "0123456789ABCDEF"
		return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
	}
}

// appendEnum writes a value that the schema doesn't have, too. Only such a one has to be quoted as a string of Go, which is slower.
func appendEnum[V ~string](out []byte, v V) []byte {
	for _, c := range []byte(v) {
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return strconv.AppendQuote(out, string(v))
		}
	}
	return append(append(append(out, '"'), v...), '"')
}

func appendOptional[V any](out []byte, v *V, one appender[V]) []byte {
	if v == nil {
		return append(out, "null"...)
	}
	return one(out, *v)
}

func appendList[V any](out []byte, list []V, one appender[V]) []byte {
	out = append(out, '[')
	for i, v := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = one(out, v)
	}
	return append(out, ']')
}
