package people

import (
	"context"
	"errors"
	"slices"
	"sort"

	"zitadel-graphql/graph/problem"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	listPage    = 500     // people in a page of ListUsers
	largestPage = 1 << 20 // where so many people were created at the same time, they can't be put in an order
)

// listed is a person as ListUsers has it, with the place behind the person.
type listed struct {
	Person

	at      Position
	isHuman bool
}

// listedPage is a part of the list, in the order of positions.
type listedPage struct {
	people []listed
	// total is how many people there are in all. last is true where nobody follows.
	total int
	last  bool
}

// peopleList reads ZITADEL's list of people in the order of their creation, a page at a time. The list has only offsets, which
// move when somebody before them comes or goes. So each page is asked for from somebody who was there before, and where the list
// has moved, further back. People who were created at the same time stand in no order in ZITADEL's list: they are kept together
// in one page, and ordered by id. It belongs to one goroutine.
type peopleList struct {
	users userv2.UserServiceClient
	scope Scope
	// limit is how many people are asked for at once.
	limit uint64
	// position is behind the last person that was returned.
	position Position
	// before is how many people stand before the position that the list was begun at, and seen how many were found since, those
	// that don't count included.
	before, seen int
	begun        bool
}

// next returns the next page. It may be empty and not the last, where everybody on it is somebody else's.
func (l *peopleList) next(ctx context.Context) (listedPage, error) {
	for back := l.limit; l.limit <= largestPage; {
		page, err := l.read(ctx)
		if err != nil {
			return listedPage{}, err
		}
		if !page.follows(l.position) {
			l.position.offset -= min(back, l.position.offset)
			back *= 2
			continue
		}
		if found := page.after(l.position); len(found) > 0 || page.isLast() {
			return l.accept(page, found), nil
		}
		l.limit *= 2
	}
	return listedPage{}, replyInvalid("too many people were created at the same time")
}

// accept remembers how far the list was read, and returns those of the people found who count.
func (l *peopleList) accept(page rawPage, found []listed) listedPage {
	if !l.begun {
		l.begun, l.before = true, page.end()-len(page.all)+page.countUpTo(l.position)
	}
	l.seen += len(found)
	if len(found) > 0 {
		l.position = found[len(found)-1].at
	}
	theirs := slices.DeleteFunc(found, func(person listed) bool { return !l.scope.counts(person) })
	return listedPage{people: theirs, total: page.total, last: page.isLast()}
}

// read reads a page from the offset of the position on.
func (l *peopleList) read(ctx context.Context) (rawPage, error) {
	reply, err := l.users.ListUsers(ctx, &userv2.ListUsersRequest{
		Query:         &objectv2.ListQuery{Offset: l.position.offset, Limit: uint32(l.limit), Asc: true}, //nolint:gosec // at most largestPage
		SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE,
		Queries:       l.scope.queries(),
	})
	if err != nil {
		return rawPage{}, err
	}
	return newRawPage(reply, l.position.offset)
}

// length is how long the list is now, and whether somebody on it was created after everybody who was found.
type length struct {
	total   int
	hasMore bool
}

// length asks for the person who was created last. A number alone doesn't tell that one has come where one has gone.
func (l *peopleList) length(ctx context.Context) (length, error) {
	reply, err := l.users.ListUsers(ctx, &userv2.ListUsersRequest{Query: &objectv2.ListQuery{Limit: 1},
		SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE, Queries: l.scope.queries()})
	if err != nil {
		return length{}, err
	}
	now := length{total: int(reply.GetDetails().GetTotalResult())} //nolint:gosec // a number of people
	for _, newest := range reply.GetResult() {
		now.hasMore = newest.GetDetails().GetCreationDate().AsTime().UnixNano() > l.position.created
	}
	now.hasMore = now.hasMore || now.total > l.found()
	return now, nil
}

// found is how many people were found, those before the position that the list was begun at included.
func (l *peopleList) found() int { return l.before + l.seen }

// has reports whether the list has a person.
func (l *peopleList) has(ctx context.Context, id string) (bool, error) {
	reply, err := l.users.ListUsers(ctx, &userv2.ListUsersRequest{Query: &objectv2.ListQuery{Limit: 1}, Queries: append(l.scope.queries(), withIDs(id))})
	return slices.ContainsFunc(reply.GetResult(), func(user *userv2.User) bool { return user.GetUserId() == id }), err
}

// byID returns those in scope who have these ids, in no particular order.
func (l *peopleList) byID(ctx context.Context, ids []string) ([]listed, error) {
	reply, err := l.users.ListUsers(ctx, &userv2.ListUsersRequest{Query: &objectv2.ListQuery{Limit: uint32(len(ids))}, //nolint:gosec // a few hundred
		Queries: append(l.scope.queries(), withIDs(ids...))})
	if err != nil {
		return nil, err
	}
	var found []listed
	for _, user := range reply.GetResult() {
		one := listed{Person: personOf(user), isHuman: user.GetHuman() != nil}
		if l.scope.counts(one) && slices.Contains(ids, one.ID) {
			found = append(found, one)
		}
	}
	return found, nil
}

