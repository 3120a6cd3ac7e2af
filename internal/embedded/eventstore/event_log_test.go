package eventstore

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"zitadel-graphql/internal/embedded/domain"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// history writes some of everything to the two organizations and the instance.
func history(t *testing.T, s *Store) {
	t.Helper()
	for _, step := range []struct {
		org    string
		decide domain.Decision
	}{
		{inheritingOrg, domain.AddSecondFactor(sms)},
		{ownOrg, domain.RemoveSecondFactor(otp)},
		{ownOrg, domain.UpdateCustomPolicy(domain.Settings{ForceMFA: true})},
		{inheritingOrg, domain.AddCustomPolicy(domain.CustomPolicy{SecondFactors: []policyv1.SecondFactorType{u2f, u2f}})},
		{ownOrg, domain.AddProviderLink(domain.ProviderLink{ID: unlinkedProvider, Owner: domain.OwnerSystem})},
		{ownOrg, domain.RemoveProviderLink(ownProvider)},
		{domain.InstanceID, domain.AddDefaultProviderLink(unlinkedProvider)},
		{domain.RestrictionsID, domain.SetRestrictions(domain.RestrictionsChange{AllowedLanguages: &[]string{"en", "nl"}})},
		{inheritingOrg, domain.ResetPolicy()},
	} {
		if _, err := s.Change(t.Context(), step.org, editor, step.decide); err != nil {
			t.Fatal(err)
		}
	}
}

// What was acknowledged is there after a restart, and nothing else: the state with its dates and sequences, and the histories.
func TestReopenGivesTheSameState(t *testing.T) {
	file := logFile(t)
	s, err := Open(Config{File: file}, newClock().now, seedTest, nil)
	if err != nil {
		t.Fatal(err)
	}
	history(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, Config{File: file})
	if got, want := listed(again.AllEvents()), listed(s.AllEvents()); !reflect.DeepEqual(got, want) {
		t.Errorf("got the events %+v, want %+v", got, want)
	}
	if !reflect.DeepEqual(again.current.aggregates, s.current.aggregates) {
		t.Errorf("got the state %+v, want %+v", again.current.aggregates, s.current.aggregates)
	}
}

// A store in memory and one in a file that were written alike have the same state.
func TestFileAndMemoryAgree(t *testing.T) {
	inMemory, inFile := open(t, Config{}), open(t, Config{File: logFile(t)})
	history(t, inMemory)
	history(t, inFile)
	if !reflect.DeepEqual(inMemory.current.aggregates, inFile.current.aggregates) {
		t.Error("the states differ")
	}
}

// damage changes a log file behind the program's back, as a disk or a person would.
func damage(t *testing.T, file string, change func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func seeded(t *testing.T) string {
	t.Helper()
	file := logFile(t)
	s, err := Open(Config{File: file}, newClock().now, seedTest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// damagedLog is a log with something wrong in it, and the error that it is refused with; want is nil for any error.
type damagedLog struct {
	name   string
	damage func(*bbolt.Tx) error
	want   error
	says   string
}

func damagedLogs() []damagedLog {
	stored := func(tx *bbolt.Tx, position int) string {
		return string(tx.Bucket(eventsBucket()).Get(positionKey(position)))
	}
	store := func(tx *bbolt.Tx, position int, event string) error {
		return tx.Bucket(eventsBucket()).Put(positionKey(position), []byte(event))
	}
	afterTheLast := len(testSeed(time.Time{})) + 1
	return []damagedLog{
		{"half an event", func(tx *bbolt.Tx) error { return store(tx, 3, stored(tx, 3)[:40]) }, nil, "event 3: "},
		{"an unknown event", func(tx *bbolt.Tx) error {
			return store(tx, 4, strings.Replace(goodEvent, "org.", "moon.", 1))
		}, nil, "event 4: decode event: unknown event type"},
		{"a gap", func(tx *bbolt.Tx) error { return tx.Bucket(eventsBucket()).Delete(positionKey(5)) }, errLogGap, "event 5 "},
		{"a short key", func(tx *bbolt.Tx) error { return tx.Bucket(eventsBucket()).Put([]byte{255}, []byte("x")) }, errLogGap, "event "},
		{"a bucket among the events", func(tx *bbolt.Tx) error {
			_, err := tx.Bucket(eventsBucket()).CreateBucket(positionKey(afterTheLast))
			return err
		}, nil, "event "},
		{"an event out of sequence", func(tx *bbolt.Tx) error {
			return store(tx, 3, stored(tx, 4))
		}, nil, "event 3: aggregate 100000000000000001: sequence doesn't follow"},
		{"an event of another type of aggregate", func(tx *bbolt.Tx) error {
			return store(tx, 3, strings.Replace(stored(tx, 3), `"instance.`, `"org.`, 1))
		}, nil, "event 3: aggregate 100000000000000001: type doesn't fit"},
		{"only an organization", func(tx *bbolt.Tx) error {
			first := strings.Replace(goodEvent, `policy.login.secondfactor.added`, `added`, 1)
			first = strings.Replace(first, `{"mfaType":1}`, `{"name":"x"}`, 1)
			deleted := tx.DeleteBucket(eventsBucket())
			_, created := tx.CreateBucket(eventsBucket())
			return errors.Join(deleted, created, store(tx, 1, first))
		}, errNoInstance, "default policy"},
		{"another format", func(tx *bbolt.Tx) error { return tx.Bucket(metaBucket()).Put(formatKey(), []byte("1")) }, errLogFormat, `"1"`},
		{"no events bucket", func(tx *bbolt.Tx) error { return tx.DeleteBucket(eventsBucket()) }, errLogBadBucket, ""},
		{"somebody else's file", func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("theirs"))
			return errors.Join(err, tx.DeleteBucket(metaBucket()))
		}, errLogForeign, ""},
	}
}

// A log with a damaged, missing or foreign event stops the start, with an error that names the file and the event: going on
// without it would show a policy that nobody set.
func TestOpenRefusesADamagedLog(t *testing.T) {
	for _, test := range damagedLogs() {
		t.Run(test.name, func(t *testing.T) {
			file := seeded(t)
			damage(t, file, test.damage)
			_, err := Open(Config{File: file}, newClock().now, seedTest, nil)
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%q doesn't name %s and %q", err, file, test.says)
			}
			// The refusal left the file unlocked, for whoever mends it.
			damage(t, file, func(*bbolt.Tx) error { return nil })
		})
	}
}

