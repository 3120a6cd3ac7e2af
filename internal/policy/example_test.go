package policy_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// connectToExample opens a development ZITADEL, in memory, and a connection to it. The caller closes both.
func connectToExample() (*embedded.Server, backend.Conn, error) {
	log := slog.New(slog.DiscardHandler)
	zitadel, err := embedded.Open(embedded.Config{}, log)
	if err != nil {
		return nil, nil, err
	}
	conn, err := backend.Dial(backend.Config{URL: "http://localhost", Transport: backend.GRPC, Connections: 1,
		CallTimeout: 10 * time.Second, MaxReplyBytes: 4 << 20}, zitadel.Dial, log)
	return zitadel, conn, err
}

// A program without GraphQL removes a second factor. It puts the caller's token into the calls' metadata, and reads from a
// failure what it means and whether anything may have been written.
func ExampleClient_Change() {
	zitadel, conn, err := connectToExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer zitadel.Close() //nolint:errcheck // its data is in memory
	defer conn.Close()    //nolint:errcheck // every call is done
	client := policy.NewClient(conn, policy.Config{ConfirmWrites: true})
	ctx := metadata.NewOutgoingContext(context.Background(), metadata.Pairs("authorization", "Bearer "+embedded.OrgOwnerToken))

	removal, err := policy.RemoveSecondFactor(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := client.Change(ctx, embedded.HomeOrgID, removal, policy.Options{})
	fmt.Println("first:", result.Details.GetResourceOwner(), result.Warnings, err)

	_, err = client.Change(ctx, embedded.HomeOrgID, removal, policy.Options{})
	if failure, ok := problem.NewClassifier().Classify(err); ok {
		fmt.Println("again:", failure.Code, failure.Reason, "may have written:", failure.MayHaveWritten)
	}

	// Output:
	// first: 200000000000000001 [] <nil>
	// again: NOT_FOUND SECOND_FACTOR_NOT_CONFIGURED may have written: false
}
