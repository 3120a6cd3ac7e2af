package parallel_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/parallel"
)

// Ensures that a function which waits is called once, that all get what it returns, and that those who wait for it don't keep the clock
// of synctest from going on.
func TestOnceValues(t *testing.T) {
	failure := errors.New("the failure")
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		read := parallel.OnceValues(func() (int, error) {
			calls++
			time.Sleep(time.Minute)
			return 7, failure
		})
		done := make(chan bool)
		for range 3 {
			go func() {
				n, err := read()
				done <- n == 7 && errors.Is(err, failure)
			}()
		}
		for range 3 {
			if !<-done {
				t.Error("the function's values aren't returned")
			}
		}
		if calls != 1 {
			t.Errorf("the function was called %d times", calls)
		}
	})
}

// Ensures that everybody gets the panic of the one call, rather than waiting for ever or getting nothing.
func TestOnceValuesOfAPanic(t *testing.T) {
	read := parallel.OnceValues(func() (int, error) { panic("the panic") })
	for range 2 {
		func() {
			defer func() {
				if cause := recover(); cause != "the panic" {
					t.Errorf("the panic is %v", cause)
				}
			}()
			_, _ = read()
			t.Error("there is no panic")
		}()
	}
}
