package main

import (
	"context"
	"io"
	"testing"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/handler"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/web"
)

// openedProgram is the program in the test's own process, up to the server that has no listener yet.
type openedProgram struct {
	cfg     config.Config
	parts   parts
	handler *handler.Handler
	server  *web.Server
}

// openProgram opens what run opens, with the settings of a command line and without an environment. It is closed when the test ends.
func openProgram(t testing.TB, log io.Writer, args ...string) openedProgram {
	t.Helper()
	cfg, err := config.Load(args, nil)
	if err != nil {
		t.Fatal(err)
	}
	var opened closers
	t.Cleanup(func() {
		if err := opened.close(); err != nil {
			t.Error(err)
		}
	})
	output := telemetry.NewOutput(log)
	opened.add(func() error { return output.Close(context.WithoutCancel(t.Context())) })
	parts, err := openParts(t.Context(), cfg, output, func(err error) { t.Error(err) }, &opened)
	if err != nil {
		t.Fatal(err)
	}
	handler, server, err := newServer(t.Context(), cfg, parts)
	if err != nil {
		t.Fatal(err)
	}
	return openedProgram{cfg, parts, handler, server}
}
