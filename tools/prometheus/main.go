// Command prometheus reads an answer of /metrics from standard input by Prometheus' own parser, as a server that scrapes does. A test
// of resolver_test builds and runs it. Its argument is the answer's content type.
//
// It prints one JSON object a line for each series, with its metric and labels, its value, and the labels of its exemplar. A metric
// without a type or help text is an error.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/prometheus/prometheus/model/exemplar"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "prometheus:", err)
		os.Exit(1)
	}
}

// series is a line of the answer.
type series struct {
	Labels   map[string]string `json:"labels"`
	Value    string            `json:"value"` // as text, since it may be infinite
	Exemplar map[string]string `json:"exemplar,omitempty"`
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("give the content type")
	}
	text, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the metrics: %w", err)
	}
	parser, err := textparse.New(text, args[0], labels.NewSymbolTable(), textparse.ParserOptions{})
	if err != nil {
		return fmt.Errorf("choose a parser: %w", err)
	}
	encoder := json.NewEncoder(out)
	typed, helped := map[string]bool{}, map[string]bool{}
	for {
		entry, err := parser.Next()
		switch {
		case errors.Is(err, io.EOF):
			return complete(typed, helped)
		case err != nil:
			return fmt.Errorf("parse: %w", err)
		}
		switch entry { //nolint:exhaustive // the rest says nothing of a series
		case textparse.EntryType:
			name, _ := parser.Type()
			typed[string(name)] = true
		case textparse.EntryHelp:
			name, help := parser.Help()
			helped[string(name)] = len(help) > 0
		case textparse.EntrySeries:
			if err := encoder.Encode(read(parser)); err != nil {
				return fmt.Errorf("print a series: %w", err)
			}
		}
	}
}

func read(parser textparse.Parser) series {
	var of labels.Labels
	parser.Labels(&of)
	_, _, value := parser.Series()
	found := series{Labels: of.Map(), Value: fmt.Sprint(value)}
	var example exemplar.Exemplar
	if parser.Exemplar(&example) {
		found.Exemplar = example.Labels.Map()
	}
	return found
}

// complete reports metrics that lack a help text.
func complete(typed, helped map[string]bool) error {
	var problems []error
	for name := range typed {
		if !helped[name] {
			problems = append(problems, fmt.Errorf("%s has no help text", name))
		}
	}
	return errors.Join(problems...)
}
