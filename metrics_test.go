package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/telemetry/metrics"
)

// metricName finds the names of this program's metrics in a text, and leaves a histogram's suffixes away.
func metricNames(text string) []string {
	var names []string
	for _, name := range regexp.MustCompile(`\bzitadel_graphql_[a-z_]+`).FindAllString(text, -1) {
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			name = strings.TrimSuffix(name, suffix)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Every metric is in docs/telemetry.md, and every one that is there exists.
func TestEveryMetricIsDocumented(t *testing.T) {
	docs, err := os.ReadFile("docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, row := range regexp.MustCompile("(?m)^\\| `zitadel_graphql_.*? \\|").FindAllString(string(docs), -1) {
		rows.WriteString(row)
	}
	if diff := cmp.Diff(metrics.Names(), metricNames(rows.String())); diff != "" {
		t.Errorf("docs/telemetry.md: (-program +page)\n%s", diff)
	}
}

// Every event that zitadel_graphql_log_lines_total counts is in docs/telemetry.md, for whoever writes an alert.
func TestEveryEventIsDocumented(t *testing.T) {
	_, section, _ := strings.Cut(read(t, "docs/telemetry.md"), "### Events")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, event := range metrics.Events() {
		if !strings.Contains(section, "`"+event+"`") {
			t.Errorf("there is nothing about %s", event)
		}
	}
}
