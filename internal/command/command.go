// Package command does what the program can be asked for besides serving, all of which is printing. Which commands there
// are is said by internal/config, and what they print by those that own it.
package command

import (
	"fmt"
	"io"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/licenses"
	"zitadel-graphql/internal/telemetry"
)

// Print writes to out what the command asks for. A command that prints nothing, such as config.Serve, is an error.
func Print(out io.Writer, command config.Command) error {
	var text string
	switch command {
	case config.PrintSchema:
		text = graph.SDL()
	case config.PrintLicenses:
		text = licenses.Text()
	case config.PrintVersion:
		text = "zitadel-graphql " + telemetry.Version() + "\n"
	default:
		return fmt.Errorf("the command %q prints nothing", command)
	}
	if _, err := io.WriteString(out, text); err != nil {
		return fmt.Errorf("print for the command %s: %w", command, err)
	}
	return nil
}
