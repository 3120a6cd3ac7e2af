package embedded

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// What a new store starts with must not change: the README, the examples and other people's scripts name these ids, factors and
// sequences.
func TestSeed(t *testing.T) {
	clock := newClock()
	client := connect(t, openWith(t, Config{}, discard(), clock.now), "localhost")
	owner := func(org string) context.Context { return as(t, InstanceOwnerToken, "x-zitadel-orgid", org) }
	home, err := client.GetLoginPolicy(owner("200000000000000001"), &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	wantFactors := []policyv1.SecondFactorType{1, 2, 3}
	if p := home.GetPolicy(); home.GetIsDefault() || p.GetIsDefault() || !slices.Equal(p.GetSecondFactors(), wantFactors) || p.GetDetails().GetResourceOwner() != HomeOrgID {
		t.Errorf("home: got %v", home)
	}
	want := clock.now().Truncate(time.Microsecond)
	if d := home.GetPolicy().GetDetails(); !d.GetCreationDate().AsTime().Equal(want) || !d.GetChangeDate().AsTime().Equal(want) {
		t.Errorf("got %v, want both dates to be %s", d, want)
	}
	inherited, err := client.GetLoginPolicy(owner("200000000000000002"), &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if p := inherited.GetPolicy(); !inherited.GetIsDefault() || !p.GetIsDefault() || !slices.Equal(p.GetSecondFactors(), wantFactors[:2]) || p.GetDetails().GetResourceOwner() != "100000000000000001" {
		t.Errorf("inheriting: got %v", inherited)
	}
	added, err := client.AddSecondFactorToLoginPolicy(owner(InheritingOrgID), &managementv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	if err != nil || added.GetDetails().GetSequence() != 6 {
		t.Errorf("got %v, %v, want sequence 6 after a start at 5", added, err)
	}
	var links []string
	for _, link := range home.GetPolicy().GetIdps() {
		links = append(links, link.GetIdpId()+" "+link.GetIdpName()+" "+link.GetIdpType().String())
	}
	wantLinks := []string{"400000000000000003 Acme directory IDP_TYPE_UNSPECIFIED", "400000000000000001 Company login IDP_TYPE_OIDC"}
	if !slices.Equal(links, wantLinks) || len(inherited.GetPolicy().GetIdps()) != 0 {
		t.Errorf("got the links %q and %v, want %q and none", links, inherited.GetPolicy().GetIdps(), wantLinks)
	}
	if got := home.GetPolicy().GetDetails().GetSequence(); got != 11 {
		t.Errorf("the links moved the policy's sequence to %d", got)
	}
}

// A deadline or a cancellation is reported as what it is, not as our failure.
func TestErrorsThatPassThrough(t *testing.T) {
	for err, want := range map[error]codes.Code{
		context.Canceled: codes.Canceled, context.DeadlineExceeded: codes.DeadlineExceeded,
		status.Error(codes.DataLoss, "x"): codes.DataLoss,
	} {
		if got, forCaller := statusOf(err); status.Code(got) != want || !forCaller {
			t.Errorf("%v: got %v, %t", err, got, forCaller)
		}
	}
	if got, forCaller := statusOf(errors.New("secret")); status.Code(got) != codes.Internal || forCaller || strings.Contains(got.Error(), "secret") {
		t.Errorf("got %v, %t", got, forCaller)
	}
}

// A request over the limit is refused before it is read, and one at the limit gets as far as any other.
func TestRequestSizeLimit(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	send := func(messageBytes int) codes.Code {
		const framing = 5 // the field's tag and its length, for a string of this size
		request := &managementv1.UpdateCustomLoginPolicyRequest{DefaultRedirectUri: strings.Repeat("x", messageBytes-framing)}
		_, err := client.UpdateCustomLoginPolicy(as(t, OrgOwnerToken), request)
		return status.Code(err)
	}
	if got := send(maxRequestBytes); got != codes.InvalidArgument {
		t.Errorf("at the limit: got %s, want the redirect URI to be refused", got)
	}
	if got := send(maxRequestBytes + 1); got != codes.ResourceExhausted {
		t.Errorf("over the limit: got %s", got)
	}
}

// A caller cannot make the server hold megabytes of metadata; a token of any real size is far below the limit.
func TestMetadataSizeLimit(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	send := func(valueBytes int) codes.Code {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+strings.Repeat("x", valueBytes))
		_, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
		return status.Code(err)
	}
	if got := send(maxHeaderBytes - 1024); got != codes.Unauthenticated {
		t.Errorf("below the limit: got %s", got)
	}
	if got := send(maxHeaderBytes); got != codes.Internal {
		t.Errorf("over the limit: got %s", got)
	}
}

// Of many callers that add the same factor one succeeds, since the writes of an organization take turns. Meanwhile readers never
// see half a policy, and each acknowledged write has a sequence of its own. Run it with -race.
func TestConcurrentCalls(t *testing.T) {
	s := openWith(t, Config{File: logFile(t), Lag: time.Millisecond}, discard(), time.Now)
	client := connect(t, s, "localhost")
	ctx := as(t, OrgOwnerToken)
	const callers = 8
	var wg sync.WaitGroup
	sequences := make(chan uint64, 2*callers*5)
	for range callers {
		wg.Go(func() {
			for factor := otp; factor <= policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES; factor++ {
				added, err := client.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: factor})
				if err == nil {
					sequences <- added.GetDetails().GetSequence()
				}
				removed, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: factor})
				if err == nil {
					sequences <- removed.GetDetails().GetSequence()
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				checkWhole(ctx, t, client)
			}
		})
	}
	wg.Wait()
	close(sequences)
	var got []uint64
	for n := range sequences {
		got = append(got, n)
	}
	slices.Sort(got)
	for i, n := range got {
		if want := uint64(15 + i); n != want {
			t.Fatalf("got the sequences %v, want each once from 15 on", got)
		}
	}
}

