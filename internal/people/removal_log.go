package people

import (
	"cmp"
	"context"
	"log/slog"
	"strings"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// record writes one removal, or its refusal, to the log: ids and what became of it, and nothing else. A name would be a person's, and
// a text of ZITADEL's could have anything in it.
func (r *removalRun) record(ctx context.Context, userID, securityKeyID string, details *zitadelv1.ObjectDetails, err error) {
	attributes := []slog.Attr{
		slog.String("caller", cmp.Or(r.caller.id, "unknown")),
		slog.String("user", userID),
		slog.String("type", r.removal.Type.String()),
		slog.String("organization", r.organization),
		slog.String("outcome", r.outcomeOf(err).String()),
	}
	if securityKeyID != "" {
		attributes = append(attributes, slog.String("securityKey", securityKeyID))
	}
	switch {
	case err != nil:
		found := r.meaningOf(err)
		attributes = append(attributes, slog.String("code", string(found.Code)), slog.String("reason", string(found.Reason)))
	case !r.calls.silent: // the details of a silent removal are those of the person's event before it
		attributes = append(attributes, slog.Uint64("sequence", details.GetSequence()))
	}
	r.client.log.LogAttrs(ctx, slog.LevelInfo, "removal of a second factor", attributes...)
}

// recordCause writes the whole chain of a failure to the log that one of many people's removals ended with, where the caller is told no
// more than that something is wrong inside. Nobody else writes it: the failure is part of an answer, and no error of the response.
func (r *removalRun) recordCause(ctx context.Context, err error) {
	if err == nil {
		return
	}
	switch found := r.meaningOf(err); found.Code {
	case problem.CodeInternalServerError, problem.CodeBadGateway:
		r.client.log.LogAttrs(ctx, slog.LevelError, "error", slog.String("code", string(found.Code)), slog.String("reason", string(found.Reason)),
			slog.String("error", withoutToken(ctx, err)))
	default:
	}
}

// withoutToken returns the text of a failure for the log: without the token of the caller whom ctx has, which a backend may have put
// into it.
func withoutToken(ctx context.Context, err error) string {
	md, _ := metadata.FromOutgoingContext(ctx)
	token := strings.TrimPrefix(strings.Join(md.Get("authorization"), ""), "Bearer ")
	return problem.WithoutToken(err.Error(), token)
}
