package wiretest_test

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire/wiretest"
)

// exchange is one call as the suite sees it: a tampering may alter what goes out and what comes back.
type exchange struct {
	sent    metadata.MD
	request proto.Message
	reply   proto.Message
	header  metadata.MD
	err     error
}

// tampering makes a wrong server of a right one.
type tampering struct {
	name string
	// groups have the cases that can find it; the others aren't played, to save time. Empty means all.
	groups []string
	// alterRequest is called before the call and alterReply after it. nil alters nothing.
	alterRequest, alterReply func(*exchange)
}

var matrix = flag.Bool("matrix", false, "play every case against every tampering, and count")

// TestEveryCaseCanFail plays the cases against servers that are wrong in one way each. Every case must find at least one
// of them wrong beside the one that always fails, and each of them must be found by some case; the honest server by none. What is known already isn't
// tried again, nor what a case has nothing to do with, but with -matrix.
func TestEveryCaseCanFail(t *testing.T) {
	calm, racing := inMemory(t, openEmbedded(t, embedded.Config{})), inMemory(t, openEmbedded(t, embedded.Config{Races: true}))
	racing.Races = true
	found := map[string]int{}
	for _, name := range slices.DeleteFunc(wiretest.CaseNames(), needsRejected) {
		target := calm
		if strings.HasPrefix(name, "races/") {
			target = racing
		}
		if err := check(t, target, name, tampering{}); err != nil {
			t.Errorf("the honest server fails %q: %v", name, err)
		}
		if !findsSome(t, target, name, found) {
			t.Errorf("%q can't fail", name)
		}
	}
	for _, way := range tamperings() {
		if *matrix {
			t.Logf("%3d cases find that %s", found[way.name], way.name)
		}
		if found[way.name] == 0 {
			t.Errorf("no case finds that %s", way.name)
		}
	}
}

func (way tampering) concerns(name string) bool {
	group, _, _ := strings.Cut(name, "/")
	return way.groups == nil || slices.Contains(way.groups, group)
}

// findsSome reports whether the case finds some tampering, and counts each.
func findsSome(t *testing.T, target wiretest.Target, name string, found map[string]int) bool {
	t.Helper()
	some := false
	for _, way := range tamperings() {
		if !*matrix && (some && found[way.name] > 0 || !way.concerns(name)) {
			continue
		}
		if check(t, target, name, way) != nil {
			some = some || way.name != brokenDown
			found[way.name]++
		}
	}
	return some
}

// TestFailureSaysWhatIsWrong keeps a failure readable: the step, what came, what should have come.
func TestFailureSaysWhatIsWrong(t *testing.T) {
	target := inMemory(t, openEmbedded(t, embedded.Config{}))
	const name = "second factors/a factor that the own policy lacks can't be removed, and the attempt writes nothing"
	err := check(t, target, name, tampering{alterReply: func(x *exchange) { x.err = nil }})
	if err == nil {
		t.Fatal("a removal that should be refused and isn't goes unnoticed")
	}
	for _, part := range []string{"step 2", "RemoveSecondFactor(SECOND_FACTOR_TYPE_U2F)", "succeeded, want NotFound"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q doesn't say %q", err, part)
		}
	}
}

// TestRunNeedsATarget keeps an empty target from passing.
func TestRunNeedsATarget(t *testing.T) {
	whole := inMemory(t, openEmbedded(t, embedded.Config{}))
	for name, spoil := range map[string]func(*wiretest.Target){
		"connection":   func(target *wiretest.Target) { target.Conn = nil },
		"organization": func(target *wiretest.Target) { target.Org = "" },
		"token":        func(target *wiretest.Target) { target.Tokens = nil },
	} {
		target := whole
		spoil(&target)
		honest := func(conn grpc.ClientConnInterface) grpc.ClientConnInterface { return conn }
		if _, err := wiretest.CheckThrough(t.Context(), target, wiretest.CaseNames()[0], honest); err == nil {
			t.Errorf("a target without %s was accepted", name)
		}
	}
}

func needsRejected(name string) bool { return name == onceValid }

func check(t *testing.T, target wiretest.Target, name string, way tampering) error {
	t.Helper()
	found, broken := wiretest.CheckThrough(t.Context(), target, name, func(conn grpc.ClientConnInterface) grpc.ClientConnInterface {
		return tampered{conn, way}
	})
	if broken != nil {
		t.Fatal(broken)
	}
	return found
}

// tampered is a connection to a wrong server.
type tampered struct {
	grpc.ClientConnInterface

	way tampering
}

func (c tampered) Invoke(ctx context.Context, method string, request, reply any, opts ...grpc.CallOption) error {
	sent, _ := metadata.FromOutgoingContext(ctx)
	x := &exchange{sent: sent.Copy(), request: proto.Clone(request.(proto.Message)), reply: reply.(proto.Message)}
	if c.way.alterRequest != nil {
		c.way.alterRequest(x)
	}
	x.err = c.ClientConnInterface.Invoke(metadata.NewOutgoingContext(ctx, x.sent), method, x.request, reply, append(opts, grpc.Header(&x.header))...)
	if c.way.alterReply != nil {
		c.way.alterReply(x)
	}
	for _, option := range opts {
		if header, wanted := option.(grpc.HeaderCallOption); wanted {
			*header.HeaderAddr = x.header
		}
	}
	return x.err
}
