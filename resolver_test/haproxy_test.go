package resolver_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/certs/certstest"
)

// haproxyFile is the example that users copy; the test replaces addresses, the certificate's path and the pace of checks.
const haproxyFile = "../deploy/proxies/haproxy.cfg"

// startHAProxy runs HAProxy with deploy/proxies/haproxy.cfg in front of three replicas until the test ends. Requests to the program
// that it returns go through it; that program has no process.
func startHAProxy(t *testing.T, authority *certstest.Authority, replicas []string) *program {
	t.Helper()
	path, err := exec.LookPath("haproxy")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/haproxy") // which only root has on PATH
	}
	if err != nil {
		browsertest.Lacking(t, "no haproxy on PATH (Debian's package haproxy)")
	}
	dir, address := t.TempDir(), freeAddress(t)
	cert, key := authority.Issue(t, "proxy")
	config := withReplaced(t, haproxyFile,
		":443 ", address+" ",
		"/etc/haproxy/login.example.com.pem", certstest.Write(t, dir, "site.pem", append(cert, key...)),
		"inter 1s fall 2", "inter 100ms fall 1",
		"10.0.0.11:4000", replicas[0], "10.0.0.12:4000", replicas[1], "10.0.0.13:4000", replicas[2])
	output := newProcessOutput()
	command := exec.Command(path, "-db", "-f", certstest.Write(t, dir, "haproxy.cfg", []byte(config)))
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatalf("start haproxy: %v", err)
	}
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
		command.Wait()                          //nolint:errcheck // it was told to end
		if t.Failed() {
			t.Logf("HAProxy's output:\n%s", output.text())
		}
	})
	eventually(t, "HAProxy listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
	return &program{t: t, url: fmt.Sprintf("https://%s/ls", address), tokens: &secrets{}, output: output}
}

// withReplaced returns a file's text in which each old text has been replaced by the new one after it. The test fails where the file
// lacks an old text.
func withReplaced(t *testing.T, file string, oldAndNew ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(oldAndNew); i += 2 {
		if !strings.Contains(string(text), oldAndNew[i]) {
			t.Fatalf("%s has no %q", file, oldAndNew[i])
		}
	}
	return strings.NewReplacer(oldAndNew...).Replace(string(text))
}
