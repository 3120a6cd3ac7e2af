package main

import (
	"io/fs"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2/files"
)

// The packages, by the names that nfpm has for their kinds.
const (
	debian = "deb"
	rpm    = "rpm"
)

// contents are the files of a package: where each comes from, where it goes, with which mode. All belong to root.
func (r release) contents(architecture string) files.Contents {
	documentation := "/usr/share/doc/" + name + "/"
	licenses := "/usr/share/licenses/" + name + "/"
	return files.Contents{
		r.file(r.program(architecture), "/usr/bin/"+name, "", 0o755),
		r.file(r.in("deploy/systemd/"+name+".service"), "/usr/lib/systemd/system/"+name+".service", "", 0o644),
		r.file(r.in("deploy/systemd/"+name+".socket"), "/usr/lib/systemd/system/"+name+".socket", "", 0o644),
		{Destination: "/etc/" + name, Type: files.TypeDir, FileInfo: r.info(0o755)},
		// An administrator's changes stay when the package is upgraded.
		r.file(r.in("deploy/packages/config.yaml"), "/etc/"+name+"/config.yaml", files.TypeConfigNoReplace, 0o644),
		r.file(r.in("deploy/config.example.yaml"), documentation+"config.example.yaml", "", 0o644),
		r.file(r.in("deploy/config.schema.json"), documentation+"config.schema.json", "", 0o644),
		r.file(r.in("CHANGELOG.md"), documentation+"CHANGELOG.md", "", 0o644),
		only(debian, r.file(r.in("LICENSE"), documentation+"copyright", "", 0o644)),
		only(debian, r.file(r.in("internal/licenses/go.txt"), documentation+"copyright-modules", "", 0o644)),
		only(debian, r.file(r.in("internal/licenses/graphiql.txt"), documentation+"copyright-graphiql", "", 0o644)),
		only(rpm, r.file(r.in("LICENSE"), licenses+"LICENSE", files.TypeRPMLicense, 0o644)),
		only(rpm, r.file(r.in("internal/licenses/go.txt"), licenses+"modules.txt", files.TypeRPMLicense, 0o644)),
		only(rpm, r.file(r.in("internal/licenses/graphiql.txt"), licenses+"graphiql.txt", files.TypeRPMLicense, 0o644)),
	}
}

// in is the path of a file of the repository.
func (r release) in(path string) string { return filepath.Join(r.tree, filepath.FromSlash(path)) }

// file is one regular file of a package. Its times are the commit's, whenever the file was written here.
func (r release) file(source, destination, kind string, mode fs.FileMode) *files.Content {
	return &files.Content{Source: source, Destination: destination, Type: kind, FileInfo: r.info(mode)}
}

func (r release) info(mode fs.FileMode) *files.ContentFileInfo {
	return &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.date}
}

// only has a file in one kind of package.
func only(packager string, content *files.Content) *files.Content {
	content.Packager = packager
	return content
}
