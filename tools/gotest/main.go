// Command gotest runs go test, prints what that prints, and at the end which tests were skipped and why. go test itself
// can't: of a package that passes it hides everything but one line, and with -v it hides nothing.
//
//	go -C tools/gotest run . /path/to/the/module ./...
//
// What follows the folder is handed to go test.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: gotest MODULE [arguments of go test]")
	}
	passed, err := run(context.Background(), os.Stdout, os.Args[1], os.Args[2:])
	if err != nil {
		log.Fatal("gotest: ", err)
	}
	if !passed {
		os.Exit(1)
	}
}

// run is false where go test ended with another status than 0.
func run(ctx context.Context, out io.Writer, folder string, arguments []string) (bool, error) {
	test := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, arguments...)...)
	test.Dir, test.Stderr = folder, os.Stderr
	events, err := test.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := test.Start(); err != nil {
		return false, fmt.Errorf("start go test: %w", err)
	}
	shown := report{out: out}
	if err := shown.read(events); err != nil {
		return false, fmt.Errorf("read what go test says: %w", err)
	}
	shown.printSkipped()
	return test.Wait() == nil, nil
}

// read follows the events until go test ends. A line that is no event is printed as it is.
func (r *report) read(events io.Reader) error {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		switch {
		case len(line) == 0:
		case json.Unmarshal(line, &e) != nil:
			fmt.Fprintf(r.out, "%s", line)
		default:
			r.add(e)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
