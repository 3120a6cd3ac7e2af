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

// Print writes to out what cfg.Command asks for. A command that prints nothing, such as config.Serve, is an error.
func Print(out io.Writer, cfg config.Config) error {
	text, err := answer(cfg)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, text); err != nil {
		return fmt.Errorf("print for the command %s: %w", cfg.Command, err)
	}
	return nil
}

func answer(cfg config.Config) (string, error) {
	switch cfg.Command {
	case config.PrintSchema:
		if cfg.Federation {
			return graph.FederationSDL()
		}
		return graph.SDL(), nil
	case config.PrintLicenses:
		return licenses.Text(), nil
	case config.PrintVersion:
		return "zitadel-graphql " + telemetry.Version() + "\n", nil
	default:
		return "", fmt.Errorf("the command %q prints nothing", cfg.Command)
	}
}
