package scalar_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/scalar"
)

func written(m graphql.Marshaler) string {
	var b strings.Builder
	m.MarshalGQL(&b)
	return b.String()
}

// Ensures that a sequence over 2^53 keeps its last digits, which a JSON number would lose.
func TestUInt64IsExact(t *testing.T) {
	for _, n := range []uint64{0, 1<<53 + 1, math.MaxUint64} {
		text := written(scalar.MarshalUInt64(n))
		back, err := scalar.UnmarshalUInt64(strings.Trim(text, `"`))
		if err != nil || back != n || !strings.HasPrefix(text, `"`) {
			t.Errorf("%d was written as %s and read as %d, %v", n, text, back, err)
		}
	}
}

// Prevents that a number which a client may have rounded, or can't mean, is taken for a sequence.
func TestUInt64Refuses(t *testing.T) {
	for _, v := range []any{int64(3), 3.0, "-1", "18446744073709551616", "", "1.5", nil} {
		if n, err := scalar.UnmarshalUInt64(v); err == nil {
			t.Errorf("%v was read as %d", v, n)
		}
	}
}

// Ensures that the backend's microseconds arrive, in UTC, with their trailing zeros.
func TestDateTimeKeepsMicroseconds(t *testing.T) {
	zone := time.FixedZone("", 3600)
	for want, moment := range map[string]time.Time{
		`"2026-11-23T12:21:35.787570Z"`: time.Date(2026, 11, 23, 12, 21, 35, 787570000, time.UTC),
		`"2026-11-23T11:21:35.000000Z"`: time.Date(2026, 11, 23, 12, 21, 35, 0, zone),
	} {
		if got := written(scalar.MarshalDateTime(moment)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if back, err := scalar.UnmarshalDateTime(strings.Trim(want, `"`)); err != nil || !back.Equal(moment) {
			t.Errorf("%s was read as %v, %v", want, back, err)
		}
	}
}

// Ensures that dates of whatever year and fraction are written as package time writes them, cut to microseconds.
func TestDateTimeIsThatOfPackageTime(t *testing.T) {
	for _, year := range []int{-1, 0, 1, 1969, 2026, 9999, 10000} {
		for _, nanosecond := range []int{0, 999, 1000, 100_000, 123_456_789, 999_999_999} {
			moment := time.Date(year, 12, 31, 23, 59, 59, nanosecond, time.FixedZone("", -3600))
			want := moment.UTC().Format(`"2006-01-02T15:04:05.000000Z07:00"`)
			if got := written(scalar.MarshalDateTime(moment)); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
}

// Prevents that what isn't RFC 3339 is taken for a date.
func TestDateTimeRefuses(t *testing.T) {
	for _, v := range []any{"yesterday", "2026-11-23", int64(1), nil} {
		if got, err := scalar.UnmarshalDateTime(v); err == nil {
			t.Errorf("%v was read as %v", v, got)
		}
	}
}

// Ensures that every duration that can be written is read back as itself, the longest included, and that a negative one, which
// ZITADEL may have stored, can be shown but not asked for.
func TestDurationRoundTrip(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                 "PT0S",
		240 * time.Hour:                   "PT240H",
		90 * time.Minute:                  "PT1H30M",
		-time.Second:                      "-PT1S",
		1500 * time.Millisecond:           "PT1.5S",
		time.Hour + 1:                     "PT1H0.000000001S",
		math.MaxInt64:                     "PT2562047H47M16.854775807S",
		math.MinInt64:                     "-PT2562047H47M16.854775808S",
		12*time.Hour + 10*time.Nanosecond: "PT12H0.00000001S",
	} {
		text := strings.Trim(written(scalar.MarshalDuration(d)), `"`)
		if text != want {
			t.Errorf("%d was written as %s, want %s", d, text, want)
		}
		if back, err := scalar.UnmarshalDuration(text); (err == nil) != (d >= 0) || d >= 0 && back != d {
			t.Errorf("%s was read as %d, %v; want %d", text, back, err, d)
		}
	}
}

// Prevents that a duration is guessed whose length depends on the calendar, that overflows, or that is none.
func TestDurationRefuses(t *testing.T) {
	for _, v := range []any{"P1Y", "P1M", "P", "PT", "-P", "P1DT", "240h", "", "PT1.0000000001S", "PT2562048H", "PT" + strings.Repeat("9", 1_000_000) + "S", "1", int64(5), nil} {
		if got, err := scalar.UnmarshalDuration(v); err == nil {
			t.Errorf("%v was read as %v", v, got)
		}
	}
	if got, err := scalar.UnmarshalDuration("P1W1DT1H"); err != nil || got != 193*time.Hour {
		t.Errorf("P1W1DT1H was read as %v, %v", got, err)
	}
}
