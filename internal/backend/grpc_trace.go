package backend

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/balancer"
	"google.golang.org/grpc/balancer/roundrobin"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// callTrace is what happened to one call of native gRPC. gRPC tells it of each attempt in the call's own goroutine: of one, or of two
// where the server never looked at the first, since it wasn't written, the stream was refused, or the connection was closed with a
// last stream before it. It is the call's context, in which the balancer finds it.
type callTrace struct {
	context.Context

	began   time.Time
	peer    peer.Peer          // once the call has failed
	options [3]grpc.CallOption // room for those of the call, so that they are no allocation of their own

	// Of the last attempt: whether the request's headers went out, and whether those of a response came in, be they trailers.
	sent, received bool
	// trailers are empty where none came, so that the connection ended the call and not the server; and where there was nothing in
	// them but a status, which gRPC leaves out.
	trailers metadata.MD
}

type callTraceKey struct{}

// Value implements context.Context.
func (t *callTrace) Value(key any) any {
	if key == (callTraceKey{}) {
		return t
	}
	return t.Context.Value(key)
}

// attemptBegins is called before an attempt has a connection.
func (t *callTrace) attemptBegins() { t.sent, t.received, t.trailers = false, false, nil }

// attemptEnds is called by gRPC, but not where the server sends a second message.
func (t *callTrace) attemptEnds(info balancer.DoneInfo) {
	t.sent, t.received, t.trailers = info.BytesSent, info.BytesReceived, info.Trailer
}

// tracingBalancer is gRPC's round_robin, which has each attempt of a call traced: a balancer chooses the connection of an attempt, and may
// ask to be told how the attempt ended (balancer.DoneInfo). A stats.Handler is told so, too, but of so much else that gRPC allocates a
// fifth more for each call.
type tracingBalancer struct{}

const tracingBalancerName = "traced_round_robin"

func init() { //nolint:gochecknoinits // gRPC takes balancers by name, and may be told of them in an init function alone
	balancer.Register(tracingBalancer{})
}

// Name implements balancer.Builder.
func (tracingBalancer) Name() string { return tracingBalancerName }

// Build implements balancer.Builder.
func (tracingBalancer) Build(conn balancer.ClientConn, options balancer.BuildOptions) balancer.Balancer {
	return balancer.Get(roundrobin.Name).Build(tracedConn{conn}, options)
}

// tracedConn is the connection that the round_robin gets in place of gRPC's, to which it hands its pickers.
type tracedConn struct{ balancer.ClientConn }

// UpdateState implements balancer.ClientConn. The picker that gRPC then asks for each attempt is a tracing one.
func (c tracedConn) UpdateState(state balancer.State) {
	state.Picker = tracingPicker{state.Picker}
	c.ClientConn.UpdateState(state)
}

// tracingPicker chooses a connection for each attempt, as its Picker does.
type tracingPicker struct{ balancer.Picker }

// Pick implements balancer.Picker.
func (p tracingPicker) Pick(info balancer.PickInfo) (balancer.PickResult, error) {
	trace, ok := info.Ctx.Value(callTraceKey{}).(*callTrace)
	if !ok {
		return p.Picker.Pick(info)
	}
	trace.attemptBegins()
	picked, err := p.Picker.Pick(info)
	if err != nil {
		return picked, err
	}
	trace.sent = true // for all that is known until the attempt has ended
	done := picked.Done
	picked.Done = func(info balancer.DoneInfo) {
		trace.attemptEnds(info)
		if done != nil {
			done(info)
		}
	}
	return picked, nil
}
