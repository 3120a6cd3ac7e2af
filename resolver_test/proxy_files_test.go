package resolver_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/certs/certstest"
)

// proxyKind is one of the proxies that deploy/proxies has a configuration for.
type proxyKind struct {
	program, debian string // its name, and Debian's package of it
	file            string // in deploy/proxies; it has the replicas' addresses 10.0.0.11:4000 to 10.0.0.13:4000
	// check and serve are the arguments with which it checks a configuration, and serves with it in the foreground.
	check, serve func(config string) []string
	// replaced are the texts of the file that only fit the machine on which it is installed, and the texts for this site, in turn.
	replaced func(site proxySite) []string
	// idle are its time-outs for connections on which nothing is sent, and two seconds, in turn.
	idle []string
}

// proxySite is where a proxy of a test is.
type proxySite struct{ folder, address, cert, key string }

func proxyKinds() []proxyKind { return []proxyKind{haproxy(), nginx(), caddy()} }

func haproxy() proxyKind {
	return proxyKind{
		program: "haproxy", debian: "haproxy", file: "haproxy.cfg", idle: []string{"60s", "2s"},
		check: func(config string) []string { return []string{"-c", "-f", config} },
		serve: func(config string) []string { return []string{"-db", "-f", config} },
		replaced: func(site proxySite) []string {
			return []string{":443 ", site.address + " ", "/etc/haproxy/login.example.com.pem", site.cert,
				"abns@zitadel-graphql", "abns@" + site.address, "inter 1s fall 2", "inter 100ms fall 1"}
		},
	}
}

func nginx() proxyKind {
	return proxyKind{
		program: "nginx", debian: "nginx-light", file: "nginx.conf", idle: []string{"60s", "2s"},
		check: func(config string) []string {
			return []string{"-t", "-e", "stderr", "-p", filepath.Dir(config), "-c", config}
		},
		serve: func(config string) []string {
			return []string{"-e", "stderr", "-p", filepath.Dir(config), "-c", config, "-g", "daemon off;"}
		},
		replaced: func(site proxySite) []string {
			user := ""
			if os.Geteuid() == 0 {
				user = "user root root;" // or its workers couldn't write into the test's folder
			}
			// Where nginx would have them, only root may.
			const temporary = "http {\nclient_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n"
			return []string{"user www-data;", user, "/run/nginx.pid", "nginx.pid", "/var/log/nginx/error.log", "stderr", "http {\n", temporary,
				"listen 443 ", "listen " + site.address + " ", "/etc/nginx/login.example.com.pem", site.cert, "/etc/nginx/login.example.com.key", site.key}
		},
	}
}

func caddy() proxyKind {
	return proxyKind{
		program: "caddy", debian: "caddy", file: "Caddyfile", idle: []string{"idle 2m", "idle 2s"},
		check: func(config string) []string {
			return []string{"validate", "--adapter", "caddyfile", "--config", config}
		},
		serve: func(config string) []string {
			return []string{"run", "--adapter", "caddyfile", "--config", config}
		},
		replaced: func(site proxySite) []string {
			return []string{"servers {", "admin off\nauto_https disable_redirects\nskip_install_trust\nservers {",
				"login.example.com {", "https://" + site.address + " {\ntls " + site.cert + " " + site.key,
				"health_interval 1s", "health_interval 100ms"}
		},
	}
}

// TestProxyFilesAreValid ensures that each proxy's own check has nothing to say about its file of deploy/proxies, not even a warning.
func TestProxyFilesAreValid(t *testing.T) {
	t.Parallel()
	for _, kind := range proxyKinds() {
		t.Run(kind.program, func(t *testing.T) {
			t.Parallel()
			path := kind.find(t)
			_, config := kind.configure(t, certstest.NewAuthority(t), []string{"10.0.0.11:4000", "10.0.0.12:4000", "10.0.0.13:4000"})
			out, err := exec.CommandContext(t.Context(), path, kind.check(config)...).CombinedOutput()
			if err != nil || strings.Contains(strings.ToLower(string(out)), "warn") && kind.program != "caddy" { // it minds how the test has indented its lines
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// find returns the path of the proxy's program.
func (k proxyKind) find(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath(k.program)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + k.program) // which only root has on PATH
	}
	if err != nil {
		browsertest.Lacking(t, fmt.Sprintf("no %s on PATH (Debian's package %s)", k.program, k.debian))
	}
	return path
}

// configure writes the proxy's configuration for a new site in front of these replicas: the file of deploy/proxies, with the site's
// addresses and certificates, and with these other texts replaced.
func (k proxyKind) configure(t *testing.T, authority *certstest.Authority, replicas []string, replaced ...string) (site proxySite, config string) {
	t.Helper()
	site = proxySite{folder: t.TempDir(), address: freeAddress(t)}
	cert, key := authority.Issue(t, "proxy")
	site.cert, site.key = certstest.Write(t, site.folder, "site.pem", append(cert, key...)), certstest.Write(t, site.folder, "site.key", key)
	replaced = slices.Concat(replaced, k.replaced(site),
		[]string{"10.0.0.11:4000", replicas[0], "10.0.0.12:4000", replicas[1], "10.0.0.13:4000", replicas[2]})
	text := withReplaced(t, "../deploy/proxies/"+k.file, replaced...)
	return site, certstest.Write(t, site.folder, k.file, []byte(text))
}

// start runs the proxy with its file of deploy/proxies in front of three replicas until the test ends, and returns once a replica answers.
// Requests to the program that it returns go through the proxy; that program can't be stopped.
func (k proxyKind) start(t *testing.T, authority *certstest.Authority, replicas []string, replaced ...string) *program {
	t.Helper()
	path := k.find(t)
	site, config := k.configure(t, authority, replicas, replaced...)
	output := newProcessOutput()
	command := exec.Command(path, k.serve(config)...)
	command.Env = append(os.Environ(), "XDG_DATA_HOME="+site.folder, "XDG_CONFIG_HOME="+site.folder) // where Caddy keeps what it has
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatalf("start %s: %v", k.program, err)
	}
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
		command.Wait()                          //nolint:errcheck // it was told to end
		if t.Failed() {
			t.Logf("the output of %s:\n%s", k.program, output.text())
		}
	})
	eventually(t, k.program+" listens", func() bool {
		conn, err := net.Dial("tcp", site.address)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
	url := fmt.Sprintf("https://%s/ls", site.address)
	p := &program{t: t, url: url, client: newTLSClient(authority, 0), tokens: &secrets{}, output: output}
	eventually(t, k.program+" has found a replica", func() bool { return p.get(t, "/readyz").status == http.StatusOK })
	return p
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
