package eventstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"zitadel-graphql/internal/embedded/domain"
)

const (
	// logFormat is the version of the file's layout and of the events in it. A change that an older program would
	// misread gets a new one.
	logFormat = "4"
	// lockTimeout bounds the wait for a file that another process has open.
	lockTimeout = time.Second
)

var (
	errLogLocked    = errors.New("another process has it open")
	errLogForeign   = errors.New("not an event log of this program")
	errLogFormat    = errors.New("format")
	errLogDamaged   = errors.New("the file is damaged")
	errLogGap       = errors.New("an event is missing before this one")
	errLogDiverged  = errors.New("holds other events than this process wrote: restart to read them")
	errLogBadBucket = errors.New("a bucket is missing")
)

// eventLog keeps events in one bbolt file, each under its position: from 1, without gaps, 8 bytes, big endian. Without a file it
// keeps nothing, and appending always succeeds. Appends must not run concurrently.
type eventLog struct {
	file string
	db   *bbolt.DB // nil without a file
}

// Buckets and keys of the file.
func metaBucket() []byte   { return []byte("meta") }
func eventsBucket() []byte { return []byte("events") }
func formatKey() []byte    { return []byte("format") }

// openLog opens or creates the file and reads every event in it. An error names the file, and the event if it is one
// event's. The caller closes the log.
func openLog(file string) (*eventLog, []domain.Event, error) {
	if file == "" {
		return &eventLog{}, nil, nil
	}
	l, events, err := openFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("open event log %s: %w", file, err)
	}
	return l, events, nil
}

func openFile(file string) (l *eventLog, events []domain.Event, err error) {
	// bbolt reads a mapped file and trusts what it finds: where that was cut or overwritten it panics, or the memory faults.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var db *bbolt.DB
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errLogDamaged, p)
			if db != nil { // else the file would stay locked
				err = errors.Join(err, db.Close())
			}
		}
	}()
	db, err = bbolt.Open(file, 0o600, &bbolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, nil, errLogLocked
	}
	if err != nil {
		return nil, nil, err
	}
	l = &eventLog{file: file, db: db}
	if events, err = l.readAll(); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return l, events, nil
}

func (l *eventLog) readAll() (events []domain.Event, err error) {
	if err := l.db.Update(prepare); err != nil {
		return nil, err
	}
	err = l.db.View(func(tx *bbolt.Tx) error {
		events, err = readEvents(tx)
		return err
	})
	return events, err
}

// prepare makes the buckets in a new file, and refuses a file of another program or format.
func prepare(tx *bbolt.Tx) error {
	if meta := tx.Bucket(metaBucket()); meta != nil {
		return checkFormat(tx, meta)
	}
	if name, _ := tx.Cursor().First(); name != nil {
		return errLogForeign
	}
	meta, err := tx.CreateBucket(metaBucket())
	if err != nil {
		return err
	}
	if _, err := tx.CreateBucket(eventsBucket()); err != nil {
		return err
	}
	return meta.Put(formatKey(), []byte(logFormat))
}

func checkFormat(tx *bbolt.Tx, meta *bbolt.Bucket) error {
	if format := meta.Get(formatKey()); string(format) != logFormat {
		return fmt.Errorf("%w is %q, this program reads %q", errLogFormat, format, logFormat)
	}
	if tx.Bucket(eventsBucket()) == nil {
		return errLogBadBucket
	}
	return nil
}

func readEvents(tx *bbolt.Tx) ([]domain.Event, error) {
	var events []domain.Event
	err := tx.Bucket(eventsBucket()).ForEach(func(key, data []byte) error {
		position := len(events) + 1
		if !bytes.Equal(key, positionKey(position)) {
			return fmt.Errorf("event %d (key %x): %w", position, key, errLogGap)
		}
		e, err := domain.DecodeEvent(data)
		if err != nil {
			return fmt.Errorf("event %d: %w", position, err)
		}
		events = append(events, e)
		return nil
	})
	return events, err
}

// append makes the events durable, all or none, before it returns. The first of them gets the position after the `before`
// events that are there already. After an error none of them counts; should the disk have kept them all the same, the next
// append notices that and refuses.
func (l *eventLog) append(before int, events iter.Seq[domain.Event]) (err error) {
	if l.db == nil {
		return nil
	}
	// As in openFile, a file that was damaged meanwhile must not end the program.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("append to event log %s: %w: %v", l.file, errLogDamaged, p)
		}
	}()
	err = l.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(eventsBucket())
		if !endsAt(bucket, before) {
			return errLogDiverged
		}
		position := before
		for e := range events {
			position++
			if err := put(bucket, position, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("append to event log %s: %w", l.file, err)
	}
	return nil
}

func endsAt(bucket *bbolt.Bucket, position int) bool {
	last, _ := bucket.Cursor().Last()
	if last == nil {
		return position == 0
	}
	return bytes.Equal(last, positionKey(position))
}

func put(bucket *bbolt.Bucket, position int, e domain.Event) error {
	data, err := domain.EncodeEvent(e)
	if err != nil {
		return err
	}
	return bucket.Put(positionKey(position), data)
}

func positionKey(position int) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(position)) //nolint:gosec // counts events, never negative
}

// close waits for a transaction that is under way, and unlocks the file.
func (l *eventLog) close() error {
	if l.db == nil {
		return nil
	}
	if err := l.db.Close(); err != nil {
		return fmt.Errorf("close event log %s: %w", l.file, err)
	}
	return nil
}
