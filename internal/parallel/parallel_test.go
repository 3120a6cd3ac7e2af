package parallel_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// Ensures that as many items are under way as the limit allows, and no more: items of a second each tell by how long they take together.
func TestEachKeepsTheLimit(t *testing.T) {
	for limit, want := range map[int]time.Duration{1: 20 * time.Second, 2: 10 * time.Second, parallel.All: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			parallel.Each(20, limit, func(int) error {
				time.Sleep(time.Second) // of the test's own clock
				return nil
			})
			if took := time.Since(began); took != want {
				t.Errorf("with a limit of %d it took %v, want %v", limit, took, want)
			}
		})
	}
}

// Ensures that a panic in the goroutine that Both begins doesn't end the program.
func TestBothRecovers(t *testing.T) {
	errFirst, errSecond := parallel.Both(func() error { panic("at the first") }, func() error { return nil })
	if errFirst == nil || !strings.Contains(errFirst.Error(), "at the first") || errSecond != nil {
		t.Errorf("got %v and %v", errFirst, errSecond)
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
