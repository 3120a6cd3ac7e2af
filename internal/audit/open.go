package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/telemetry"
)

// The names of streams that aren't files.
const (
	Stderr = "stderr"
	Stdout = "stdout"
)

// Config says where the trail goes.
type Config struct {
	// To is Stderr for the log's stream, Stdout, or the path of a file, to which lines are appended. A file that doesn't exist is created
	// with mode 0600.
	To string
}

// Validate reports an empty To.
func (c Config) Validate() error {
	var wrong invalid.Settings
	wrong.If(c.To == "", "audit-log", "it is empty", "write "+Stderr+", "+Stdout+" or the path of a file")
	return wrong.Err()
}

// Open returns the trail that config asks for, which writes to logStream, stdout or a file. It fails if the file can't be opened. The
// caller has to close the trail, which closes neither logStream nor stdout.
func Open(config Config, logStream Stream, stdout io.Writer, log *slog.Logger) (*Trail, error) {
	switch config.To {
	case Stderr:
		return NewTrail(logStream, log, time.Now), nil
	case Stdout:
		output := telemetry.NewOutput(stdout)
		trail := NewTrail(output, log, time.Now)
		trail.close = output.Close
		return trail, nil
	}
	kept, err := openFile(config.To)
	if err != nil {
		return nil, fmt.Errorf("open the audit log: %w; give audit-log a file that can be written, %s or %s", err, Stderr, Stdout)
	}
	output := telemetry.NewOutput(kept)
	trail := NewTrail(output, log, time.Now)
	trail.reopen = kept.reopen
	trail.close = func(ctx context.Context) error { return errors.Join(output.Close(ctx), kept.Close()) }
	return trail, nil
}

var _ Stream = (*telemetry.Output)(nil)
