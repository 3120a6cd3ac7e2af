package graphiql

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
)

// asset is one script or style of the page.
type asset struct {
	// URL is relative to the page, unless the file comes from the CDN.
	URL       string
	Integrity string
	// FromCDN is true where the browser loads the file from the CDN. Then content is empty.
	FromCDN  bool
	isModule bool
	content  []byte
}

func (a asset) isStyle() bool { return path.Ext(a.URL) == ".css" }

// The page's own scripts are ES modules. firstModule runs before all other scripts, and lastModule after them.
const (
	firstModule = "address.js"
	lastModule  = "start.js"
)

// files lists the scripts and styles in the order in which the page loads them.
func (p Page) files(assets fs.FS) ([]asset, error) {
	files, err := p.thirdParty(assets)
	if err != nil {
		return nil, err
	}
	style, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		return nil, fmt.Errorf("read the page's style: %w", err)
	}
	modules, err := modules()
	if err != nil {
		return nil, fmt.Errorf("read the page's scripts: %w", err)
	}
	return append(append(files, served(hashOf(style), "page.css", style)), modules...), nil
}

// thirdParty lists the pinned files in loading order. They are all embedded or all from the CDN: a mixture could be of two
// versions.
func (p Page) thirdParty(assets fs.FS) ([]asset, error) {
	embedded := Complete(assets)
	var list []asset
	for _, pkg := range Pinned() {
		if pkg.ForLogin && p.Login.ClientID == "" {
			continue
		}
		for _, file := range pkg.Files {
			if !embedded {
				list = append(list, asset{
					URL:       fmt.Sprintf("%s/npm/%s@%s/%s", cdn, pkg.Name, pkg.Version, file.Path),
					Integrity: file.Integrity,
					FromCDN:   true,
				})
				continue
			}
			content, err := fs.ReadFile(assets, file.Name())
			if err != nil {
				return nil, fmt.Errorf("read %s of %s: %w", file.Path, pkg.Name, err)
			}
			list = append(list, served(hashOf(content), file.Name(), content))
		}
	}
	return list, nil
}

// modules are the page's own scripts. They import each other by their names alone, so all of them are in one folder, whose hash
// is that of all of them.
func modules() ([]asset, error) {
	names, err := fs.Glob(pageFiles, "page/*.js")
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	contents := map[string][]byte{}
	for _, name := range names {
		if contents[name], err = pageFiles.ReadFile(name); err != nil {
			return nil, err
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(contents[name]), contents[name])
	}
	folder := hex.EncodeToString(hash.Sum(nil)[:8])
	var list []asset
	for _, name := range names {
		module := served(folder, path.Base(name), contents[name])
		module.isModule = true
		list = append(list, module)
	}
	return list, nil
}

// served is a file that this server serves itself. Its URL has a hash in it, so that it may be cached for ever.
func served(hash, name string, content []byte) asset {
	return asset{URL: "graphiql/" + hash + "/" + name, Integrity: Integrity(content), content: content}
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}
