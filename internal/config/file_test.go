package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/config"
)

// The file is the weakest source that somebody writes: a variable wins over it, a flag over that, and a list is never made of two
// sources.
func TestFilePrecedence(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "version: 1\nmax-depth: 7\nmax-aliases: 7\nmax-tokens: 7\ncors-origin: [https://a.example, https://b.example]\ncors-header:\n- x-a\n- x-b\n")
	c, err := config.Load([]string{"--max-tokens=9", "--config", path},
		[]string{"ZITADEL_GRAPHQL_MAX_TOKENS=8", "ZITADEL_GRAPHQL_MAX_ALIASES=8", "ZITADEL_GRAPHQL_CORS_HEADER=x-c"})
	if err != nil {
		t.Fatal(err)
	}
	limits := c.Endpoint.Documents
	if limits.Depth != 7 || limits.Aliases != 8 || limits.Tokens != 9 || limits.Fragments != 50 {
		t.Errorf("got %+v", limits)
	}
	if diff := cmp.Diff([][]string{{"https://a.example", "https://b.example"}, {"x-c"}}, [][]string{c.Web.CORSOrigins, c.Web.CORSHeaders}); diff != "" {
		t.Error(diff)
	}
	if c.File != path {
		t.Errorf("the file is said to be %q", c.File)
	}
	c, err = config.Load(nil, []string{"ZITADEL_GRAPHQL_CONFIG=" + path})
	if err != nil || c.Endpoint.Documents.Tokens != 7 {
		t.Errorf("named by its variable: %d tokens, %v", c.Endpoint.Documents.Tokens, err)
	}
}

// A value means in a file what it means in a flag, however it is written.
func TestFileValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"max-depth: 7":                           "max-depth=7",
		"max-depth: '7'":                         "max-depth=7",
		"\"max-depth\": 7 # x":                   "max-depth=7",
		"csrf: off":                              "csrf=off",
		"csrf: false":                            "csrf=off",
		"csrf: False":                            "csrf=off",
		"apq: on\ntrusted-documents-mode: false": "apq=true",
		"graphiql: true":                         "graphiql=on",
		"graphql-over-http: 2023":                "graphql-over-http=2023",
		"mcp: false":                             "",
		"cors-origin: []":                        "",
		"cors-origin: '*'":                       "cors-origin=*",
		"cors-origin: a://a, b://b":              "cors-origin=a://a,b://b",
		"cors-origin: [a://a, b://b]":            "cors-origin=a://a,b://b",
		"trusted-proxy: [10.0.0.0/8, '::1']":     "trusted-proxy=10.0.0.0/8,::1",
		"listen: '[::1]:4000'":                   "listen=[::1]:4000",
		"{max-depth: 7}":                         "max-depth=7",
		"max-depth: >-\n  7":                     "max-depth=7",
		"max-depth: |\n  7":                      "max-depth=7",
	} {
		file := "version: 1\n" + text + "\n"
		if rest, flow := strings.CutPrefix(text, "{"); flow {
			file = "{version: 1, " + rest
		}
		var args []string
		if want != "" {
			args = []string{"--" + want}
		}
		fromFile, err := config.Load([]string{"--config", writeFile(t, file)}, nil)
		fromFlag, flagErr := config.Load(args, nil)
		if got, want := effect(fromFile, err), effect(fromFlag, flagErr); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", text, got, want)
		}
	}
}

// effect is what a configuration does, and without the sources what is wrong with it.
func effect(c config.Config, err error) string {
	parts := slices.Concat([]string{cmp.Diff(c.Web, config.Config{}.Web), cmp.Diff(c.Endpoint, config.Config{}.Endpoint)}, c.Web.CORSOrigins)
	for _, problem := range config.Problems(err) {
		parts = append(parts, problem.Setting+problem.Problem)
	}
	return strings.Join(parts, "\n")
}

