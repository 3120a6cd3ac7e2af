package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers itself as the packager of this name
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

const summary = "GraphQL endpoint for the login settings of a ZITADEL organization"

const description = summary + `
One GraphQL endpoint in front of ZITADEL, an identity server whose people
belong to organizations: which second factors its people may use, who has
which, what a change will do to them, and the policy around it.
This package brings a systemd unit, which isn't started until somebody does.`

// writePackages writes a package of each kind for each architecture.
func (r release) writePackages() error {
	for _, packager := range []string{debian, rpm} {
		for _, architecture := range architectures() {
			if err := r.writePackage(packager, architecture); err != nil {
				return fmt.Errorf("make the %s for %s: %w", packager, architecture, err)
			}
		}
	}
	return nil
}

func (r release) writePackage(kind, architecture string) (err error) {
	packager, err := nfpm.Get(kind)
	if err != nil {
		return err
	}
	info := nfpm.WithDefaults(r.packageInfo(architecture))
	out, err := os.Create(filepath.Join(r.dist, packager.ConventionalFileName(info)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return packager.Package(info, out)
}

func (r release) packageInfo(architecture string) *nfpm.Info {
	return &nfpm.Info{
		Name:            name,
		Arch:            architecture,
		Version:         r.version.release,
		Prerelease:      r.version.prerelease,
		VersionMetadata: r.version.metadata,
		VersionSchema:   "none", // else nfpm would read the version once more
		Release:         "1",
		Section:         "net",
		Priority:        "optional",
		Maintainer:      "who built this package <root@localhost>", // Debian wants a name and an address; the project has none
		Description:     description,
		License:         "Apache-2.0",
		MTime:           r.date,
		DisableGlobbing: true,
		Overridables: nfpm.Overridables{
			Recommends: []string{"ca-certificates"}, // to trust ZITADEL's certificate; one of the own CA needs none
			Contents:   r.contents(architecture),
			Scripts: nfpm.Scripts{
				PostInstall: r.in("deploy/packages/postinst.sh"),
				PreRemove:   r.in("deploy/packages/prerm.sh"),
				PostRemove:  r.in("deploy/packages/postrm.sh"),
			},
			// Else it would be the name of the machine that the package is made on.
			RPM: nfpm.RPM{BuildHost: "localhost", Summary: summary},
		},
	}
}
