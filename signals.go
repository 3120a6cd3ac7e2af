package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"zitadel-graphql/internal/web"
)

// untilSignal returns a context that ends with the first SIGTERM or SIGINT. At SIGTERM, which an orchestrator sends, its cause is
// web.ErrTerminated, so that the server drains. SIGINT is of a person at a terminal, who shouldn't have to wait for that. A second
// signal of either kind ends the program at once.
func untilSignal() context.Context {
	ctx, end := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		received := <-signals
		signal.Stop(signals)
		if received == syscall.SIGTERM {
			end(web.ErrTerminated)
			return
		}
		end(context.Canceled)
	}()
	return ctx
}

// failureOf returns why ctx has ended, or nil where a signal has ended it.
func failureOf(ctx context.Context) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, context.Canceled) || errors.Is(cause, web.ErrTerminated) {
		return nil
	}
	return cause
}
