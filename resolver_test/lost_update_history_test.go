package resolver_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/embedded"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// The kinds of value that a setting may have.
const (
	lostBool = iota
	lostURI
	lostLifetime
)

// lostSetting is a setting that is patched: its name, what a payload calls it where that differs, and its kind of value.
type lostSetting struct {
	name, payload string
	kind          int
}

var lostSettings = []lostSetting{
	{name: "forceMfa", payload: "forceMFA"},
	{name: "forceMfaLocalOnly", payload: "forceMFALocalOnly"},
	{name: "allowUsernamePassword"},
	{name: "allowRegister"},
	{name: "allowExternalIdp"},
	{name: "allowDomainDiscovery"},
	{name: "hidePasswordReset"},
	{name: "ignoreUnknownUsernames"},
	{name: "disableLoginWithEmail"},
	{name: "disableLoginWithPhone"},
	{name: "defaultRedirectUri", payload: "defaultRedirectURI", kind: lostURI},
	{name: "passwordCheckLifetime", kind: lostLifetime},
	{name: "externalLoginCheckLifetime", kind: lostLifetime},
	{name: "mfaInitSkipLifetime", kind: lostLifetime},
	{name: "secondFactorCheckLifetime", kind: lostLifetime},
	{name: "multiFactorCheckLifetime", kind: lostLifetime},
}

func lostKind(name string) int {
	return lostSettings[slices.IndexFunc(lostSettings, func(s lostSetting) bool { return s.name == name })].kind
}

// undone is a patch that was acknowledged, and undone by one that didn't name its field.
type undone struct {
	org, field string
	by, was    uint64 // sequences
	// warned says that its client was told that it isn't in force, and hidden that something else was written in between.
	warned, hidden bool
}

// lostEvents reads the organization's own log, the oldest event first.
func (s *lostLoad) lostEvents(org string) []*eventv1.Event {
	s.t.Helper()
	client := adminv1.NewAdminServiceClient(dial(s.t, s.address))
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+embedded.InstanceOwnerToken)
	var all []*eventv1.Event
	for {
		request := &adminv1.ListEventsRequest{AggregateId: org, Asc: true, Limit: 1000}
		if len(all) > 0 {
			request.Sequence = all[len(all)-1].GetSequence()
		}
		page, err := client.ListEvents(ctx, request)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, page.GetEvents()...)
		if len(page.GetEvents()) < 1000 {
			return all
		}
	}
}

// lostBook replays one organization's events beside what its client was told.
type lostBook struct {
	org string
	// now is the settings as they are written, by field; wanted what the client was last told that they are.
	now, wanted map[string]any
	by          map[string]acknowledged // who set it last
	known       map[string]bool         // whether it is known already that the two differ
	other       uint64                  // the newest event of the other client
	undone      []undone
	// unwritten counts patches that were answered without a write although what they asked for isn't written.
	unwritten int
}

// judge compares what is written with what was acknowledged.
func (s *lostLoad) judge(p *patcher) *lostBook {
	book := &lostBook{org: p.org, now: map[string]any{}, wanted: map[string]any{}, by: map[string]acknowledged{}, known: map[string]bool{}}
	told := map[uint64][]acknowledged{}
	for _, a := range p.acknowledged {
		told[a.sequence] = append(told[a.sequence], a)
	}
	for _, e := range s.lostEvents(p.org) {
		book.fold(e)
		for _, a := range told[e.GetSequence()] {
			book.compare(a)
		}
		delete(told, e.GetSequence())
	}
	for sequence := range told {
		s.t.Errorf("%s: %d was acknowledged and isn't in the log", p.org, sequence)
	}
	return book
}

func (b *lostBook) fold(e *eventv1.Event) {
	kind := strings.TrimPrefix(e.GetType().GetType(), "org.policy.login.")
	if kind == "added" {
		b.now = map[string]any{}
	}
	if strings.HasPrefix(kind, "secondfactor.") {
		b.other = e.GetSequence()
	}
	if kind != "added" && kind != "changed" {
		return
	}
	payload := e.GetPayload().AsMap()
	for _, f := range lostSettings {
		if value, ok := payload[cmp.Or(f.payload, f.name)]; ok {
			b.now[f.name] = value
		}
	}
}

// compare is called after the event that a patch was answered with. A second answer with the same sequence wrote nothing:
// what it asked for was shown already.
func (b *lostBook) compare(a acknowledged) {
	if a.fields == nil { // a creation
		b.wanted, b.by, b.known = maps.Clone(b.now), map[string]acknowledged{}, map[string]bool{}
		return
	}
	unwritten := false
	for name, value := range a.fields {
		b.wanted[name], b.by[name] = payloadOf(name, value), a
		b.known[name] = !b.isWritten(name)
		unwritten = unwritten || b.known[name]
	}
	if unwritten {
		b.unwritten++
	}
	for _, f := range lostSettings {
		if isWritten := b.isWritten(f.name); isWritten || b.known[f.name] {
			b.known[f.name] = !isWritten
			continue
		}
		before := b.by[f.name]
		b.undone = append(b.undone, undone{b.org, f.name, a.sequence, before.sequence, before.warned, b.other > before.sequence})
		b.known[f.name] = true
	}
}

func (b *lostBook) isWritten(field string) bool {
	kind := lostKind(field)
	return zeroed(b.now[field], kind) == zeroed(b.wanted[field], kind)
}

// zeroed gives what is left out of a payload its value.
func zeroed(value any, kind int) any {
	if value != nil {
		return value
	}
	return []any{false, "", 0.0}[kind]
}

// payloadOf is how a payload writes a value of a patch.
func payloadOf(name string, value any) any {
	if lostKind(name) != lostLifetime {
		return value
	}
	hours, err := strconv.Atoi(strings.Trim(value.(string), "PTH"))
	if err != nil {
		panic(err) // next makes them
	}
	return float64(time.Duration(hours) * time.Hour)
}

// report fails where a patch was undone that may not be, and says what else happened.
func (s *lostLoad) report(allowed func(undone) bool) {
	s.t.Helper()
	counts, unwritten := map[string]int{}, 0
	for _, p := range s.patchers {
		book := s.judge(p)
		unwritten += book.unwritten
		for _, u := range book.undone {
			counts[fmt.Sprintf("warned: %t, hidden: %t", u.warned, u.hidden)]++
			if !allowed(u) {
				s.t.Errorf("a patch was lost: %+v", u)
			}
		}
	}
	s.t.Logf("%d patches acknowledged beside %d factor writes; undone: %v; answered as shown already though not written: %d; %v",
		s.acknowledged.Load(), s.factors.Load(), counts, unwritten, s.tallies)
}