// withIDs restricts a list to users of these ids.
func withIDs(ids ...string) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_InUserIdsQuery{InUserIdsQuery: &userv2.InUserIDQuery{UserIds: ids}}}
}

// queries restrict a list to the people in scope.
func (s Scope) queries() []*userv2.SearchQuery {
	queries := []*userv2.SearchQuery{{Query: &userv2.SearchQuery_TypeQuery{TypeQuery: &userv2.TypeQuery{Type: userv2.Type_TYPE_HUMAN}}}}
	if !s.Instance {
		queries = append(queries, &userv2.SearchQuery{Query: &userv2.SearchQuery_OrganizationIdQuery{
			OrganizationIdQuery: &userv2.OrganizationIdQuery{OrganizationId: s.Organization}}})
	}
	return queries
}

// counts reports whether somebody in a list is a person in scope. ZITADEL's word alone doesn't count.
func (s Scope) counts(person listed) bool {
	return person.isHuman && (s.Instance || person.Organization == s.Organization)
}

// rawPage is a page as ZITADEL sent it: in the order of creation, and those of the same moment in any order.
type rawPage struct {
	all    []listed
	offset uint64
	total  int
}

// newRawPage reads a reply. It refuses one from which it can't be told who comes after whom.
func newRawPage(reply *userv2.ListUsersResponse, offset uint64) (rawPage, error) {
	page := rawPage{offset: offset, total: int(reply.GetDetails().GetTotalResult())} //nolint:gosec // a number of people
	for i, user := range reply.GetResult() {
		if user.GetDetails() == nil || user.GetUserId() == "" {
			return rawPage{}, problem.ReplyIncomplete(false)
		}
		page.all = append(page.all, listed{Person: personOf(user), isHuman: user.GetHuman() != nil,
			at: Position{created: user.GetDetails().GetCreationDate().AsTime().UnixNano(), id: user.GetUserId()}})
		if i > 0 && page.all[i].at.created < page.all[i-1].at.created {
			return rawPage{}, replyInvalid("the list isn't in the order of creation")
		}
	}
	if len(page.all) > 0 && page.total < page.end() || len(page.all) == 0 && page.total > page.end() {
		return rawPage{}, replyInvalid("the list's total isn't that of its people")
	}
	page.setOffsets()
	return page, nil
}

// setOffsets sets in each position where the last person stands who was created before.
func (p rawPage) setOffsets() {
	earlier := p.offset
	for i := range p.all {
		if i > 0 && p.all[i].at.created > p.all[i-1].at.created {
			earlier = p.offset + uint64(i) - 1
		}
		p.all[i].at.offset = earlier
	}
}

// end is how many people there are up to the page's last.
func (p rawPage) end() int { return int(p.offset) + len(p.all) } //nolint:gosec // at most the number of people

func (p rawPage) isLast() bool { return p.end() >= p.total }

// follows reports whether the page has everybody after the position that the list has before the page's end: it begins with
// somebody who was created before, or with the first person of all.
func (p rawPage) follows(position Position) bool {
	return p.offset == 0 || len(p.all) > 0 && p.all[0].at.created < position.created
}

// after returns those behind the position, in their order, but those at the end of whom more of the same moment may follow on the
// next page.
func (p rawPage) after(position Position) []listed {
	whole := p.all
	if !p.isLast() && len(whole) > 0 {
		lastMoment := whole[len(whole)-1].at.created
		whole = whole[:sort.Search(len(whole), func(i int) bool { return whole[i].at.created >= lastMoment })]
	}
	found := slices.DeleteFunc(slices.Clone(whole), func(person listed) bool { return person.at.compare(position) <= 0 })
	slices.SortFunc(found, func(a, b listed) int { return a.at.compare(b.at) })
	return found
}

// countUpTo counts those on the page who don't come after the position.
func (p rawPage) countUpTo(position Position) int {
	count := 0
	for _, person := range p.all {
		if person.at.compare(position) <= 0 {
			count++
		}
	}
	return count
}

func personOf(user *userv2.User) Person {
	human := user.GetHuman()
	return Person{
		ID:            user.GetUserId(),
		DisplayName:   human.GetProfile().GetDisplayName(),
		LoginName:     user.GetPreferredLoginName(),
		Organization:  user.GetDetails().GetResourceOwner(),
		State:         user.GetState(),
		Created:       user.GetDetails().GetCreationDate().AsTime(),
		EmailVerified: human.GetEmail().GetIsVerified(),
		PhoneVerified: human.GetPhone().GetIsVerified(),
	}
}

// replyInvalid is the failure of a call whose reply can't be right; why is for the log.
func replyInvalid(why string) error {
	return &problem.Problem{Code: problem.CodeBadGateway, Reason: problem.ReasonBackendReplyInvalid,
		Message: "ZITADEL answered what can't be right.", Cause: errors.New(why)}
}
