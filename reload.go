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
	"zitadel-graphql/internal/systemd"
	"zitadel-graphql/internal/web"
)

// readAgain reads the settings from where they were read at the start. See config.Config.Reload.
type readAgain func(running config.Config) (next config.Config, changes []config.Change, err error)

// rereading reads the settings again from the same arguments and environment, and from the file that these name.
func rereading(args, environ []string) readAgain {
	return func(running config.Config) (config.Config, []config.Change, error) {
		return running.Reload(args, environ)
	}
}

// reloader has the running program go by other settings: at a hangup (SIGHUP), and when the configuration file has changed. Requests
// that begin from then on go by all of the new settings, and those under way by all of the old ones. Where the new ones can't be
// used, the old ones stay in force.
type reloader struct {
	read   readAgain
	parts  parts
	server *web.Server
	// file is nil where there is no configuration file.
	file *filewatch.File

	mu      sync.Mutex // one reload at a time; guards what follows
	running config.Config
	handler handler
	// unfollow ends the following of the handler's manifest. It is nil where nothing is followed yet.
	unfollow context.CancelFunc
	// begun is false for the first reading of the file, which only finds what has changed since the start.
	begun bool

	succeeded, failed atomic.Uint64
	lastFailed        atomic.Bool
}

// newReloader returns a reloader of a program that runs with the settings cfg and the handler.
func newReloader(read readAgain, cfg config.Config, handler handler, parts parts, server *web.Server) *reloader {
	r := &reloader{read: read, parts: parts, server: server, running: cfg, handler: handler}
	if cfg.File != "" {
		r.file = filewatch.New(cfg.File, config.MaxFileBytes, r.useFile)
	}
	return r
}

// Reloads returns how often the settings were read again and could be used, and how often they couldn't. It is safe for concurrent
// use.
func (r *reloader) Reloads() (succeeded, failed uint64) { return r.succeeded.Load(), r.failed.Load() }

// LastReloadFailed reports whether the program goes by older settings than those that it was given last. It is safe for concurrent
// use.
func (r *reloader) LastReloadFailed() bool { return r.lastFailed.Load() }

// follow reloads at each hangup, and when the configuration file or the manifest of trusted documents has changed, until ctx is done.
// A reading that hangs, as of a network's file system, isn't waited for then.
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

// begin follows the files.
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

// rereadAll does what operators expect of SIGHUP: all files are read again, and that of the audit trail, which may have been moved
// away, is opened anew. Certificates are read for each connection anyway. systemctl reload waits until systemd is told of the end.
func (r *reloader) rereadAll(ctx context.Context) {
	notifier := systemd.NewNotifier(r.parts.log)
	notifier.Reloading()
	defer notifier.Ready("serving GraphQL")
	r.parts.log.Info("SIGHUP: the settings and the trusted documents are read again")
	read := r.reload
	if r.file != nil {
		read = r.file.Read
	}
	if err := read(ctx); err != nil {
		r.fail(err)
	}
	if err := r.parts.trail.Reopen(); err != nil {
		r.parts.log.Error("the audit trail's file can't be reopened; lines still go to the file that was open", "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if documents := r.handler.operations.documents; documents != nil {
		documents.Reread(ctx)
	}
}

// useFile reloads where the configuration file has this content, and still has it afterwards: the next look takes up what somebody
// writes meanwhile.
func (r *reloader) useFile(ctx context.Context, content []byte) error {
	return r.reloadIf(ctx, func() bool {
		now, err := filecontent.Read(r.running.File, config.MaxFileBytes)
		return err == nil && bytes.Equal(now, content)
	})
}

func (r *reloader) reload(ctx context.Context) error {
	return r.reloadIf(ctx, func() bool { return true })
}

// reloadIf reads the settings, and where they are still wanted then, goes by them. A panic in what is made of them doesn't end the
// program, which can go on as it is.
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
	if err := r.goBy(ctx, next, changes); err != nil {
		return err
	}
	r.succeed(ctx, changes)
	return nil
}

// goBy has the program go by the settings next, or fails and changes nothing.
func (r *reloader) goBy(ctx context.Context, next config.Config, changes []config.Change) error {
	if !slices.ContainsFunc(changes, config.Change.InEffect) {
		return nil
	}
	handler, err := newHandler(ctx, next, r.parts, r.handler)
	if err != nil {
		return err
	}
	if err := r.server.Replace(next.Web, handler.served); err != nil {
		return err
	}
	r.parts.logLevel.Set(next.Log.Level)
	isFollowed := handler.operations == r.handler.operations
	r.running, r.handler = next, handler
	if !isFollowed {
		r.followManifest(ctx)
	}
	warnAbout(next, r.parts.log)
	return nil
}

// followManifest follows the manifest of the handler's trusted documents in place of the one before.
func (r *reloader) followManifest(ctx context.Context) {
	if r.unfollow != nil {
		r.unfollow()
	}
	ctx, r.unfollow = context.WithCancel(ctx)
	if documents := r.handler.operations.documents; documents != nil {
		go documents.Follow(ctx)
	}
}

// succeed counts and reports settings that can be used: what has changed, and what takes a restart. The audit trail gets the changes.
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
		r.parts.log.Warn("a setting takes a restart; the one before stays in force", "setting", described.Setting,
			"inForce", described.From, "given", described.To, "source", change.Is.Source.String())
	}
	r.parts.log.Info("the settings were read again", "changed", changed)
	if len(changed) > 0 {
		r.parts.trail.Event(ctx, "configuration reloaded", slog.Any("changed", changed))
	}
}

// changedSetting is a setting that has another value from now on, without what may be a secret in either.
type changedSetting struct {
	Setting string `json:"setting"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// String returns the change as the log has it in text.
func (c changedSetting) String() string { return fmt.Sprintf("%s: %s → %s", c.Setting, c.From, c.To) }

// fail counts and reports settings that can't be used.
func (r *reloader) fail(err error) {
	r.failed.Add(1)
	r.lastFailed.Store(true)
	r.parts.log.Error("the settings can't be used; those before stay in force", "error", err)
}
