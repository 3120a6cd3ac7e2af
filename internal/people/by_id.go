package people

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/parallel"
)

// ByID says which people ReadByID reads.
type ByID struct {
	// Organization is the id of their home organization. It can't be left out.
	Organization string
	// IDs are users' ids, up to a few hundred. One that comes twice is read once.
	IDs []string
	// Needs says what to ask about each. Without LoginMethods and Factors only the names and the state are read, and
	// Person.Ready is empty. With LoginMethods a person costs one call, and with Factors two; each has the second factors and
	// passkeys too. Proof makes no difference.
	Needs Needs
	// Removed has what was just removed from some of them, by their ids. Whoever is still listed with it is asked about again,
	// for at most a second. It takes Needs.Factors where it names a security key.
	Removed map[string]Removal
}

// PersonByID is somebody whom ReadByID has read.
type PersonByID struct {
	// Person is complete where Err is nil, and else has only the names and the state.
	Person Person
	// StillListed is true where ByID.Removed was still listed at the end, so that Person has it.
	StillListed bool
	// Err is why it couldn't be read what the person has.
	Err error
}

// ReadByID reads people of one organization by their ids, and returns them by their ids. Users whom the caller may not read are
// missing, without an error: all of them where the caller lacks the permission user.read in the organization, and always machines,
// people of other organizations and those who don't exist any more.
//
// It makes two calls for all of them together, and for each as many as Needs says. They count as those of looks do, and ReadByID
// ends shortly before the deadline of ctx, as a look does. An error is returned where a call failed that is about all of them.
func (c *Client) ReadByID(ctx context.Context, wanted ByID) (map[string]PersonByID, error) {
	wanted.IDs = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(wanted.IDs))), func(id string) bool { return id == "" })
	if len(wanted.IDs) == 0 || wanted.Organization == "" {
		return nil, nil
	}
	ctx = context.WithValue(organization.With(ctx, wanted.Organization), callLimitKey{}, callLimitOf(ctx, c.config.LookCalls))
	ctx, cancel := endEarlier(ctx, answerTime, 10)
	defer cancel()
	r := idRead{wanted: wanted, client: c}
	listed, err := r.list(ctx)
	switch {
	case problem.NotPermitted(err), problem.HasReason(err, problem.ReasonPermissionMissing):
		return nil, nil
	case err != nil:
		return nil, r.failure(ctx, err)
	}
	return r.askAll(ctx, listed), nil
}

// idRead is one ReadByID. It is safe for concurrent use.
type idRead struct {
	wanted ByID
	client *Client
}

// look returns a look at the people of the organization, to ask about one of them. All of one read share the limits of its context.
func (r idRead) look(ctx context.Context) *look {
	needs := r.wanted.Needs
	needs.LoginMethods = needs.LoginMethods || needs.Factors // the same call has both
	return r.client.newLook(ctx, request{scope: Scope{Organization: r.wanted.Organization}, needs: needs})
}

// list returns those of the people whom the caller may read. The permission is asked for beside: without it the list has callers
// themselves all the same.
func (r idRead) list(ctx context.Context) ([]listed, error) {
	l := r.look(ctx)
	var found []listed
	errList, errPermission := parallel.Both(func() (err error) {
		found, err = l.list.byID(ctx, r.wanted.IDs)
		return err
	}, func() error { return requirePermission(ctx, l.conn, readPeople) })
	return found, cmp.Or(errPermission, errList)
}

// askAll asks about each person what is needed, about some at the same time.
func (r idRead) askAll(ctx context.Context, all []listed) map[string]PersonByID {
	read := make([]PersonByID, len(all))
	panics := parallel.Each(len(all), r.client.config.Concurrency, func(i int) error {
		read[i] = r.ask(ctx, all[i])
		return nil
	})
	byID := make(map[string]PersonByID, len(all))
	for i, one := range all {
		if panics[i] != nil {
			read[i] = PersonByID{Person: one.Person, Err: panics[i]}
		}
		byID[one.ID] = read[i]
	}
	maps.DeleteFunc(byID, func(_ string, one PersonByID) bool {
		return problem.NotPermitted(one.Err) || errors.Is(one.Err, errGone)
	})
	return byID
}

// errGone is the failure to ask about somebody who was listed and isn't any more.
var errGone = errors.New("the person isn't there any more")

// ask asks what a person has. What was just removed gets a moment to be gone from ZITADEL's lists, which can be late.
func (r idRead) ask(ctx context.Context, one listed) PersonByID {
	if r.wanted.Needs == (Needs{Proof: r.wanted.Needs.Proof}) {
		return PersonByID{Person: one.Person}
	}
	removed, wasRemoved := r.wanted.Removed[one.ID]
	for wait, waited := firstPause, time.Duration(0); ; wait *= 2 {
		person, err := r.askOnce(ctx, one)
		if err != nil {
			return PersonByID{Person: one.Person, Err: r.failure(ctx, err)}
		}
		isListed := wasRemoved && removed.isListedOf(person)
		if !isListed || waited >= showTime || !pause(ctx, min(wait, showTime-waited)) {
			return PersonByID{Person: person, StillListed: isListed}
		}
		waited += wait
	}
}

// askOnce asks what a person has as a look does.
func (r idRead) askOnce(ctx context.Context, one listed) (Person, error) {
	l := r.look(ctx)
	got, err := l.ask(ctx, one.Person, l.questionsAbout(one.Person))
	if err != nil {
		return Person{}, err
	}
	person, isThere, err := l.conclude(ctx, &answer{listed: one, asked: got})
	if err == nil && !isThere {
		err = errGone
	}
	return person, err
}

// failure returns why something couldn't be read. ctx is the one that the read has its time by.
func (r idRead) failure(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return problem.RequestEnded(ctx.Err())
	case timeIsOver(ctx, err):
		return problem.RequestEnded(context.DeadlineExceeded)
	case errors.Is(err, errCallLimit):
		return lookCallsUsedUp(ctx, r.client.config)
	}
	return err
}

// How long a removed factor gets to be gone from ZITADEL's lists.
const (
	showTime   = time.Second
	firstPause = 25 * time.Millisecond
)

// pause waits, and reports whether there is time left afterwards for a call.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return timeForCall(ctx)
	case <-ctx.Done():
		return false
	}
}

// isListedOf reports whether a person is listed with what the removal removes, or may be: a list of security keys that lacks some is
// none.
func (r Removal) isListedOf(person Person) bool {
	kind, _ := MethodOf(r.Type)
	has := (person.Ready | person.Unfinished).Has(kind)
	if r.SecurityKeyID == "" || person.SecurityKeys == nil {
		return has
	}
	return slices.ContainsFunc(person.SecurityKeys, func(key SecurityKey) bool { return key.ID == r.SecurityKeyID })
}
