package eventstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

var (
	errNoInstance   = errors.New("there is no instance with a default policy in it")
	errNegativeLag  = errors.New("lag is negative")
	errNegativeSkip = errors.New("skip is negative")
)

// Config says where a Store keeps its events, and how inconvenient it is. The zero value keeps them in memory, shows every
// change at once, and lets writes take turns.
type Config struct {
	// File is one bbolt file, made if it is missing; empty keeps everything in memory. Only one process may have it open.
	File string
	// Lag is how old a change must be before the late reads show it: those of lists (histories excepted), of the instance's
	// policy, of restrictions, and of links to providers wherever they are shown. The policies among them are brought up to
	// date by a GetLoginPolicy of an organization with its own policy, the rest, users and their factors among them, by
	// nothing but time. 0 shows every change at
	// once; a real ZITADEL was seen to lag by up to 100 ms.
	Lag time.Duration
	// Races makes concurrent writes of one aggregate race as a real ZITADEL's do: each decides on the state as it was when it
	// arrived. Two that remove a factor can both succeed, and two that add one list it twice. Where two creations of a policy
	// both succeed, readers see the settings of the first and the factors of both, while the next update is compared with the
	// settings of the second. With a Lag as well, such creations keep every read of a policy, whosever it is, from showing any
	// change that came after the first, for StallLags lags. Without Races, writes take turns.
	Races bool
	// Skip makes the reads of login policies, an organization's and the instance's, skip every Skip-th update or factor write
	// that they would show, and go on with what comes later; 0 skips none. A real ZITADEL was seen to do so with one to three
	// of a thousand where several organizations were written at once. What is skipped is in the histories, and decides about
	// later writes: the same once more is ALREADY_EXISTS, NOT_FOUND or "nothing changed". No read shows it until a later write
	// touches that very field, and any later write hides the hole, since it gives the policy its own, newer sequence.
	// Creations, resets and links are never skipped. What File holds at the start is shown whole.
	Skip int
}

func (c Config) check() error {
	switch {
	case c.Lag < 0:
		return errNegativeLag
	case c.Skip < 0:
		return errNegativeSkip
	}
	return nil
}

// Store has all events in order, and the state that follows from them. All methods may be called concurrently. Writes take
// turns, unless they are to race, and readers never wait for the disk.
type Store struct {
	log *eventLog
	now func() time.Time
	lag time.Duration

	races    bool // whether calls decide before they hold writing
	arrivals atomic.Uint64

	writing sync.Mutex   // held while a call decides and commits
	skipper eventSkipper // guarded by writing

	mu      sync.RWMutex // guards what follows; never held during a commit
	index   eventIndex
	current projection // what decisions look at and, without a lag, all reads
	lagging lagging    // what reads look at where there is a lag
}

// Open replays the file, or fills an empty store with the events that seed gives for the present moment, which
// may be asked for more than once. An error names the file, and the event if it is one event's: Open refuses
// what another program wrote, what is damaged, and, after about a second, what another process has open. The clock must be safe
// for concurrent use. The caller closes the Store.
//
// Afterwards, in either case, missing gives the events of further aggregates that the store doesn't know; nil is for none.
func Open(cfg Config, now func() time.Time, seed func(at time.Time) iter.Seq[domain.Event], missing func(at time.Time, known func(id string) bool) []domain.Event) (*Store, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	log, events, err := openLog(cfg.File)
	if err != nil {
		return nil, err
	}
	s := &Store{
		log: log, now: now, lag: cfg.Lag, races: cfg.Races, skipper: eventSkipper{every: cfg.Skip}, index: newEventIndex(),
		current: projection{aggregates: map[string]domain.Aggregate{}, users: &userTable{directory: newDirectory()}},
	}
	if err := errors.Join(s.replayOrSeed(events, seed), s.addMissing(missing)); err != nil {
		return nil, errors.Join(fmt.Errorf("open event log %s: %w", cfg.File, err), log.close())
	}
	s.current.organizations = newOrganizationTable(s.current.aggregates)
	s.lagging.startAt(s.current, s.lag)
	return s, nil
}

func (s *Store) replayOrSeed(read []domain.Event, seed func(at time.Time) iter.Seq[domain.Event]) error {
	events := slices.Values(read)
	if len(read) == 0 {
		events = seed(domain.Timestamp(s.now()))
		if err := s.log.append(0, events); err != nil {
			return err
		}
	}
	if err := s.replay(events); err != nil {
		return err
	}
	if s.current.aggregates[domain.InstanceID].LoginPolicy() == nil {
		return errNoInstance
	}
	return nil
}

