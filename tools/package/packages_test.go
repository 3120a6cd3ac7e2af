package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wantFiles are the files of both packages, as mode, owner and path.
func wantFiles() []string {
	return []string{
		"-rwxr-xr-x root/root /usr/bin/zitadel-graphql",
		"-rw-r--r-- root/root /usr/lib/systemd/system/zitadel-graphql.service",
		"-rw-r--r-- root/root /usr/lib/systemd/system/zitadel-graphql.socket",
		"drwxr-xr-x root/root /etc/zitadel-graphql",
		"-rw-r--r-- root/root /etc/zitadel-graphql/config.yaml",
		"-rw-r--r-- root/root /usr/share/doc/zitadel-graphql/CHANGELOG.md",
		"-rw-r--r-- root/root /usr/share/doc/zitadel-graphql/config.example.yaml",
		"-rw-r--r-- root/root /usr/share/doc/zitadel-graphql/config.schema.json",
	}
}

// Ensures what a Debian package has, who owns it, and that an administrator's configuration survives an upgrade. Nothing in it
// may be writable by anybody but root.
func TestDeb(t *testing.T) {
	dist, version := built(t)
	for _, architecture := range architectures() {
		file := filepath.Join(dist, "zitadel-graphql_"+version+"-1_"+architecture+".deb")
		fields := run(t, ".", "dpkg-deb", "--field", file)
		for _, want := range []string{"Package: zitadel-graphql\n", "Version: " + version + "-1\n", "Architecture: " + architecture + "\n", "Recommends: ca-certificates\n"} {
			if !strings.Contains(fields, want) {
				t.Errorf("%s: no %q in\n%s", file, want, fields)
			}
		}
		control := t.TempDir()
		run(t, ".", "dpkg-deb", "--control", file, control)
		if conffiles := read(t, filepath.Join(control, "conffiles")); conffiles != "/etc/zitadel-graphql/config.yaml\n" {
			t.Errorf("%s: the configuration files are %q", file, conffiles)
		}
		var files []string
		for line := range strings.Lines(run(t, ".", "dpkg-deb", "--contents", file)) {
			columns := strings.Fields(line) // mode, owner, size, date, time, path
			files = append(files, columns[0]+" "+columns[1]+" "+strings.TrimRight(strings.TrimPrefix(columns[5], "."), "/"))
		}
		compareFiles(t, file, files, "copyright", "copyright-modules", "copyright-graphiql")
	}
}

// Ensures the same of an RPM.
func TestRPM(t *testing.T) {
	dist, version := built(t)
	for _, architecture := range []string{"x86_64", "aarch64"} {
		file := filepath.Join(dist, "zitadel-graphql-"+version+"-1."+architecture+".rpm")
		query := func(format string) string {
			return run(t, ".", "rpm", "--query", "--package", "--queryformat", format, file)
		}
		if got, want := query("%{NAME} %{VERSION} %{ARCH} %{LICENSE} %{BUILDHOST}"), "zitadel-graphql "+version+" "+architecture+" Apache-2.0 localhost"; got != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
		if flags := query("[%{FILENAMES} %{FILEFLAGS:fflags}\n]"); !strings.Contains(flags, "/etc/zitadel-graphql/config.yaml cn\n") {
			t.Errorf("%s: the configuration isn't kept (config, noreplace) in an upgrade:\n%s", file, flags)
		}
		files := strings.Split(strings.TrimSpace(query("[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\n]")), "\n")
		compareFiles(t, file, files, "LICENSE", "modules.txt", "graphiql.txt")
	}
}

// compareFiles wants the files of every package, the licences, and the folders that they are in.
func compareFiles(t *testing.T, file string, got []string, licenses ...string) {
	t.Helper()
	want := wantFiles()
	for _, license := range licenses {
		folder := "/usr/share/doc/zitadel-graphql/"
		if !strings.HasPrefix(license, "copyright") {
			folder = "/usr/share/licenses/zitadel-graphql/"
		}
		want = append(want, "-rw-r--r-- root/root "+folder+license)
	}
	got = slices.DeleteFunc(got, func(line string) bool {
		return strings.HasPrefix(line, "drwxr-xr-x root/root ") && !slices.Contains(want, line)
	})
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Ensures that the packaged program runs from the package, and tells what it was made of.
func TestPackagedProgramRuns(t *testing.T) {
	got := run(t, ".", filepath.Join(unpacked(t), "usr/bin/zitadel-graphql"), "version")
	if want := "zitadel-graphql " + testVersion + "\ncommit " + testCommit + "\ncommitted " + testDate + "\nbuilt with go"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Ensures that the packaged configuration is one that the program takes as it is.
func TestPackagedConfiguration(t *testing.T) {
	root := unpacked(t)
	run(t, ".", filepath.Join(root, "usr/bin/zitadel-graphql"), "config", "check", "--config", filepath.Join(root, "etc/zitadel-graphql/config.yaml"))
}

// Ensures that the scripts can be read by a shell.
func TestScripts(t *testing.T) {
	for _, script := range []string{"postinst.sh", "prerm.sh", "postrm.sh"} {
		run(t, "../../deploy/packages", "sh", "-n", script)
	}
}

// unpacked is the folder of an unpacked Debian package for this machine.
func unpacked(t *testing.T) string {
	t.Helper()
	dist, version := built(t)
	root := t.TempDir()
	run(t, ".", "dpkg-deb", "--extract", filepath.Join(dist, "zitadel-graphql_"+version+"-1_"+architecture(t)+".deb"), root)
	return root
}
