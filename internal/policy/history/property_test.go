package history

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func (e event) inShort() string {
	kind := "i"
	if e.owner == theOrganization {
		kind = "o"
	}
	return kind + strconv.FormatUint(e.sequence, 10)
}

// author writes random logs: writes of a few events each, which have one date, and often the date of the write before.
type author struct {
	*rand.Rand

	zitadel *zitadel
	now     int64
	created bool
	own     bool
	// doubled are the dates of the first and the second of two creations at once.
	doubled [][2]int64
}

// write adds one write to one of the logs.
func (a *author) write() {
	a.now += a.Int64N(3)
	if !a.created || a.IntN(2) == 0 {
		a.writeInstance()
		return
	}
	a.writeOrganization()
}

func (a *author) writeInstance() {
	switch a.IntN(8) {
	case 0:
		a.createOrganization()
	case 1:
		a.toInstance("smtp.config.added")
	case 2:
		a.toInstance("policy.login.changed", "policy.login.secondfactor.added", "policy.login.changed")
	default:
		a.toInstance("policy.login.secondfactor.removed")
	}
}

func (a *author) createOrganization() {
	if !a.created {
		a.created = true
		a.toOrganization("added", "domain.added")
	}
}

func (a *author) writeOrganization() {
	switch choice := a.IntN(9); {
	case choice < 2:
		a.toOrganization("member.added")
	case choice == 2: // where it inherits, a phantom
		a.toOrganization("policy.login.secondfactor.added")
	case choice == 3:
		a.toOrganization("policy.login.newer")
	case !a.own:
		a.customize()
	case choice < 7:
		a.own = false
		a.toOrganization("policy.login.removed")
	default:
		a.toOrganization("policy.login.changed")
	}
	a.zitadel.inherits = !a.own
}

// customize creates a policy, now and then twice, with an event of the instance's in between.
func (a *author) customize() {
	a.own = true
	a.toOrganization("policy.login.added", "policy.login.secondfactor.added")
	if a.IntN(3) == 0 {
		first := a.now
		a.now += a.Int64N(2)
		a.toInstance("policy.login.changed")
		a.now += a.Int64N(2)
		a.toOrganization("policy.login.added", "policy.login.secondfactor.added")
		a.doubled = append(a.doubled, [2]int64{first, a.now})
	}
}

// cut has the log kept from a random date on, but not from one between two creations at once.
func (a *author) cut() {
	a.zitadel.cut = 1000 + a.Int64N(a.now-1000+1)
	for _, dates := range a.doubled {
		if a.zitadel.cut > dates[0] && a.zitadel.cut <= dates[1] {
			a.zitadel.cut = dates[0]
		}
	}
}

func (a *author) toOrganization(topics ...string) {
	for _, topic := range topics {
		a.zitadel.organization = append(a.zitadel.organization,
			event{theOrganization, uint64(len(a.zitadel.organization) + 1), a.now, topic})
	}
}

func (a *author) toInstance(topics ...string) {
	for _, topic := range topics {
		a.zitadel.instance = append(a.zitadel.instance,
			event{theInstance, uint64(len(a.zitadel.instance) + 1), a.now, topic})
	}
}

// wanted works out the history from all events that ever were, the oldest first, as it is promised: of the same date the
// instance's come before the organization's.
func wanted(z *zitadel) string {
	all := slices.Concat(z.instance, z.organization)
	slices.SortStableFunc(all, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.owner, b.owner), cmp.Compare(a.sequence, b.sequence))
	})
	inherits := false
	var found []string
	for _, e := range all {
		if e.owner == theOrganization {
			switch e.topic {
			case "added", "policy.login.removed":
				inherits = true
			case "policy.login.added":
				inherits = false
			}
		}
		shown := strings.HasPrefix(e.topic, "policy.login.") && (e.owner == theOrganization || inherits)
		if shown && e.date >= z.cut {
			found = append(found, e.inShort())
		}
	}
	slices.Reverse(found)
	return strings.Join(found, " ")
}

