// Command go-client removes a second factor from a ZITADEL organization through zitadel-graphql. It is an example to copy
// from: it acts on an error's code and reason, never on its text; it sends a request again only where the error is
// retryable; and where a write may have happened, it reads what is there now.
//
// It depends on the standard library alone, since two operations don't need more. For many, github.com/Khan/genqlient
// generates such code from the schema that `zitadel-graphql schema` prints.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	endpoint := flag.String("url", "http://localhost:4000/graphql", "the GraphQL endpoint")
	org := flag.String("org", "", "the organization's id; without it, the token's home organization")
	flag.Usage = usage
	flag.Parse()
	if flag.NArg() != 1 {
		usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client := &Client{Endpoint: *endpoint, Token: os.Getenv("ZITADEL_TOKEN"), HTTP: &http.Client{Timeout: 40 * time.Second}}
	result, err := client.RemoveSecondFactor(ctx, flag.Arg(0), *org)
	if err != nil {
		fmt.Fprintln(os.Stderr, advice(err))
		os.Exit(1) //nolint:gocritic // the program ends, and with it what stop would undo
	}
	fmt.Fprintln(os.Stdout, flag.Arg(0), string(result))
}

func usage() {
	fmt.Fprintln(os.Stderr, "ZITADEL_TOKEN=… go-client [flags] FACTOR, such as SECOND_FACTOR_TYPE_OTP_EMAIL")
	flag.PrintDefaults()
}

// advice is what a person can do about a failure. New codes and reasons may come: the message is the fallback.
func advice(err error) string {
	failure, answered := errors.AsType[*ResponseError](err)
	if !answered {
		return err.Error()
	}
	switch failure.Extensions.Reason {
	case "SECOND_FACTOR_INHERITED":
		return "The organization inherits this factor from the instance. Give it a policy of its own first (whenInherited: CUSTOMIZE)."
	case "LOGIN_POLICY_INHERITED":
		return "The organization has no login policy of its own."
	}
	switch failure.Extensions.Code {
	case "UNAUTHENTICATED":
		return "ZITADEL_TOKEN isn't a valid access token: " + err.Error()
	case "FORBIDDEN":
		return "The token's user may not change this organization's login policy: " + err.Error()
	case "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT":
		return "ZITADEL can't be reached; try again later: " + err.Error()
	default:
		return err.Error()
	}
}
