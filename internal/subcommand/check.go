package subcommand

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/document"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/certs"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/filecontent"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/trusted"
)

// CheckFiles reports everything that is wrong with the files that the settings name, joined, in the same form as config.Load reports
// what is wrong with the settings; cfg may be what Load returned with an error. It opens no connection, listens on nothing, and
// leaves no file behind.
func CheckFiles(ctx context.Context, cfg config.Config) error {
	c := checker{cfg: cfg}
	c.pair("tls-cert", cfg.Web.CertFile, "tls-key", cfg.Web.KeyFile)
	c.roots("backend-ca", cfg.Backend.CAFile)
	c.pair("backend-cert", cfg.Backend.CertFile, "backend-key", cfg.Backend.KeyFile)
	c.manifest(ctx)
	if cfg.Embedded {
		c.writable("embedded-data", cfg.EmbeddedServer.File)
	}
	c.auditLog()
	return errors.Join(c.problems...)
}

// mostBytes is more than any file may have that is read.
const mostBytes = 1 << 30

type checker struct {
	cfg      config.Config
	problems []error
}

func (c *checker) report(setting, problem, remedy string) {
	c.problems = append(c.problems, c.cfg.ProblemWith(setting, strings.ReplaceAll(problem, "\n", "; "), remedy))
}

// pair checks a certificate and its key. They are compared where both can be read. That one is set without the other is reported by
// config.Load.
func (c *checker) pair(certSetting, certFile, keySetting, keyFile string) {
	certIsThere, keyIsThere := c.readable(certSetting, certFile), c.readable(keySetting, keyFile)
	if !certIsThere || !keyIsThere {
		return
	}
	if _, err := certs.NewPair(certFile, keyFile, slog.New(slog.DiscardHandler)); err != nil {
		c.report(certSetting, err.Error(), "name a certificate and its own key, both in PEM")
	}
}

func (c *checker) roots(setting, file string) {
	if !c.readable(setting, file) {
		return
	}
	if _, err := certs.NewRoots(file, slog.New(slog.DiscardHandler)); err != nil {
		c.report(setting, err.Error(), "name a file with certificates in PEM")
	}
}

// readable tells whether the setting names a file that can be read, and reports one that can't be. A pipe isn't read, since what is read
// of it here would be missing later.
func (c *checker) readable(setting, file string) bool {
	if file == "" {
		return false
	}
	if filecontent.IsPipe(file) {
		return true
	}
	if _, err := filecontent.Read(file, mostBytes); err != nil {
		c.report(setting, fmt.Sprintf("%q can't be read: %v", file, reason(err)), "name a file that this user may read")
		return false
	}
	return true
}

// manifest checks the trusted documents by the schema and the limits that they would be executed with.
func (c *checker) manifest(ctx context.Context) {
	if !c.readable("trusted-documents", c.cfg.Trusted.File) {
		return
	}
	log, schema := slog.New(slog.DiscardHandler), graph.Schema(c.cfg.Graph.Federation)
	check := document.NewChecker(schema, c.cfg.Endpoint.Documents, c.cfg.Endpoint.Introspection).Check
	var use trusted.Use
	if c.cfg.MCP.Enabled {
		use = mcp.NewTools(schema, c.cfg.MCP.Mutations, build.Read().Version, log).Replace
	}
	if _, err := trusted.Open(ctx, c.cfg.Trusted, check, use, log); err != nil {
		c.report("trusted-documents", strings.TrimPrefix(err.Error(), "trusted-documents: "), "correct the documents, or raise the limit that they exceed")
	}
}

// auditLog checks where the audit trail goes, unless that is a stream.
func (c *checker) auditLog() {
	const setting = "audit-log"
	for _, v := range c.cfg.Values() {
		if v.Setting == setting && v.Text != "stderr" && v.Text != "stdout" {
			c.writable(setting, v.Text)
		}
	}
}

// writable checks a file that the program would append to or create.
func (c *checker) writable(setting, file string) {
	if file == "" {
		return
	}
	if err := tryToWrite(file); err != nil {
		c.report(setting, fmt.Sprintf("%q can't be written: %v", file, reason(err)), "name a file in a folder that this user may write to")
	}
}

// tryToWrite opens a file for writing, or where there is none, makes another in its folder for a moment. A pipe isn't opened: whoever
// reads it would take that for its end.
func tryToWrite(file string) error {
	if filecontent.IsPipe(file) {
		return nil
	}
	opened, err := os.OpenFile(file, os.O_WRONLY|syscall.O_NONBLOCK, 0) //nolint:gosec // the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		if target, noLink := os.Readlink(file); noLink == nil { // which leads nowhere yet
			return tryToWrite(below(filepath.Dir(file), target))
		}
		if opened, err = os.CreateTemp(filepath.Dir(file), ".zitadel-graphql-check-*"); err == nil {
			defer removeQuietly(opened.Name())
		}
	}
	if err == nil {
		_ = opened.Close() // nothing was written
	}
	return err
}

// below returns where a symbolic link in a folder leads.
func below(folder, target string) string {
	if filepath.IsAbs(target) {
		return target
	}
	return filepath.Join(folder, target)
}

// removeQuietly leaves the file where it can't: it is empty, and its name says whose it is.
func removeQuietly(file string) { _ = os.Remove(file) }

// reason is what the file system says, without the path.
func reason(err error) error {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err
	}
	return err
}
