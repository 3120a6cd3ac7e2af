package history

// stream is one log as far as it was read, from the newest event back.
type stream struct {
	// events were read and aren't taken yet.
	events []Change
	// position is a sequence: of the events that aren't taken each has a smaller one, and of the others none. It is 0 before
	// anything was read.
	position uint64
	// ended is true where nothing follows the events that were read.
	ended bool
	// pages is how many were read.
	pages int
}

// add appends a page of the log. Reading the first one fixes the position: an event that comes later is before it.
func (s *stream) add(page []Change, ended bool) {
	if s.position == 0 {
		s.position = 1
		if len(page) > 0 {
			s.position = page[0].Sequence + 1
		}
	}
	s.events, s.ended = append(s.events, page...), ended
	s.pages++
}

func (s *stream) take() Change {
	taken := s.events[0]
	s.events, s.position = s.events[1:], taken.Sequence
	return taken
}

// isExhausted reports whether nothing is left to be taken, or to be read.
func (s *stream) isExhausted() bool { return len(s.events) == 0 && s.ended }

// needsReading reports whether it takes the next page to know the next event.
func (s *stream) needsReading() bool { return len(s.events) == 0 && !s.ended }

// merge takes events from two streams, always the newer one of the next two, and keeps those that belong to the history. Of the same
// date the organization's counts as the newer one.
//
// It never takes an event before it knows the next one of the other stream. So what comes after what depends on the streams alone:
// not on where a page began, and not on how much was read at once. Dates that don't follow the sequences, which ZITADEL has where
// events are written at the same time, make no difference to that.
type merge struct {
	organization, instance stream
	// inherited are the times in which the instance's events count.
	inherited periods
	wanted    int
	found     []Change
}

// newMerge returns a merge that goes on at a position, until it has found as many changes as are wanted.
func newMerge(wanted int, at Position) *merge {
	return &merge{wanted: wanted, organization: stream{position: at.organization}, instance: stream{position: at.instance}}
}

// withoutInstance has the merge go on with the organization's stream alone.
func (m *merge) withoutInstance() { m.instance = stream{ended: true} }

// advance takes events until enough are found, or both streams are exhausted, and returns nil then. Before that it returns the stream
// whose next page has to be added before it can go on.
func (m *merge) advance() *stream {
	for len(m.found) < m.wanted {
		m.endInstance()
		switch {
		case m.organization.needsReading():
			return &m.organization
		case m.instance.needsReading():
			return &m.instance
		case m.ended():
			return nil
		}
		m.takeNext()
	}
	return nil
}

// endInstance ends the instance's stream where it has come to what was before the organization inherited for the first time: an
// instance can be much older than an organization.
func (m *merge) endInstance() {
	if next := m.instance.events; len(next) > 0 && m.inherited.areAfter(next[0].Date) {
		m.instance.events, m.instance.ended = nil, true
	}
}

func (m *merge) takeNext() {
	var taken Change
	var belongs bool
	if m.nextIsInstances() {
		taken = m.instance.take()
		belongs = taken.isOfPolicy() && m.inherited.have(taken.Date)
	} else {
		taken = m.organization.take()
		belongs = taken.isOfPolicy()
	}
	if belongs {
		taken.After = m.position()
		m.found = append(m.found, taken)
	}
}

func (m *merge) nextIsInstances() bool {
	if len(m.organization.events) == 0 || len(m.instance.events) == 0 {
		return len(m.organization.events) == 0
	}
	return m.instance.events[0].Date.After(m.organization.events[0].Date)
}

// ended reports whether no event is left in either stream.
func (m *merge) ended() bool { return m.organization.isExhausted() && m.instance.isExhausted() }

// position is behind everything that was taken.
func (m *merge) position() Position { return Position{m.organization.position, m.instance.position} }
