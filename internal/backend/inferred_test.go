package backend

import (
	"testing"
	"time"
)

// Retry-After is a number of seconds, or a date; anything else counts as no header.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-7": 0, "7s": 0, "1.5": 0, "99999999999999999999": 0,
		"Fri, 27 Nov 2026 15:00:30 GMT": 30 * time.Second, "Fri, 27 Nov 2026 14:00:30 GMT": 0, "soon": 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}
