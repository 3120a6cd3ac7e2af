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

// sandbox are the lines of the unit that confine the program, and what it could do without each.
func sandbox() map[string]string {
	return map[string]string{
		"DynamicUser=yes":                                  "run as root",
		"UMask=0077":                                       "let others read its audit log",
		"CapabilityBoundingSet=":                           "get capabilities",
		"AmbientCapabilities=":                             "begin with capabilities",
		"NoNewPrivileges=yes":                              "get rights from a set-user-ID program",
		"PrivateUsers=yes":                                 "have rights over the machine's users",
		"ProtectSystem=strict":                             "write to the machine's files",
		"ProtectHome=yes":                                  "read people's files",
		"PrivateTmp=yes":                                   "see others' temporary files",
		"PrivateDevices=yes":                               "use disks and other devices",
		"PrivateIPC=yes":                                   "reach others' shared memory",
		"PrivateMounts=yes":                                "let others see its mounts",
		"DevicePolicy=closed":                              "use devices by a file of its own",
		"RemoveIPC=yes":                                    "leave shared memory behind",
		"ProtectClock=yes":                                 "change the time",
		"ProtectHostname=yes":                              "change the machine's name",
		"ProtectKernelLogs=yes":                            "read the kernel's log",
		"ProtectKernelModules=yes":                         "load kernel modules",
		"ProtectKernelTunables=yes":                        "change how the kernel runs",
		"ProtectControlGroups=yes":                         "change what others may use",
		"ProtectProc=invisible":                            "see others' processes",
		"LockPersonality=yes":                              "run as for an older kernel",
		"MemoryDenyWriteExecute=yes":                       "run what it has written to memory",
		"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX": "speak raw packets or netlink",
		"RestrictNamespaces=yes":                           "make namespaces, in which it would have capabilities",
		"RestrictRealtime=yes":                             "take all of a processor",
		"RestrictSUIDSGID=yes":                             "make a set-user-ID program",
		"SystemCallArchitectures=native":                   "go around the filter by another architecture's calls",
		"SystemCallFilter=@system-service":                 "make any system call",
		"SystemCallFilter=~@privileged @resources":         "make system calls that change the machine or its limits",
		"SystemCallErrorNumber=EPERM":                      "be killed for a call where an error would do",
	}
}

// Ensures that no line of the sandbox goes, not even one that systemd's own count doesn't miss, and that none comes that this
// list doesn't know.
func TestUnitHasEachLineOfTheSandbox(t *testing.T) {
	_, confined, _ := strings.Cut(read(t, filepath.Join("../../deploy/systemd", filepath.Base(unit))), "\nDynamicUser=")
	confined, _, _ = strings.Cut("DynamicUser="+confined, "\n[Install]")
	want := sandbox()
	for line := range strings.Lines(confined) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "LogsDirectory") {
			continue
		}
		if want[line] == "" {
			t.Errorf("%s isn't one that this test knows", line)
		}
		delete(want, line)
	}
	for line, harm := range want {
		t.Errorf("without %s the program could %s", line, harm)
	}
}
