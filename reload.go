package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/filecontent"
	"zitadel-graphql/internal/filewatch"
	"zitadel-graphql/internal/handler"
	"zitadel-graphql/internal/systemd"
	"zitadel-graphql/internal/web"
)

// readAgain reads the settings from the same sources as at the start, and compares them with those that are in force: see
// config.Config.Reload.
type readAgain func(running config.Config) (next config.Config, changes []config.Change, err error)

// rereading reads the settings again from the same arguments and environment, and from the file that these name.
func rereading(args, environ []string) readAgain {
	return func(running config.Config) (config.Config, []config.Change, error) {
		return running.Reload(args, environ)
	}
}

// reloader puts changed settings in force while the program runs: at SIGHUP, and when the configuration file has changed. Requests that
// begin afterwards get all of the new settings, and those under way keep all of the old ones. If the new settings can't be used, the
// old ones stay in force.
type reloader struct {
	read   readAgain
	parts  parts
	server *web.Server
	// file is nil if there is no configuration file.
	file *filewatch.File

	mu      sync.Mutex // one reload at a time; guards what follows
	running config.Config
	handler *handler.Handler
	// unfollow stops watching the manifest of the handler's trusted documents. It is nil before the first one is watched.
	unfollow context.CancelFunc
	// begun is false during the first reading of the file, which is only for changes since the start, and is reported only if it finds some.
	begun bool

	succeeded, failed atomic.Uint64
	lastFailed        atomic.Bool
}

// newReloader returns a reloader of a program that runs with the settings cfg and the handler.
func newReloader(read readAgain, cfg config.Config, handler *handler.Handler, parts parts, server *web.Server) *reloader {
	r := &reloader{read: read, parts: parts, server: server, running: cfg, handler: handler}
	if cfg.File != "" {
		r.file = filewatch.New(cfg.File, config.MaxFileBytes, r.useFile)
	}
	return r
}

// Reloads returns how many reloads succeeded and how many failed, since the start. It is safe for concurrent use.
func (r *reloader) Reloads() (succeeded, failed uint64) { return r.succeeded.Load(), r.failed.Load() }

// LastReloadFailed reports whether the last reload failed, so that older settings than those of the file are in force. It is safe for
// concurrent use.
func (r *reloader) LastReloadFailed() bool { return r.lastFailed.Load() }

// follow reloads at each hangup (SIGHUP), and when the configuration file or the manifest of trusted documents has changed. It returns
// when ctx is done, and doesn't wait then for a read that hangs, as on a network file system.
func (r *reloader) follow(ctx context.Context, hangups <-chan os.Signal) {
	r.begin(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			r.rereadAll(ctx)
		}
	}
}

