package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zitadel-graphql/internal/telemetry/metrics"
)

// Each alert fires when it should, and is silent when not: Prometheus' own tool plays recorded series.
func TestAlerts(t *testing.T) {
	promtool(t, "check", "rules", "deploy/prometheus/alerts.yml")
	promtool(t, "test", "rules", "deploy/prometheus/alerts_test.yml")
	rules, cases := read(t, "deploy/prometheus/alerts.yml"), read(t, "deploy/prometheus/alerts_test.yml")
	alerts := regexp.MustCompile(`(?m)^ +- alert: (\w+)$`).FindAllStringSubmatch(rules, -1)
	if len(alerts) < 20 {
		t.Errorf("only %d alerts were found", len(alerts))
	}
	for _, alert := range alerts {
		for _, one := range []string{"fires", "is silent"} {
			if !strings.Contains(cases, fmt.Sprintf("- name: %s %s\n", alert[1], one)) {
				t.Errorf("there is no case in which %s %s", alert[1], one)
			}
		}
		if !strings.Contains(rules, "#"+strings.ToLower(alert[1])+"\n") {
			t.Errorf("%s doesn't lead to its section of docs/troubleshoot.md", alert[1])
		}
	}
}

// Alerts and panels ask for metrics that exist, and for events that are counted.
func TestAlertsAndDashboardAskForWhatExists(t *testing.T) {
	for _, file := range []string{"deploy/prometheus/alerts.yml", "deploy/prometheus/alerts_test.yml", "deploy/grafana/dashboard.json"} {
		text := read(t, file)
		for _, name := range metricNames(text) {
			if !slices.Contains(metrics.Names(), name) {
				t.Errorf("%s: there is no metric %s", file, name)
			}
		}
		for _, asked := range regexp.MustCompile(`event=~?\\?"([^"\\]+)`).FindAllStringSubmatch(text, -1) {
			for event := range strings.SplitSeq(asked[1], "|") {
				if event != "other" && !slices.Contains(slices.Collect(maps.Values(metrics.Events())), event) {
					t.Errorf("%s: there is no event %s", file, event)
				}
			}
		}
	}
}

// Prometheus can parse the expression of every panel. Grafana fills in the variables.
func TestDashboard(t *testing.T) {
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(read(t, "deploy/grafana/dashboard.json")), &dashboard); err != nil {
		t.Fatal(err)
	}
	var rules strings.Builder
	rules.WriteString("groups:\n  - name: panels\n    rules:\n")
	panels := 0
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			expression := strings.NewReplacer("$__rate_interval", "5m", "$instance", ".*").Replace(target.Expr)
			fmt.Fprintf(&rules, "      - {record: 'panel:%d', expr: %q}\n", panels, expression)
			panels++
		}
	}
	if panels < 30 {
		t.Errorf("only %d expressions were found", panels)
	}
	file := filepath.Join(t.TempDir(), "panels.yml")
	if err := os.WriteFile(file, []byte(rules.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "check", "rules", file)
}

// Every warning and error of the log leads to an alert, or there is a reason why it doesn't.
func TestEveryWarningHasAnAlert(t *testing.T) {
	rules, events := read(t, "deploy/prometheus/alerts.yml"), metrics.Events()
	without := withoutAlert()
	for _, message := range warnings(t) {
		event, counted := events[message]
		_, excepted := without[message]
		delete(without, message)
		hasAlert := counted && regexp.MustCompile(`event=~?"[^"]*\b`+event+`\b`).MatchString(rules)
		if hasAlert == excepted {
			t.Errorf("%q: it has an alert: %t, and it is an exception: %t", message, hasAlert, excepted)
		}
		delete(events, message)
	}
	for message := range without {
		t.Errorf("nothing logs the exception %q", message)
	}
	for message := range events {
		t.Errorf("nothing logs the counted event %q", message)
	}
}

// Every reason of which docs/troubleshoot.md says what to do leads to an alert, by itself or by its code, or there is a reason why it
// doesn't.
func TestEveryOperatorsReasonHasAnAlert(t *testing.T) {
	const anybody = "anybody can have it answered, as often as they like"
	without := map[string]string{
		"DOCUMENT_NOT_TRUSTED":   "zitadel_graphql_untrusted_documents_total counts those that are executed too",
		"UNKNOWN_FACTOR":         "nothing is broken: one change is refused that an older version doesn't know",
		"POLICY_NOT_CONFIRMED":   "it is up to which callers may do what, and theirs to report",
		"INTROSPECTION_DISABLED": anybody,
		"HOST_NOT_ALLOWED":       anybody,
		"FOREIGN_ORIGIN":         anybody,
	}
	rules, codes := read(t, "deploy/prometheus/alerts.yml"), map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\|").FindAllStringSubmatch(read(t, "docs/errors.md"), -1) {
		codes[row[1]] = row[2]
	}
	asksFor := func(label, value string) bool {
		return regexp.MustCompile(label + `=~?"[^"]*\b` + value + `\b`).MatchString(rules)
	}
	_, table, _ := strings.Cut(read(t, "docs/troubleshoot.md"), "\n## Reasons\n")
	table, _, _ = strings.Cut(table, "\n## ")
	reasons := regexp.MustCompile("`([A-Z]+_[A-Z_]+)`").FindAllStringSubmatch(table, -1)
	if len(reasons) < 20 {
		t.Errorf("only %d reasons were found", len(reasons))
	}
	for _, found := range reasons {
		reason := found[1]
		if _, excepted := without[reason]; (asksFor("reason", reason) || asksFor("code", codes[reason])) == excepted {
			t.Errorf("%s (%s): it is an exception: %t", reason, codes[reason], excepted)
		}
	}
}

