package embedded

import (
	"strings"
	"testing"
	"time"
)

// Somebody who forgot a setting that makes the server worse would look for the fault in a client, so the banner names each.
func TestBannerNamesInconveniences(t *testing.T) {
	tests := map[string]Config{
		"late by 100ms": {Lag: 100 * time.Millisecond},
		"for 2s":        {Lag: 100 * time.Millisecond, Races: true},
		"race":          {Races: true},
		"one in 300\n":  {Skip: 300},
	}
	for want, cfg := range tests {
		var with, without strings.Builder
		PrintBanner(&with, cfg)
		PrintBanner(&without, Config{})
		if !strings.Contains(with.String(), want) || strings.Contains(without.String(), want) {
			t.Errorf("%q: got\n%s", want, with.String())
		}
	}
}
