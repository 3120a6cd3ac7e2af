package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user is who the program runs as in the image: the number that distroless images have for theirs. It is written as a number,
// since Kubernetes' runAsNonRoot believes no name.
const user = "65532"

const (
	passwd = "root:x:0:0:root:/root:/sbin/nologin\n" + "nonroot:x:" + user + ":" + user + ":nonroot:/:/sbin/nologin\n"
	group  = "root:x:0:\n" + "nonroot:x:" + user + ":\n"
)

// writeImage writes one OCI layout with an image for each architecture, as a tar file, which skopeo and podman read.
func (r release) writeImage() error {
	index, err := r.index()
	if err != nil {
		return fmt.Errorf("make the image: %w", err)
	}
	folder, err := os.MkdirTemp("", name+"-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path, err := layout.Write(folder, mutate.IndexMediaType(empty.Index, types.OCIImageIndex))
	if err != nil {
		return fmt.Errorf("begin the image's layout: %w", err)
	}
	tag := map[string]string{"org.opencontainers.image.ref.name": r.version.full}
	if err := path.AppendIndex(index, layout.WithAnnotations(tag)); err != nil {
		return fmt.Errorf("write the image's layout: %w", err)
	}
	return r.archive(folder, filepath.Join(r.dist, name+"-oci.tar"))
}

func (r release) index() (v1.ImageIndex, error) {
	common, err := r.commonLayer()
	if err != nil {
		return nil, err
	}
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, architecture := range architectures() {
		image, err := r.image(common, architecture)
		if err != nil {
			return nil, err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        image,
			Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: architecture}},
		})
	}
	return index, nil
}

// image is the layer that all architectures have in common, and above it the program.
func (r release) image(common v1.Layer, architecture string) (v1.Image, error) {
	program, err := os.ReadFile(r.program(architecture))
	if err != nil {
		return nil, err
	}
	layer, err := r.layer(folder("usr/"), folder("usr/bin/"), entry{"usr/bin/" + name, program, 0o755})
	if err != nil {
		return nil, err
	}
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	created := v1.Time{Time: r.date.UTC()}
	image, err := mutate.Append(base,
		mutate.Addendum{Layer: common, History: v1.History{Created: created, CreatedBy: "CA certificates, users, licences"}},
		mutate.Addendum{Layer: layer, History: v1.History{Created: created, CreatedBy: name}})
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created, config.Config = "linux", architecture, created, r.imageConfig()
	return mutate.ConfigFile(image, config)
}

func (r release) imageConfig() v1.Config {
	labels := map[string]string{
		"org.opencontainers.image.title":       name,
		"org.opencontainers.image.description": summary,
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.version":     r.version.full,
		"org.opencontainers.image.created":     r.date.UTC().Format("2006-01-02T15:04:05Z"),
	}
	if r.commit != "" {
		labels["org.opencontainers.image.revision"] = r.commit
	}
	return v1.Config{
		User:         user + ":" + user,
		Entrypoint:   []string{"/usr/bin/" + name},
		Env:          []string{"PATH=/usr/bin", "ZITADEL_GRAPHQL_LISTEN=0.0.0.0:4000"}, // a container's own loopback is nobody's
		ExposedPorts: map[string]struct{}{"4000/tcp": {}},
		WorkingDir:   "/",
		Labels:       labels,
	}
}

func (r release) commonLayer() (v1.Layer, error) {
	licenses := "usr/share/licenses/" + name + "/"
	entries := []entry{
		folder("etc/"), {"etc/group", []byte(group), 0o644}, {"etc/passwd", []byte(passwd), 0o644},
		folder("etc/ssl/"), folder("etc/ssl/certs/"), {"etc/ssl/certs/ca-certificates.crt", certificates(), 0o644},
		folder("usr/"), folder("usr/share/"), folder("usr/share/licenses/"), folder(licenses),
	}
	for _, license := range []struct{ path, name string }{
		{"LICENSE", "LICENSE"}, {"internal/licenses/go.txt", "modules.txt"}, {"internal/licenses/graphiql.txt", "graphiql.txt"},
	} {
		text, err := os.ReadFile(r.in(license.path))
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{licenses + license.name, text, 0o644})
	}
	return r.layer(entries...)
}

// layer is a layer of files, which belong to root.
func (r release) layer(entries ...entry) (v1.Layer, error) {
	var files bytes.Buffer
	if err := r.writeTar(&files, entries); err != nil {
		return nil, err
	}
	opener := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files.Bytes())), nil }
	return tarball.LayerFromOpener(opener, tarball.WithMediaType(types.OCILayer), tarball.WithCompressedCaching)
}

// entry is a file of a tar archive, or a folder, whose name ends in a slash.
type entry struct {
	name string
	data []byte
	mode int64
}

func folder(name string) entry { return entry{name: name, mode: 0o755} }

func (r release) writeTar(out io.Writer, entries []entry) error {
	w := tar.NewWriter(out)
	for _, e := range entries {
		header := tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.data)), ModTime: r.date, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := w.Write(e.data); err != nil {
			return err
		}
	}
	return w.Close()
}

// archive writes the files below a folder as a tar file, in the order of their names.
func (r release) archive(from, to string) (err error) {
	var entries []entry
	root := os.DirFS(from)
	err = walk(root, func(path string, data []byte) { entries = append(entries, entry{path, data, 0o644}) })
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return r.writeTar(out, entries)
}
