package people

import (
	"context"
	"sync"

	"zitadel-graphql/graph/problem"
)

// answer is what a look deals with next: a page of the list, a person of it, or a failure. What it has may be read after wait.
type answer struct {
	page   *listedPage // nil for a person
	listed listed
	// isLast is true for the last person of the whole list.
	isLast bool

	done  chan struct{} // closed as soon as the fields below are set
	asked asked
	err   error
}

// wait waits until the answer is there, and returns the failure in its place.
func (a *answer) wait(ctx context.Context) error {
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answered returns an answer that is there.
func answered(page *listedPage, err error) *answer {
	done := make(chan struct{})
	close(done)
	return &answer{page: page, err: err, done: done}
}

// asking asks about everybody on the list: some at the same time, and the answers come in the list's order. One page is read ahead.
type asking struct {
	look *look
	// answers are closed at the end, after the first failure, and when the context ends.
	answers chan *answer
	// reachedEnd is true after everybody on the list was asked about. It may be read once answers is closed.
	reachedEnd bool

	cancel  context.CancelFunc
	running sync.WaitGroup
}

// startAsking begins to read the list and to ask. Whoever calls it has to call stop.
func (l *look) startAsking(ctx context.Context) *asking {
	ctx, cancel := context.WithCancel(ctx)
	a := &asking{look: l, cancel: cancel, answers: make(chan *answer, 2*l.client.config.Concurrency)}
	pages := make(chan *answer) // without a buffer, so that one page is read ahead
	a.running.Go(func() {
		defer close(pages)
		defer func() {
			if cause := recover(); cause != nil {
				send(ctx, pages, answered(nil, problem.Recovered(cause)))
			}
		}()
		a.readPages(ctx, pages)
	})
	a.running.Go(func() {
		defer close(a.answers)
		defer func() {
			if cause := recover(); cause != nil {
				send(ctx, a.answers, answered(nil, problem.Recovered(cause)))
			}
		}()
		a.askAll(ctx, pages)
	})
	return a
}

// stop ends everything that goes on, and waits until it has ended.
func (a *asking) stop() {
	a.cancel()
	a.running.Wait()
}

// send hands an answer on, and reports whether it was taken before the context ended.
func send(ctx context.Context, to chan<- *answer, one *answer) bool {
	select {
	case to <- one:
		return true
	case <-ctx.Done():
		return false
	}
}

// readPages reads the list to its end, to the first failure, or until there are as many people as are wanted.
func (a *asking) readPages(ctx context.Context, pages chan<- *answer) {
	read := 0
	for {
		page, err := a.look.list.next(ctx)
		if most := a.look.most; most > 0 && len(page.people) >= most-read {
			page.last = page.last && len(page.people) == most-read
			page.people = page.people[:most-read]
		}
		read += len(page.people)
		if !send(ctx, pages, answered(&page, err)) || err != nil || page.last || read == a.look.most && read > 0 {
			return
		}
	}
}

// askAll hands each page on, and after it its people, about whom it begins to ask.
func (a *asking) askAll(ctx context.Context, pages <-chan *answer) {
	for page := range pages {
		if !send(ctx, a.answers, page) || page.err != nil {
			return
		}
		for i, person := range page.page.people {
			next := &answer{listed: person, isLast: page.page.last && i == len(page.page.people)-1, done: make(chan struct{})}
			if !send(ctx, a.answers, next) {
				return
			}
			a.ask(ctx, next)
		}
		a.reachedEnd = page.page.last
	}
}

// ask begins to ask about a person, if there is something to ask. The calls are taken in the order of the list: where few are left,
// those who come later, whose answers would be dropped, take none from those before.
func (a *asking) ask(ctx context.Context, about *answer) {
	wanted := a.look.questionsAbout(about.listed.Person)
	if wanted == (questions{}) {
		close(about.done)
		return
	}
	ctx, giveBack, ok := a.look.conn.limit.reserve(ctx, wanted.calls())
	if !ok {
		about.err = errCallLimit
		close(about.done)
		return
	}
	a.running.Go(func() {
		defer close(about.done)
		defer giveBack()
		defer func() {
			if cause := recover(); cause != nil {
				about.err = problem.Recovered(cause)
			}
		}()
		about.asked, about.err = a.look.ask(ctx, about.listed.Person, wanted)
	})
}
