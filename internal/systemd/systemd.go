// Package systemd talks to the service manager that has started the program: it reports the program's state to systemd (sd_notify), and
// takes over a socket that systemd has opened for it (socket activation).
//
// github.com/coreos/go-systemd implements the protocol. The environment says whether there is a systemd (NOTIFY_SOCKET, WATCHDOG_USEC,
// LISTEN_FDS); without one, nothing here has an effect. Package main decides when to report what, and what to serve on the socket.
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

// Notifier reports the program's state to systemd, whose unit needs Type=notify or Type=notify-reload for that. A report that fails is
// logged at debug, since the program works without it. It is safe for concurrent use.
type Notifier struct{ log *slog.Logger }

// NewNotifier returns a notifier for the systemd of the environment.
func NewNotifier(log *slog.Logger) *Notifier { return &Notifier{log} }

// Ready reports that the program has started, or after Reloading that the reload is over. systemctl status shows the text.
func (n *Notifier) Ready(status string) {
	n.notify(daemon.SdNotifyReady + "\nSTATUS=" + status)
}

// Reloading reports that the program reloads its configuration. Ready has to follow, even if the reload fails.
func (n *Notifier) Reloading() {
	n.notify(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec() + "STATUS=reloading the configuration")
}

// Stopping reports that the program is about to end.
func (n *Notifier) Stopping(status string) {
	n.notify(daemon.SdNotifyStopping + "\nSTATUS=" + status)
}

func (n *Notifier) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		n.log.Debug("the program's state can't be reported to systemd", "error", err)
	}
}

// KeepAlive reports until ctx ends that the process is alive, if the unit has a WatchdogSec: twice in that time, as systemd recommends.
// So systemd restarts a process that hangs as a whole. A backend that is gone is no reason to be restarted, and isn't reported.
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

// Listener returns the socket that systemd has opened for the program, or nil if there is none. More than one is an error. It may be
// called once only, since it removes LISTEN_FDS from the environment.
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