// withoutAlert has the messages that no alert asks for by their event, and why.
func withoutAlert() map[string]string {
	return map[string]string{
		"error": "the alerts for zitadel_graphql_errors_total tell the reasons apart",
		"the backend is gone; calls are refused until it is back":                                                                       "zitadel_graphql_backend_breaker_open tells for how long",
		"the settings can't be used; those before stay in force":                                                                        "zitadel_graphql_reload_success tells for how long",
		"a document isn't in the manifest":                                                                                              "zitadel_graphql_untrusted_documents_total counts those that are refused too",
		"lines of the log were dropped: the stream that they go to was blocked":                                                         "zitadel_graphql_log_lines_dropped_total counts the lines",
		"requests were cut off: their clients don't know whether their writes happened":                                                 "the program ends with it, so that nobody can scrape it; the exit code tells",
		"the last spans are lost: the collector didn't take them in time":                                                               "as above",
		"the last metrics are lost: the collector didn't take them in time":                                                             "as above",
		"GraphiQL is on, but only trusted documents are executed: what people type there is refused, and the page has no documentation": "it is about a page for developers",
		"GraphiQL is on, but introspection is off: the page has no documentation and completes nothing":                                 "it is about a page for developers",
		"request":                                         "the access log's lines are of level INFO",
		"a setting can't be used":                         "the program doesn't start",
		"embedded backend: call failed":                   "for development only",
		"embedded backend: panic":                         "for development only",
		"embedded backend: the in-memory listener failed": "for development only",
	}
}

// warnings are the messages of the program's warnings and errors, each once. Each is written as a whole where it is logged, or as the
// Message of a config.Warning. What findings lists apart is left out, and the failure with which the program ends, which is no event of
// a running one.
func warnings(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, folder := range []string{".", "graph", "internal"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && folder == "." && path != ".":
				return fs.SkipDir
			case !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"):
				return nil
			}
			found = append(found, warningsOf(t, path)...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func warningsOf(t *testing.T, path string) (found []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		var message ast.Expr
		switch node := node.(type) {
		case *ast.CallExpr:
			message = loggedBy(node)
		case *ast.CompositeLit:
			message = messageOf(node)
		}
		if message == nil {
			return true
		}
		if text, ok := literal(message); ok {
			if text != "" { // one without a message only formats
				found = append(found, text)
			}
		} else if selected, ok := message.(*ast.SelectorExpr); path != "failures.go" && (!ok || selected.Sel.Name != "Message") {
			t.Errorf("%s: no page and no alert can have a message that isn't written as a whole", files.Position(message.Pos()))
		}
		return true
	})
	return found
}

// loggedBy is the message of a call such as log.WarnContext(ctx, "…", …). Of Log, LogAttrs and slog.NewRecord, whose level may be any, it
// is always one.
func loggedBy(call *ast.CallExpr) ast.Expr {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	at, known := map[string]int{"Warn": 0, "Error": 0, "WarnContext": 1, "ErrorContext": 1, "Log": 2, "LogAttrs": 2, "NewRecord": 2}[method.Sel.Name]
	if !known || len(call.Args) <= at {
		return nil
	}
	if of, ok := method.X.(*ast.Ident); ok && (of.Name == "status" || of.Name == "ec") { // an error of gRPC or of gqlgen, and no log
		return nil
	}
	return call.Args[at]
}

// messageOf is the message of a config.Warning.
func messageOf(composite *ast.CompositeLit) ast.Expr {
	if name, ok := composite.Type.(*ast.Ident); !ok || name.Name != "Warning" {
		return nil
	}
	for _, element := range composite.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Message" {
				return pair.Value
			}
		}
	}
	return nil
}

func literal(expression ast.Expr) (string, bool) {
	found, ok := expression.(*ast.BasicLit)
	if !ok || found.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(found.Value)
	return text, err == nil
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// promtool is Debian's, of the package prometheus.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	tool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("ZGTEST_REQUIRE_TOOLS") != "" {
			t.Fatal("promtool isn't there: apt-get install prometheus")
		}
		t.Skip("promtool isn't there: apt-get install prometheus")
	}
	if out, err := exec.CommandContext(t.Context(), tool, args...).CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