// A file that was cut short, or isn't bbolt's at all, is an error that names it, and not a crash.
func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	whole, err := os.ReadFile(seeded(t))
	if err != nil {
		t.Fatal(err)
	}
	zeroed := append([]byte{}, whole...)
	clear(zeroed[2*os.Getpagesize():])
	for name, content := range map[string][]byte{
		"text":            []byte("this is a letter, not a database"),
		"one page":        whole[:os.Getpagesize()],
		"two pages":       whole[:2*os.Getpagesize()],
		"three pages":     whole[:3*os.Getpagesize()],
		"zeroed contents": zeroed,
	} {
		t.Run(name, func(t *testing.T) {
			file := logFile(t)
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(Config{File: file}, newClock().now, seedTest, nil); err == nil || !strings.Contains(err.Error(), file) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Two processes on one file would each overwrite the other's events.
func TestOpenRefusesALockedFile(t *testing.T) {
	file := logFile(t)
	open(t, Config{File: file})
	_, err := Open(Config{File: file}, time.Now, seedTest, nil)
	if !errors.Is(err, errLogLocked) || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}

// A file that can't be made, because its folder is missing, is named.
func TestOpenWithoutAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "missing", "zitadel.db")
	if _, err := Open(Config{File: file}, time.Now, seedTest, nil); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}

// A change that isn't on the disk must not be seen either: it would be gone after the next start.
func TestFailedCommitChangesNothing(t *testing.T) {
	s := open(t, Config{File: logFile(t)})
	before := s.PolicyInForce(ownOrg)
	events := len(s.index.records)
	if err := s.log.db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := s.Change(t.Context(), ownOrg, editor, domain.ResetPolicy())
	if err == nil || !strings.Contains(err.Error(), s.log.file) {
		t.Fatalf("got %v", err)
	}
	if after := s.PolicyInForce(ownOrg); !reflect.DeepEqual(after, before) || len(s.index.records) != events {
		t.Errorf("got %+v, want %+v", after, before)
	}
}

// After a commit that failed and was kept by the disk all the same, the next write must not end up among its events.
func TestAppendRefusesADivergedFile(t *testing.T) {
	s := open(t, Config{File: logFile(t)})
	err := s.log.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(eventsBucket()).Put(binary.BigEndian.AppendUint64(nil, uint64(len(s.index.records)+2)), []byte("x"))
	})
	if err != nil {
		t.Fatal(err)
	}
	events := len(s.index.records)
	if _, err := s.Change(t.Context(), ownOrg, editor, domain.ResetPolicy()); !errors.Is(err, errLogDiverged) || len(s.index.records) != events {
		t.Errorf("got %v and %d events, want %d", err, len(s.index.records), events)
	}
}

// A call whose deadline passed while it waited for its turn was told so: it must not write afterwards.
func TestNothingIsWrittenForACallerWhoLeft(t *testing.T) {
	s := open(t, Config{})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	events := len(s.index.records)
	if _, err := s.Change(gone, ownOrg, editor, domain.ResetPolicy()); !errors.Is(err, context.Canceled) || len(s.index.records) != events {
		t.Errorf("got %v and %d events, want %d", err, len(s.index.records), events)
	}
}
