package resolver_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAddressTaken ensures that an address which another program has ends the program with exit code 1 and one line that tells what
// to do, whichever setting has it.
func TestAddressTaken(t *testing.T) {
	t.Parallel()
	taken := startScripted(t).address // it listens there
	for _, setting := range []string{"listen", "embedded-listen"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			p := launch(t, "--"+setting, taken, "--embedded-allow-remote")
			if code := p.wait(); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			last := strings.Split(strings.TrimSpace(p.log()), "\n")
			if line := last[len(last)-1]; !strings.Contains(line, setting+": can't listen on "+taken) || !strings.Contains(line, "set --"+setting+" to another port") {
				t.Errorf("the last line is %s", line)
			}
		})
	}
}

// TestSystemd ensures that the program serves on the socket that systemd has opened for it, and tells systemd when it serves and
// when it ends. The shell takes systemd's place: the variable LISTEN_PID has to have the program's own process id.
func TestSystemd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notify")
	notifications, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer notifications.Close() //nolint:errcheck // it has nothing to lose
	socket := listen(t, "127.0.0.1:0")
	file, err := socket.Listener.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	command := exec.Command("/bin/sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, binary, "--log-format", "json", "--drain-delay", "0s", "--listen", "127.0.0.1:1")
	command.ExtraFiles = []*os.File{file}
	command.Env = append(cleanEnvironment(), "LISTEN_FDS=1", "NOTIFY_SOCKET="+path)
	p := run(t, command, func(output io.Writer) io.Writer { return output })
	p.awaitServing()
	if p.graphqlAddress != socket.Addr().String() {
		t.Errorf("it serves on %s, want %s", p.graphqlAddress, socket.Addr())
	}
	if got := readNotification(t, notifications); !strings.HasPrefix(got, "READY=1\n") {
		t.Errorf("at the start systemd is told %q", got)
	}
	if got := p.get(t, "/healthz"); got.status != 200 {
		t.Errorf("got %d", got.status)
	}
	p.signal(syscall.SIGHUP)
	for _, want := range []string{"RELOADING=1\nMONOTONIC_USEC=", "READY=1\n"} {
		if got := readNotification(t, notifications); !strings.HasPrefix(got, want) {
			t.Errorf("at a reload systemd is told %q, want %q", got, want)
		}
	}
	p.signal(syscall.SIGTERM)
	if got := readNotification(t, notifications); !strings.HasPrefix(got, "STOPPING=1\n") {
		t.Errorf("at the end systemd is told %q", got)
	}
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func readNotification(t *testing.T, notifications *net.UnixConn) string {
	t.Helper()
	if err := notifications.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 1024)
	n, err := notifications.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}
