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

// finish reports err, if there is one, writes the lines of the log that still wait, and returns the exit code: 1 with an error, else 0.
func finish(output *telemetry.Output, log telemetry.Config, err error) int {
	code := 0
	if err != nil {
		code = 1
		explain(output, log, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastLinesTime)
	defer cancel()
	_ = output.Close(ctx) // standard error is blocked, so there is nowhere to report it
	return code
}

// explain writes err in the format of the log: as text in one piece, or in JSON as one line for each failure that err joins.
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

// unjoined returns the errors that errors.Join has joined into err, or err alone.
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
