package systemd_test

import (
	"log/slog"
	"net"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"zitadel-graphql/internal/systemd"
)

// manager is the side of systemd: a socket that the program's notifications arrive at.
func manager(t *testing.T) (receive func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func() string {
		if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		buffer := make([]byte, 1024)
		n, err := conn.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
}

// What systemd is told has the form that it wants: a reload without its moment, say, would have the service time out.
func TestNotifications(t *testing.T) {
	receive := manager(t)
	notifier := systemd.NewNotifier(slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		send func()
		want string
	}{
		{func() { notifier.Ready("serving") }, "^READY=1\nSTATUS=serving$"},
		{notifier.Reloading, "^RELOADING=1\nMONOTONIC_USEC=[0-9]+\nSTATUS=.+$"},
		{func() { notifier.Stopping("ending") }, "^STOPPING=1\nSTATUS=ending$"},
	} {
		c.send()
		if got := receive(); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("got %q, want %s", got, c.want)
		}
	}
}

// The watchdog hears of the program at once and again in time, and without a watchdog nothing is sent.
func TestKeepAlive(t *testing.T) {
	receive := manager(t)
	notifier := systemd.NewNotifier(slog.New(slog.DiscardHandler))
	notifier.KeepAlive(t.Context()) // returns, since there is none
	t.Setenv("WATCHDOG_USEC", "2000")
	go notifier.KeepAlive(t.Context())
	for range 3 {
		if got := receive(); got != "WATCHDOG=1" {
			t.Errorf("got %q", got)
		}
	}
}

// Without systemd nothing is sent, nothing is inherited, and nothing fails.
func TestWithoutSystemd(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	systemd.NewNotifier(slog.New(slog.DiscardHandler)).Ready("serving")
	if l, err := systemd.Listener(); l != nil || err != nil {
		t.Errorf("got %v, %v", l, err)
	}
}
