package trusted

import (
	"context"
	"log/slog"
	"os"
)

// RereadAt reads documents again at each hangup, as operators expect of SIGHUP, until ctx is done. Where documents is nil,
// since there are none, the log tells that there is nothing to read.
func RereadAt(ctx context.Context, hangups <-chan os.Signal, documents *Documents, log *slog.Logger) {
	const note = "certificates are read for each connection anyway; the settings need a restart"
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			if documents == nil {
				log.Info("SIGHUP: there is nothing to read again", "note", note)
				continue
			}
			log.Info("SIGHUP: the manifest of trusted documents is read again", "note", note)
			documents.Reread(ctx)
		}
	}
}
