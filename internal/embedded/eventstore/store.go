package eventstore

import (
	"context"
	"errors"
	"fmt"
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
	// date by a GetLoginPolicy of an organization with its own policy, the rest by nothing but time. 0 shows every change at
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

	mu          sync.RWMutex // guards what follows; never held during a commit
	events      []domain.Event
	byAggregate map[string][]domain.Event // by the aggregate's id
	current     projection                // what decisions look at and, without a lag, all reads
	lagging     lagging                   // what reads look at where there is a lag
}

// Open replays the file, or fills an empty store with the events that seed gives for the present moment. An error names the
// file, and the event if it is one event's: Open refuses what another program wrote, what is damaged, and, after about a
// second, what another process has open. The clock must be safe for concurrent use. The caller closes the Store.
func Open(cfg Config, now func() time.Time, seed func(at time.Time) []domain.Event) (*Store, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	log, events, err := openLog(cfg.File)
	if err != nil {
		return nil, err
	}
	s := &Store{
		log: log, now: now, lag: cfg.Lag, races: cfg.Races, skipper: eventSkipper{every: cfg.Skip},
		byAggregate: map[string][]domain.Event{}, current: projection{aggregates: map[string]domain.Aggregate{}},
	}
	if err := s.replayOrSeed(events, seed); err != nil {
		return nil, errors.Join(fmt.Errorf("open event log %s: %w", cfg.File, err), log.close())
	}
	return s, nil
}

func (s *Store) replayOrSeed(events []domain.Event, seed func(at time.Time) []domain.Event) error {
	if len(events) == 0 {
		events = seed(domain.Timestamp(s.now()))
		if err := s.log.append(0, events); err != nil {
			return err
		}
	}
	for i, e := range events {
		if err := s.current.aggregates[e.AggregateID].CheckNext(e); err != nil {
			return fmt.Errorf("event %d: %w", i+1, err)
		}
		s.current.apply(e)
	}
	if s.current.aggregates[domain.InstanceID].LoginPolicy() == nil {
		return errNoInstance
	}
	s.record(events)
	s.lagging.startAt(s.current)
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
	events := before.Stamp(pending, editor, domain.Timestamp(s.now()))
	if err := s.log.append(position, events); err != nil {
		return domain.Event{}, err
	}
	s.skipper.mark(before.Aggregate, events)
	s.publish(events)
	return events[len(events)-1], nil
}

// state gives what a decision about the aggregate may look at, and how many events it follows from.
func (s *Store) state(id string) (current domain.State, position int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return domain.State{Aggregate: s.current.aggregate(id), Instance: s.current.aggregates[domain.InstanceID]}, len(s.events)
}

func (s *Store) publish(events []domain.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(events)
	s.current.apply(events...)
}

// record adds the events to the histories.
func (s *Store) record(events []domain.Event) {
	s.events = append(s.events, events...)
	for _, e := range events {
		s.byAggregate[e.AggregateID] = append(s.byAggregate[e.AggregateID], e)
	}
}

// Aggregate gives the state after every write that was acknowledged. An id without events has the zero state.
func (s *Store) Aggregate(id string) domain.Aggregate {
	current, _ := s.state(id)
	return current.Aggregate
}

// OrgExists reports whether there is an organization with this id.
func (s *Store) OrgExists(id string) bool { return s.Aggregate(id).Type == domain.AggregateOrg }

// AllEvents gives the events of all aggregates in the order in which they were stored, skipped ones included. The slice is
// shared and must not be modified.
func (s *Store) AllEvents() []domain.Event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.events
}

// EventsOf gives the events of one aggregate, skipped ones included. The slice is shared and must not be modified.
func (s *Store) EventsOf(id string) []domain.Event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byAggregate[id]
}

// Close waits for a write that is under way and closes the file.
func (s *Store) Close() error { return s.log.close() }
