package traces

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

// RequestBegins implements web.Observer. Probes have no span. The trace's id goes into the access log.
//
// A trusted proxy's trace goes on in this program, sampled or not as the proxy has decided. Everybody else may only be linked to:
// who could choose a trace's id could write into another's trace, and who could choose its flag could have everything recorded.
func (t *Tracer) RequestBegins(ctx context.Context, r *http.Request, fromTrustedProxy bool) context.Context {
	if web.IsProbe(r) {
		return ctx
	}
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)}
	switch caller := callerSpan(r.Header); {
	case !caller.IsValid():
	case fromTrustedProxy:
		ctx = trace.ContextWithRemoteSpanContext(ctx, caller)
	default:
		options = append(options, trace.WithLinks(trace.Link{SpanContext: caller.WithTraceState(trace.TraceState{})})) // a text of theirs
	}
	ctx, span := t.tracer.Start(ctx, "request", options...)
	web.Annotate(ctx, slog.String("traceId", span.SpanContext().TraceID().String()))
	if !span.IsRecording() {
		return context.WithValue(ctx, notRecordedKey{}, headersOf(ctx))
	}
	span.SetAttributes(urlScheme.String(schemeOf(r)))
	return ctx
}

func schemeOf(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// callerSpan returns the span that a request's headers say it comes from. It is invalid where they make no sense.
func callerSpan(header http.Header) trace.SpanContext {
	if _, isSent := header[parentHeader]; !isSent { // as mostly: then there is nothing to parse
		return trace.SpanContext{}
	}
	return trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), requestHeader(header)))
}

// parentHeader is the header without which a request comes from no span, as net/http writes its name.
const parentHeader = "Traceparent"

// requestHeader has each header as one value, however often it was sent. So a traceparent that was sent twice is none.
type requestHeader http.Header

var _ propagation.TextMapCarrier = requestHeader{}

// Get implements propagation.TextMapCarrier.
func (h requestHeader) Get(key string) string { return strings.Join(http.Header(h).Values(key), ",") }

// Set implements propagation.TextMapCarrier.
func (requestHeader) Set(string, string) {}

// Keys implements propagation.TextMapCarrier.
func (requestHeader) Keys() []string { return nil }

// RequestEnds implements web.Observer.
func (t *Tracer) RequestEnds(ctx context.Context, end web.RequestEnd) {
	span := trace.SpanFromContext(ctx)
	defer span.End()
	if !span.IsRecording() {
		return
	}
	name, method := end.Method, end.Method
	if method == web.Other {
		name, method = "HTTP", otherMethod
	}
	span.SetAttributes(httpMethod.String(method))
	if end.Route != web.Other {
		name += " " + end.Route
		span.SetAttributes(httpRoute.String(end.Route))
	}
	span.SetName(name)
	span.SetAttributes(annotated(end.Annotations)...)
	setHTTPStatus(span, end.Status)
}

func setHTTPStatus(span trace.Span, status int) {
	if status == 0 {
		span.SetAttributes(errorType.String(noAnswer))
		span.SetStatus(codes.Error, "")
		return
	}
	span.SetAttributes(httpStatus.Int(status))
	if status >= http.StatusInternalServerError {
		span.SetAttributes(errorType.String(strconv.Itoa(status)))
		span.SetStatus(codes.Error, "")
	}
}

// annotated returns those annotations of a request that are the contract's codes. All others stay out: they may be a caller's own.
func annotated(annotations []slog.Attr) []attribute.KeyValue {
	var attributes []attribute.KeyValue
	for _, annotation := range annotations {
		switch value := annotation.Value.Any().(type) {
		case []problem.Code:
			attributes = appendNames(attributes, errorCodes, value)
		case []problem.Reason:
			attributes = appendNames(attributes, errorReasons, value)
		case []problem.WarningCode:
			attributes = appendNames(attributes, warningCodes, value)
		}
	}
	return attributes
}

// appendNames adds an attribute with names, unless there are none.
func appendNames[T ~string](attributes []attribute.KeyValue, key attribute.Key, names []T) []attribute.KeyValue {
	if len(names) == 0 {
		return attributes
	}
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return append(attributes, key.StringSlice(texts))
}
