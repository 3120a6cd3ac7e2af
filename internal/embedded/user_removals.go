package embedded

import (
	"context"
	"fmt"

	"zitadel-graphql/internal/embedded/domain"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

func (u *userService) RemoveTOTP(ctx context.Context, req *userv2.RemoveTOTPRequest) (*userv2.RemoveTOTPResponse, error) {
	details, err := u.changeUser(ctx, req.GetUserId(), domain.RemoveTOTP(mayWriteUser(ctx, req.GetUserId())))
	if err != nil {
		return nil, err
	}
	return &userv2.RemoveTOTPResponse{Details: details}, nil
}

func (u *userService) RemoveU2F(ctx context.Context, req *userv2.RemoveU2FRequest) (*userv2.RemoveU2FResponse, error) {
	details, err := u.changeUser(ctx, req.GetUserId(), domain.RemoveU2F(req.GetU2FId(), mayWriteUser(ctx, req.GetUserId())))
	if err != nil {
		return nil, err
	}
	return &userv2.RemoveU2FResponse{Details: details}, nil
}

func (u *userService) RemoveOTPSMS(ctx context.Context, req *userv2.RemoveOTPSMSRequest) (*userv2.RemoveOTPSMSResponse, error) {
	details, err := u.changeUser(ctx, req.GetUserId(), domain.RemoveOTPSMS(mayWriteUser(ctx, req.GetUserId())))
	if err != nil {
		return nil, err
	}
	return &userv2.RemoveOTPSMSResponse{Details: details}, nil
}

func (u *userService) RemoveOTPEmail(ctx context.Context, req *userv2.RemoveOTPEmailRequest) (*userv2.RemoveOTPEmailResponse, error) {
	details, err := u.changeUser(ctx, req.GetUserId(), domain.RemoveOTPEmail(mayWriteUser(ctx, req.GetUserId())))
	if err != nil {
		return nil, err
	}
	return &userv2.RemoveOTPEmailResponse{Details: details}, nil
}

// RemoveRecoveryCodes answers with the details from before the removal, as ZITADEL does: so they don't tell whether there were any
// codes.
func (u *userService) RemoveRecoveryCodes(ctx context.Context, req *userv2.RemoveRecoveryCodesRequest) (*userv2.RemoveRecoveryCodesResponse, error) {
	var before domain.User
	remove := domain.RemoveRecoveryCodes(mayAccessUser(ctx, req.GetUserId(), permissionCredentialWrite))
	_, err := u.store.Change(ctx, req.GetUserId(), callerOf(ctx).user.ID, func(s domain.State) ([]domain.PendingEvent, error) {
		before = s.User
		return remove(s)
	})
	if err != nil {
		return nil, err
	}
	last := u.store.EventsOf(before.ID).At(int(before.RecoverySequence) - 1) //nolint:gosec // counts events in memory
	return &userv2.RemoveRecoveryCodesResponse{Details: userChangeDetails(last.Sequence, last.CreatedAt, last.Owner())}, nil
}

// changeUser has the store decide about a user, with the caller as the editor.
func (u *userService) changeUser(ctx context.Context, id string, decide domain.Decision) (*objectv2.Details, error) {
	last, err := u.store.Change(ctx, id, callerOf(ctx).user.ID, decide)
	if err != nil {
		return nil, err
	}
	return userChangeDetails(last.Sequence, last.CreatedAt, last.Owner()), nil
}

func mayWriteUser(ctx context.Context, id string) domain.PermissionCheck {
	return mayAccessUser(ctx, id, permissionUserWrite)
}

// mayAccessUser lets everybody change oneself. It looks for the permission where the user is at home, whichever organization the
// call names.
func mayAccessUser(ctx context.Context, id, permission string) domain.PermissionCheck {
	c := callerOf(ctx)
	return func(owner string) error {
		if c.user.ID == id {
			return nil
		}
		return c.mayAccessUsersOf(owner, permission)
	}
}

// DeleteUser deletes a user, for tests: at a real ZITADEL somebody else may do so by a call that this server doesn't have. No list
// shows the user any more, while the history goes on having it. Its token, if it has one, isn't revoked. It fails if there is no
// such user.
func (s *Server) DeleteUser(ctx context.Context, id string) error {
	if _, err := s.store.Change(ctx, id, seedEditor, domain.RemoveUser()); err != nil {
		return fmt.Errorf("delete the user %s: %w", id, err)
	}
	return nil
}
