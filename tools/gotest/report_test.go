package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// module has a package of each kind that go test tells apart.
var module = map[string]string{
	"go.mod":           "module planted\n\ngo 1.26.0\n",
	"none/none.go":     "package none\n",
	"ok/ok_test.go":    "package ok\n\nimport \"testing\"\n\nfunc TestPasses(t *testing.T) { t.Log(\"of no interest\") }\n",
	"skip/a_test.go":   "package skip\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) { t.Log(\"of no interest\"); t.Skip(\"no chromium on PATH\") }\n\nfunc TestTwo(t *testing.T) { t.Run(\"part\", func(t *testing.T) { t.Skip(\"no chromium on PATH\") }); t.Run(\"rest\", func(t *testing.T) { t.Skip(\"no chromium on PATH\") }) }\n\nfunc TestFour(t *testing.T) { for range 3 { t.Run(\"part\", func(t *testing.T) { t.Skip(\"not here\") }) } }\n\nfunc TestThree(t *testing.T) { t.SkipNow() }\n",
	"fail/a_test.go":   "package fail\n\nimport \"testing\"\n\nfunc TestFails(t *testing.T) { t.Error(\"this is wrong\") }\n\nfunc TestPasses(t *testing.T) { t.Log(\"of no interest\") }\n",
	"panic/a_test.go":  "package panic\n\nimport \"testing\"\n\nfunc TestPanics(t *testing.T) { panic(\"out of order\") }\n",
	"broken/broken.go": "package broken\n\nfunc f() { nowhere() }\n",
	"broken/a_test.go": "package broken\n",
}

// What go test prints without -v is printed, and then what it doesn't.
func TestReport(t *testing.T) {
	root := plant(t, module)
	var out bytes.Buffer
	passed, err := run(t.Context(), &out, root, []string{"./..."})
	if passed || err != nil {
		t.Errorf("passed %v, error %v", passed, err)
	}
	for _, want := range []string{
		`(?m)^ok  \tplanted/ok\t`,
		`(?m)^\?   \tplanted/none\t\[no test files\]$`,
		`(?m)^--- FAIL: TestFails`, `this is wrong`, `(?m)^FAIL\tplanted/fail\t`,
		`panic: out of order`, `undefined: nowhere`, `(?m)^FAIL\tplanted/broken \[build failed\]$`,
		`\nSkipped, and why:
  planted/skip: 7
    no chromium on PATH \(TestOne, TestTwo; 3 in all\)
    no reason is given \(TestThree\)
    not here \(TestFour; 3 in all\)
$`,
	} {
		if !regexp.MustCompile(want).Match(out.Bytes()) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, unwanted := range []string{"of no interest", "=== RUN"} {
		if strings.Contains(out.String(), unwanted) {
			t.Errorf("%q is printed", unwanted)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

func TestNothingSkipped(t *testing.T) {
	root := plant(t, module)
	var out bytes.Buffer
	passed, err := run(t.Context(), &out, root, []string{"./ok"})
	if !passed || err != nil || !strings.HasSuffix(out.String(), "\nNothing was skipped.\n") {
		t.Errorf("passed %v, error %v, output %q", passed, err, out.String())
	}
}

func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
