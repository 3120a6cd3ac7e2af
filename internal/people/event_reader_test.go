package people

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/internal/people/personevents"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// recorded is a log that is read as ZITADEL's is: in its order, and from a date on.
type recorded struct {
	events []personevents.Event
	calls  int
}

func (r *recorded) list(_ context.Context, _ grpc.ClientConnInterface, request *adminv1.ListEventsRequest) ([]personevents.Event, error) {
	r.calls++
	var page []personevents.Event
	for _, event := range r.events {
		if len(page) == eventsPage {
			break
		}
		if request.GetFrom() == nil || event.At.After(request.GetFrom().AsTime()) {
			page = append(page, event)
		}
	}
	return page, nil
}

func readAll(r *eventReader) (all []personevents.Event, err error) {
	for more := true; more; {
		var page []personevents.Event
		if page, more, err = r.page(context.Background(), nil); err != nil {
			return all, err
		}
		all = append(all, page...)
	}
	return all, nil
}

// Ensures that each event is read once, however many share a date, and though the dates of writes at the same time are in another
// order than the log.
func TestPagesOfEvents(t *testing.T) {
	for name, next := range map[string]func(*rand.Rand) time.Duration{
		"one after the other":       func(*rand.Rand) time.Duration { return time.Second },
		"in bursts":                 func(r *rand.Rand) time.Duration { return time.Duration(r.IntN(100)/99) * time.Second },
		"out of order":              func(r *rand.Rand) time.Duration { return time.Duration(r.IntN(9)-3) * time.Millisecond },
		"thick, a little at a time": func(*rand.Rand) time.Duration { return time.Microsecond },
	} {
		log, at, random := &recorded{}, time.Unix(1_700_000_000, 0), rand.New(rand.NewPCG(1, 2))
		for i := range 5500 {
			at = at.Add(next(random))
			log.events = append(log.events, personevents.Event{UserID: strconv.Itoa(i % 700), Sequence: uint64(i), Organization: "200", At: at})
		}
		reader := &eventReader{list: log.list, types: factorEvents(), organization: "200"}
		got, err := readAll(reader)
		if err != nil || !slices.Equal(got, log.events) || log.calls > 8 {
			t.Errorf("%s: %d of %d events in %d calls, %v", name, len(got), len(log.events), log.calls, err)
		}
		log.events = append(log.events, personevents.Event{UserID: "new", Sequence: 1, Organization: "200", At: at.Add(time.Microsecond)},
			personevents.Event{UserID: "new", Sequence: 2, Organization: "300", At: at.Add(time.Microsecond)})
		if got, err = readAll(reader); err != nil || len(got) != 1 || got[0].UserID != "new" {
			t.Errorf("%s: since then %d events, %v", name, len(got), err)
		}
		if got, err = readAll(reader); err != nil || len(got) != 0 {
			t.Errorf("%s: nothing happened, but %d events, %v", name, len(got), err)
		}
	}
}

// Prevents that a log is taken for read to its end where more events share a date than come in one answer.
func TestTooManyEventsAtOnce(t *testing.T) {
	log := &recorded{}
	for i := range eventsPage + 1 {
		log.events = append(log.events, personevents.Event{UserID: "1", Sequence: uint64(i), Organization: "200", At: time.Unix(1, 0)})
	}
	if got, err := readAll(&eventReader{list: log.list, organization: "200"}); err == nil {
		t.Errorf("%d of %d events look like all", len(got), len(log.events))
	}
}
