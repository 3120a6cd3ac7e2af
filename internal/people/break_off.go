package people

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/problem"
)

// With less time than this a call fails before it is begun.
const shortestCall = 150 * time.Millisecond

// errPeopleChanged is the failure of a look during which people came or went.
var errPeopleChanged = errors.New("people came or went")

// breakOff returns what is known of a look that failed: figures that say why they aren't whole, or the failure itself where there
// are none. ctx is the caller's, and timed the look's own.
func (l *look) breakOff(ctx, timed context.Context, err error) (Look, error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return Look{}, problem.RequestEnded(ctx.Err())
	case l.position != l.after, errors.Is(err, errPeopleChanged):
		l.figures.Incomplete, l.figures.Next = l.client.whyIncomplete(timed, err), l.position
		l.client.log.Log(ctx, l.client.logLevel(err), "a look at people was broken off", "lookedAt", l.figures.LookedAt, "error", withoutToken(ctx, err))
		return l.figures, nil
	case timeIsOver(timed, err):
		return Look{}, problem.RequestEnded(context.DeadlineExceeded)
	case errors.Is(err, errCallLimit):
		return Look{}, lookCallsUsedUp(ctx, l.client.config)
	default:
		return Look{}, err
	}
}

// lookCallsUsedUp is the failure of what couldn't be begun, since as many calls were made as looks may make.
// ctx has the limit that they are bounded by, if it isn't that of the config.
func lookCallsUsedUp(ctx context.Context, config Config) error {
	limit := callLimitOf(ctx, config.LookCalls)
	return problem.LimitExceeded(problem.ReasonTooManyBackendCalls, "a look at people", limit.most, "backend calls ("+limit.setting+")")
}

// logLevel is that of a look that was broken off: an error for a failure of this program's own, such as a panic.
func (c *Client) logLevel(err error) slog.Level {
	if _, known := c.classifier.Classify(err); known || errors.Is(err, errPeopleChanged) || errors.Is(err, errCallLimit) {
		return slog.LevelInfo
	}
	return slog.LevelError
}

// timeIsOver reports whether a failure is that of a look whose time was over. A connection ends its calls a tenth of a second before
// their time, and then the failure is the call's.
func timeIsOver(timed context.Context, err error) bool {
	deadline, ok := timed.Deadline()
	return timed.Err() != nil || ok && status.Code(err) == codes.DeadlineExceeded && time.Until(deadline) < shortestCall
}

func (c *Client) whyIncomplete(timed context.Context, err error) Incomplete {
	failure, _ := c.classifier.Classify(err)
	switch {
	case timeIsOver(timed, err):
		return Deadline
	case errors.Is(err, errCallLimit):
		return CallLimit
	case errors.Is(err, errPeopleChanged):
		return PeopleChanged
	case problem.NotPermitted(err), problem.HasReason(err, problem.ReasonPermissionMissing):
		return PermissionLost
	case failure != nil && (failure.Code == problem.CodeUnauthenticated || failure.Reason == problem.ReasonStrongerLoginRequired):
		return TokenRejected
	default:
		return BackendFailed
	}
}
