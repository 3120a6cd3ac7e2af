package config_test

import (
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
)

// The remedy for a number is what its mistake asks for, and it says what leaving the setting out means.
func TestRemediesOfNumbers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ setting, value, want string }{
		{"rate-limit", "0", "write 1 or more, or leave it out for no limit"},
		{"rate-limit", "-1", "write 1 or more, or leave it out for no limit"},
		{"rate-limit", "60/min", "write digits only, or leave it out for no limit"},
		{"rate-limit-burst", "0", "write 1 or more, or leave it out for 60"},
		{"embedded-skip", "-1", "write 0 or more, or leave it out for none"},
		{"embedded-users", "3000000000", "write a smaller one, or leave it out for none"},
		{"embedded-lag", "0s", "write one such as 10s or 1m30s, or leave it out for no delay"},
		{"max-depth", "0", "write 1 or more, or leave it out for the default, 20"},
		{"max-depth", "-9999999999999999999", "write 1 or more, or leave it out for the default, 20"},
		{"max-depth", "9999999999999999999", "write a smaller one, or leave it out for the default, 20"},
		{"max-depth", "2147483648", "write a smaller one, or leave it out for the default, 20"},
		{"max-depth", "1e3", "write digits only, or leave it out for the default, 20"},
		{"max-depth", "-", "write digits only, or leave it out for the default, 20"},
		{"max-depth", "--5", "write digits only, or leave it out for the default, 20"},
		{"backend-retries", "-1", "write 0 or more, or leave it out for the default, 3"},
	} {
		_, err := load([]string{"--" + test.setting + "=" + test.value}, nil)
		if problems := config.Problems(err); len(problems) != 1 || problems[0].Remedy != test.want {
			t.Errorf("%s %s: want %q, got %v", test.setting, test.value, test.want, err)
		}
	}
}

// Whoever adds an optional number or duration says what leaving it out means: somebody who writes 0 looks for that.
func TestEveryNumberCanBeLeftOut(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	numbers := 0
	for _, value := range c.Values() {
		_, err := load([]string{"--" + value.Setting + "=-1h"}, nil)
		for _, problem := range config.Problems(err) {
			if !strings.Contains(problem.Problem, "whole number") && !strings.Contains(problem.Problem, "duration") {
				continue
			}
			if numbers++; !strings.Contains(problem.Remedy, "leave it out for ") {
				t.Errorf("%v", problem)
			}
		}
	}
	if numbers < 40 {
		t.Errorf("there are only %d numbers and durations", numbers)
	}
}
