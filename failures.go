package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/telemetry"
)

// lastLinesTime is how long the last lines of the log may take at the end of the program.
const lastLinesTime = 2 * time.Second

// finish writes why the program ends, if err is not nil, and what of the log still waits. It returns the exit code.
func finish(output *telemetry.Output, log telemetry.Config, err error) int {
	code := 0
	if err != nil {
		code = 1
		explain(output, log, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastLinesTime)
	defer cancel()
	_ = output.Close(ctx) // where the stream is blocked there is nowhere left to tell so
	return code
}

// explain writes a failure of the program: for people all of it, and in JSON a line for each of the failures that err joins.
func explain(w io.Writer, log telemetry.Config, err error) {
	if log.Format != telemetry.JSON {
		fmt.Fprintln(w, "zitadel-graphql:", err)
		return
	}
	logger := telemetry.NewLogger(w, log, log.Level)
	for _, failure := range unjoined(err) {
		if setting, ok := errors.AsType[invalid.Setting](failure); ok {
			logger.Error(failure.Error(), "setting", setting.Name)
			continue
		}
		logger.Error(failure.Error())
	}
}

// unjoined takes apart what errors.Join has joined.
func unjoined(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error }) // one that wraps a joined one is one failure
	if !ok {
		return []error{err}
	}
	var all []error
	for _, part := range joined.Unwrap() {
		all = append(all, unjoined(part)...)
	}
	return all
}
