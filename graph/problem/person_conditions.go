package problem

import (
	"google.golang.org/grpc/codes"

	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	noUserFactor = "The person doesn't have this second factor, so there is nothing to remove."
	noSuchPerson = "This person doesn't exist, or doesn't any more. Check the id."
)

// personConditions has the conditions of a person's second factors.
func personConditions() map[Condition]Meaning {
	return map[Condition]Meaning{
		{userv2.UserService_RemoveTOTP_FullMethodName, codes.NotFound, "COMMAND-Hd9sd"}: {
			CodeNotFound, ReasonUserFactorNotFound, noUserFactor},
		{userv2.UserService_RemoveU2F_FullMethodName, codes.NotFound, "COMMAND-DAfb2"}: {
			CodeNotFound, ReasonUserFactorNotFound, noUserFactor},
		{userv2.UserService_RemoveOTPSMS_FullMethodName, codes.NotFound, "COMMAND-Sr3h3"}: {
			CodeNotFound, ReasonUserFactorNotFound, noUserFactor},
		{userv2.UserService_RemoveOTPSMS_FullMethodName, codes.NotFound, "COMMAND-4g3xq"}: {
			CodeNotFound, ReasonUserNotFound, noSuchPerson},
		{userv2.UserService_RemoveOTPEmail_FullMethodName, codes.NotFound, "COMMAND-b312D"}: {
			CodeNotFound, ReasonUserFactorNotFound, noUserFactor},
		{userv2.UserService_RemoveOTPEmail_FullMethodName, codes.NotFound, "COMMAND-4g3xq"}: {
			CodeNotFound, ReasonUserNotFound, noSuchPerson},
		{userv2.UserService_RemoveRecoveryCodes_FullMethodName, codes.NotFound, "COMMAND-4g3xq"}: {
			CodeNotFound, ReasonUserNotFound, noSuchPerson},
	}
}
