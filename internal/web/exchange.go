package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"zitadel-graphql/graph/problem"
)

// exchanges is the outermost middleware. It gives each request its id, its time and its context, tells the observers of it, answers
// with an error after a panic, and writes the line of the access log.
//
// It is one middleware and not five since every request passes it: each would copy the request for another context, and wrap the
// response once more.
type exchanges struct {
	config    Config
	observers []Observer
	log       *accessLog
	headers   securityHeaders
	refuse    Refuse
	next      http.Handler
}

// exchange is a request and its response. They are one value in order to be one allocation.
type exchange struct {
	*exchanges

	info    requestInfo
	sent    statusRecorder
	request *http.Request // as all other handlers see it
	began   time.Time
	cancel  context.CancelFunc // of info
}

// handleExchanges returns the middleware.
func handleExchanges(config Config, handlers Handlers, log *slog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return &exchanges{config: config, observers: handlers.Observers, log: newAccessLog(log), headers: newSecurityHeaders(), refuse: handlers.Refuse, next: next}
	}
}

// ServeHTTP implements http.Handler.
func (e *exchanges) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := e.begin(w, r)
	defer x.end() //nolint:contextcheck // the request's own context is used
	defer x.recoverPanic()
	e.next.ServeHTTP(&x.sent, x.request)
}

// begin makes the request that all other handlers see, and sets the headers of every response.
func (e *exchanges) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{exchanges: e, sent: statusRecorder{ResponseWriter: w}, began: time.Now()}
	peer := parseAddress(r.RemoteAddr)
	x.info.identify(r, clientAddress(peer, r.Header["X-Forwarded-For"], e.config.TrustedProxies))
	x.info.ending = endingOf(r.Context())
	x.info.ending.track(&x.info)
	x.limitTime(r.Context())
	x.request = r.WithContext(e.tellObservers(&x.info, r, peer)) //nolint:contextcheck // it is made of the request's
	x.limitBody()
	w.Header()[requestIDHeader] = x.info.id[:]
	e.headers.setOn(w.Header(), r)
	return x
}

// limitBody cuts the body at Config.MaxBodyBytes. One whose length is known to be less needs no reader around it for that: net/http reads
// no further.
func (x *exchange) limitBody() {
	if length, most := x.request.ContentLength, x.config.MaxBodyBytes; length < 0 || length > most {
		x.request.Body = http.MaxBytesReader(&x.sent, x.request.Body, most)
	}
}

// limitTime gives the request its deadline. OpenStream can put another one in its place. connection is the context that ends when the
// client goes.
func (x *exchange) limitTime(connection context.Context) {
	x.info.Context, x.cancel = context.WithTimeout(connection, x.config.RequestTimeout) //nolint:fatcontext // info is the request's only one
	x.info.connection, x.info.streamTimeout = connection, x.config.StreamTimeout
}

// tellObservers returns the context that they make of ctx.
func (e *exchanges) tellObservers(ctx context.Context, r *http.Request, peer netip.Addr) context.Context {
	if len(e.observers) == 0 {
		return ctx
	}
	fromTrustedProxy := isTrusted(peer, e.config.TrustedProxies)
	for _, observer := range e.observers {
		ctx = observer.RequestBegins(ctx, r, fromTrustedProxy) //nolint:fatcontext // each observer adds its own
	}
	return ctx
}

// recoverPanic answers with an error after a panic. Once the response has begun it cuts the connection instead, so that half
// an answer can't be taken for a whole one.
func (x *exchange) recoverPanic() {
	cause := recover()
	switch {
	case cause == nil:
	case x.sent.status != 0, cause == http.ErrAbortHandler: //nolint:errorlint // a recovered value, compared as net/http does
		panic(http.ErrAbortHandler) // tells net/http to cut the connection and log nothing
	default:
		x.refuse(&x.sent, x.request, problem.Recovered(cause))
	}
}

// end writes the line of the access log, and tells the observers.
func (x *exchange) end() {
	defer x.info.ending.untrack(&x.info)
	defer x.cancel()
	duration := time.Since(x.began)
	annotations := x.info.endAnnotations()
	x.logRequest(duration, annotations)
	if len(x.observers) == 0 {
		return
	}
	end := RequestEnd{Route: routeOf(x.request), Method: methodOf(x.request), Status: x.sent.status, Duration: duration,
		Annotations: annotations}
	for _, observer := range x.observers {
		observer.RequestEnds(x.request.Context(), end)
	}
}
