package parallel_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"zitadel-graphql/internal/parallel"
)

var errItem = errors.New("item 1 failed")

// Ensures that each item has its own error, whatever becomes of the others, and that a panic ends neither them nor the program.
func TestEachReturnsTheErrorOfEachItem(t *testing.T) {
	errs := parallel.Each(3, 1, func(i int) error {
		switch i {
		case 0:
			panic("at item 0")
		case 1:
			return errItem
		}
		return nil
	})
	if errs[0] == nil || !strings.Contains(errs[0].Error(), "at item 0") || !errors.Is(errs[1], errItem) || errs[2] != nil {
		t.Errorf("got %v", errs)
	}
}

// Ensures that no more items are under way than the limit allows.
func TestEachKeepsTheLimit(t *testing.T) {
	var running, most atomic.Int32
	parallel.Each(20, 2, func(int) error {
		if now := running.Add(1); now > most.Load() {
			most.Store(now)
		}
		defer running.Add(-1)
		return nil
	})
	if most.Load() > 2 {
		t.Errorf("%d at the same time", most.Load())
	}
}

// Ensures that two functions run at the same time, as the reads of a policy and of its log have to: here each waits for the other.
func TestBothRunAtTheSameTime(t *testing.T) {
	first, second := make(chan struct{}), make(chan struct{})
	errFirst, errSecond := parallel.Both(func() error {
		close(first)
		<-second
		return errItem
	}, func() error {
		close(second)
		<-first
		panic("at the second")
	})
	if !errors.Is(errFirst, errItem) || errSecond == nil || !strings.Contains(errSecond.Error(), "at the second") {
		t.Errorf("got %v and %v", errFirst, errSecond)
	}
}
