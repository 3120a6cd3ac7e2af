package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// userCases are about ListUsers: whom a caller may see, and in which order.
func userCases() []testCase {
	return slices.Concat(userListCases(), userRefusalCases(), []testCase{{
		name: "users come in the order of their creation, page by page",
		spec: "u.sorted u.pages",
		steps: []step{
			pagesJoin(),
			listUsers(&objectv2.ListQuery{Limit: 10, Asc: true, Offset: 1_000_000}, inOrg("{org}")).must(showsUsers(), countsUsers(0)),
		},
	}})
}

func userListCases() []testCase {
	both := withIDs(completePerson, plainPerson)
	active := userv2.UserState_USER_STATE_ACTIVE
	return []testCase{
		{
			name: "a person is shown with its name, its home, and since when it is there",
			spec: "u.list",
			steps: []step{
				listUsers(nil, inOrg("{org}"), both).eventually(showsUsers(completePerson, plainPerson), countsUsers(2), arePeople),
				listUsers(nil, both, inState(active)).must(showsUsers(completePerson, plainPerson)),
				listUsers(nil, both, inState(userv2.UserState_USER_STATE_INACTIVE)).must(showsUsers()),
				listUsers(nil, both, inOrg("{foreign org}")).as(InstanceOwner).must(showsUsers()),
				listUsers(nil, withIDs(foreignPerson), inOrg("{foreign org}")).as(InstanceOwner).eventually(showsUsers(foreignPerson)),
			},
		},
		{
			name: "people and machines are told apart",
			spec: "u.list",
			steps: []step{
				listUsers(nil, both, ofType(userv2.Type_TYPE_HUMAN)).must(showsUsers(completePerson, plainPerson)),
				listUsers(nil, both, ofType(userv2.Type_TYPE_MACHINE)).must(showsUsers()),
			},
		},
	}
}

func userRefusalCases() []testCase {
	return []testCase{
		{
			name: "who may not read a user isn't shown it, and isn't refused",
			spec: "u.unseen",
			steps: []step{
				listUsers(nil, withIDs(foreignPerson)).must(showsUsers(), countsUsers(0)),
				listUsers(nil, withIDs(foreignPerson, completePerson)).must(showsUsers(completePerson), countsUsers(1)),
				listUsers(nil, inOrg("{foreign org}")).must(showsUsers(), countsUsers(0)),
				listUsers(nil, inOrg("no-such-organization")).must(showsUsers(), countsUsers(0)),
				listUsers(nil, withIDs(completePerson)).as(Nobody).must(showsUsers(), countsUsers(0)),
				listUsers(nil, withIDs(completePerson)).as(Viewer).must(showsUsers(completePerson)),
			},
		},
		{
			name: "for the list of users the organization of the call makes no difference, if there is such an organization",
			spec: "u.header",
			steps: []step{
				listUsers(nil, withIDs(completePerson)).in("{foreign org}").must(showsUsers(completePerson)),
				listUsers(nil, withIDs(completePerson)).in().must(showsUsers(completePerson)),
				listUsers(nil, withIDs(completePerson)).in("no-such-organization").must(orgNotThere()),
			},
		},
		{
			name: "a filter with a malformed organization is refused",
			spec: "u.malformed",
			steps: []step{
				listUsers(nil, inOrg("")).must(requestInvalid()),
				listUsers(nil, inOrg(strings.Repeat("é", 201))).must(requestInvalid()),
			},
		},
		{
			name: "without a valid token no method about users answers",
			spec: "e.no-token e.token-unknown",
			steps: append(
				each(userCalls("1"), func(c call) step { return c.authorized().must(tokenMissing()) }),
				each(userCalls("1"), func(c call) step { return c.authorized("Bearer garbage").must(tokenRejected()) })...,
			),
		},
	}
}

// pagesJoin demands that the organization's users come with dates that never fall, and that two pages are what one is.
func pagesJoin() step {
	page := func(offset uint64, limit uint32) call {
		return listUsers(&objectv2.ListQuery{Offset: offset, Limit: limit, Asc: true}, inOrg("{org}"))
	}
	needs := listUsers(nil, withIDs(completePerson), inOrg("{org}")).demands()
	return step{"ListUsers page by page", needs, func(ctx context.Context, s *suite) error {
		whole, wholeErr := usersOf(s.send(ctx, page(0, 4)))
		first, firstErr := usersOf(s.send(ctx, page(0, 2)))
		rest, restErr := usersOf(s.send(ctx, page(2, 2)))
		if err := errors.Join(wholeErr, firstErr, restErr); err != nil {
			return err
		}
		if len(whole) < 3 || len(first) != 2 {
			return fmt.Errorf("one page shows %d, and its first half %d", len(whole), len(first))
		}
		for i := range whole[1:] {
			if createdAt(whole[i+1]).Before(createdAt(whole[i])) {
				return fmt.Errorf("%v comes after %v", whole[i+1], whole[i])
			}
		}
		return sameList("users", userIDs(slices.Concat(first, rest)), userIDs(whole))
	}}
}
