package embedded

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// killedFile names, in the environment of a child, the file that the child writes to until it is killed.
const killedFile = "EMBEDDED_TEST_KILLED_FILE"

// SIGKILL in a storm of writes: every change that was acknowledged is there afterwards, and no half of any.
func TestKillLosesNothing(t *testing.T) {
	file := logFile(t)
	for range 20 {
		acknowledged := killInAStorm(t, file, rand.IntN(30))
		s, err := openStore(Config{File: file}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		a := s.aggregate(InheritingOrgID)
		// At most the one call that was under way is there without its acknowledgement.
		if a.sequence < acknowledged || a.sequence > acknowledged+stormEvents {
			t.Errorf("the log ends at %d, acknowledged was %d", a.sequence, acknowledged)
		}
		if row := a.policy.row; row != nil && len(row.second)+len(row.multi) != stormEvents-1 {
			t.Errorf("half a call: %+v", row)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killInAStorm starts a child, kills it after that many acknowledgements or a few more, and gives the last one.
func killInAStorm(t *testing.T, file string, after int) (acknowledged uint64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), killedFile+"="+file)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if acknowledged, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		if n == after {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
	return acknowledged
}

// stormEvents is how many events the larger call of the storm makes.
const stormEvents = 5

// TestMain makes the test binary the child of TestKillLosesNothing where that asks for it.
func TestMain(m *testing.M) {
	if file := os.Getenv(killedFile); file != "" {
		fmt.Fprintln(os.Stderr, storm(file))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// storm writes until it is killed, one line for each acknowledgement. It returns only if a write fails.
func storm(file string) error {
	s, err := openStore(Config{File: file}, time.Now)
	if err != nil {
		return err
	}
	for {
		last, err := s.change(context.Background(), InheritingOrgID, OrgOwnerID, func(s situation) ([]change, error) {
			if s.policy.own {
				return resetPolicy(s.policy)
			}
			return addCustomPolicy(s, customPolicy{
				second: []policyv1.SecondFactorType{otp, u2f, sms}, multi: []policyv1.MultiFactorType{mfa},
			})
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, last.Sequence); err != nil {
			return err
		}
	}
}
