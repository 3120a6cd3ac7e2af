package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/vuln/scan"
)

// foundStatus is the exit status that govulncheck reports where the module calls something vulnerable.
const foundStatus = 3

// check runs govulncheck on the packages of the module in folder, and is true where it found something. Where the database
// can't be reached it writes why nothing was checked, and that is no error.
func check(ctx context.Context, out io.Writer, database, folder string) (bool, error) {
	if err := reach(ctx, database); err != nil {
		return false, skip(out, "no database", err)
	}
	// The scan doesn't end with its context while it waits for the database.
	done := make(chan error, 1)
	go func() { done <- runScan(ctx, out, database, folder) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return false, skip(out, "not done in time", ctx.Err())
	}
	var status interface{ ExitCode() int }
	switch {
	case errors.As(err, &status) && status.ExitCode() == foundStatus:
		return true, nil
	case err != nil && reach(ctx, database) != nil:
		return false, skip(out, "no database", err) // it went away meanwhile
	}
	return false, err
}

func runScan(ctx context.Context, out io.Writer, database, folder string) error {
	scanner := scan.Command(ctx, "-db", database, "-C", folder, "./...")
	scanner.Stdin, scanner.Stdout, scanner.Stderr = strings.NewReader(""), out, out
	if err := scanner.Start(); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	return scanner.Wait()
}

func skip(out io.Writer, why string, cause error) error {
	_, err := fmt.Fprintf(out, "skipped: %s: %v\n", why, cause)
	return err
}

// reachTimeout is how long the database has to answer at all.
const reachTimeout = 20 * time.Second

// reach returns an error unless the database answers. One in a folder always does.
func reach(ctx context.Context, database string) error {
	if strings.HasPrefix(database, "file:") {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, strings.TrimRight(database, "/")+"/index/modules.json.gz", nil)
	if err != nil {
		return fmt.Errorf("its address: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return nil
}
