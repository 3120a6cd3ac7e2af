// Package npm fetches published npm packages through the npm client, so that the registry, the proxy and the cache are those
// that the machine is set up for. Nothing is installed, no dependency is followed, and no script of a package runs.
//
// It is used while building and testing, never by the program. It depends on npm being on PATH. Whether the files are the
// right ones its callers check, by hashes of their own.
package npm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// maxUnpacked bounds what one package may unpack to.
const maxUnpacked = 256 << 20

// ErrUnreachable is what Fetch wraps where the registry, or the proxy before it, couldn't be reached at all. Whatever it
// answers, a refusal included, is another error.
var ErrUnreachable = errors.New("npm's registry can't be reached")

// Fetch returns the files of one published package, by their path inside it.
// It needs npm on PATH: where that is missing the error wraps exec.ErrNotFound.
func Fetch(ctx context.Context, name, version string) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "npm-pack-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for npm: %w", err)
	}
	defer os.RemoveAll(dir)
	if err := pack(ctx, dir, name+"@"+version); err != nil {
		return nil, err
	}
	files, err := unpack(dir)
	if err != nil {
		return nil, fmt.Errorf("unpack %s@%s: %w", name, version, err)
	}
	return files, nil
}

func pack(ctx context.Context, dir, spec string) error {
	cmd := exec.CommandContext(ctx, "npm", "pack", spec, "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", dir)
	cmd.Dir = dir // no package.json or .npmrc of the tree takes part
	var answer, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &answer, &complaints
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if isUnreachable(errorCode(answer.Bytes())) {
		err = errors.Join(ErrUnreachable, err)
	}
	return fmt.Errorf("npm pack %s: %w\n%s", spec, err, complaints.Bytes())
}

// errorCode is the code in what npm prints where it fails and was asked for JSON.
func errorCode(answer []byte) string {
	var failed struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if err := json.Unmarshal(answer, &failed); err != nil {
		return ""
	}
	return failed.Error.Code
}

// isUnreachable knows the codes of Node's sockets and npm's own that say that nobody answered.
func isUnreachable(code string) bool {
	switch code {
	case "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT",
		"ENETDOWN", "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT",
		"ECONNECTIONTIMEOUT", "EIDLETIMEOUT", "ERESPONSETIMEOUT", "ETRANSFERTIMEOUT", "ENOTCACHED":
		return true
	}
	return false
}

// unpack reads the only archive in dir. Its name is up to npm.
func unpack(dir string) (map[string][]byte, error) {
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return nil, errors.Join(err, fmt.Errorf("want one archive, npm left %d", len(archives)))
	}
	archive, err := os.Open(archives[0])
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return nil, err
	}
	return readFiles(tar.NewReader(io.LimitReader(unzipped, maxUnpacked)))
}

func readFiles(archive *tar.Reader) (map[string][]byte, error) {
	files := map[string][]byte{}
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			return nil, err
		}
		// An npm archive has one top folder, of any name.
		if _, inside, ok := strings.Cut(header.Name, "/"); ok {
			files[inside] = content
		}
	}
}
