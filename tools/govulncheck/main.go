// Command govulncheck runs the Go project's govulncheck on a folder's module, so that a known vulnerability in code that the
// module calls ends it with status 3. Where the database of vulnerabilities can't be reached, or doesn't answer in time, it
// prints that the check was skipped and why, and ends with status 0: no network is no finding.
//
//	go -C tools/govulncheck run . /path/to/the/module
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	database := flag.String("db", "https://vuln.go.dev", "the `URL` of the database, or file:// with its folder")
	timeout := flag.Duration("timeout", 5*time.Minute, "how long the check may take in all")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: govulncheck [flags] MODULE")
	}
	found, err := checkWithin(*timeout, *database, flag.Arg(0))
	if err != nil {
		log.Fatal("govulncheck: ", err)
	}
	if found {
		os.Exit(foundStatus)
	}
}

func checkWithin(timeout time.Duration, database, folder string) (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return check(ctx, os.Stdout, database, folder)
}
