package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const unit = "usr/lib/systemd/system/zitadel-graphql.service"

// Ensures that systemd understands every line of the units, and finds what they name.
func TestUnitsAreUnderstood(t *testing.T) {
	root := unpacked(t)
	path := filepath.Join(root, unit)
	write(t, path, strings.ReplaceAll(read(t, path), "/usr/bin/zitadel-graphql", filepath.Join(root, "usr/bin/zitadel-graphql")))
	socket := strings.TrimSuffix(path, "service") + "socket"
	if said := run(t, ".", "sh", "-c", "systemd-analyze verify --man=no "+path+" "+socket+" 2>&1"); said != "" {
		t.Error(said)
	}
}

// Ensures that nobody loosens the sandbox without noticing. systemd counts in tenths: 1.1 is what is left where a service
// needs the network, and the files of this machine.
func TestUnitIsSandboxed(t *testing.T) {
	needs(t, "systemd-analyze")
	run(t, ".", "systemd-analyze", "security", "--offline=true", "--threshold=11", "--no-pager", filepath.Join(unpacked(t), unit))
}

// Ensures that systemd waits for as long as the program takes to stop, by its defaults: the drain, the longest request, ten
// seconds in which its answer is sent.
func TestUnitWaitsForTheEnd(t *testing.T) {
	root := unpacked(t)
	help := run(t, ".", filepath.Join(root, "usr/bin/zitadel-graphql"), "--help")
	takes := 10 * time.Second
	for _, setting := range []string{"drain-delay", "request-timeout"} {
		takes += duration(t, help, `--`+setting+` DURATION\n.*\(default (\S+)\)`)
	}
	if waits := duration(t, read(t, filepath.Join(root, unit)), `TimeoutStopSec=(\S+)`); waits < takes {
		t.Errorf("systemd kills the program after %s, while it may take %s", waits, takes)
	}
}

func duration(t *testing.T, text, pattern string) time.Duration {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no %s", pattern)
	}
	parsed, err := time.ParseDuration(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