// What can't be read in a file is reported at its place, with all the rest that is wrong.
func TestFileProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                              {"1:1: the file is empty; begin it with version: 1, or leave config out"},
		"# nothing\n":                                   {"1:1: the file is empty; begin it with version: 1, or leave config out"},
		"max-depth: 7\n":                                {"1:1: version: it is missing; begin the file with version: 1"},
		"version: 2\nnew-setting: 7\n":                  {`1:10: version: "2" is no version of this file that the program reads; write version: 1, the only one`},
		"version:\n":                                    {`: version: "" is no version of this file that the program reads; write version: 1, the only one`},
		"version: 1\nlog_level: info\n":                 {"2:1: log_level: there is no such setting; remove it, or write log-level"},
		"version: 1\nlogLevel: info\n":                  {"2:1: logLevel: there is no such setting; remove it, or write log-level"},
		"version: 1\nfrobnicate: info\n":                {"2:1: frobnicate: there is no such setting; remove it"},
		"version: 1\nconfig: x.yaml\n":                  {"2:1: config: it can't be set in the file; remove it here, and use --config"},
		"version: 1\nmax-depth: 7\nmax-depth: 8\n":      {"3:1: max-depth: it stands in line 2 already; keep one of the two"},
		"version: 1\nmax-depth:\n":                      {": max-depth: it is empty; "},
		"version: 1\nmax-depth: ''\n":                   {"2:12: max-depth: it is empty; "},
		"version: 1\nmax-depth: ~\n":                    {"2:12: max-depth: it is empty; "},
		"version: 1\nmax-depth: [7]\n":                  {"2:12: max-depth: it is a list, but the setting has one value; "},
		"version: 1\nmax-depth: {a: 7}\n":               {": max-depth: it has names of its own, but all settings stand on the first level; "},
		"version: 1\nbackend:\n  timeout: 7s\n":         {": backend: it has names of its own, but all settings stand on the first level; "},
		"version: 1\nmax-depth: &a 7\n":                 {": max-depth: anchors and aliases (& and *) aren't read; "},
		"version: 1\nmax-depth: !!int 7\n":              {": max-depth: tags (!) aren't read; "},
		"version: 1\n<<: {max-depth: 7}\n":              {"2:1: "},
		"version: 1\ncors-origin: ['a,b']\n":            {": cors-origin: element 1 has a comma, and would be several; "},
		"version: 1\ncors-origin: [a, '']\n":            {": cors-origin: element 2 is empty; "},
		"version: 1\ncors-origin: [[a]]\n":              {": cors-origin: element 1: it is a list within a list; "},
		"version: 1\na: " + strings.Repeat("[", 5e4):    {"2:54: lists are nested too deeply here; "}, // in little memory
		"version: 1\na: " + strings.Repeat("{b: ", 5e4): {"2:204: lists are nested too deeply here; "},
		"version: 1\na:\n" + strings.Repeat("- ", 5e4):  {"3:101: lists are nested too deeply here; "},
		"version: 1\n" + strings.Repeat("a: b\n", 1e5):  {"3334:2: the file goes on after 10000 words and signs, "}, // in little time
		"version: 1\n---\nmax-depth: 7\n":               {"3:1: a second document begins here; "},
		"- version: 1\n":                                {"1:1: the file isn't a list of names and values; "},
		"version:1\n":                                   {"1:1: the file isn't a list of names and values; "},
		"version: 1\n\tmax-depth: 7\n":                  {"2:", "indent by spaces, not by tabs"},
		"version: 1\nlog-level: 'info\n":                {"2:12: this isn't YAML: "},
		"version: 1\nlog-level: in\xfffo\n":             {"2:14: there is a character that YAML doesn't allow, or that isn't UTF-8; "},
		"version: 1\nlog-level: in\x01fo\n":             {"2:14: there is a character that YAML doesn't allow, or that isn't UTF-8; "},
		"version: 1\nmax-depth: 0\nlog_level: x\ngraphiql: 1\n": {
			"2:12: max-depth: ", "3:1: log_level: ", "4:11: graphiql: "},
		"version: 1\n#" + strings.Repeat("x", 1<<20): {": it has more than 1048576 bytes; name a YAML file of at most 1 MiB"},
	} {
		path := writeFile(t, text)
		_, err := config.Load([]string{"--config", path}, nil)
		lines := strings.Split(errorText(err), "\n")
		if len(lines) != len(want) && len(want) != 2 {
			t.Errorf("%.60q: want %q, got\n%v", text, want, err)
		}
		for _, part := range want {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, part) && strings.Contains(line, path) }) {
				t.Errorf("%.60q: want %q, got\n%v", text, part, err)
			}
		}
	}
}