// random returns a ZITADEL with random logs, their author, and a reader that reads it in small steps.
func random(seed uint64) (*author, *Reader) {
	z := &zitadel{inherits: true}
	a := &author{Rand: rand.New(rand.NewPCG(seed, 1)), zitadel: z, now: 1000}
	for range a.IntN(60) {
		a.write()
	}
	a.createOrganization()
	if a.IntN(3) == 0 {
		a.cut()
	}
	reader := NewReader(z)
	reader.limits = limits{changes: 1 + a.Uint32N(6), events: 1 + a.Uint32N(4), allEvents: 2 + a.Uint32N(60)}
	return a, reader
}

// readAll follows the pages, of up to first changes each, to the end. between is called after each.
func readAll(t *testing.T, reader *Reader, first func() int, between func()) string {
	t.Helper()
	var found []string
	after := Position{}
	for range 10_000 {
		words, page := read(t, reader, first(), after)
		found = append(found, strings.Fields(words)...)
		if !page.InheritedKnown {
			t.Fatal("the instance's changes aren't known")
		}
		if !page.More {
			return strings.Join(found, " ")
		}
		position, err := ParsePosition(page.End.String())
		if err != nil || position != page.End {
			t.Fatalf("%v became %v by way of its text: %v", page.End, position, err)
		}
		after = position
		between()
	}
	t.Fatal("the pages don't end")
	return ""
}

// Ensures that the pages of a history, whatever their size and that of ZITADEL's answers, make up what is promised: each change of the
// organization's, each of the instance's while the organization existed and inherited, once, and newest first.
func TestPagesMakeUpTheHistory(t *testing.T) {
	changesOfInstance := 0
	for seed := range uint64(1000) {
		a, reader := random(seed)
		want := wanted(a.zitadel)
		changesOfInstance += strings.Count(want, "i")
		if got := readAll(t, reader, func() int { return 1 + a.IntN(9) }, func() {}); got != want {
			t.Fatalf("seed %d:\n got %s\nwant %s\nof %s", seed, got, want, describe(a.zitadel))
		}
	}
	if changesOfInstance < 1000 {
		t.Errorf("only %d changes were the instance's: the logs don't try the merge", changesOfInstance)
	}
}

// Ensures that what happens while somebody turns the pages neither repeats nor hides a change, and shows on a new first page.
func TestNewChangesDontMoveThePages(t *testing.T) {
	for seed := range uint64(600) {
		a, reader := random(seed)
		want := wanted(a.zitadel)
		got := readAll(t, reader, func() int { return 1 + a.IntN(4) }, func() {
			a.now++
			a.write()
		})
		if got != want {
			t.Fatalf("seed %d:\n got %s\nwant %s\nof %s", seed, got, want, describe(a.zitadel))
		}
	}
}

// Ensures that dates which contradict the sequences, as ZITADEL gives them to events that are written at once, don't make pages repeat
// or leave out a change: they make up what one large page has.
func TestPagesWithDatesOutOfOrder(t *testing.T) {
	for seed := range uint64(600) {
		a, reader := random(seed)
		for _, log := range [][]event{a.zitadel.organization, a.zitadel.instance} {
			for i := 1; i < len(log); i++ {
				if a.IntN(4) == 0 {
					log[i].date, log[i-1].date = log[i-1].date, log[i].date
				}
			}
		}
		whole := NewReader(a.zitadel)
		want, _ := read(t, whole, 1000, Position{})
		if got := readAll(t, reader, func() int { return 1 + a.IntN(4) }, func() {}); got != want {
			t.Fatalf("seed %d:\n got %s\nwant %s\nof %s", seed, got, want, describe(a.zitadel))
		}
	}
}

func describe(z *zitadel) string {
	lines := []string{fmt.Sprintf("cut %d", z.cut)}
	for _, e := range slices.Concat(z.organization, z.instance) {
		lines = append(lines, fmt.Sprintf("  %s %d %s", e.inShort(), e.date, e.topic))
	}
	return strings.Join(lines, "\n")
}
