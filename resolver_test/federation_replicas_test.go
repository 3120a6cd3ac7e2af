package resolver_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/racetest"
)

const (
	// readJoined asks both subgraphs, and joinedData is the answer. Its name is the client's number: a gateway may send one request
	// for two that are the same.
	readJoined = `query Reader%d { projects { nodes { name organization { name loginPolicy { isDefault } } } } }`
	joinedData = `{"data":{"projects":{"nodes":[{"name":"Rocket","organization":{"name":"Acme","loginPolicy":{"isDefault":false}}},` +
		`{"name":"Anvil","organization":{"name":"Acme Labs","loginPolicy":{"isDefault":true}}},` +
		`{"name":"Magnet","organization":{"name":"Acme","loginPolicy":{"isDefault":false}}}]}}}`

	// writeRedirect writes a value by which it is found in the event log.
	writeRedirect = `mutation($uri: String) { updateLoginPolicy(patch: {defaultRedirectUri: $uri}) { organization { name projects { name } } } }`
	writtenData   = `{"data":{"updateLoginPolicy":{"organization":{"name":"Acme","projects":[{"name":"Rocket"},{"name":"Magnet"}]}}}}`

	gatewayReaders = 4 // for each gateway
)

// TestFederationOfReplicas ensures that a gateway needn't know how many replicas the subgraph has. Three stand behind HAProxy, as in
// deploy/proxies, and none keeps anything that another lacks: while one of them is stopped with queries under way, each query through
// the supergraph gets its whole answer, and each mutation is made once. A mutation whose replica is killed in the middle is sent by nobody again.
func TestFederationOfReplicas(t *testing.T) {
	t.Parallel()
	r := startFederatedReplicas(t)
	r.load()
	for _, p := range r.replicas {
		p.awaitText(`"path":"/graphql"`)
	}
	r.stopWithQueries(r.replicas[0])
	r.awaitReads(20)
	r.stopLoad()
	r.replicas[0] = r.start(r.replicas[0].graphqlAddress) // so that one is left, to which a mutation could be sent again
	for name, gateway := range r.gateways {
		r.checkKilled(name, gateway)
	}
	written := updatesIn(t, r.backend.embeddedAddress)
	for uri, want := range r.writes {
		if written[uri] != want {
			t.Errorf("%s was written %d times, want %d", uri, written[uri], want)
		}
	}
	t.Logf("%d queries, %d mutations", r.reads.Load(), len(r.writes))
}

// federatedReplicas are replicas of the subgraph with a load balancer and gateways in front, and one backend behind.
type federatedReplicas struct {
	t        *testing.T
	backend  *program
	relay    *relay
	replicas []*program
	gateways map[string]*program

	pauses  atomic.Bool   // whether reads wait for resumed
	paused  atomic.Int64  // how many do
	resumed chan struct{} // is closed when they may go on

	holds atomic.Bool   // whether the next write is kept from the backend until its replica is gone
	held  chan struct{} // has one for each write that is held

	reads   atomic.Int64
	stopped chan struct{}
	clients sync.WaitGroup
	writes  map[string]int // how often each value has to be in the event log
}

func startFederatedReplicas(t *testing.T) *federatedReplicas {
	t.Helper()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, federationTool, "make federation")
	r := &federatedReplicas{t: t, held: make(chan struct{}, 1), resumed: make(chan struct{}), stopped: make(chan struct{}), writes: map[string]int{}}
	r.backend = start(t, "--embedded-listen", "127.0.0.1:0")
	r.relay = startRelay(t, r.backend.embeddedAddress)
	r.relay.before = r.hold
	var addresses []string
	for range 3 {
		p := r.start("127.0.0.1:0")
		r.replicas, addresses = append(r.replicas, p), append(addresses, p.graphqlAddress)
	}
	authority := certstest.NewAuthority(t)
	proxy := haproxy().start(t, authority, addresses)
	urls := compose(t, proxy, "NODE_EXTRA_CA_CERTS="+certstest.Write(t, t.TempDir(), "ca.pem", authority.CA))[0].Gateways
	r.gateways = map[string]*program{}
	for name, url := range map[string]string{"apollo": urls.Apollo, "hive": urls.Hive} {
		r.gateways[name] = &program{t: t, url: strings.TrimSuffix(url, "/"), client: newClient()}
	}
	return r
}

// start starts a replica at this address.
func (r *federatedReplicas) start(address string) *program {
	r.t.Helper()
	return start(r.t, "--federation", "--backend", r.relay.url, "--listen", address, "--drain-delay", "1s", "--trusted-proxy", "127.0.0.1")
}

// hold keeps a write from the backend until the connection of its replica is gone, and reads until they may go on.
func (r *federatedReplicas) hold(call *relayed) {
	switch {
	case call.method == updateMethod && r.holds.Load():
		r.held <- struct{}{}
		<-call.ctx.Done()
	case call.method == "GetLoginPolicy" && r.pauses.Load():
		r.paused.Add(1)
		<-r.resumed
	}
}

