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
	boolSetting = iota
	uriSetting
	lifetimeSetting
)

// patchedSetting is a setting that is patched: its name, its name in the payload of an event where that is another, and
// the kind of its value.
type patchedSetting struct {
	name, payload string
	kind          int
}

// patchedSettings returns every setting except passwordlessType.
func patchedSettings() []patchedSetting {
	return []patchedSetting{
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
		{name: "defaultRedirectUri", payload: "defaultRedirectURI", kind: uriSetting},
		{name: "passwordCheckLifetime", kind: lifetimeSetting},
		{name: "externalLoginCheckLifetime", kind: lifetimeSetting},
		{name: "mfaInitSkipLifetime", kind: lifetimeSetting},
		{name: "secondFactorCheckLifetime", kind: lifetimeSetting},
		{name: "multiFactorCheckLifetime", kind: lifetimeSetting},
	}
}

// kindOfSetting returns the kind of a setting's value.
func kindOfSetting(name string) int {
	return patchedSettings()[slices.IndexFunc(patchedSettings(), func(s patchedSetting) bool { return s.name == name })].kind
}

// lostUpdate is an acknowledged patch that was undone by a patch which didn't name its field.
type lostUpdate struct {
	org, field string
	by, was    uint64 // sequences
	// warned is whether the client was told that the patch isn't in force, hidden whether the other client has written
	// something between the event that the field's value is from and the patch that undid it.
	warned, hidden bool
}

// events returns the events of an organization, the oldest first.
func (s *updateLoad) events(org string) []*eventv1.Event {
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

// updateHistory replays the events of one organization, beside what its client was told.
type updateHistory struct {
	org string
	// written are the settings as they are in the log, wanted as they were last acknowledged.
	written, wanted map[string]any
	by              map[string]acknowledged // who set it last
	differs         map[string]bool         // whether it is known already that the two differ
	other           uint64                  // the newest event of the other client
	// set is the event that a field's value is from, and setBefore the one that the value before it was from. A patch may be
	// newer than both: it may ask for what is written already, though not shown.
	set, setBefore map[string]uint64
	lost           []lostUpdate
	// unwritten counts patches that were answered without a write although what they asked for isn't written.
	unwritten int
}

func newUpdateHistory(org string) *updateHistory {
	return &updateHistory{org: org, written: map[string]any{}, wanted: map[string]any{}, by: map[string]acknowledged{}, differs: map[string]bool{},
		set: map[string]uint64{}, setBefore: map[string]uint64{}}
}

// replay compares the events of the client's organization with the patches that were acknowledged.
func (s *updateLoad) replay(p *patcher) *updateHistory {
	history := newUpdateHistory(p.org)
	answers := map[uint64][]acknowledged{}
	for _, a := range p.acknowledged {
		answers[a.sequence] = append(answers[a.sequence], a)
	}
	for _, e := range s.events(p.org) {
		history.apply(e)
		for _, a := range answers[e.GetSequence()] {
			history.compare(a)
		}
		delete(answers, e.GetSequence())
	}
	for sequence := range answers {
		s.t.Errorf("%s: %d was acknowledged and isn't in the log", p.org, sequence)
	}
	return history
}

// apply takes an event into account.
func (b *updateHistory) apply(e *eventv1.Event) {
	kind := strings.TrimPrefix(e.GetType().GetType(), "org.policy.login.")
	if kind == "added" {
		b.written = map[string]any{}
		for _, f := range patchedSettings() {
			b.set[f.name] = e.GetSequence()
		}
	}
	if strings.HasPrefix(kind, "secondfactor.") {
		b.other = e.GetSequence()
	}
	if kind != "added" && kind != "changed" {
		return
	}
	payload := e.GetPayload().AsMap()
	for _, f := range patchedSettings() {
		if value, ok := payload[cmp.Or(f.payload, f.name)]; ok {
			b.written[f.name] = value
			b.setBefore[f.name], b.set[f.name] = b.set[f.name], e.GetSequence()
		}
	}
}

// compare takes an acknowledged patch into account, after the event with its sequence. Where two patches have the same
// sequence, the second wrote nothing, because what it asked for was shown already.
func (b *updateHistory) compare(a acknowledged) {
	if a.fields == nil { // a creation
		b.wanted, b.by, b.differs = maps.Clone(b.written), map[string]acknowledged{}, map[string]bool{}
		return
	}
	unwritten := false
	for name, value := range a.fields {
		b.wanted[name], b.by[name] = payloadOf(name, value), a
		b.differs[name] = !b.isWritten(name)
		unwritten = unwritten || b.differs[name]
	}
	if unwritten {
		b.unwritten++
	}
	for _, f := range patchedSettings() {
		if isWritten := b.isWritten(f.name); isWritten || b.differs[f.name] {
			b.differs[f.name] = !isWritten
			continue
		}
		before := b.by[f.name]
		hidden := b.other > min(before.sequence, b.setBefore[f.name])
		b.lost = append(b.lost, lostUpdate{b.org, f.name, a.sequence, before.sequence, before.warned, hidden})
		b.differs[f.name] = true
	}
}

// isWritten reports whether a field is written as it was last acknowledged.
func (b *updateHistory) isWritten(field string) bool {
	kind := kindOfSetting(field)
	return orZero(b.written[field], kind) == orZero(b.wanted[field], kind)
}

// orZero returns the value that a setting has where a payload leaves it out.
func orZero(value any, kind int) any {
	if value != nil {
		return value
	}
	return []any{false, "", 0.0}[kind]
}

// payloadOf returns a value of a patch as a payload has it.
func payloadOf(name string, value any) any {
	if kindOfSetting(name) != lifetimeSetting {
		return value
	}
	hours, err := strconv.Atoi(strings.Trim(value.(string), "PTH"))
	if err != nil {
		panic(err) // nextValue makes whole hours only
	}
	return float64(time.Duration(hours) * time.Hour)
}

// report fails the test for each lost update that isn't allowed, and logs the figures.
func (s *updateLoad) report(allowed func(lostUpdate) bool) {
	s.t.Helper()
	counts, unwritten := map[string]int{}, 0
	for _, p := range s.patchers {
		history := s.replay(p)
		unwritten += history.unwritten
		for _, u := range history.lost {
			counts[fmt.Sprintf("warned: %t, hidden: %t", u.warned, u.hidden)]++
			if !allowed(u) {
				s.t.Errorf("a patch was lost: %+v", u)
			}
		}
	}
	s.t.Logf("%d patches acknowledged beside %d factor writes; undone: %v; answered as shown already though not written: %d; %v",
		s.acknowledged.Load(), s.factors.Load(), counts, unwritten, s.tallies)
}
