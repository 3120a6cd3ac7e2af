package resolver_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"zitadel-graphql/internal/browsertest"
)

// nginxFrame is an nginx configuration for a folder of its own. %[1]s is its address, %[2]s its locations, and %[3]s a
// line about the user.
const nginxFrame = `daemon off;
pid nginx.pid;
error_log stderr notice;
%[3]s
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path body;
	proxy_temp_path proxy;
	fastcgi_temp_path fastcgi;
	uwsgi_temp_path uwsgi;
	scgi_temp_path scgi;
	types { text/html html; text/javascript js; text/css css; }
	server {
		listen %[1]s;
		%[2]s
	}
}
`

// startNginx runs nginx with these locations until the test ends, and returns its URL without a slash at the end.
func startNginx(t *testing.T, locations string) string {
	t.Helper()
	path, err := exec.LookPath("nginx")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/nginx") // which only root has on PATH
	}
	if err != nil {
		browsertest.Lacking(t, "no nginx on PATH (Debian's package nginx-light)")
	}
	address, folder, user := freeAddress(t), t.TempDir(), ""
	if os.Geteuid() == 0 {
		user = "user root root;" // or its workers couldn't read the test's files
	}
	config := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxFrame, address, locations, user), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, "-p", folder, "-c", config, "-e", "stderr")
	printed, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start nginx: %v", err)
	}
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
		command.Wait()                          //nolint:errcheck // it was told to end
	})
	awaitWorkers(t, printed)
	return "http://" + address
}

// awaitWorkers returns once nginx serves, which is when it has started its workers. It keeps reading what nginx prints.
func awaitWorkers(t *testing.T, printed io.Reader) {
	t.Helper()
	started := make(chan string)
	go func() {
		defer close(started)
		var all strings.Builder
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			fmt.Fprintln(&all, lines.Text())
			if strings.Contains(lines.Text(), "start worker process") {
				started <- ""
				io.Copy(io.Discard, printed) //nolint:errcheck // until it ends
				return
			}
		}
		started <- all.String()
	}()
	select {
	case problem := <-started:
		if problem != "" {
			t.Fatalf("nginx doesn't start:\n%s", problem)
		}
	case <-time.After(patience):
		t.Fatal("nginx started no worker")
	}
}
