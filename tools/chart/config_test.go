package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"
)

// The program takes the configuration that the chart gives it, at the paths where a pod has it: with each pod's own arguments,
// environment and mounted volumes, and nothing else of this machine.
func TestProgramTakesTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, text := range someValues {
		pod := podOf(t, text)
		if out, err := pod.command(t, "config", "check").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// What the program is given has an effect: a setting that it doesn't know, and a certificate that isn't mounted, are refused.
func TestProgramRefusesTheConfiguration(t *testing.T) {
	t.Parallel()
	unknown := podOf(t, "configmapConfig: {backend: https://zitadel.example.com, log-formats: json}")
	missing := podOf(t, "serverSslCrtSecret: serving")
	delete(missing.volumes, "/etc/zitadel-graphql/tls")
	for want, pod := range map[string]pod{"log-formats": unknown, "tls-cert": missing} {
		if out, err := pod.command(t, "config", "check").CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("got %v, want a message with %s:\n%s", err, want, out)
		}
	}
}

// The settings that the chart decides are the ones that the program then has.
func TestProgramHasTheSettings(t *testing.T) {
	t.Parallel()
	pod := podOf(t, `
serverSslCrtSecret: serving
backendCaSecret: authority
metrics: {enabled: true, port: 9000}
configmapConfig: {backend: "https://zitadel.example.com", max-body: 2000000, cors-origin: [https://a.example, https://b.example]}
`)
	out, err := pod.command(t, "config", "print").Output()
	if err != nil {
		t.Fatal(err)
	}
	var effective map[string]any
	if err := yaml.Unmarshal(out, &effective); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"listen": "0.0.0.0:4000", "metrics-listen": "0.0.0.0:9000", "max-body": 2000000.0,
		"tls-cert": "/etc/zitadel-graphql/tls/tls.crt", "tls-key": "/etc/zitadel-graphql/tls/tls.key",
		"backend-ca": "/etc/zitadel-graphql/backend/ca.crt", "backend": "https://zitadel.example.com",
	} {
		if effective[name] != want {
			t.Errorf("%s is %v, want %v", name, effective[name], want)
		}
	}
	if origins, _ := effective["cors-origin"].([]any); !slices.Equal(origins, []any{"https://a.example", "https://b.example"}) {
		t.Errorf("cors-origin is %v", effective["cors-origin"])
	}
}

// The chart refuses only settings that exist.
func TestChartRefusesWhatItSets(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../deploy/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"listen", "metrics-listen", "tls-cert", "tls-key", "backend-ca", "version"} {
		if schema.Properties[name] == nil {
			t.Errorf("there is no setting %s", name)
		}
		_, err := render(values(t, "configmapConfig: {backend: https://a.example, "+name+": x}"))
		if err == nil || !strings.Contains(err.Error(), "configmapConfig."+name) {
			t.Errorf("%s: got %v, want that it is refused", name, err)
		}
	}
}

// A pod has as long to stop as the program may take by its defaults: the drain, the longest request, ten seconds for its answer.
// The systemd unit and the compose file have the same time.
func TestPodsHaveTheTimeToStop(t *testing.T) {
	t.Parallel()
	pod := podOf(t, "")
	if pod.Spec.TerminationGracePeriodSeconds != 50 {
		t.Errorf("pods have %d seconds", pod.Spec.TerminationGracePeriodSeconds)
	}
	for file, want := range map[string]string{
		"systemd/zitadel-graphql.service": "TimeoutStopSec=50s\n", "compose/compose.yaml": "stop_grace_period: 50s\n",
	} {
		text, err := os.ReadFile(filepath.Join("../../deploy", file))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s has no %s, %v", file, want, err)
		}
	}
	out, err := pod.command(t, "config", "print").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"drain-delay: 5s", "request-timeout: 30s"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s: then another time is right\n%s", want, out)
		}
	}
}

// pod is what tests read of a Deployment's template of pods, and what its volumes have.
type pod struct {
	Spec struct {
		TerminationGracePeriodSeconds int
		Containers                    []struct {
			Args         []string
			Env          []struct{ Name, Value string }
			VolumeMounts []struct{ Name, MountPath string }
		}
		Volumes []struct {
			Name      string
			ConfigMap struct{ Name string }
			Secret    struct{ SecretName string }
		}
	}
	volumes map[string]map[string]string // by the path that they are mounted at: the text of each file
}

// podOf is the pod that the chart makes of values.
func podOf(t *testing.T, text string) pod {
	t.Helper()
	manifests, err := render(values(t, text))
	if err != nil {
		t.Fatal(err)
	}
	configMaps := make(map[string]map[string]string)
	var deployment struct{ Spec struct{ Template pod } }
	for _, m := range manifests {
		switch m.text("kind") {
		case "ConfigMap":
			var configMap struct {
				Metadata struct{ Name string }
				Data     map[string]string
			}
			decode(t, m, &configMap)
			configMaps[configMap.Metadata.Name] = configMap.Data
		case "Deployment":
			decode(t, m, &deployment)
		}
	}
	pod := deployment.Spec.Template
	pod.mount(t, configMaps)
	return pod
}

func decode(t *testing.T, m manifest, into any) {
	t.Helper()
	encoded, err := json.Marshal(m.object)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, into); err != nil {
		t.Fatal(err)
	}
}

// mount puts into each volume what it has in a cluster. Every Secret has a certificate and its key.
func (p *pod) mount(t *testing.T, configMaps map[string]map[string]string) {
	t.Helper()
	p.volumes = make(map[string]map[string]string)
	for _, mount := range p.Spec.Containers[0].VolumeMounts {
		for _, volume := range p.Spec.Volumes {
			switch {
			case volume.Name != mount.Name:
			case volume.ConfigMap.Name != "":
				p.volumes[mount.MountPath] = configMaps[volume.ConfigMap.Name]
			case volume.Secret.SecretName != "":
				p.volumes[mount.MountPath] = secret(t)
			}
		}
	}
}

// secret has a certificate and its key, by the names that Kubernetes has for them.
func secret(t *testing.T) map[string]string {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	key, err := x509.MarshalPKCS8PrivateKey(server.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	return map[string]string{
		"tls.crt": certificate, "ca.crt": certificate,
		"tls.key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})),
	}
}

// command runs a subcommand of the program as the pod's container would, on a root with the program and the pod's volumes alone.
func (p pod) command(t *testing.T, subcommand ...string) *exec.Cmd {
	t.Helper()
	program, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	container := p.Spec.Containers[0]
	args := []string{"--unshare-all", "--die-with-parent", "--clearenv", "--ro-bind", program, "/program"}
	for _, path := range slices.Sorted(maps.Keys(p.volumes)) {
		folder := t.TempDir()
		for file, text := range p.volumes[path] {
			if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, "--ro-bind", folder, path)
	}
	for _, variable := range container.Env {
		args = append(args, "--setenv", variable.Name, variable.Value)
	}
	args = append(append(append(args, "--", "/program"), subcommand...), container.Args...)
	if _, err := exec.LookPath("bwrap"); err != nil && os.Getenv("ZGTEST_REQUIRE_TOOLS") == "" {
		t.Skip("needs bwrap")
	}
	return exec.CommandContext(t.Context(), "bwrap", args...)
}

// builtOnce builds the program that the tests run, static, since there are no libraries on the root that it gets.
var builtOnce = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "chart-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(folder, "program")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir, build.Env, build.Stderr = "../..", append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	return program, build.Run()
})

func TestMain(m *testing.M) {
	status := m.Run()
	if program, err := builtOnce(); err == nil {
		os.RemoveAll(filepath.Dir(program))
	}
	os.Exit(status)
}
