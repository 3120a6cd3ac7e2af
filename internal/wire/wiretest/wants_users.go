package wiretest

import (
	"fmt"
	"slices"
	"time"

	"google.golang.org/grpc/codes"

	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// The refusals of UserService.

func totpNotThere() want   { return fails(codes.NotFound, "COMMAND-Hd9sd") }
func keyNotThere() want    { return fails(codes.NotFound, "COMMAND-DAfb2") }
func smsNotThere() want    { return fails(codes.NotFound, "COMMAND-Sr3h3") }
func emailNotThere() want  { return fails(codes.NotFound, "COMMAND-b312D") }
func mayNotChange() want   { return fails(codes.PermissionDenied, "AUTH-AWfge") }
func personNotThere() want { return failsRaw(codes.NotFound, "COMMAND-4g3xq", "Errors.NotFound") }

// showsUsers demands exactly these users, in any order.
func showsUsers(ids ...string) want {
	return func(s *suite, r reply) error {
		list, err := usersOf(r)
		if err != nil {
			return err
		}
		got, wanted := userIDs(list), s.target.fill("", ids)
		slices.Sort(got)
		slices.Sort(wanted)
		return sameList("users", got, wanted)
	}
}

// countsUsers demands this total, which is absent for 0, and a timestamp.
func countsUsers(total uint64) want {
	return answered(func(_ *suite, m *userv2.ListUsersResponse) error {
		if m.GetDetails().GetTotalResult() != total {
			return fmt.Errorf("counts %d, want %d", m.GetDetails().GetTotalResult(), total)
		}
		return checkDate(m.GetDetails().GetTimestamp())
	})
}

// arePeople demands what every person of the fixtures has.
func arePeople(_ *suite, r reply) error {
	list, err := usersOf(r)
	if err != nil {
		return err
	}
	for _, u := range list {
		if u.GetHuman().GetProfile().GetDisplayName() == "" || u.GetPreferredLoginName() == "" || !u.GetHuman().GetEmail().GetIsVerified() {
			return fmt.Errorf("%v lacks its names, or a verified address", u)
		}
	}
	return nil
}

// usersOf checks what every user has.
func usersOf(r reply) ([]*userv2.User, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	list := r.message.(*userv2.ListUsersResponse).GetResult()
	for _, u := range list {
		d := u.GetDetails()
		if u.GetUserId() == "" || u.GetState() == 0 || d.GetResourceOwner() == "" || d.GetSequence() == 0 {
			return nil, fmt.Errorf("%v lacks its id, state, home or sequence", u)
		}
		if err := checkDate(d.GetCreationDate()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func userIDs(list []*userv2.User) []string {
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = u.GetUserId()
	}
	return ids
}

func createdAt(u *userv2.User) time.Time { return u.GetDetails().GetCreationDate().AsTime() }

// The kinds of authentication methods under short names.
const (
	methodPassword = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD
	methodTOTP     = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP
	methodU2F      = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F
	methodSMS      = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS
	methodEmail    = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL
	methodCodes    = userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE
)

// completeMethods are those of a complete person but for some.
func completeMethods(but ...userv2.AuthenticationMethodType) []userv2.AuthenticationMethodType {
	all := []userv2.AuthenticationMethodType{methodPassword, methodTOTP, methodU2F, methodSMS, methodEmail, methodCodes}
	return slices.DeleteFunc(all, func(m userv2.AuthenticationMethodType) bool { return slices.Contains(but, m) })
}

// hasMethods demands exactly these kinds, each once, in any order.
func hasMethods(kinds ...userv2.AuthenticationMethodType) want {
	return answered(func(_ *suite, m *userv2.ListAuthenticationMethodTypesResponse) error {
		got := slices.Sorted(slices.Values(m.GetAuthMethodTypes()))
		if err := sameList("kinds", got, slices.Sorted(slices.Values(kinds))); err != nil {
			return err
		}
		if total := m.GetDetails().GetTotalResult(); total != uint64(len(kinds)) {
			return fmt.Errorf("counts %d, want %d", total, len(kinds))
		}
		return checkDate(m.GetDetails().GetTimestamp())
	})
}

// hasFactorsIn demands one factor of each of these kinds in this state, and no other. Security keys have their ids.
func hasFactorsIn(state userv2.AuthFactorState, kinds ...userv2.AuthenticationMethodType) want {
	return answered(func(_ *suite, m *userv2.ListAuthenticationFactorsResponse) error {
		got := []userv2.AuthenticationMethodType{}
		for _, factor := range m.GetResult() {
			if factor.GetState() != state || factor.GetU2F() != nil && (factor.GetU2F().GetId() == "" || factor.GetU2F().GetName() == "") {
				return fmt.Errorf("%v isn't %v, or is a security key without an id and a name", factor, state)
			}
			got = append(got, kindOf(factor))
		}
		slices.Sort(got)
		return sameList("factors", got, slices.Sorted(slices.Values(append([]userv2.AuthenticationMethodType{}, kinds...))))
	})
}

func kindOf(factor *userv2.AuthFactor) userv2.AuthenticationMethodType {
	switch factor.GetType().(type) {
	case *userv2.AuthFactor_Otp:
		return methodTOTP
	case *userv2.AuthFactor_U2F:
		return methodU2F
	case *userv2.AuthFactor_OtpSms:
		return methodSMS
	case *userv2.AuthFactor_OtpEmail:
		return methodEmail
	default:
		return 0
	}
}
