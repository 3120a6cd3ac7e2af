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

	mu        sync.RWMutex // guards what follows; never held during a commit
	events    []event
	histories map[string][]event // by aggregate
	current   view               // what decisions see, and without a lag all reads

	// With a lag, what the reads see (late.go).
	fresh, policies, late view
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

// openStore replays the log, or seeds it with the world if it is empty. It needs File, Lag, Races, Skip and Organizations of the Config.
func openStore(cfg Config, now func() time.Time) (*eventStore, error) {
	log, events, err := openLog(cfg.File)
	if err != nil {
		return nil, err
	}
	s := &eventStore{
		log: log, now: now, lag: cfg.Lag, races: cfg.Races, skip: skipper{every: cfg.Skip},
		histories: map[string][]event{}, current: view{aggregates: map[string]aggregate{}},
	}
	if err := s.start(events, cfg.Organizations); err != nil {
		return nil, errors.Join(fmt.Errorf("open event log %s: %w", cfg.File, err), log.close())
	}
	return s, nil
}

// start seeds an empty log, with so many further organizations.
func (s *eventStore) start(events []event, organizations int) error {
	if len(events) == 0 {
		at := s.moment()
		events = slices.Concat(worldEvents(at), furtherOrganizations(organizations, at))
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
	s.record(events)
	// What was there at the start is old: a lagging reader has seen it.
	s.fresh, s.policies, s.late = s.current.clone(), s.current.clone(), s.current.clone()
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
	return situation{s.current.aggregate(id), s.current.aggregates[InstanceID]}, len(s.events)
}

// aggregate gives the state after every write that was acknowledged.
func (s *eventStore) aggregate(id string) aggregate {
	now, _ := s.situation(id)
	return now.aggregate
}

func (s *eventStore) publish(events []event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record(events)
	s.current.apply(events...)
}

// record keeps the events for the histories.
func (s *eventStore) record(events []event) {
	s.events = append(s.events, events...)
	for _, e := range events {
		s.histories[e.Aggregate] = append(s.histories[e.Aggregate], e)
	}
}

// everything gives all events so far, in order, and historyOf one aggregate's. The slices are shared and must not be
// modified.
func (s *eventStore) everything() []event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.events
}

func (s *eventStore) historyOf(aggregate string) []event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.histories[aggregate]
}

// orgExists says whether the organization has at least one event.
func (s *eventStore) orgExists(id string) bool {
	return s.aggregate(id).kind == kindOrg
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
	isFirst := e.Sequence == 1
	if isFirst != e.opens() || !isFirst && e.Kind != a.kind {
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

// aggregate gives the state of one, also of the restrictions that nobody has set yet.
func (v *view) aggregate(id string) aggregate {
	if a, ok := v.aggregates[id]; ok || id != restrictionsID {
		return a
	}
	return aggregate{kind: kindRestrictions, id: id}
}

func (v *view) clone() view {
	return view{applied: v.applied, last: v.last, aggregates: maps.Clone(v.aggregates)}
}

func (v *view) effective(org string) effectivePolicy {
	a := v.aggregates[org]
	if a.policy.row == nil {
		a = v.aggregates[InstanceID]
	}
	return effectivePolicy{
		policyRow: a.policy.row, owner: a.id, isDefault: a.kind == kindInstance, asOf: v.last, links: v.links(a.id),
	}
}

func (v *view) links(owner string) []provider {
	return named(v.aggregates[owner].policy.links, v.providers(owner))
}

// providers gives the organization's own and then the instance's; of the instance its own alone.
func (v *view) providers(id string) []provider {
	instance := v.aggregates[InstanceID].providers
	if id == InstanceID {
		return instance
	}
	return slices.Concat(v.aggregates[id].providers, instance)
}
