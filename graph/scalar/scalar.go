// Package scalar writes and reads the schema's own scalars in JSON: UInt64, DateTime and Duration. It refuses whatever it
// would have to guess, with an InvalidError whose text tells the caller what to send; presenter makes a Problem of it.
//
// It depends on gqlgen's marshaling interfaces only. What the values mean is in schema.graphqls, and package graph converts
// them from and to ZITADEL's.
package scalar

import (
	"bytes"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// InvalidError is the failure of each Unmarshal function: the value isn't one of the scalar's. Its text is for the caller, and
// is shown as it is.
type InvalidError struct {
	// Scalar is the scalar's name in the schema.
	Scalar string

	text string
}

var _ error = (*InvalidError)(nil)

// Error tells what was wrong and what to send instead. It repeats at most 40 characters of the value.
func (e *InvalidError) Error() string { return e.text }

// The names of the scalars that are read.
const (
	uint64Scalar   = "UInt64"
	dateTimeScalar = "DateTime"
	durationScalar = "Duration"
)

func invalid(scalar, format string, arguments ...any) error {
	return &InvalidError{Scalar: scalar, text: fmt.Sprintf(format, arguments...)}
}

// MarshalUInt64 writes v as a decimal string.
func MarshalUInt64(v uint64) graphql.Marshaler { return written(AppendUInt64(nil, v)) }

// AppendUInt64 appends what MarshalUInt64 writes.
func AppendUInt64(out []byte, v uint64) []byte {
	return append(strconv.AppendUint(append(out, '"'), v, 10), '"')
}

// UnmarshalUInt64 reads a decimal string without a sign. Numbers are refused: a client may already have rounded them.
func UnmarshalUInt64(v any) (uint64, error) {
	s, ok := v.(string)
	if !ok {
		return 0, invalid(uint64Scalar, `A UInt64 can't be %s. Give it as a string of digits, such as "42".`, jsonTypeOf(v))
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, invalid(uint64Scalar, "The text %.40q isn't a UInt64. Give a whole number from 0 to 18446744073709551615, in digits.", s)
	}
	return n, nil
}

// MarshalDateTime writes t as RFC 3339 in UTC, with the microseconds that ZITADEL's database keeps. Trailing zeros stay, so that all
// dates are equally long and sort as text.
func MarshalDateTime(t time.Time) graphql.Marshaler { return written(AppendDateTime(nil, t)) }

// AppendDateTime appends what MarshalDateTime writes.
func AppendDateTime(out []byte, t time.Time) []byte {
	out = t.UTC().AppendFormat(append(out, '"'), time.RFC3339) // package time is quicker with this layout than with others
	out[len(out)-1] = '.'                                      // in place of the Z
	microseconds := t.Nanosecond() / 1000
	for unit := 100_000; unit > 0; unit /= 10 {
		out = append(out, byte('0'+microseconds/unit%10))
	}
	return append(out, `Z"`...)
}

// UnmarshalDateTime reads any RFC 3339 time, whatever its zone and the digits of its fraction.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, invalid(dateTimeScalar, `A DateTime can't be %s. Give it as a string such as "2026-11-23T12:21:35.787576Z".`, jsonTypeOf(v))
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, invalid(dateTimeScalar, "The text %.40q isn't a DateTime. Give one such as 2026-11-23T12:21:35.787576Z.", s)
	}
	return t, nil
}

// MarshalDuration writes d in hours, minutes and seconds, and leaves out those that are zero. A negative duration, which ZITADEL
// can have stored, gets a minus sign before it.
func MarshalDuration(d time.Duration) graphql.Marshaler { return written(AppendDuration(nil, d)) }

// AppendDuration appends what MarshalDuration writes.
func AppendDuration(out []byte, d time.Duration) []byte {
	return append(appendDuration(append(out, '"'), d), '"')
}

// FormatDuration writes a duration as MarshalDuration does, without the quotes.
func FormatDuration(d time.Duration) string { return string(appendDuration(nil, d)) }

func appendDuration(out []byte, d time.Duration) []byte {
	if d == 0 {
		return append(out, "PT0S"...)
	}
	left := uint64(d) //nolint:gosec // not negative, or replaced below
	if d < 0 {
		out, left = append(out, '-'), -uint64(d) //nolint:gosec // exact also for the smallest, whose positive doesn't fit
	}
	out = append(out, "PT"...)
	if n := left / uint64(time.Hour); n > 0 {
		out = append(strconv.AppendUint(out, n, 10), 'H')
	}
	left %= uint64(time.Hour)
	if n := left / uint64(time.Minute); n > 0 {
		out = append(strconv.AppendUint(out, n, 10), 'M')
	}
	return appendSeconds(out, left%uint64(time.Minute))
}

// appendSeconds appends less than a minute of nanoseconds, and nothing for zero.
func appendSeconds(out []byte, nanos uint64) []byte {
	if nanos == 0 {
		return out
	}
	whole, fraction := nanos/uint64(time.Second), nanos%uint64(time.Second)
	if fraction == 0 {
		return append(strconv.AppendUint(out, whole, 10), 'S')
	}
	return append(bytes.TrimRight(fmt.Appendf(out, "%d.%09d", whole, fraction), "0"), 'S')
}

// isoDuration matches the parts of an ISO 8601 duration whose lengths don't depend on the calendar. It is compiled once, and never
// written to.
var isoDuration = regexp.MustCompile(`^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?$`)

// maxDurationText is more bytes than any duration of 292 years needs. Without a limit, reading a long one's digits would take
// seconds.
const maxDurationText = 64

// UnmarshalDuration reads weeks, days, hours, minutes and seconds with up to nine digits of fraction. It refuses years and months,
// a sign, which ISO 8601 doesn't have, and more than 292 years, which a time.Duration can't hold.
func UnmarshalDuration(v any) (time.Duration, error) {
	s, ok := v.(string)
	if !ok {
		return 0, invalid(durationScalar, `A Duration can't be %s. Give it as a string such as "PT240H".`, jsonTypeOf(v))
	}
	if len(s) > maxDurationText {
		return 0, invalid(durationScalar, "The text that begins with %.40q is too long for a Duration. Give one such as PT240H.", s)
	}
	parts := isoDuration.FindStringSubmatch(s)
	if parts == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return 0, invalid(durationScalar, "The text %.40q isn't a Duration. Give weeks, days, hours, minutes and seconds as ISO 8601 has them, such as PT240H.", s)
	}
	fraction := (parts[6] + "000000000")[:9]
	sum := new(big.Int)
	for i, length := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second, 1} {
		n, _ := new(big.Int).SetString("0"+append(parts[1:6:6], fraction)[i], 10)
		sum.Add(sum, n.Mul(n, big.NewInt(int64(length))))
	}
	if !sum.IsInt64() {
		return 0, invalid(durationScalar, "The Duration %.40q is too long. Give at most 292 years.", s)
	}
	return time.Duration(sum.Int64()), nil
}

// jsonTypeOf names a value's type as JSON does, with its article.
func jsonTypeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "a string"
	default: // gqlgen has several types for numbers
		return "a number"
	}
}

// written is a value as JSON.
type written []byte

var _ graphql.Marshaler = written(nil)

// MarshalGQL implements graphql.Marshaler.
func (v written) MarshalGQL(w io.Writer) {
	_, _ = w.Write(v) // the interface has no way to report it; w is a buffer
}
