// Package subcommand answers what the program can be asked for besides serving: its schema, its licences, its version, whether the
// server on this machine is ready, and what there is to know about its configuration. Each answer is a text on standard output.
//
// Settings themselves are checked by internal/config whatever is asked for; the files that they name are looked at here (CheckFiles)
// before there is a server that needs them.
//
// It depends on the packages whose texts it prints. How a subcommand is found among the arguments, and how it stands in the
// help text, is internal/config's; serving is package main's.
package subcommand

import (
	"fmt"
	"io"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/licenses"
)

// Print writes the text that cfg.Subcommand asks for to out. It fails for one without a text, such as config.Serve.
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
