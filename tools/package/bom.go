package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/CycloneDX/cyclonedx-gomod/pkg/generate/bin"
	"github.com/rs/zerolog"
)

// writeBOM writes what is in the program as CycloneDX has it: its Go modules and Go's standard library, read from the program
// itself, and the npm packages of GraphiQL's page. Both architectures have the same.
func (r release) writeBOM() (err error) {
	generator, err := bin.NewGenerator(r.program(architectures()[0]), bin.WithIncludeStdlib(true),
		bin.WithVersionOverride(r.version.full), bin.WithLogger(zerolog.Nop()))
	if err != nil {
		return fmt.Errorf("list what is built in: %w", err)
	}
	bom, err := generator.Generate()
	if err != nil {
		return fmt.Errorf("list what is built in: %w", err)
	}
	page, err := r.pageComponents()
	if err != nil {
		return err
	}
	*bom.Components = append(*bom.Components, page...)
	bom.Metadata.Timestamp = r.date.UTC().Format(time.RFC3339)
	out, err := os.Create(filepath.Join(r.dist, name+".cdx.json"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).Encode(bom)
}
