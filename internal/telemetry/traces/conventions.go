package traces

import (
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// The names of attributes. Those of OpenTelemetry's semantic conventions are taken from one version of them, which stands in the
// import above and nowhere else: a later version that has other names for HTTP, RPC or GraphQL changes this table alone.
const (
	serviceName    = semconv.ServiceNameKey
	serviceVersion = semconv.ServiceVersionKey

	httpMethod = semconv.HTTPRequestMethodKey
	httpRoute  = semconv.HTTPRouteKey
	httpStatus = semconv.HTTPResponseStatusCodeKey
	urlScheme  = semconv.URLSchemeKey

	operationName = semconv.GraphQLOperationNameKey
	operationType = semconv.GraphQLOperationTypeKey

	rpcSystem     = semconv.RPCSystemNameKey
	rpcMethod     = semconv.RPCMethodKey
	rpcStatus     = semconv.RPCResponseStatusCodeKey
	serverAddress = semconv.ServerAddressKey
	serverPort    = semconv.ServerPortKey

	errorType = semconv.ErrorTypeKey
)

// The conventions have no names for these.
const (
	errorCodes   = attribute.Key("zitadel_graphql.error.codes")
	errorReasons = attribute.Key("zitadel_graphql.error.reasons")
	warningCodes = attribute.Key("zitadel_graphql.warning.codes")
	fieldType    = attribute.Key("zitadel_graphql.field.type")
	fieldName    = attribute.Key("zitadel_graphql.field.name")
	// fieldDuration is in milliseconds.
	fieldDuration = attribute.Key("zitadel_graphql.field.duration_ms")
	callAttempts  = attribute.Key("zitadel_graphql.call.attempts")
	localRefusal  = attribute.Key("zitadel_graphql.call.local_refusal")
)

// The names of events.
const (
	fieldEnds   = "field ends"
	callRepeats = "call repeats"
)

const (
	// otherMethod is the conventions' name for every method that isn't one of HTTP's.
	otherMethod = "_OTHER"
	// grpcSystem is the system of each call, since the methods and statuses are gRPC's on every wire.
	grpcSystem = "grpc"
	// noAnswer is the type of the error of a request whose connection was cut before an answer began.
	noAnswer = "no_answer"
)
