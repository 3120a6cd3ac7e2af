// Package subcommand executes the program's subcommands: it prints the schema, the licences, the version or the configuration, asks the
// server on this machine whether it is ready, and checks the configuration. Each prints a text on standard output.
//
// internal/config has checked the settings themselves by then; this package checks the files that they name (CheckFiles).
//
// It depends on the packages whose texts it prints. internal/config finds the subcommand among the arguments, and has its line of the help
// text. Serving, for which there is no subcommand, is package main's.
package subcommand

import (
	"fmt"
	"io"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/licenses"
)

// Print executes cfg.Subcommand and writes its text to out. It fails if the server that CheckReady asks isn't ready, and for a subcommand
// without a text, such as config.Serve.
func Print(out io.Writer, cfg config.Config) error {
	text, err := textFor(cfg)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, text); err != nil {
		return fmt.Errorf("print for the command %s: %w", cfg.Subcommand, err)
	}
	return nil
}

func textFor(cfg config.Config) (string, error) {
	switch cfg.Subcommand {
	case config.CheckReady:
		return "ready\n", askReady(cfg.Web)
	case config.CheckConfig:
		return "ok\n", nil // else there was no configuration to print for
	case config.PrintConfig:
		return cfg.YAML(), nil
	case config.PrintConfigSchema:
		return config.Schema()
	case config.PrintSchema:
		if cfg.Graph.Federation {
			return graph.FederationSDL()
		}
		return graph.SDL(), nil
	case config.PrintLicenses:
		return licenses.Text(), nil
	case config.PrintVersion:
		return build.Read().String(), nil
	default:
		return "", fmt.Errorf("the command %q prints nothing", cfg.Subcommand)
	}
}
