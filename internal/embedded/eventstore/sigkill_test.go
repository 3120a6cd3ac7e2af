package eventstore

import (
	"bufio"
	"context"
	"fmt"
	rand "math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// killedFile names, in the environment of a child, the file that the child writes to until it is killed.
const killedFile = "EMBEDDED_TEST_KILLED_FILE"

// After a SIGKILL in a storm of writes, every change that was acknowledged is there, and none is there by half.
func TestKillLosesNothing(t *testing.T) {
	file := logFile(t)
	for range 20 {
		acknowledged := killInAStorm(t, file, rand.IntN(30))
		s, err := Open(Config{File: file}, time.Now, seedTest, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := s.Aggregate(inheritingOrg)
		// At most the one call that was under way is there without its acknowledgement.
		if a.Sequence < acknowledged || a.Sequence > acknowledged+stormEvents {
			t.Errorf("the log ends at %d, acknowledged was %d", a.Sequence, acknowledged)
		}
		if row := a.LoginPolicy(); row != nil && len(row.SecondFactors)+len(row.MultiFactors) != stormEvents-1 {
			t.Errorf("half a call: %+v", row)
		}
		if err := s.Close(); err != nil {
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
	s, err := Open(Config{File: file}, time.Now, seedTest, nil)
	if err != nil {
		return err
	}
	for {
		last, err := s.Change(context.Background(), inheritingOrg, editor, func(s domain.State) ([]domain.PendingEvent, error) {
			if s.LoginPolicy() != nil {
				return domain.ResetPolicy()(s)
			}
			return domain.AddCustomPolicy(domain.CustomPolicy{
				SecondFactors: []policyv1.SecondFactorType{otp, u2f, sms}, MultiFactors: []policyv1.MultiFactorType{mfa},
			})(s)
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, last.Sequence); err != nil {
			return err
		}
	}
}
