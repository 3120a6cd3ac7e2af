package embedded

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/loopback"
)

// interceptors gives what every call passes before its method, outermost first. The order is ZITADEL's and shows to callers: the
// first one that refuses decides the answer.
func (s *Server) interceptors() []grpc.UnaryServerInterceptor {
	return []grpc.UnaryServerInterceptor{s.respond, s.lookUpInstance, s.authorize, s.translate, validate}
}

// respond sends the metadata that every answer has, and turns an error or a panic into a status.
func (s *Server) respond(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	id := requestID(ctx)
	if err := grpc.SetHeader(ctx, s.responseMetadata(id)); err != nil {
		return nil, err
	}
	log := s.logger.With(slog.String("method", info.FullMethod), slog.String("requestId", id))
	resp, err := callRecovering(ctx, req, handler, log)
	if err == nil {
		return resp, nil
	}
	answer, forCaller := statusOf(err)
	if !forCaller {
		log.ErrorContext(ctx, "embedded backend: call failed", slog.Any("error", err))
	}
	return nil, answer
}

func (s *Server) responseMetadata(requestID string) metadata.MD {
	return metadata.Pairs(
		"cache-control", "no-store",
		"pragma", "no-cache",
		"expires", s.now().UTC().Format(http.TimeFormat),
		keyRequestID, requestID,
	)
}

// callRecovering makes an error of a panic, so that a bug ends one call and not the program.
func callRecovering(ctx context.Context, req any, handler grpc.UnaryHandler, log *slog.Logger) (resp any, err error) {
	defer func() {
		if p := recover(); p != nil {
			log.ErrorContext(ctx, "embedded backend: panic", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			resp, err = nil, domain.Refuse(codes.Internal, "RECOVER", textPanic)
		}
	}()
	return handler(ctx, req)
}

// lookUpInstance finds the instance by the name that the caller dialled, as ZITADEL does. It also keeps out a web page that
// rebinds its own name to a loopback address, and knows the development tokens as everybody does.
func (s *Server) lookUpInstance(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	authority := firstValue(ctx, keyAuthority)
	if !s.anyAuthority && !loopback.Address(authority) {
		return nil, status.Errorf(codes.NotFound, "no instance is called %q: the embedded one answers to localhost and loopback addresses", authority)
	}
	return handler(ctx, req)
}

// translate makes a status in the caller's language of what a method refuses. What the interceptors before it refuse is never
// translated.
func (s *Server) translate(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	resp, err := handler(ctx, req)
	if err != nil {
		return nil, s.catalogue.translated(err, callerOf(ctx).languages(ctx)...)
	}
	return resp, nil
}