func checkWhole(ctx context.Context, t *testing.T, client managementv1.ManagementServiceClient) {
	t.Helper()
	got, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		t.Error(err)
		return
	}
	factors := got.GetPolicy().GetSecondFactors()
	slices.Sort(factors)
	if len(slices.Compact(slices.Clone(factors))) != len(factors) {
		t.Errorf("a factor is there twice: %v", factors)
	}
	if _, err := client.ListLoginPolicySecondFactors(ctx, &managementv1.ListLoginPolicySecondFactorsRequest{}); err != nil {
		t.Error(err)
	}
}

// Sockets and the in-memory listener reach the same server, and Close ends every Serve without an error.
func TestServeSeveralListeners(t *testing.T) {
	s, err := Open(Config{}, discard())
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 2)
	for range cap(served) {
		l := listenLoopback(t)
		go func() { served <- s.Serve(l) }()
		conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if _, err := managementv1.NewManagementServiceClient(conn).Healthz(t.Context(), &managementv1.HealthzRequest{}); err != nil {
			t.Error(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for range cap(served) {
		if err := <-served; err != nil {
			t.Error(err)
		}
	}
	if err := s.Serve(listenLoopback(t)); err != nil {
		t.Errorf("after Close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
	if _, err := s.Dial(t.Context(), ""); err == nil {
		t.Error("Dial reaches a closed server")
	}
}

// A change that was acknowledged is there after the program was started again on the same file.
func TestRestart(t *testing.T) {
	file := logFile(t)
	first, err := Open(Config{File: file}, discard())
	if err != nil {
		t.Fatal(err)
	}
	ctx := as(t, OrgOwnerToken)
	_, err = connect(t, first, "localhost").RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: otp})
	if err := errors.Join(err, first.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := connect(t, open(t, Config{File: file}), "localhost").GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if want := []policyv1.SecondFactorType{2, 3}; err != nil || !slices.Equal(got.GetPolicy().GetSecondFactors(), want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
