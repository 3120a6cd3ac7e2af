package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	// answerTime is how much of a look's time is kept for the answer. Of a short one it is a tenth.
	answerTime = time.Second

	peopleBetweenProgress = 50

	// mostRounds is how often a look goes on with those who have come meanwhile, so that it ends where somebody always does.
	mostRounds = 10
)

// Visit looks at the people in scope in the order of their creation, those behind after, and hands one after the other to visit,
// until that returns false. It calls progress now and then, from the same goroutine; progress may be nil. An organization has to
// be one that Client.Organization returned.
//
// A look ends shortly before the deadline of ctx, so that there is time for the answer. An error is returned only where nobody
// could be looked at, and where ctx was cancelled: what fails later ends the look with Incomplete, and figures that are right as
// far as they go. When Visit returns, nothing of it goes on.
func (c *Client) Visit(ctx context.Context, scope Scope, after *Position, needs Needs, visit func(Person) bool, progress func(Look)) (Look, error) {
	return c.look(ctx, request{scope: scope, after: after, needs: needs, mayUseEvents: true, progress: progress,
		visit: func(found Found) bool { return visit(found.Person) }})
}

// request is what is asked of a look.
type request struct {
	scope Scope
	after *Position // nil for the beginning
	needs Needs
	// loginMethodsMatter reports whether Needs.LoginMethods is worth a call about a person of whom the events tell the rest. It is
	// nil where it is for everybody, and called at the same time from several goroutines.
	loginMethodsMatter func(Person) bool
	// mayUseEvents is false where so few people are looked at that the event log isn't worth reading.
	mayUseEvents bool
	// most is at how many people is looked at most; 0 for everybody.
	most     int
	visit    func(Found) bool
	progress func(Look) // may be nil
}

// look is one look at people. What isn't said to be shared belongs to the goroutine that calls visit.
type look struct {
	request

	client *Client
	conn   limitedConn              // shared
	users  userv2.UserServiceClient // shared; by conn
	// log is nil where people are looked at one by one. It is shared.
	log *eventLog
	// policies is nil within one organization. It is shared.
	policies *policyOwners

	list    *peopleList // belongs to the goroutine that reads pages
	figures Look
	// position is behind the last person who was dealt with, nil at the beginning.
	position *Position
	// ended is true once everybody on the list was dealt with, and stopped once visit has returned false.
	ended, stopped bool
	// someoneLeft is true where somebody who was listed wasn't there any more.
	someoneLeft bool
}

func (c *Client) look(ctx context.Context, r request) (Look, error) {
	l := c.newLook(ctx, r)
	timed, cancel := endEarlier(organization.With(ctx, r.scope.Organization), answerTime, 10)
	defer cancel()
	err := l.begin(timed)
	if err == nil {
		err = l.visitAll(timed)
	}
	if err == nil || errors.Is(err, errPeopleChanged) {
		err = cmp.Or(requirePermission(timed, l.conn, readPeople), err)
	}
	if err == nil {
		err = l.finish(timed)
	}
	if err != nil {
		return l.breakOff(ctx, timed, err)
	}
	return l.figures, nil
}

func (c *Client) newLook(ctx context.Context, r request) *look {
	limit := callLimitOf(ctx, c.config.LookCalls)
	conn := limitedConn{c.conn, limit, limit.slotsFor(c.config.Concurrency), c.turns}
	l := &look{request: r, client: c, conn: conn, users: userv2.NewUserServiceClient(conn), position: r.after,
		figures: Look{AsOf: c.now()}}
	l.list = &peopleList{users: l.users, scope: r.scope, limit: listPage}
	if r.most > 0 { // the person before, and one after whom the page may be cut
		l.list.limit = uint64(min(listPage, r.most+2))
	}
	if r.after != nil {
		l.list.position = *r.after
	}
	if r.scope.Instance {
		l.policies = newPolicyOwners(conn)
	}
	return l
}

// endEarlier returns a context that ends before ctx does: by this time, but by no more than one part in so many of what is left.
func endEarlier(ctx context.Context, by time.Duration, parts int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-min(by, time.Until(deadline)/time.Duration(parts))))
}

// begin chooses the way to look, and reads the event log where it is that.
func (l *look) begin(ctx context.Context) error {
	if l.scope.Instance { // nobody has checked that yet
		if err := requirePermission(ctx, l.conn, readPeople, readEvents); err != nil {
			return err
		}
	}
	if !l.scope.Instance && (!l.mayUseEvents || l.client.refusedEvents.Has(ctx)) {
		return nil
	}
	log := newEventLog(l.scope.Organization, l.needs.Proof)
	if err := l.readEvents(ctx, log); err != nil {
		return l.withoutEvents(ctx, err)
	}
	if log.since != nil { // else it has nothing on anybody
		l.log, l.figures.Source = log, Events
	}
	return nil
}