func (s *Store) addMissing(missing func(at time.Time, known func(id string) bool) []domain.Event) error {
	if missing == nil {
		return nil
	}
	known := func(id string) bool { _, known := s.index.streams[id]; return known }
	events := missing(s.nextDate(), known)
	if len(events) == 0 {
		return nil
	}
	if err := s.log.append(len(s.index.records), slices.Values(events)); err != nil {
		return err
	}
	return s.replay(slices.Values(events))
}

// replay applies the events one after the other, those of one aggregate that follow each other at once.
func (s *Store) replay(events iter.Seq[domain.Event]) error {
	var run []domain.Event
	for e := range events {
		if len(run) > 0 && run[0].AggregateID != e.AggregateID {
			if err := s.replayRun(run); err != nil {
				return err
			}
			run = run[:0]
		}
		run = append(run, e)
	}
	return s.replayRun(run)
}

// replayRun applies events of one aggregate.
func (s *Store) replayRun(run []domain.Event) error {
	if len(run) == 0 {
		return nil
	}
	numbered := s.current.numbering(run[0].AggregateID)
	for i, e := range run {
		if err := numbered.CheckNext(e); err != nil {
			return fmt.Errorf("event %d: %w", len(s.index.records)+i+1, err)
		}
		numbered.Type, numbered.ResourceOwner, numbered.Sequence = e.AggregateType, e.ResourceOwner, e.Sequence
	}
	s.current.apply(run...)
	s.record(run)
	return nil
}

// Change asks decide about the aggregate, stores the events that it decides, all or none, in the editor's name, and makes them
// visible. It returns the last of them, or the zero Event where decide accepts without an event. After an error nothing has
// changed; an error of decide is returned as it is.
func (s *Store) Change(ctx context.Context, id, editor string, decide domain.Decision) (domain.Event, error) {
	if s.races {
		decide = s.decideOnArrival(id, decide)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	// The caller may have left while it waited for its turn, and been told that nothing was written.
	if err := ctx.Err(); err != nil {
		return domain.Event{}, err
	}
	before, position := s.state(id)
	pending, err := decide(before)
	if err != nil || len(pending) == 0 {
		return domain.Event{}, err
	}
	events := before.Stamp(pending, editor, s.nextDate())
	if err := s.log.append(position, slices.Values(events)); err != nil {
		return domain.Event{}, err
	}
	s.skipper.mark(before.Aggregate, events)
	s.publish(events)
	return events[len(events)-1], nil
}

// nextDate is the present moment, but never before the newest event: the order of events is that of their dates, also where the
// clock was set back.
func (s *Store) nextDate() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	now, last := domain.Timestamp(s.now()), s.index.last()
	if now.Before(last) {
		return last
	}
	return now
}

// state gives what a decision about the aggregate may look at, and how many events it follows from.
func (s *Store) state(id string) (current domain.State, position int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	current = domain.State{Aggregate: s.current.aggregate(id), Instance: s.current.aggregates[domain.InstanceID], User: s.current.users.get(id)}
	if current.User.ID != "" {
		current.Aggregate = current.User.Aggregate()
	}
	return current, len(s.index.records)
}

func (s *Store) publish(events []domain.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(events)
	s.current.apply(events...)
}

// record adds the events to the histories.
func (s *Store) record(events []domain.Event) {
	for _, e := range events {
		s.index.append(e)
	}
}

// Aggregate gives the state after every write that was acknowledged, but for users, who have a state of their own (User). An id
// without events has the zero state.
func (s *Store) Aggregate(id string) domain.Aggregate {
	current, _ := s.state(id)
	return current.Aggregate
}

// OrgExists reports whether there is an organization with this id.
func (s *Store) OrgExists(id string) bool { return s.Aggregate(id).Type == domain.AggregateOrg }

// AllEvents gives the events of all aggregates.
func (s *Store) AllEvents() Events {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.ofAll()
}

// EventsOf gives the events of one aggregate.
func (s *Store) EventsOf(id string) Events {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.ofAggregate(id)
}

// EventsOwnedBy gives the events of everything that an organization or the instance owns: its users and itself.
func (s *Store) EventsOwnedBy(id string) Events {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.ofOwner(id)
}

// Close waits for a write that is under way and closes the file.
func (s *Store) Close() error { return s.log.close() }
