package domain

import (
	"fmt"

	"google.golang.org/grpc/codes"
)

// RefusedError is an error that the caller is meant to see, with ZITADEL's code and error id. Package embedded makes a status of
// it, with a text in the caller's language.
type RefusedError struct {
	Code codes.Code
	ID   string
	Text TextKey
}

var _ error = (*RefusedError)(nil)

// Refuse makes a RefusedError. The id is ZITADEL's for this condition of this call; clients tell conditions apart by it.
func Refuse(code codes.Code, id string, text TextKey) *RefusedError {
	return &RefusedError{Code: code, ID: id, Text: text}
}

// Error is for the log.
func (r *RefusedError) Error() string { return fmt.Sprintf("%s (%s)", r.Text, r.ID) }

// TextKey is ZITADEL's key of a message. Package embedded has texts for most. Where ZITADEL has none either, the key itself
// goes to the caller, and clients are known to compare it.
type TextKey string

// Keys of messages about an organization's policy.
const (
	TextFactorMissing      TextKey = "Errors.Org.LoginPolicy.MFA.NotExisting"
	TextFactorExists       TextKey = "Errors.Org.LoginPolicy.MFA.AlreadyExists"
	TextFactorInvalid      TextKey = "Errors.Org.LoginPolicy.MFA.Unspecified"
	TextPolicyMissing      TextKey = "Errors.Org.LoginPolicy.NotFound"
	TextPolicyExists       TextKey = "Errors.Org.LoginPolicy.AlreadyExists"
	TextRedirectURIInvalid TextKey = "Errors.Org.LoginPolicy.RedirectURIInvalid"
	TextIDPMissing         TextKey = "Errors.IDPConfig.NotExisting"
)

// Keys of messages about the instance's policy and restrictions.
const (
	TextDefaultFactorMissing      TextKey = "Errors.Instance.LoginPolicy.MFA.NotExisting"
	TextDefaultNotChanged         TextKey = "Errors.Instance.LoginPolicy.NotChanged"
	TextDefaultRedirectURIInvalid TextKey = "Errors.Instance.LoginPolicy.RedirectURIInvalid"
	TextDefaultLinkExists         TextKey = "Errors.Instance.LoginPolicy.IDP.AlreadyExists"
	TextDefaultLinkMissing        TextKey = "Errors.Instance.LoginPolicy.IDP.NotExisting"

	TextRestrictionsNone    TextKey = "Errors.Restrictions.NoneSpecified"
	TextLanguageUnreadable  TextKey = "Errors.Language.NotParsed"
	TextLanguageTwice       TextKey = "Errors.Language.Duplicate"
	TextLanguageUnsupported TextKey = "Errors.Language.NotSupported"
	TextLanguageDefault     TextKey = "Errors.Restrictions.DefaultLanguageMustBeAllowed"
)

// Keys of messages about users.
const (
	TextUserFactorMissing TextKey = "Errors.User.MFA.OTP.NotExisting"
	TextUserKeyMissing    TextKey = "Errors.User.WebAuthN.NotFound"
	TextUserLocked        TextKey = "Errors.User.Locked"
)

// Keys that ZITADEL has no message for.
const (
	textNotFound            TextKey = "Errors.NotFound"
	textDefaultFactorExists TextKey = "Errors.Instance.MFA.AlreadyExists"
	textLinkExists          TextKey = "Errors.Org.LoginPolicy.IDP.AlreadyExists"
	textLinkMissing         TextKey = "Errors.Org.LoginPolicy.IDP.NotExisting"
	textPolicyNotChanged    TextKey = "Errors.Org.LoginPolicy.NotChanged"
)
