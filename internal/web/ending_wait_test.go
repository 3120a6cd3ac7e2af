package web

import (
	"testing"
	"testing/synctest"
	"time"
)

// Ensures that the wait for requests under way ends with the last of them, and not with the first.
func TestEndingWaitsForTheLastRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEnding(0)
		began := time.Now()
		for after := range 3 {
			var info requestInfo
			e.track(&info)
			time.AfterFunc(time.Duration(after+1)*time.Second, func() { e.untrack(&info) })
		}
		if err := e.wait(t.Context()); err != nil || time.Since(began) != 3*time.Second {
			t.Errorf("it ended with %v after %v", err, time.Since(began))
		}
	})
}
