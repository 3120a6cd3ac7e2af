package people_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/people"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// texts writes what was read: the id, the second factors, and how reading ended.
func texts(t *testing.T, read map[string]people.PersonByID) []string {
	t.Helper()
	var all []string
	for id, one := range read {
		text := strings.TrimSpace(fmt.Sprintf("%s %b %b %s", id, one.Person.Ready, one.Person.Unfinished, meaning(t, one.Err)))
		if one.Person.ID != id {
			text += " is " + one.Person.ID
		}
		if one.StillListed {
			text += " still listed"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

// Ensures that people are read by their ids with what is needed and no more, by as few calls as that takes; and that nobody of
// another organization is ever in the answer, nor a machine, nor who isn't there any more, even where ZITADEL lists them all.
func TestReadByID(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ada := w.setUp(w.add(acme), people.TOTP|people.Password)
	grace := w.setUp(w.add(acme), people.U2F)
	w.do(grace, people.TOTP, "added")
	w.addMachine(acme)
	machine := w.residents[2]
	foreign := w.setUp(w.add(other), people.TOTP)
	gone := w.add(acme)
	w.remove(gone)
	ids := []string{grace.id, "", ada.id, machine.id, foreign.id, gone.id, ada.id}
	for _, c := range []struct {
		needs people.Needs
		want  []string
		calls map[string]int
	}{
		{people.Needs{}, []string{ada.id + " 0 0", grace.id + " 0 0"}, map[string]int{listUsers: 1, listPermissions: 1}},
		{people.Needs{LoginMethods: true}, []string{ada.id + " 1000001 0", grace.id + " 10 0"}, map[string]int{listUsers: 1, listPermissions: 1, listTypes: 2}},
		{people.Needs{Factors: true}, []string{ada.id + " 1000001 0", grace.id + " 10 1"},
			map[string]int{listUsers: 1, listPermissions: 1, listTypes: 2, listFactors: 2}},
	} {
		for _, w.ignoresOrganization = range []bool{false, true} {
			clear(w.counts)
			read, err := w.client(t, people.DefaultConfig()).ReadByID(asCaller(t), people.ByID{Organization: acme, IDs: slices.Clone(ids), Needs: c.needs})
			if got := texts(t, read); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%+v: got %q, %v", c.needs, got, err)
			}
			if fmt.Sprint(w.counts) != fmt.Sprint(c.calls) {
				t.Errorf("%+v: made the calls %v", c.needs, w.counts)
			}
			if one := read[ada.id].Person; one.DisplayName != "Person "+ada.id || one.State != userv2.UserState_USER_STATE_ACTIVE {
				t.Errorf("%+v: %+v", c.needs, one)
			}
		}
	}
}

// Ensures that nothing is asked where nobody can be meant.
func TestReadByIDOfNobody(t *testing.T) {
	t.Parallel()
	w := newWorld()
	client := w.client(t, people.DefaultConfig())
	for _, wanted := range []people.ByID{{Organization: acme}, {Organization: acme, IDs: []string{""}}, {IDs: []string{w.add(acme).id}}} {
		if read, err := client.ReadByID(asCaller(t), wanted); err != nil || len(read) > 0 || len(w.counts) > 0 {
			t.Errorf("%+v: got %v, %v after %v", wanted, read, err, w.counts)
		}
	}
}

// Ensures that a caller who may not read people gets nobody, and no error: also a caller whom ZITADEL lists to itself, and one who
// may read people of another organization alone.
func TestReadByIDWithoutPermission(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world){
		"none at all":             func(w *world) { w.permissions[""] = nil },
		"of another organization": func(w *world) { w.permissions = map[string][]string{other: {"user.read"}} },
		"for a project only":      func(w *world) { w.permissions[""] = []string{"user.read:7"} },
		"lost on the way": func(w *world) {
			w.before = func(method string, _ int) error {
				if method == listTypes {
					return refused(codes.PermissionDenied, "AUTH-5mWD2")
				}
				return nil
			}
		},
	} {
		w := newWorld()
		ada := w.setUp(w.add(acme), people.TOTP)
		change(w)
		w.caller = &userv1.User{Id: ada.id}
		read, err := w.client(t, people.DefaultConfig()).ReadByID(asCaller(t),
			people.ByID{Organization: acme, IDs: []string{ada.id}, Needs: people.Needs{LoginMethods: true}})
		if err != nil || len(read) > 0 {
			t.Errorf("%s: got %v, %v", name, read, err)
		}
	}
}

// Ensures that a failure is told, of one person where it is about one alone; and that somebody who is deleted between two calls isn't
// shown as somebody without factors.
func TestReadByIDFails(t *testing.T) {
	t.Parallel()
	fails := func(of string, at int) func(*world) {
		return func(w *world) {
			w.before = func(method string, n int) error {
				if method == of && (at == 0 || n == at) {
					return refused(codes.Internal, "X")
				}
				return nil
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*world)
		limit  int
		want   []string
		err    string
	}{
		{name: "the list", change: fails(listUsers, 0), err: "INTERNAL_SERVER_ERROR BACKEND_FAILED"},
		{name: "the permissions", change: fails(listPermissions, 0), err: "INTERNAL_SERVER_ERROR BACKEND_FAILED"},
		{name: "one person", change: fails(listFactors, 1), want: []string{"1001 1 0", "1002 0 0 INTERNAL_SERVER_ERROR BACKEND_FAILED"}},
		{name: "too many calls", change: func(*world) {}, limit: 1, err: "LIMIT_EXCEEDED TOO_MANY_BACKEND_CALLS"},
		{name: "too many calls later", change: func(*world) {}, limit: 4, want: []string{"1001 0 0 LIMIT_EXCEEDED TOO_MANY_BACKEND_CALLS", "1002 10 0"}},
		{name: "somebody is deleted", change: func(w *world) {
			w.before = func(method string, n int) error {
				if method == listTypes && n == 1 {
					w.remove(w.residents[1])
				}
				return nil
			}
		}, want: []string{"1001 1 0"}},
	} {
		w := newWorld()
		ada, grace := w.setUp(w.add(acme), people.TOTP), w.setUp(w.add(acme), people.U2F)
		c.change(w)
		config := people.DefaultConfig()
		config.Concurrency = 1 // so that it is known who comes first: the list is in no order, and here the newest is first
		if c.limit > 0 {
			config.LookCalls = c.limit
		}
		read, err := w.client(t, config).ReadByID(asCaller(t), people.ByID{Organization: acme, IDs: []string{ada.id, grace.id}, Needs: people.Needs{Factors: true}})
		if got := texts(t, read); !slices.Equal(got, c.want) || meaning(t, err) != c.err {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
}

// Ensures that people are shown without what was just removed from them as soon as ZITADEL's lists show that, that a list which is a
// second late is waited for and no longer, and that then it's told; also of one security key beside others.
func TestReadByIDAfterRemoval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		user    string
		removal people.Removal
		needs   people.Needs
		late    time.Duration
		want    string
		after   time.Duration // how long the read takes at most
	}{
		{"shown at once", "10", people.Removal{Type: totp}, people.Needs{LoginMethods: true}, 0, "10 11110 0", 0},
		{"shown late", "10", people.Removal{Type: totp}, people.Needs{LoginMethods: true}, 300 * time.Millisecond, "10 11110 0", 400 * time.Millisecond},
		{"never shown", "10", people.Removal{Type: totp}, people.Needs{LoginMethods: true}, time.Hour, "10 11111 0 still listed", time.Second},
		{"recovery codes", "10", people.Removal{Type: recoveryCodes}, people.Needs{Factors: true}, time.Hour, "10 11111 0 still listed", time.Second},
		{"a key of two", "11", people.Removal{Type: u2f, SecurityKeyID: "a"}, people.Needs{Factors: true}, 0, "11 100010 0", 0},
		{"a key of two, late", "11", people.Removal{Type: u2f, SecurityKeyID: "a"}, people.Needs{Factors: true}, 60 * time.Millisecond, "11 100010 0", 100 * time.Millisecond},
		{"a key of two, never", "11", people.Removal{Type: u2f, SecurityKeyID: "b"}, people.Needs{Factors: true}, time.Hour, "11 100010 0 still listed", time.Second},
		{"nothing asked", "10", people.Removal{Type: totp}, people.Needs{}, time.Hour, "10 0 0", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newRemovalBackend()
			b.late, b.lateUntil = maps.Clone(b.has), time.Now().Add(c.late)
			client, _ := b.client(nil)
			ctx, cancel := context.WithTimeout(withToken(t), 30*time.Second)
			defer cancel()
			removed, err := client.Remove(ctx, "200", c.user, c.removal)
			if err != nil || removed.Person.LoginName != "name-"+c.user || removed.Organization != "200" {
				t.Fatalf("%s: got %+v, %v", c.name, removed, err)
			}
			begun := time.Now()
			read, err := client.ReadByID(ctx, people.ByID{Organization: removed.Organization, IDs: []string{c.user}, Needs: c.needs,
				Removed: map[string]people.Removal{c.user: c.removal}})
			if got := texts(t, read); err != nil || !slices.Equal(got, []string{c.want}) || time.Since(begun) > c.after {
				t.Errorf("%s: got %q, %v after %s", c.name, got, err, time.Since(begun))
			}
		})
	}
}

// Ensures that a list which is late doesn't use up the time that the answer needs, and that one which fails while it is waited for is
// told.
func TestReadByIDAfterRemovalEndsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newRemovalBackend()
		b.late, b.lateUntil = maps.Clone(b.has), time.Now().Add(time.Hour)
		client, _ := b.client(nil)
		ctx, cancel := context.WithTimeout(withToken(t), 500*time.Millisecond)
		defer cancel()
		wanted := people.ByID{Organization: "200", IDs: []string{"10"}, Needs: people.Needs{LoginMethods: true},
			Removed: map[string]people.Removal{"10": {Type: totp}}}
		read, err := client.ReadByID(ctx, wanted)
		if got := texts(t, read); err != nil || ctx.Err() != nil || !slices.Equal(got, []string{"10 11111 0 still listed"}) {
			t.Errorf("got %q, %v; the request has ended: %v", got, err, ctx.Err())
		}
		b.before = onCall(listTypes, func(call removalCall) error { return refusedAs(call.method, codes.Internal, "X") })
		read, err = client.ReadByID(withToken(t), wanted)
		if got := texts(t, read); err != nil || !slices.Equal(got, []string{"10 0 0 INTERNAL_SERVER_ERROR BACKEND_FAILED"}) {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
