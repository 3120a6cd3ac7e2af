package metrics

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/web"
)

// request is what operations tell of the request that they belong to, as it travels in its context.
type request struct {
	mu        sync.Mutex // an agent's client may have operations run side by side
	executed  bool
	operation observe.Operation
	failures  []observe.Failure
}

type requestContextKey struct{}

// RequestBegins implements web.Observer.
func (m *Metrics) RequestBegins(ctx context.Context, _ *http.Request, _ bool) context.Context {
	m.requestsInFlight.Add(1)
	return context.WithValue(ctx, requestContextKey{}, &request{})
}

// RequestEnds implements web.Observer.
func (m *Metrics) RequestEnds(ctx context.Context, end web.RequestEnd) {
	m.requestsInFlight.Add(-1)
	operation, failures := outcome(ctx, end.Annotations)
	operation.Name = m.operationName(operation.Name)
	worst := worstOf(failures)
	i := m.instruments
	i.requests.add(requestKey{end.Route, operation.Name, operation.Type, worst.Code, worst.Reason})
	i.duration.of(durationKey{end.Route, operation.Name, operation.Type})(ctx, end.Duration.Seconds())
	i.responses.add(responseKey{end.Route, end.Method, end.Status})
	for _, failure := range failures {
		i.failures.add(failure)
	}
}

// outcome is what became of a request: by its operation, if one was executed, and else by what the access log was told of it.
func outcome(ctx context.Context, annotations []slog.Attr) (observe.Operation, []observe.Failure) {
	found, ok := ctx.Value(requestContextKey{}).(*request)
	if !ok {
		return observe.Operation{}, nil
	}
	found.mu.Lock()
	defer found.mu.Unlock()
	if !found.executed {
		return annotated(annotations)
	}
	return found.operation, found.failures
}

// annotated reads the access log's words. Of several errors the first has the first reason, if there is one.
func annotated(annotations []slog.Attr) (operation observe.Operation, failures []observe.Failure) {
	var reasons []problem.Reason
	for _, each := range annotations {
		switch each.Key {
		case "operation":
			operation.Name = each.Value.String()
		case "type":
			operation.Type = each.Value.String()
		case "codes":
			codes, _ := each.Value.Any().([]problem.Code)
			for _, code := range codes {
				failures = append(failures, observe.Failure{Code: code})
			}
		case "reasons":
			reasons, _ = each.Value.Any().([]problem.Reason)
		}
	}
	for i := range min(len(failures), len(reasons)) {
		failures[i].Reason = reasons[i]
	}
	return operation, failures
}

// operationName is the name that an operation has in labels.
func (m *Metrics) operationName(name string) string {
	isTrusted := m.isTrusted.Load()
	if name == "" || m.operations[name] || isTrusted != nil && (*isTrusted)(name) {
		return name
	}
	return other
}

// worstOf is the failure that an operator has to look at first, or none.
func worstOf(failures []observe.Failure) observe.Failure {
	var worst observe.Failure
	for _, failure := range failures {
		if worst.Code == "" || severity(failure.Code) < severity(worst.Code) {
			worst = failure
		}
	}
	return worst
}

// severity is less for what is worse: a failure of this program, of what it asks, of the way there, and then those of callers.
func severity(code problem.Code) int {
	order := [...]problem.Code{problem.CodeInternalServerError, problem.CodeBadGateway, problem.CodeServiceUnavailable, problem.CodeGatewayTimeout}
	if at := slices.Index(order[:], code); at >= 0 {
		return at
	}
	return len(order)
}

// OperationBegins implements observe.Observer.
func (m *Metrics) OperationBegins(ctx context.Context, operation observe.Operation) context.Context {
	if found, ok := ctx.Value(requestContextKey{}).(*request); ok {
		found.mu.Lock()
		defer found.mu.Unlock()
		found.executed, found.operation = true, operation
	}
	return ctx
}

// OperationEnds implements observe.Observer.
func (m *Metrics) OperationEnds(ctx context.Context, failures []observe.Failure) {
	found, ok := ctx.Value(requestContextKey{}).(*request)
	if !ok {
		return
	}
	found.mu.Lock()
	defer found.mu.Unlock()
	for _, failure := range failures {
		if !slices.Contains(found.failures, failure) {
			found.failures = append(found.failures, failure)
		}
	}
}

// RootFieldEnds implements observe.Observer. The names are the schema's.
func (m *Metrics) RootFieldEnds(_ context.Context, field observe.Field) {
	m.instruments.fields.add(fieldKey{field.Type, field.Name, worstOf(field.Failures).Code})
}
