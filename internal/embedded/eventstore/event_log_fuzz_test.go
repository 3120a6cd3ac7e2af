package eventstore

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"zitadel-graphql/internal/embedded/domain"
)

// FuzzLog ensures that no content of a log panics its reader, is read in part, or is taken for other events than it holds.
// values are the events, one a line, under the positions that they should have; key is that of one more, which belongs to the
// log only where the key is the position after theirs.
func FuzzLog(f *testing.F) {
	var all [][]byte
	for _, e := range testSeed(time.Unix(1_700_000_000, 0).UTC()) {
		data, err := domain.EncodeEvent(e)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, data)
		f.Add([]byte(logFormat), []byte{}, data)
	}
	world := bytes.Join(all, []byte("\n"))
	f.Add([]byte(logFormat), []byte{}, world)
	f.Add([]byte(logFormat), []byte{}, []byte{})
	f.Add([]byte("1"), []byte{}, world)
	f.Add([]byte(logFormat), positionKey(1000), world)
	f.Add([]byte(logFormat), []byte("\x00\x00\x00\x00\x00\x00\x00\x02\x01"), world)
	f.Fuzz(func(t *testing.T, format, key, values []byte) {
		file := filepath.Join(t.TempDir(), "log")
		written := writeLog(t, file, format, key, values)
		log, events, err := openLog(file)
		if err != nil {
			openable(t, file)
			return
		}
		if string(format) != logFormat {
			t.Errorf("format %q is taken", format)
		}
		if len(events) != len(written) {
			t.Fatalf("%d events of %d were read", len(events), len(written))
		}
		for i, e := range events {
			if again, err := domain.EncodeEvent(e); err != nil || !bytes.Equal(again, written[i]) {
				t.Errorf("event %d was %s, and is %s, %v", i+1, written[i], again, err)
			}
		}
		growsByOne(t, file, log, len(events))
		if store, err := Open(Config{File: file}, time.Now, seedTest, nil); err == nil { // or it isn't a history
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// writeLog writes a log past this program's own writer, and returns its events.
func writeLog(t *testing.T, file string, format, key, values []byte) (written [][]byte) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(values) > 0 {
		written = bytes.Split(values, []byte("\n"))
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucket(metaBucket())
		if err != nil {
			return err
		}
		if err := meta.Put(formatKey(), format); err != nil {
			return err
		}
		events, err := tx.CreateBucket(eventsBucket())
		if err != nil {
			return err
		}
		for i, value := range written {
			if err := events.Put(positionKey(i+1), value); err != nil {
				return err
			}
		}
		if len(key) == 0 || len(key) > bbolt.MaxKeySize || events.Get(key) != nil {
			return nil // what bbolt doesn't take can't be in a file
		}
		if bytes.Equal(key, positionKey(len(written)+1)) {
			written = append(written, []byte(goodEvent))
		}
		return events.Put(key, []byte(goodEvent))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return written
}

// openable ensures that a log which was refused isn't held.
func openable(t *testing.T, file string) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{Timeout: lockTimeout})
	if err != nil {
		t.Errorf("it is held after it was refused: %v", err)
		return
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// growsByOne appends an event, reads all of them again, and closes the log.
func growsByOne(t *testing.T, file string, log *eventLog, before int) {
	t.Helper()
	if err := log.append(before, slices.Values(testSeed(time.Unix(0, 0).UTC())[:1])); err != nil {
		t.Error(err)
	}
	if err := log.close(); err != nil {
		t.Error(err)
	}
	again, events, err := openLog(file)
	if err != nil || len(events) != before+1 {
		t.Fatalf("%d events, %v after one was appended to %d", len(events), err, before)
	}
	if err := again.close(); err != nil {
		t.Error(err)
	}
}

// FuzzDamagedLog ensures that a file which was cut anywhere, or whose first two pages were overwritten, doesn't end the program:
// it is refused when it is opened or written to, or the damage is where it doesn't matter. The pages behind those two have no
// checksum, and bbolt follows the offsets in them wherever they lead, even into Go's own memory, which ends the process
// whatever is recovered here.
func FuzzDamagedLog(f *testing.F) {
	file := filepath.Join(f.TempDir(), "log")
	store, err := Open(Config{File: file}, time.Now, seedTest, nil)
	if err != nil {
		f.Fatal(err)
	}
	if err := store.Close(); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	const page, checked = 4096, 2 * 4096
	for number := range len(good) / page {
		f.Add(uint32(number%2*page), []byte{0xff, 0xff}, uint32(number*page))
		f.Add(uint32(number%2*page+8), []byte{0x01}, uint32(number*page+1))
		f.Add(uint32(number%2*page+16), bytes.Repeat([]byte{0x5a}, 64), uint32(number))
	}
	f.Fuzz(func(t *testing.T, offset uint32, patch []byte, cut uint32) {
		damaged := bytes.Clone(good)
		copy(damaged[int(offset)%checked:checked], patch)
		file := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(file, damaged[:len(damaged)-int(cut)%len(damaged)], 0o600); err != nil {
			t.Fatal(err)
		}
		log, events, err := openLog(file)
		if err != nil {
			return
		}
		_ = log.append(len(events), slices.Values(testSeed(time.Unix(0, 0).UTC())[:1])) // refusing it is fine
		_ = log.close()
	})
}
