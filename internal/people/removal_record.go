package people

import (
	"context"
	"log/slog"
	"strings"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/problem"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
)

// begin tells Removal.Recorder of a removal that is about to be sent. Its failure refuses the removal.
func (r *removalRun) begin(ctx context.Context, userID, securityKeyID string) error {
	if r.removal.Recorder == nil {
		return nil
	}
	return r.removal.Recorder.RemovalBegins(ctx, r.about(userID, securityKeyID))
}

// record tells Removal.Recorder what became of one removal. answer is nil where none of ZITADEL's came.
func (r *removalRun) record(ctx context.Context, userID, securityKeyID string, outcome RemovalOutcome, answer *objectv2.Details, err error) {
	if r.removal.Recorder == nil {
		return
	}
	end := RemovalEnd{Outcome: outcome, ResourceOwner: answer.GetResourceOwner()}
	switch {
	case err != nil:
		end.Failure = r.meaningOf(err)
	case !r.calls.silent: // the details of a silent removal are those of the person's event before it
		end.Sequence = answer.GetSequence()
	}
	r.removal.Recorder.RemovalEnds(ctx, r.about(userID, securityKeyID), end)
}

func (r *removalRun) about(userID, securityKeyID string) RemovalOf {
	return RemovalOf{CallerID: r.caller.id, Organization: r.organization, UserID: userID, Type: r.removal.Type, SecurityKeyID: securityKeyID}
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
