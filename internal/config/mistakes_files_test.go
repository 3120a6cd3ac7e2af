package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/subcommand"
)

// unusableFiles are mistakes that only a look at the files shows. Each value is a path.
func unusableFiles(t *testing.T) []mistake {
	t.Helper()
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	certPEM, keyPEM := authority.Issue(t, "good")
	cert, key := certstest.Write(t, dir, "cert.pem", certPEM), certstest.Write(t, dir, "key.pem", keyPEM)
	text := certstest.Write(t, dir, "text", []byte("neither a certificate nor JSON"))
	missing, within := filepath.Join(dir, "missing"), filepath.Join(dir, "missing", "file")
	running, err := os.Executable() // which nobody may write, whoever it is
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	return []mistake{
		{"tls-cert", pipe, "tls-key=" + key, "a pipe into which nobody writes"},
		{"backend-ca", pipe, production, "a pipe into which nobody writes"},
		{"trusted-documents", pipe, "trusted-documents-mode=require", "a pipe into which nobody writes"},
		{"trusted-documents", "/dev/zero", "trusted-documents-mode=require", "neither a file nor a pipe"},
		{"tls-cert", missing, "tls-key=" + key, "can't be read: no such file"},
		{"tls-cert", text, "tls-key=" + key, "find any PEM data"},
		{"tls-key", dir, "tls-cert=" + cert, "can't be read: is a directory"},
		{"backend-ca", missing, production, "can't be read: no such file"},
		{"backend-ca", text, production, "there is no certificate in PEM"},
		{"backend-cert", cert, production + " backend-key=" + cert, "certificate rather than a key"},
		{"backend-key", missing, production + " backend-cert=" + cert, "can't be read: no such file"},
		{"trusted-documents", missing, "trusted-documents-mode=require", "can't be read: no such file"},
		{"trusted-documents", text, "trusted-documents-mode=require", "it isn't JSON"},
		{"embedded-data", within, "", "can't be written: no such file"},
		{"audit-log", within, "", "can't be written: no such file"},
		{"audit-log", dir, "", "can't be written: is a directory"},
		{"audit-log", filepath.Join(text, "file"), "", "can't be written: not a directory"},
		{"audit-log", running, "", "can't be written: text file busy"},
	}
}

// configCheck is all that config check finds.
func configCheck(t *testing.T, args, environ []string) []config.Problem {
	t.Helper()
	c, err := config.Load(append(args, "config", "check"), environ)
	return slices.Concat(config.Problems(err), config.Problems(subcommand.CheckFiles(t.Context(), c)))
}

// A file that can't be used is found like any other mistake, wherever its setting comes from.
func TestEachUnusableFileFromEachSource(t *testing.T) {
	t.Parallel()
	for _, m := range unusableFiles(t) {
		for kind, give := range givers(t) {
			args, environ := give(m.settings())
			problems := configCheck(t, args, environ)
			if len(problems) != 1 {
				t.Errorf("%s=%s by %s: want one problem, got %v", m.setting, m.value, kind, problems)
				continue
			}
			checkProblem(t, m, problems[0])
			if problems[0].Source.Kind != kind {
				t.Errorf("%s=%s is said to come from %s, not from the %s", m.setting, m.value, problems[0].Source, kind)
			}
		}
	}
}

// A setting without a value names no file: of a certificate without a key, or a key without a certificate, only that is said and what is
// wrong with the file that is named.
func TestUnsetFilesAreNotRead(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing")
	for _, args := range [][]string{
		{"--tls-cert", missing}, {"--tls-key", missing}, {"--backend", "https://zitadel.example", "--backend-cert", missing},
		{"--backend", "https://zitadel.example", "--backend-key", missing},
	} {
		problems := configCheck(t, args, nil)
		if len(problems) != 2 || !strings.Contains(problems[0].Problem, "needs ") || !strings.Contains(problems[1].Problem, "can't be read: no such file") {
			t.Errorf("%v: want two problems, got %v", args, problems)
		}
		for _, problem := range problems {
			if problem.Value != missing {
				t.Errorf("%v: a value that nobody gave is reported: %v", args, problem)
			}
		}
	}
}

// A check changes nothing: a file of the audit trail that would be created isn't, none is changed, and none is held open.
func TestCheckLeavesFilesAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept := certstest.Write(t, dir, "kept", []byte("a line\n"))
	if err := os.Symlink(filepath.Join("missing", "file"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"new": "", "kept": "", "link": "can't be written: no such file"} {
		for _, setting := range []string{"audit-log", "embedded-data"} {
			problems := configCheck(t, []string{"--" + setting, filepath.Join(dir, name)}, nil)
			if want == "" && len(problems) > 0 || want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Problem, want)) {
				t.Errorf("%s %s: want %q, got %v", setting, name, want, problems)
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if content, _ := os.ReadFile(kept); err != nil || len(entries) != 2 || string(content) != "a line\n" {
		t.Errorf("there are %v, %v, and the file has %q", entries, err, content)
	}
	if open := openFiles(dir); len(open) > 0 {
		t.Errorf("it holds %v", open)
	}
}

// openFiles are those below a folder that this process has open, where the system tells.
func openFiles(dir string) (open []string) {
	descriptors, _ := filepath.Glob("/proc/self/fd/*")
	for _, descriptor := range descriptors {
		if file, err := os.Readlink(descriptor); err == nil && strings.HasPrefix(file, dir+"/") {
			open = append(open, file)
		}
	}
	return open
}

// Whoever reads the audit trail from a named pipe doesn't take a check for its end, and a check doesn't wait for a reader.
func TestCheckDoesNotOpenPipes(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	opened := make(chan error, 1)
	go func() { // opening for reading alone waits for whoever opens it for writing
		waiting, err := os.Open(pipe)
		opened <- errors.Join(err, waiting.Close())
	}()
	for range 20 { // one of which comes while the other waits
		if problems := configCheck(t, []string{"--audit-log", pipe}, nil); len(problems) > 0 {
			t.Errorf("got %v", problems)
		}
	}
	select {
	case err := <-opened:
		t.Fatalf("it was opened for writing: %v", err)
	default:
	}
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err := errors.Join(err, <-opened, writer.Close()); err != nil {
		t.Error(err)
	}
}
