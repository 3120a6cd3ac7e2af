package domain

import (
	"errors"

	"google.golang.org/grpc/codes"
)

// The decisions about a user's factors. They differ in whether the caller's permission or the factor is checked first: whoever
// may not write learns of an authenticator app and of a security key that they are absent, and of nothing else.

// PermissionCheck returns the refusal of a caller who may not change users of the organization, nil for one who may.
type PermissionCheck func(owner string) error

// RemoveTOTP removes the authenticator app, also one that was never proved.
func RemoveTOTP(mayWrite PermissionCheck) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.User.TOTP == FactorAbsent {
			return nil, Refuse(codes.NotFound, "COMMAND-Hd9sd", TextUserFactorMissing)
		}
		if err := mayWrite(s.User.ResourceOwner); err != nil {
			return nil, err
		}
		return []PendingEvent{{TopicTOTPRemoved, nil}}, nil
	}
}

// RemoveU2F removes a security key, also one that was never proved. ZITADEL takes a passkey's id too.
func RemoveU2F(id string, mayWrite PermissionCheck) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.User.indexOfKey(id) < 0 {
			return nil, Refuse(codes.NotFound, "COMMAND-DAfb2", TextUserKeyMissing)
		}
		if err := mayWrite(s.User.ResourceOwner); err != nil {
			return nil, err
		}
		return []PendingEvent{{TopicU2FRemoved, &keyRemovedPayload{id}}}, nil
	}
}

// RemoveOTPSMS removes the codes by text message.
func RemoveOTPSMS(mayWrite PermissionCheck) Decision {
	return func(s State) ([]PendingEvent, error) {
		if err := s.User.checkExistsAnd(mayWrite); err != nil {
			return nil, err
		}
		if s.User.OTPSMS == FactorAbsent {
			return nil, Refuse(codes.NotFound, "COMMAND-Sr3h3", TextUserFactorMissing)
		}
		return []PendingEvent{{TopicOTPSMSRemoved, nil}}, nil
	}
}

// RemoveOTPEmail removes the codes by e-mail.
func RemoveOTPEmail(mayWrite PermissionCheck) Decision {
	return func(s State) ([]PendingEvent, error) {
		if err := s.User.checkExistsAnd(mayWrite); err != nil {
			return nil, err
		}
		if s.User.OTPEmail == FactorAbsent {
			return nil, Refuse(codes.NotFound, "COMMAND-b312D", TextUserFactorMissing)
		}
		return []PendingEvent{{TopicOTPEmailRemoved, nil}}, nil
	}
}

// RemoveRecoveryCodes removes all recovery codes. Where there are none it succeeds without an event.
func RemoveRecoveryCodes(mayWrite PermissionCheck) Decision {
	return func(s State) ([]PendingEvent, error) {
		if err := s.User.checkExistsAnd(mayWrite); err != nil {
			return nil, err
		}
		if s.User.State == UserLocked {
			return nil, Refuse(codes.FailedPrecondition, "COMMAND-d9u8q", TextUserLocked)
		}
		if !s.User.RecoveryCodes {
			return nil, nil
		}
		return []PendingEvent{{TopicRecoveryRemoved, nil}}, nil
	}
}

func (u User) checkExistsAnd(mayWrite PermissionCheck) error {
	if u.ID == "" {
		return Refuse(codes.NotFound, "COMMAND-4g3xq", textNotFound)
	}
	return mayWrite(u.ResourceOwner)
}

// ErrNoUser is what RemoveUser fails with where there is no such user. It is no RefusedError: no call deletes one.
var ErrNoUser = errors.New("there is no such user")

// RemoveUser deletes a user with all factors.
func RemoveUser() Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.User.ID == "" || s.User.Removed() {
			return nil, ErrNoUser
		}
		return []PendingEvent{{TopicUserRemoved, nil}}, nil
	}
}
