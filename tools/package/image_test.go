package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// Ensures that the image's program runs as the image says: as a user without any rights, on a root that can't be written to, in
// which there is nothing but the image. It answers a query, and its own command finds it ready.
func TestImageRuns(t *testing.T) {
	root, config := unpackedImage(t)
	if config.Process.User.UID != 65532 || config.Process.User.GID != 65532 {
		t.Errorf("the user is %+v", config.Process.User)
	}
	if want := []string{"/usr/bin/zitadel-graphql"}; !slices.Equal(config.Process.Args, want) {
		t.Errorf("the program is %q", config.Process.Args)
	}
	address := startImage(t, root, config.Process.Env)
	response, err := http.Post("http://"+address+"/graphql", "application/json", strings.NewReader(`{"query": "{ __typename }"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != `{"data":{"__typename":"Query"}}` {
		t.Errorf("got %s, %v", body, err)
	}
	run(t, ".", append(inImage(root, config.Process.Env), "ready", "--listen", address)...)
}

// Ensures that the image has what a program on TLS needs, and nobody else: no shell, no package manager.
func TestImageFiles(t *testing.T) {
	root, _ := unpackedImage(t)
	var files []string
	for line := range strings.Lines(run(t, root, "find", ".", "-type", "f", "-printf", "%m /%P\n")) {
		files = append(files, strings.TrimSpace(line))
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(a[4:], b[4:]) })
	want := []string{
		"644 /etc/group", "644 /etc/passwd", "644 /etc/ssl/certs/ca-certificates.crt", "755 /usr/bin/zitadel-graphql",
		"644 /usr/share/licenses/zitadel-graphql/LICENSE", "644 /usr/share/licenses/zitadel-graphql/graphiql.txt",
		"644 /usr/share/licenses/zitadel-graphql/modules.txt",
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(a[4:], b[4:]) })
	if !slices.Equal(files, want) {
		t.Errorf("got %q, want %q", files, want)
	}
	if pool := x509.NewCertPool(); !pool.AppendCertsFromPEM([]byte(read(t, filepath.Join(root, "etc/ssl/certs/ca-certificates.crt")))) {
		t.Error("there are no certificates")
	}
}

// runtimeConfig is what umoci makes of an image's settings for a container runtime.
type runtimeConfig struct {
	Process struct {
		User struct{ UID, GID int }
		Args []string
		Env  []string
	}
}

// unpackedImage unpacks the image for this machine with a tool that isn't ours, and returns its root and its settings.
func unpackedImage(t *testing.T) (root string, config runtimeConfig) {
	t.Helper()
	dist, _ := built(t)
	folder := t.TempDir()
	run(t, folder, "tar", "--extract", "--file", filepath.Join(dist, "zitadel-graphql-oci.tar"))
	tagImage(t, folder)
	bundle := filepath.Join(t.TempDir(), "bundle")
	run(t, ".", "umoci", "unpack", "--rootless", "--image", folder+":here", bundle)
	if err := json.Unmarshal([]byte(read(t, filepath.Join(bundle, "config.json"))), &config); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(bundle, "rootfs"), config
}

// tagImage gives this machine's image a tag of its own: umoci, unlike others, doesn't choose by architecture.
func tagImage(t *testing.T, folder string) {
	t.Helper()
	path, err := layout.FromPath(folder)
	if err != nil {
		t.Fatal(err)
	}
	top, err := path.ImageIndex()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := top.IndexManifest()
	if err != nil || len(manifest.Manifests) != 1 {
		t.Fatalf("want one image in the layout, which podman chooses by itself; %v", err)
	}
	images, err := top.ImageIndex(manifest.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	if manifest, err = images.IndexManifest(); err != nil || len(manifest.Manifests) != len(architectures()) {
		t.Fatalf("want an image for each architecture; %v", err)
	}
	for _, descriptor := range manifest.Manifests {
		if descriptor.Platform.Architecture == architecture(t) {
			descriptor.Annotations = map[string]string{"org.opencontainers.image.ref.name": "here"}
			if err := path.AppendDescriptor(descriptor); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// inImage is the command that runs the image's program in the image: the root is read-only, the user is the image's in a user
// namespace without capabilities, and nothing of this machine is there but its network.
func inImage(root string, env []string) []string {
	command := []string{"bwrap", "--unshare-all", "--share-net", "--uid", user, "--gid", user, "--cap-drop", "ALL", "--new-session",
		"--die-with-parent", "--clearenv", "--ro-bind", root, "/", "--remount-ro", "/", "--chdir", "/"}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		command = append(command, "--setenv", name, value)
	}
	return append(command, "--", "/usr/bin/zitadel-graphql")
}

// startImage starts the image's program with the embedded backend, and returns the address that it says it serves at.
func startImage(t *testing.T, root string, env []string) string {
	t.Helper()
	command := append(inImage(root, env), "--listen", "127.0.0.1:0", "--log-format", "json")
	needs(t, command[0])
	ctx, stop := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		var line struct{ URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.URL != "" {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return strings.TrimSuffix(strings.TrimPrefix(line.URL, "http://"), "/graphql")
		}
		t.Log(lines.Text())
	}
	t.Fatal("the program ended")
	return ""
}

// architecture is this machine's, which the tests run the program of.
func architecture(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" || !slices.Contains(architectures(), runtime.GOARCH) {
		t.Skip("needs a program for this machine")
	}
	return runtime.GOARCH
}
