package embedded

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/loopback"
)

// interceptors is what every call passes before its method, outermost first. The order is ZITADEL's, and callers see it:
// the first that refuses decides the answer.
func (s *Server) interceptors() []grpc.UnaryServerInterceptor {
	return []grpc.UnaryServerInterceptor{s.render, s.lookUpInstance, s.authorize, s.translate, validate}
}

// render sends the metadata that every answer has and turns an error, or a panic, into the status on the wire.
func (s *Server) render(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	id := rand.Text()
	if err := grpc.SetHeader(ctx, s.answerMetadata(id)); err != nil {
		return nil, err
	}
	log := s.logger.With(slog.String("method", info.FullMethod), slog.String("requestId", id))
	resp, err := recovered(ctx, req, handler, log)
	if err == nil {
		return resp, nil
	}
	wire, meant := clientError(err)
	if !meant {
		log.ErrorContext(ctx, "embedded backend: call failed", slog.Any("error", err))
	}
	return nil, wire
}

func (s *Server) answerMetadata(requestID string) metadata.MD {
	return metadata.Pairs(
		"cache-control", "no-store",
		"pragma", "no-cache",
		"expires", s.store.now().UTC().Format(http.TimeFormat),
		"x-request-id", requestID,
	)
}

func recovered(ctx context.Context, req any, handler grpc.UnaryHandler, log *slog.Logger) (resp any, err error) {
	defer func() {
		if p := recover(); p != nil {
			log.ErrorContext(ctx, "embedded backend: panic", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			resp, err = nil, refuse(codes.Internal, "RECOVER", textPanic)
		}
	}()
	return handler(ctx, req)
}

// lookUpInstance finds the instance by the name that the caller dialled. Besides being ZITADEL's rule it keeps a web page
// that rebinds its own name to a loopback address from reaching the development tokens' server.
func (s *Server) lookUpInstance(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	authority := firstValue(ctx, keyAuthority)
	if !s.anyAuthority && !loopback.Address(authority) {
		return nil, status.Errorf(codes.NotFound, "no instance is called %q: the embedded one answers to localhost and loopback addresses", authority)
	}
	return handler(ctx, req)
}

// translate puts the text where a command's error has its key. What refused before it is never translated.
func (s *Server) translate(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	resp, err := handler(ctx, req)
	if err != nil {
		return nil, s.catalogue.translated(err, callerOf(ctx).languages(ctx)...)
	}
	return resp, nil
}
