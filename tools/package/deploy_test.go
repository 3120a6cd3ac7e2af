package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Ensures that Docker understands the Dockerfile, that its own linter has nothing to say, and that the last stage runs the
// program as the image of writeImage does. It is built nowhere here.
func TestDockerfile(t *testing.T) {
	file, err := os.Open("../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	parsed, err := parser.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, description, _, message string, _ []parser.Range) {
		t.Errorf("%s: %s (%s)", rule, message, description)
	}})
	stages, _, err := instructions.Parse(parsed.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	var last []string
	for _, command := range stages[len(stages)-1].Commands {
		if line, ok := command.(interface{ String() string }); ok {
			last = append(last, line.String())
		}
	}
	for _, want := range []string{"USER 65532:65532", `ENTRYPOINT ["/usr/bin/zitadel-graphql"]`, "EXPOSE 4000", "ENV ZITADEL_GRAPHQL_LISTEN=0.0.0.0:4000"} {
		if !slices.Contains(last, want) {
			t.Errorf("no %s in %q", want, last)
		}
	}
}

// Ensures that Docker Compose understands the compose file, that every setting in it exists, and that nothing in it has more
// rights than it needs. No container is started here.
func TestCompose(t *testing.T) {
	project := composeProject(t)
	for _, want := range []string{"graphql", "postgres", "proxy", "zitadel"} {
		if _, err := project.GetService(want); err != nil {
			t.Error(err)
		}
	}
	graphql := project.Services["graphql"]
	if replicas := graphql.GetScale(); replicas != 2 {
		t.Errorf("%d replicas", replicas)
	}
	if !graphql.ReadOnly || !slices.Equal(graphql.CapDrop, []string{"ALL"}) {
		t.Error("the root can be written to, or there are capabilities")
	}
	if context := graphql.Build.Context; !fileExists(filepath.Join(context, graphql.Build.Dockerfile)) {
		t.Errorf("there is no %s in %s", graphql.Build.Dockerfile, context)
	}
	check := exec.CommandContext(t.Context(), filepath.Join(unpacked(t), "usr/bin/zitadel-graphql"), "config", "check")
	for name, value := range graphql.Environment {
		check.Env = append(check.Env, name+"="+*value)
	}
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("the program refuses its settings: %v\n%s", err, out)
	}
}

// Ensures that nobody starts a ZITADEL with a password that everybody knows.
func TestComposeWantsSecrets(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{"../../deploy/compose/compose.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := options.LoadProject(t.Context()); err == nil || !strings.Contains(err.Error(), "required variable") {
		t.Errorf("without secrets the file is loaded: %v", err)
	}
}

func composeProject(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../deploy/compose/compose.yaml"},
		cli.WithEnv([]string{"ZITADEL_MASTERKEY=" + strings.Repeat("x", 32), "POSTGRES_PASSWORD=x"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Ensures that HAProxy takes its configuration in the compose file, without a warning.
func TestComposeProxy(t *testing.T) {
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin") // which only root has on it
	needs(t, "haproxy")
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	if err := os.WriteFile(config, []byte(composeProject(t).Configs["haproxy"].Content), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "haproxy", "-c", "-f", config).CombinedOutput()
	if err != nil || strings.Contains(strings.ToLower(string(out)), "warn") {
		t.Errorf("%v\n%s", err, out)
	}
}