// begin starts to watch the configuration file and the manifest.
func (r *reloader) begin(ctx context.Context) {
	if r.file != nil {
		if err := r.file.Read(ctx); err != nil {
			r.fail(err)
		}
		go r.file.Follow(ctx, r.fail)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun = true
	r.followManifest(ctx)
}

// rereadAll does what operators expect of SIGHUP: it reads all files again, and reopens that of the audit trail, which may have been
// moved away. Certificates need nothing: they are read for each connection. systemctl reload waits until systemd is told Ready.
func (r *reloader) rereadAll(ctx context.Context) {
	notifier := systemd.NewNotifier(r.parts.Log)
	notifier.Reloading()
	defer notifier.Ready("serving GraphQL")
	r.parts.Log.Info("SIGHUP: the settings and the trusted documents are read again")
	read := r.reload
	if r.file != nil {
		read = r.file.Read
	}
	if err := read(ctx); err != nil {
		r.fail(err)
	}
	if err := r.parts.trail.Reopen(); err != nil {
		r.parts.Log.Error("the audit trail's file can't be reopened; lines still go to the file that was open", "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if documents := r.handler.Documents(); documents != nil {
		documents.Reread(ctx)
	}
}

// useFile reloads the settings of a configuration file with this content. It does nothing if the file has another content by the time
// that the settings are read: the next look at the file takes that up.
func (r *reloader) useFile(ctx context.Context, content []byte) error {
	return r.reloadIf(ctx, func() bool {
		now, err := filecontent.Read(r.running.File, config.MaxFileBytes)
		return err == nil && bytes.Equal(now, content)
	})
}

func (r *reloader) reload(ctx context.Context) error {
	return r.reloadIf(ctx, func() bool { return true })
}

// reloadIf reads the settings and, if wanted is true after that, puts them in force. A panic on the way is returned as an error, since
// the program can go on with the settings that it has.
func (r *reloader) reloadIf(ctx context.Context, wanted func() bool) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	next, changes, err := r.read(r.running)
	switch {
	case !wanted():
		return nil
	case err != nil:
		return err
	case len(changes) == 0 && !r.begun:
		return nil
	}
	if err := r.apply(ctx, next, changes); err != nil {
		return err
	}
	r.succeed(ctx, changes)
	return nil
}

// apply puts the settings next in force, or returns an error and changes nothing.
func (r *reloader) apply(ctx context.Context, next config.Config, changes []config.Change) error {
	if !slices.ContainsFunc(changes, config.Change.InEffect) {
		return nil
	}
	handler, err := handler.New(ctx, next, r.parts.Parts, r.handler)
	if err != nil {
		return err
	}
	if err := r.server.Replace(next.Web, handler.Served); err != nil {
		return err
	}
	r.parts.logLevel.Set(next.Log.Level)
	r.parts.observers.tellApart(handler.Documents())
	isFollowed := handler.Documents() == r.handler.Documents()
	r.running, r.handler = next, handler
	if !isFollowed {
		r.followManifest(ctx)
	}
	warnAbout(next, r.parts.Log)
	return nil
}

// followManifest watches the manifest of the handler's trusted documents, in place of the previous handler's.
func (r *reloader) followManifest(ctx context.Context) {
	if r.unfollow != nil {
		r.unfollow()
	}
	ctx, r.unfollow = context.WithCancel(ctx)
	if documents := r.handler.Documents(); documents != nil {
		go documents.Follow(ctx)
	}
}

// succeed counts a successful reload, and logs what has changed and what needs a restart. The audit trail gets the changes, too.
func (r *reloader) succeed(ctx context.Context, changes []config.Change) {
	r.succeeded.Add(1)
	r.lastFailed.Store(false)
	changed := []changedSetting{}
	for _, change := range changes {
		described := changedSetting{change.Is.Setting, change.Was.Shown(), change.Is.Shown()}
		if change.InEffect() {
			changed = append(changed, described)
			continue
		}
		r.parts.Log.Warn("a setting takes a restart; the one before stays in force", "setting", described.Setting,
			"inForce", orNotSet(described.From), "given", orNotSet(described.To), "source", change.Is.Source.String())
	}
	r.parts.Log.Info("the settings were read again", "changed", changed)
	if len(changed) > 0 {
		r.parts.trail.Event(ctx, "configuration reloaded", slog.Any("changed", changed))
	}
}

// changedSetting is a change of a setting as the log and the audit trail show it: with no part of either value that may be a secret.
type changedSetting struct {
	Setting string `json:"setting"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// String returns the change as the log has it in text.
func (c changedSetting) String() string {
	return fmt.Sprintf("%s: %s → %s", c.Setting, orNotSet(c.From), orNotSet(c.To))
}

// orNotSet is a value as people read it: of a setting without one, that it has none.
func orNotSet(value string) string {
	if value == "" {
		return "not set"
	}
	return value
}

// fail counts and logs a reload that failed.
func (r *reloader) fail(err error) {
	r.failed.Add(1)
	r.lastFailed.Store(true)
	r.parts.Log.Error("the settings can't be used; those before stay in force", "error", err)
}
