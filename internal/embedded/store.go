package embedded

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
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

	writing sync.Mutex // held while a call decides and commits

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
	asOf      time.Time // of the last event of any aggregate in the view that was read
}

// openStore replays the log, or seeds it with the world if it is empty.
func openStore(file string, now func() time.Time, lag time.Duration) (*eventStore, error) {
	log, events, err := openLog(file)
	if err != nil {
		return nil, err
	}
	s := &eventStore{log: log, now: now, lag: lag, current: view{aggregates: map[string]aggregate{}}}
	if err := s.start(events); err != nil {
		return nil, errors.Join(fmt.Errorf("open event log %s: %w", file, err), log.close())
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
// last event. After an error nothing has changed: a *refusal is decide's own.
func (s *eventStore) change(ctx context.Context, id, editor string, decide func(policy) ([]change, error)) (event, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	// The caller may have gone while it waited for its turn.
	if err := ctx.Err(); err != nil {
		return event{}, err
	}
	a, position := s.aggregate(id)
	changes, err := decide(a.policy)
	if err != nil {
		return event{}, err
	}
	events := a.stamp(changes, editor, s.moment())
	if err := s.log.append(position, events); err != nil {
		return event{}, err
	}
	s.publish(events)
	return events[len(events)-1], nil
}

func (s *eventStore) aggregate(id string) (a aggregate, position int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.aggregates[id], len(s.events)
}

func (s *eventStore) publish(events []event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, events...)
	s.current.apply(events...)
}

// orgExists says whether the organization has at least one event.
func (s *eventStore) orgExists(id string) bool {
	a, _ := s.aggregate(id)
	return a.kind == kindOrg
}

// effective sees every write that was acknowledged.
func (s *eventStore) effective(org string) effectivePolicy {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.effective(org)
}

// effectiveLate sees a write only once it is older than the lag.
func (s *eventStore) effectiveLate(org string) effectivePolicy {
	if s.lag == 0 {
		return s.effective(org)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late.catchUp(s.events, s.now().Add(-s.lag))
	return s.late.effective(org)
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
	return effectivePolicy{policyRow: a.policy.row, owner: a.id, isDefault: a.kind == kindInstance, asOf: v.last}
}
