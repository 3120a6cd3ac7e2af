package embedded

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

var (
	errSequence   = errors.New("sequence doesn't follow the aggregate's last")
	errAggregate  = errors.New("type doesn't fit the aggregate")
	errNoInstance = errors.New("there is no instance with a default policy in it")
)

// eventStore is the events in order, and the state that follows from them. All methods may run concurrently; writes
// take turns, and readers never wait for the disk.
type eventStore struct {
	log *eventLog
	now func() time.Time
	lag time.Duration

	skip     skipper       // guarded by writing
	races    bool          // whether calls decide before they hold writing
	arrivals atomic.Uint64 // counts the calls that were let in, see race.go
	writing  sync.Mutex    // held while a call decides and commits

	mu      sync.RWMutex // guards what follows; never held during a commit
	events  []event
	current view
	late    view // what lagging reads see; used only if lag is not 0
}

// view is the state after the first `applied` events.
type view struct {
	applied    int
	last       time.Time
	aggregates map[string]aggregate
}

// effectivePolicy is the policy that an organization's people meet: its own or the instance's. The row is shared and
// must not be modified.
type effectivePolicy struct {
	*policyRow

	owner     string
	isDefault bool
	links     []provider
	asOf      time.Time // of the last event of any aggregate in the view that was read
}

// decision looks at a situation and gives the changes that it wants, none if nothing is to change, or a *refusal.
type decision = func(situation) ([]change, error)

// openStore replays the log, or seeds it with the world if it is empty. It needs File, Now, Lag, Races and Skip of the Config.
func openStore(cfg Config) (*eventStore, error) {
	log, events, err := openLog(cfg.File)
	if err != nil {
		return nil, err
	}
	s := &eventStore{
		log: log, now: cfg.Now, lag: cfg.Lag, races: cfg.Races, skip: skipper{every: cfg.Skip},
		current: view{aggregates: map[string]aggregate{}},
	}
	if err := s.start(events); err != nil {
		return nil, errors.Join(fmt.Errorf("open event log %s: %w", cfg.File, err), log.close())
	}
	return s, nil
}

func (s *eventStore) start(events []event) error {
	if len(events) == 0 {
		events = worldEvents(s.moment())
		if err := s.log.append(0, events); err != nil {
			return err
		}
	}
	for i, e := range events {
		if err := s.current.follows(e); err != nil {
			return fmt.Errorf("event %d: %w", i+1, err)
		}
		s.current.apply(e)
	}
	if s.current.aggregates[InstanceID].policy.row == nil {
		return errNoInstance
	}
	s.events = events
	// What was there at the start is old: a lagging reader has seen it.
	s.late = view{applied: s.current.applied, last: s.current.last, aggregates: maps.Clone(s.current.aggregates)}
	return nil
}

// change lets decide look at the aggregate, makes what it decides durable, all or none, and then visible. It returns the
// last event; the zero event where decide wants no change. After an error nothing has changed: a *refusal is decide's own.
func (s *eventStore) change(ctx context.Context, id, editor string, decide decision) (event, error) {
	if s.races {
		decide = s.decideEarly(id, decide)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	// The caller may have gone while it waited for its turn.
	if err := ctx.Err(); err != nil {
		return event{}, err
	}
	now, position := s.situation(id)
	changes, err := decide(now)
	if err != nil || len(changes) == 0 {
		return event{}, err
	}
	events := now.stamp(changes, editor, s.moment())
	if err := s.log.append(position, events); err != nil {
		return event{}, err
	}
	s.skip.mark(now.aggregate, events)
	s.publish(events)
	return events[len(events)-1], nil
}

func (s *eventStore) situation(id string) (now situation, position int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return situation{s.current.aggregates[id], s.current.aggregates[InstanceID]}, len(s.events)
}

// aggregate gives the state after every write that was acknowledged.
func (s *eventStore) aggregate(id string) aggregate {
	now, _ := s.situation(id)
	return now.aggregate
}

func (s *eventStore) publish(events []event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, events...)
	s.current.apply(events...)
}

// orgExists says whether the organization has at least one event.
func (s *eventStore) orgExists(id string) bool {
	return s.aggregate(id).kind == kindOrg
}

// effective sees every write that was acknowledged, and makes the view that lags see them too: a ZITADEL that reads the
// policy in force brings the one view that it has up to date first.
func (s *eventStore) effective(org string) effectivePolicy {
	if s.lag > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.late.catchUp(s.events, s.now())
		return s.current.effective(org)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.effective(org)
}

// effectiveLate sees a write only once it is older than the lag.
func (s *eventStore) effectiveLate(org string) (p effectivePolicy) {
	s.readLate(func(v *view) { p = v.effective(org) })
	return p
}

// readLate lets read look at the view that lags. It must not keep it.
func (s *eventStore) readLate(read func(*view)) {
	if s.lag == 0 {
		s.mu.RLock()
		defer s.mu.RUnlock()
		read(&s.current)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late.catchUp(s.events, s.now().Add(-s.lag))
	read(&s.late)
}

// history gives the events so far, in order. The slice is shared and must not be modified.
func (s *eventStore) history() []event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.events
}

// moment is now as ZITADEL's database keeps it: UTC, in microseconds.
func (s *eventStore) moment() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

func (s *eventStore) close() error { return s.log.close() }

// follows checks that e can come next. What this process decides always can; what it reads from a file need not.
func (v *view) follows(e event) error {
	a := v.aggregates[e.Aggregate]
	if e.Sequence != a.sequence+1 {
		return fmt.Errorf("aggregate %s: %w: %d after %d", e.Aggregate, errSequence, e.Sequence, a.sequence)
	}
	isFirst, isAdded := e.Sequence == 1, e.Topic == topicAdded
	if isFirst != isAdded || !isFirst && e.Kind != a.kind {
		return fmt.Errorf("aggregate %s: %w", e.Aggregate, errAggregate)
	}
	return nil
}

// apply takes events of one aggregate, as one call makes them.
func (v *view) apply(events ...event) {
	first, last := events[0], events[len(events)-1]
	v.aggregates[first.Aggregate] = apply(v.aggregates[first.Aggregate], events...)
	v.applied += len(events)
	v.last = last.CreatedAt
}

func (v *view) catchUp(events []event, until time.Time) {
	for _, e := range events[v.applied:] {
		if e.CreatedAt.After(until) {
			return
		}
		v.apply(e)
	}
}

func (v *view) effective(org string) effectivePolicy {
	a := v.aggregates[org]
	if a.policy.row == nil {
		a = v.aggregates[InstanceID]
	}
	return effectivePolicy{
		policyRow: a.policy.row, owner: a.id, isDefault: a.kind == kindInstance, asOf: v.last,
		links: named(a.policy.links, v.providers(a.id)),
	}
}

// providers gives the organization's own and then the instance's; of the instance its own alone.
func (v *view) providers(id string) []provider {
	instance := v.aggregates[InstanceID].providers
	if id == InstanceID {
		return instance
	}
	return slices.Concat(v.aggregates[id].providers, instance)
}
