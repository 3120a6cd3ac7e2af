// chart checks the Helm chart in deploy/charts: its tests lint it, render it with Helm itself and many values, and validate every
// manifest against the schemas of Kubernetes, of the Gateway API and of the Prometheus Operator. That needs no cluster and no network:
// the schemas of the kinds that the chart has are in the folder schemas.
//
// The program itself makes that folder anew, of the modules that those projects publish. Which kinds and which versions, kinds says.
//
//	go run . schemas
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
)

func main() {
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "Usage: chart FOLDER, where the schemas are written")
		os.Exit(2)
	}
	if err := writeSchemas(context.Background(), flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}
