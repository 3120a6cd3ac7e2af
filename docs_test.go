package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/telemetry/metrics"
)

// Prevents that a reader of one page is sent to a page, a file or a section that isn't there.
func TestLinksOfDocsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(read(t, page), -1) {
			target, section, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, ":") {
				continue
			}
			file := page
			if target != "" {
				file = path.Join(path.Dir(page), target)
			}
			if _, err := os.Stat(filepath.FromSlash(file)); err != nil {
				t.Errorf("%s leads to %s, which isn't there", page, found[1])
			} else if section != "" && strings.HasSuffix(file, ".md") && !sections(read(t, file))[section] {
				t.Errorf("%s leads to %s, which has no such section", page, found[1])
			}
		}
	}
}

// Whatever an operator may see has its place in docs/troubleshoot.md: each alert a section; each warning and error of the log, each
// finding of why the backend doesn't answer, and each reason that isn't the caller's to cure, a row.
func TestTroubleshootHasWhatOperatorsSee(t *testing.T) {
	page := read(t, "docs/troubleshoot.md")
	for _, alert := range regexp.MustCompile(`(?m)^ +- alert: (\w+)$`).FindAllStringSubmatch(read(t, "deploy/prometheus/alerts.yml"), -1) {
		if !sections(page)[strings.ToLower(alert[1])] {
			t.Errorf("there is no section for the alert %s", alert[1])
		}
	}
	seen := append(warnings(t), findings(t)...)
	seen = append(seen, operatorsReasons(t)...)
	for _, text := range seen {
		if text != "request" && !strings.Contains(page, "`"+text) {
			t.Errorf("there is nothing about %q", text)
		}
	}
}

// What somebody looks for by its folder is in the page where they look for it: a tool in CONTRIBUTING.md; an example, and each page of
// docs, in README.md.
func TestPagesListWhatThereIs(t *testing.T) {
	for pattern, page := range map[string]string{"tools/*": "CONTRIBUTING.md", "examples/*": "README.md", "docs/*.md": "README.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) < 5 {
			t.Errorf("%s: %v, %v", pattern, found, err)
		}
		for _, path := range found {
			path = filepath.ToSlash(path)
			if text := read(t, page); !strings.Contains(text, "`"+path+"`") && !strings.Contains(text, "("+path) {
				t.Errorf("%s doesn't have %s", page, path)
			}
		}
	}
}

// findings are the beginnings of what the diagnosis of the backend can find.
func findings(t *testing.T) (found []string) {
	t.Helper()
	message := regexp.MustCompile(`(?:Message: |found\.Message(?:, found\.Set)? = |(?:brokenOff|elsewhere) += )"([^":]+)`)
	for _, file := range []string{"diagnosis.go", "diagnosis_protocol.go"} {
		for _, match := range message.FindAllStringSubmatch(read(t, "internal/backend/"+file), -1) {
			found = append(found, strings.TrimSuffix(strings.TrimSpace(match[1]), "than"))
		}
	}
	if len(found) < 20 {
		t.Errorf("only %d findings were found", len(found))
	}
	return found
}

// operatorsReasons are those of docs/errors.md whose code stands for a failure of this server or of ZITADEL, or whose text names the
// operator.
func operatorsReasons(t *testing.T) (reasons []string) {
	t.Helper()
	failure := regexp.MustCompile("INTERNAL_SERVER_ERROR|BAD_GATEWAY|SERVICE_UNAVAILABLE|GATEWAY_TIMEOUT")
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\| (.*) \\|$").FindAllStringSubmatch(read(t, "docs/errors.md"), -1) {
		if failure.MatchString(row[2]) || strings.Contains(row[3], "operator") {
			reasons = append(reasons, row[1])
		}
	}
	if len(reasons) < 15 {
		t.Errorf("only %d reasons were found", len(reasons))
	}
	return reasons
}

// pages are all of the tree's own pages.
func pages(t *testing.T) (found []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git" || entry.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(path, ".md"):
			found = append(found, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sections are the anchors that GitHub gives to the headings of a page.
func sections(page string) map[string]bool {
	found := map[string]bool{}
	for _, heading := range regexp.MustCompile("(?m)^#+ (.+)$").FindAllStringSubmatch(page, -1) {
		text := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		found[strings.ReplaceAll(text, " ", "-")] = true
	}
	return found
}

// Prevents that a page sends a reader to a flag or a metric that isn't there, or is called differently by now.
func TestPagesNameFlagsAndMetricsThatExist(t *testing.T) {
	flags := map[string]bool{"help": true}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)`").FindAllStringSubmatch(config.Markdown(), -1) {
		flags[row[1]] = true
	}
	for _, page := range pages(t) {
		text := read(t, page)
		for _, flag := range regexp.MustCompile("`--([a-z]+(?:-[a-z]+)*)").FindAllStringSubmatch(text, -1) {
			if !flags[flag[1]] {
				t.Errorf("%s: there is no flag --%s", page, flag[1])
			}
		}
		for _, name := range metricNames(text) {
			if !slices.Contains(metrics.Names(), name) {
				t.Errorf("%s: there is no metric %s", page, name)
			}
		}
	}
}
