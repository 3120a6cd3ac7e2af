package people

import (
	"runtime"
	"strconv"
	"testing"

	"zitadel-graphql/internal/people/personevents"
)

// eventsOf yields what a population of this size does: everybody is created, every other sets up an authenticator app, every third
// codes by SMS, and every fourth a security key or a passkey.
func eventsOf(people int, yield func(personevents.Event)) {
	for i := range people {
		event := personevents.Event{UserID: strconv.Itoa(300_000_000_000_000_000 + i), Organization: "200"}
		happen := func(kind, token string) {
			event.Sequence++
			event.Type, event.TokenID = kind, token
			yield(event)
		}
		if i%2 == 0 {
			happen("user.human.mfa.otp.added", "")
			happen("user.human.mfa.otp.verified", "")
		}
		if i%3 == 0 {
			happen("user.human.mfa.otp.sms.added", "")
		}
		if i%4 == 0 {
			kind := []string{"user.human.mfa.u2f.token.", "user.human.passwordless.token."}[i/4%2]
			happen(kind+"added", strconv.Itoa(i))
			happen(kind+"verified", strconv.Itoa(i))
		}
	}
}

// heap is the memory that is in use.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// folded returns what the events of so many people add up to, with everybody listed.
func folded(people int) *fold {
	f := newFold()
	for i := range people {
		f.addCreation(personevents.Event{UserID: strconv.Itoa(300_000_000_000_000_000 + i), Type: "user.human.added"})
		f.mark(strconv.Itoa(300_000_000_000_000_000+i), isListed)
	}
	eventsOf(people, f.addFactor)
	return f
}

// Prevents that the memory of a look by the events grows beyond a few bytes a person.
func TestMemoryOfFold(t *testing.T) {
	before := heap()
	f := folded(100_000)
	used := int64(heap()) - int64(before)
	runtime.KeepAlive(f)
	if used > 8<<20 {
		t.Errorf("%d people take %d KiB", 100_000, used>>10)
	}
	if counted := f.census(); counted != (census{}) {
		t.Errorf("%+v", counted)
	}
}

// Prevents that two people are taken for one whose ids are the same number, or none.
func TestIDs(t *testing.T) {
	f := newFold()
	ids := []string{"123", "0123", "+123", "18446744073709551616", "0", "00", "alice", ""}
	for i, id := range ids {
		for range i + 1 {
			f.addFactor(personevents.Event{UserID: id, Type: "user.human.mfa.u2f.token.verified", TokenID: strconv.Itoa(int(f.of(id).keys))})
		}
	}
	for i, id := range ids {
		if got := f.of(id).keys; int(got) != i+1 {
			t.Errorf("%q has %d keys, want %d", id, got, i+1)
		}
	}
}

// BenchmarkFold reports the memory that is kept for so many people, and the time for each event.
func BenchmarkFold(b *testing.B) {
	for _, people := range []int{1000, 100_000} {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			for b.Loop() {
				before := heap()
				f := folded(people)
				b.ReportMetric(float64(int64(heap())-int64(before))/float64(1<<20), "MiB")
				runtime.KeepAlive(f)
			}
			events := people
			eventsOf(people, func(personevents.Event) { events++ })
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(events), "ns/event")
		})
	}
}
