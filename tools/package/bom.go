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

// writeBOM writes which modules are in the program, Go's standard library included, as CycloneDX has it. It is read from the
// program itself; both architectures have the same modules.
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
	bom.Metadata.Timestamp = r.date.UTC().Format(time.RFC3339)
	out, err := os.Create(filepath.Join(r.dist, name+".cdx.json"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).Encode(bom)
}
