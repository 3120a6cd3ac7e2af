// Command generate makes the code that follows from the schema: with gqlgen, as gqlgen.yml says, graph/generated and graph/model; and from
// what gqlgen then knows of each field, how package graph/plan writes it. `go generate ./graph` runs it.
package main

import (
	"fmt"
	"os"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

// root is the repository's, as seen from this folder, where Go runs the command.
const root = "../.."

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	if err := os.Chdir(root); err != nil {
		return err
	}
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return fmt.Errorf("read gqlgen.yml: %w", err)
	}
	return api.Generate(cfg, api.AddPlugin(plans{}))
}