// stopWithQueries has a replica told to stop while the queries of all readers are under way, and wants it to end as it should.
func (r *federatedReplicas) stopWithQueries(p *program) {
	r.t.Helper()
	r.pauses.Store(true)
	const calls = 2 // of each query, one for each organization
	eventually(r.t, "all queries are under way", func() bool { return r.paused.Load() >= calls*gatewayReaders*int64(len(r.gateways)) })
	p.signal(syscall.SIGTERM)
	p.awaitLine("draining: requests are served on, and /readyz answers 503, so that load balancers send no more")
	r.pauses.Store(false)
	close(r.resumed)
	if code := p.wait(); code != 0 {
		r.t.Errorf("the replica ended with exit code %d", code)
	}
}

// load has clients read through each gateway, and one write through one gateway after the other: two at once could be told that
// somebody else has changed the policy meanwhile.
func (r *federatedReplicas) load() {
	for _, gateway := range r.gateways {
		for reader := range gatewayReaders {
			r.clients.Go(func() { r.read(gateway, fmt.Sprintf(readJoined, reader)) })
		}
	}
	r.clients.Go(r.write)
}

func (r *federatedReplicas) read(gateway *program, document string) {
	for !r.isStopped() {
		if got, err := gateway.post(as("dev-viewer"), operation(document, nil)); err != nil || strings.TrimSpace(got.body) != joinedData {
			r.t.Errorf("a query got %s, %v", got.body, err)
		}
		r.reads.Add(1)
	}
}

func (r *federatedReplicas) write() {
	for i := 0; !r.isStopped(); i++ {
		for name, gateway := range r.gateways {
			uri := fmt.Sprintf("https://%s.example.com/%d", name, i)
			r.writes[uri] = 1
			got, err := gateway.post(as("dev-org-owner"), operation(writeRedirect, map[string]any{"uri": uri}))
			if err != nil || strings.TrimSpace(got.body) != writtenData {
				r.t.Errorf("a mutation got %s, %v", got.body, err)
			}
		}
	}
}

func (r *federatedReplicas) isStopped() bool {
	select {
	case <-r.stopped:
		return true
	default:
		return false
	}
}

// awaitReads waits for so many more answers to queries.
func (r *federatedReplicas) awaitReads(more int64) {
	r.t.Helper()
	before := r.reads.Load()
	eventually(r.t, "queries are answered", func() bool { return r.reads.Load() >= before+more })
}

func (r *federatedReplicas) stopLoad() {
	close(r.stopped)
	r.clients.Wait()
}

// checkKilled kills the replica that is in the middle of a mutation. The client is told of an error that promises nothing, as the
// answer to a second attempt would, and the write was sent once.
func (r *federatedReplicas) checkKilled(name string, gateway *program) {
	r.t.Helper()
	before := r.countWrites()
	uri := "https://" + name + ".example.com/killed"
	r.writes[uri] = 0
	r.holds.Store(true)
	replies := make(chan reply, 1)
	go func() { replies <- r.writeUnchecked(gateway, uri) }()
	await(r.t, r.held, "the write")
	r.holds.Store(false)
	r.replicaOf(uri).kill()
	if got := await(r.t, replies, "the gateway's answer"); !strings.Contains(got.body, `"errors"`) || strings.Contains(got.body, `"outcome"`) {
		r.t.Errorf("%s: got %s", name, got.body)
	}
	if sent := r.countWrites() - before; sent != 1 {
		r.t.Errorf("%s: the mutation was sent %d times", name, sent)
	}
}

// writeUnchecked returns the gateway's answer to a mutation. The gateway may tell its client what it likes about a broken connection,
// addresses too, which program.post would refuse.
func (r *federatedReplicas) writeUnchecked(gateway *program, uri string) reply {
	request, err := http.NewRequest(http.MethodPost, gateway.url+"/graphql", strings.NewReader(operation(writeRedirect, map[string]any{"uri": uri})))
	if err != nil {
		r.t.Error(err)
		return reply{}
	}
	request.Header = as("dev-org-owner")
	request.Header.Set("Content-Type", "application/json")
	response, err := gateway.client.Do(request)
	if err != nil {
		r.t.Error(err)
		return reply{}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Error(err)
	}
	return reply{status: response.StatusCode, body: string(body)}
}

// replicaOf is the one whose audit trail has this value.
func (r *federatedReplicas) replicaOf(uri string) (found *program) {
	r.t.Helper()
	eventually(r.t, "a replica has written its intent", func() bool {
		at := slices.IndexFunc(r.replicas, func(p *program) bool { return strings.Contains(p.log(), uri) })
		if at >= 0 {
			found = r.replicas[at]
		}
		return at >= 0
	})
	return found
}

// updateMethod is what updateLoginPolicy writes with, where the organization has a policy of its own.
const updateMethod = "UpdateCustomLoginPolicy"

func (r *federatedReplicas) countWrites() (count int) {
	for _, call := range r.relay.methods() {
		if method, _, _ := strings.Cut(call, " "); method == updateMethod {
			count++
		}
	}
	return count
}