// readEvents reads the log in half of the time and with half of the calls, so that the other half is left to look at people without
// it.
func (l *look) readEvents(ctx context.Context, log *eventLog) error {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-time.Until(deadline)/2))
		defer cancel()
	}
	return log.readFirst(ctx, l.conn.within(l.conn.limit.half()), l.report)
}

// withoutEvents decides what becomes of a look for which the log couldn't be read.
func (l *look) withoutEvents(ctx context.Context, err error) error {
	if problem.Unavailable(err) {
		l.client.refusedEvents.Add(ctx)
	}
	if l.scope.Instance || ctx.Err() != nil {
		return err
	}
	l.client.log.DebugContext(ctx, "look at people one by one, since their events can't be read", "error", withoutToken(ctx, err))
	return nil
}

// visitAll deals with everybody on the list, and then makes sure that the list has as many people as were found. Who has come
// meanwhile stands at its end.
func (l *look) visitAll(ctx context.Context) error {
	found := -1
	for round := 1; ; round++ {
		if err := l.visitEach(ctx); err != nil || !l.ended {
			return err
		}
		now, err := l.list.length(ctx)
		if err != nil {
			return err
		}
		foundBefore := found
		switch found = l.list.found(); {
		case now.hasMore && l.stopped:
			l.ended = false
			return nil
		case now.hasMore && found > foundBefore && round < mostRounds:
			l.ended = false // once more, for those who have come
		case now.total != found, l.someoneLeft:
			return fmt.Errorf("%w: the list has %d people, and %d were found", errPeopleChanged, now.total, found)
		default:
			return nil
		}
	}
}

// visitEach has everybody asked about, and deals with one after the other. When it returns, everything that it started has ended.
func (l *look) visitEach(ctx context.Context) error {
	asking := l.startAsking(ctx)
	defer asking.stop()
	for next := range asking.answers {
		goOn, err := l.dealWith(ctx, next)
		if err != nil || !goOn {
			return err
		}
	}
	l.ended = asking.reachedEnd
	return ctx.Err() // the answers also end with it
}

// dealWith takes the next answer, and reports whether the look goes on.
func (l *look) dealWith(ctx context.Context, next *answer) (goOn bool, err error) {
	if err := next.wait(ctx); err != nil {
		return false, err
	}
	if next.page != nil {
		return true, l.turnPage(ctx, *next.page)
	}
	person, counts, err := l.conclude(ctx, next)
	if err != nil {
		return false, err
	}
	l.position = &next.listed.at
	if !counts || l.count(person, next.listed.at) {
		return true, nil
	}
	l.stopped, l.ended = true, next.isLast
	return false, nil
}

// turnPage brings the events up to what the page of the list may show.
func (l *look) turnPage(ctx context.Context, page listedPage) error {
	if l.policies == nil {
		l.figures.Total = &page.total
	}
	if l.log != nil {
		if err := l.log.readOn(ctx, l.conn, func() {}); err != nil {
			return err
		}
	}
	l.report()
	return nil
}

// count adds a person to the figures and hands the person on. It reports whether the look goes on.
func (l *look) count(person Person, at Position) bool {
	l.figures.LookedAt++
	l.client.lookedAt.Add(1)
	if person.SourcesDisagree != nil && *person.SourcesDisagree {
		l.figures.Disagreeing++
	}
	if l.log != nil {
		l.log.markListed(person.ID)
	}
	if l.figures.LookedAt%peopleBetweenProgress == 0 {
		l.report()
	}
	return l.visit(Found{person, at})
}

// report tells how far the look is.
func (l *look) report() {
	if l.progress != nil {
		l.progress(l.figures)
	}
}

// finish says where to go on, or what the whole look shows.
func (l *look) finish(ctx context.Context) error {
	if !l.ended {
		l.figures.Next = l.position
		return nil
	}
	if l.policies != nil {
		l.figures.Total = &l.figures.LookedAt
	}
	return l.prove(ctx)
}

// prove compares the whole list with the whole log.
func (l *look) prove(ctx context.Context) error {
	if l.log == nil || l.policies != nil || l.after != nil {
		return nil
	}
	if err := l.log.readOn(ctx, l.conn, func() {}); err != nil {
		return err
	}
	counted := l.log.census()
	l.figures.NotListed = &counted.notListed
	l.figures.Proven = l.needs.Proof && counted.notCreated == 0 && counted.notListed == 0 && l.figures.Disagreeing == 0
	return nil
}