// A list has room for thousands of elements, and comments cost nothing.
func TestLongFile(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "version: 1\n"+strings.Repeat("# a comment\n", 20_000)+"metrics-operation:\n"+strings.Repeat("- AnOperation\n", 4_900))
	c, err := config.Load([]string{"--config", path}, nil)
	if err != nil || len(c.Metrics.Operations) != 4_900 {
		t.Errorf("%d elements, %v", len(c.Metrics.Operations), err)
	}
}

// Who gives the program a file of something else isn't told more than can be read, and is told that there is more. That goes for
// every source.
func TestManyProblems(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for i := range 1_000 {
		names["unknown-"+strconv.Itoa(i)] = "x"
	}
	for kind, give := range givers(t) {
		_, err := config.Load(give(names))
		problems := config.Problems(err)
		if len(problems) != 101 || problems[99].Problem != "there is no such setting" || problems[100].Error() != "there are 900 more problems; correct these first, and look again" {
			t.Errorf("by %s: %d problems:\n%v", kind, len(problems), err)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A file that isn't there is reported with who named it, and what only follows from it isn't.
func TestMissingFile(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	_, err := config.Load(nil, []string{"ZITADEL_GRAPHQL_CONFIG=" + missing, "ZITADEL_GRAPHQL_TLS_KEY=key.pem"})
	if want := `ZITADEL_GRAPHQL_CONFIG: "` + missing + `" can't be read: no such file or directory; name a YAML file of at most 1 MiB that this user may read`; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A pipe has its content once. A server, which would find nothing the next time, refuses it; the commands that only look at it take
// what a shell's <(…) or standard input has. Nothing waits for a pipe into which nobody writes.
func TestFileIsAPipe(t *testing.T) {
	t.Parallel()
	silent := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(silent, 0o600); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"":             "is a pipe, which has nothing when the settings are read anew; write them into a file first; ",
		"config check": "can't be read: it is a pipe into which nobody writes; ",
		"config print": "can't be read: it is a pipe into which nobody writes; ",
	} {
		_, err := config.Load(append(strings.Fields(words), "--config", silent), nil)
		if want = `--config: "` + silent + `" ` + want; !strings.HasPrefix(errorText(err), want) || strings.Contains(errorText(err), "\n") {
			t.Errorf("%q: %v, want %s", words, err, want)
		}
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := writer.WriteString("version: 1\nmax-depth: 7\n"); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	c, err := config.Load([]string{"config", "check", "--config", "/dev/fd/" + strconv.Itoa(int(reader.Fd()))}, nil)
	if err != nil || c.Endpoint.Documents.Depth != 7 {
		t.Errorf("a pipe with a file in it: %d levels, %v", c.Endpoint.Documents.Depth, err)
	}
}

// Whatever is in the file, the program says what is wrong with it.
func FuzzFile(f *testing.F) {
	for _, text := range []string{"version: 1\nmax-depth: 7\n", "a: &a [*a]\n", "? {a: b}\n: |\n  x\n", "<<: *x\n---\n...\n%YAML 1.2\n", "{a: [1, 'x', \"\\u00e9\"]}", "- - a\n  -b: !!c d"} {
		f.Add(text)
	}
	path := filepath.Join(f.TempDir(), "config.yaml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte("version: 1\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load([]string{"--config", path}, nil)
		if err != nil && len(config.Problems(err)) == 0 {
			t.Errorf("an error of another kind: %v", err)
		}
	})
}
