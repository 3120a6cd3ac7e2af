// Package systemd speaks with the service manager that has started the program: it tells systemd how far the program is
// (sd_notify), and takes over sockets that systemd has opened for it (socket activation).
//
// The protocol is github.com/coreos/go-systemd's. Without systemd, which the environment tells (NOTIFY_SOCKET, WATCHDOG_USEC,
// LISTEN_FDS), nothing here does anything. What is served on a socket is decided in package main.
package systemd

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// Notifier tells systemd how far the program is, which needs Type=notify or Type=notify-reload in its unit. What can't be told
// goes to the log at debug: the program itself works all the same. It may be used concurrently.
type Notifier struct{ log *slog.Logger }

// NewNotifier returns a notifier for the systemd of the environment.
func NewNotifier(log *slog.Logger) *Notifier { return &Notifier{log} }

// Ready tells that the program serves, as it has since its start or again after Reloading. systemctl status shows the text.
func (n *Notifier) Ready(status string) {
	n.notify(daemon.SdNotifyReady + "\nSTATUS=" + status)
}

// Reloading tells that the program reads its configuration anew. Ready has to follow, also where the old one stays.
func (n *Notifier) Reloading() {
	n.notify(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec() + "STATUS=reading the configuration anew")
}

// Stopping tells that the program is about to end.
func (n *Notifier) Stopping(status string) {
	n.notify(daemon.SdNotifyStopping + "\nSTATUS=" + status)
}

func (n *Notifier) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		n.log.Debug("systemd can't be told how far the program is", "error", err)
	}
}

// KeepAlive tells systemd until ctx ends that the process is alive, where the unit has a WatchdogSec: in half of that time,
// as systemd asks. It is only about a process that hangs as a whole; a backend that is gone is no reason to be restarted.
func (n *Notifier) KeepAlive(ctx context.Context) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval <= 0 {
		return
	}
	tick := time.NewTicker(interval / 2)
	defer tick.Stop()
	for {
		n.notify(daemon.SdNotifyWatchdog)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Listener returns the socket that systemd has opened for the program, or nil where there is none. There can be one: what else the
// program listens on takes its address from a setting. It can be asked for once, since it takes LISTEN_FDS out of the environment.
func Listener() (net.Listener, error) {
	files := activation.Files(true)
	if len(files) == 0 {
		return nil, nil
	}
	for _, file := range files {
		defer file.Close()
	}
	if len(files) > 1 {
		return nil, fmt.Errorf("systemd hands over %d sockets; want one, for GraphQL: give the .socket unit one ListenStream", len(files))
	}
	l, err := net.FileListener(files[0])
	if err != nil {
		return nil, fmt.Errorf("take over the socket %s of systemd; want one of ListenStream: %w", files[0].Name(), err)
	}
	return l, nil
}
