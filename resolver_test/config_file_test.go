package resolver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
)

func writeConfig(t *testing.T, lines ...string) string {
	t.Helper()
	return certstest.Write(t, t.TempDir(), "config.yaml", []byte("version: 1\n"+strings.Join(lines, "\n")+"\n"))
}

// TestConfigFile ensures that the program serves with what a file says, beside all variables that Kubernetes sets for Services
// whose names begin with the program's.
func TestConfigFile(t *testing.T) {
	t.Parallel()
	var variables []string
	for _, service := range []string{"ZITADEL_GRAPHQL", "ZITADEL_GRAPHQL_METRICS", "ZITADEL_GRAPHQL_HEADLESS"} {
		for name, value := range map[string]string{
			"SERVICE_HOST": "10.0.0.1", "SERVICE_PORT": "4000", "SERVICE_PORT_HTTP": "4000", "SERVICE_PORT_METRICS_1": "9090", "PORT": "tcp://10.0.0.1:4000",
			"PORT_4000_TCP": "tcp://10.0.0.1:4000", "PORT_4000_TCP_PROTO": "tcp", "PORT_4000_TCP_PORT": "4000", "PORT_4000_TCP_ADDR": "10.0.0.1",
			"PORT_9090_UDP": "udp://[fd00::1]:9090", "PORT_9090_UDP_PROTO": "udp", "PORT_9090_UDP_PORT": "9090", "PORT_9090_UDP_ADDR": "fd00::1",
		} {
			variables = append(variables, service+"_"+name+"="+value)
		}
	}
	file := writeConfig(t, "max-depth: 1", "max-aliases: 1")
	p := launchWithEnv(t, append(variables, "ZITADEL_GRAPHQL_CONFIG="+file), "--max-aliases", "2")
	p.awaitServing()
	if got := errorOf(mustPost(t, p, nil, operation(`{ a { b } }`, nil))); got.Reason != "TOO_DEEP" {
		t.Errorf("max-depth of the file: got %+v, want TOO_DEEP", got)
	}
	if got := mustPost(t, p, nil, operation(`{ a: __typename b: __typename }`, nil)); !isData(got) {
		t.Errorf("max-aliases of the flag: got %s, want data", got.body)
	}
}

// TestConfigCheck ensures that one run of config check finds what is wrong with the file, with the settings and with the files that
// they name, where the server would find one thing after the other, and that it finds nothing wrong with what the server would
// start with.
func TestConfigCheck(t *testing.T) {
	t.Parallel()
	authority, dir := certstest.NewAuthority(t), t.TempDir()
	certPEM, keyPEM := authority.Issue(t, "good")
	_, strangersPEM := authority.Issue(t, "stranger")
	cert, key := certstest.Write(t, dir, "cert.pem", certPEM), certstest.Write(t, dir, "key.pem", keyPEM)
	strangersKey := certstest.Write(t, dir, "stranger.pem", strangersPEM)
	notPEM := certstest.Write(t, dir, "ca.pem", []byte("no certificate"))
	manifest := certstest.Write(t, dir, "manifest.json", []byte(`{"id": "{ nonsense }"}`))
	file := writeConfig(t, "backend: https://zitadel.example", "tls-cert: "+cert, "tls-key: "+strangersKey, "backend-ca: "+notPEM,
		"backend-cert: "+dir+"/missing.pem", "backend-key: "+key, "trusted-documents: "+manifest, "trusted-documents-mode: require",
		"max-depth: deep", "log_level: info", "embedded-users: 5")
	p := launchWithEnv(t, []string{"ZITADEL_GRAPHQL_RATELIMIT=5"}, "config", "check", "--log-format", "text", "--config", file)
	if code := p.wait(); code != 2 {
		t.Errorf("the exit code is %d, want 2", code)
	}
	for _, want := range []string{
		file + ":3:11: tls-cert: ", "private key does not match", file + ":5:13: backend-ca: ", "there is no certificate in PEM", file + ":6:15: backend-cert: ",
		"no such file or directory", file + ":8:20: trusted-documents: ", file + `:10:12: max-depth: "deep"`, file + ":11:1: log_level: there is no such setting",
		file + ":12:17: embedded-users: has no effect", "ZITADEL_GRAPHQL_RATELIMIT: there is no such setting",
	} {
		if !strings.Contains(p.log(), want) {
			t.Errorf("%q isn't in:\n%s", want, p.log())
		}
	}
	if lines := strings.Count(p.log(), "\n"); lines != 9 {
		t.Errorf("%d lines, want one for each of 8 mistakes and one more:\n%s", lines, p.log())
	}
	fine := launch(t, "config", "check", "--config", writeConfig(t, "tls-cert: "+cert, "tls-key: "+key, "embedded-data: "+filepath.Join(dir, "data")))
	if code := fine.wait(); code != 0 || fine.log() != "ok\n" {
		t.Errorf("the exit code is %d, want 0 and ok:\n%s", code, fine.log())
	}
	nowhere := launch(t, "config", "check", "--log-format", "text", "--embedded-data", filepath.Join(dir, "missing", "data"))
	if code := nowhere.wait(); code != 2 || !strings.Contains(nowhere.log(), "--embedded-data: ") || !strings.Contains(nowhere.log(), "can't be written: no such file or directory") {
		t.Errorf("the exit code is %d, want 2 and what can't be written:\n%s", code, nowhere.log())
	}
	if left, _ := os.ReadDir(dir); len(left) != 5 {
		t.Errorf("it left files behind: %v", left)
	}
}

// TestConfigPrint ensures that what is printed is what a server would run with.
func TestConfigPrint(t *testing.T) {
	t.Parallel()
	p := launchWithEnv(t, []string{"ZITADEL_GRAPHQL_MAX_DEPTH=7", "OTEL_EXPORTER_OTLP_HEADERS=authorization=hunter2"}, "config", "print")
	if code := p.wait(); code != 0 || !strings.Contains(p.log(), "\nmax-depth: 7 # from ZITADEL_GRAPHQL_MAX_DEPTH (reloads)\n") || strings.Contains(p.log(), "hunter2") {
		t.Errorf("exit code %d, and it prints:\n%s", code, p.log())
	}
}
