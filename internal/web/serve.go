package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
)

// Serve answers on l, with TLS where server has a TLSConfig, until ctx is done. Then it takes no new requests and lets those
// under way end, for up to server.WriteTimeout, which any request has for its answer: one that is cut may have written
// something, and its client would never hear of it. Streams (OpenStream) are ended at once: they write nothing, and could take
// much longer. Serve closes l.
func Serve(ctx context.Context, server *http.Server, l net.Listener, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			failed <- server.ServeTLS(l, "", "")
			return
		}
		failed <- server.Serve(l)
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping: no new requests; those under way may end", "within", server.WriteTimeout.String())
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), server.WriteTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("stop: %w", errors.Join(err, server.Close()))
	}
	return nil
}
