package wiretest

import "google.golang.org/grpc/codes"

// Every failure of the contract that the cases expect, under the condition that it stands for. The same id means
// different things with different methods and codes.

func secondNotThere() want    { return fails(codes.NotFound, "Org-3M9od") }
func secondExists() want      { return fails(codes.AlreadyExists, "Org-2B0ps") }
func multiNotThere() want     { return fails(codes.NotFound, "Org-3M9df") }
func multiExists() want       { return fails(codes.AlreadyExists, "Org-3M9od") }
func policyExists() want      { return fails(codes.AlreadyExists, "Org-Dgfb2") }
func newURIInvalid() want     { return fails(codes.InvalidArgument, "Org-WSfdq") }
func newSecondInvalid() want  { return fails(codes.InvalidArgument, "Org-SFeea") }
func newMultiInvalid() want   { return fails(codes.InvalidArgument, "Org-WSfrg") }
func newProviderAbsent() want { return fails(codes.FailedPrecondition, "Org-FEd32") }
func uriInvalid() want        { return fails(codes.InvalidArgument, "Org-Sfd21") }
func policyNotThere() want    { return fails(codes.NotFound, "Org-M0sif") }

func nothingChanged() want {
	return failsRaw(codes.FailedPrecondition, "Org-5M9vdd", "Errors.Org.LoginPolicy.NotChanged")
}

func policyNotResettable() want { return fails(codes.NotFound, "Org-GHB37") }

// requestInvalid is the refusal of validation, before any handler sees the request.
func requestInvalid() want { return failsBare(codes.InvalidArgument) }

func noInstance() want     { return failsBare(codes.NotFound) }
func tokenMissing() want   { return failsBare(codes.Unauthenticated) }
func tokenMalformed() want { return fails(codes.Unauthenticated, "AUTH-toLo1") }
func tokenRejected() want  { return fails(codes.Unauthenticated, "AUTH-7fs1e") }
func orgNotThere() want    { return fails(codes.PermissionDenied, "AUTH-Bs7Ds") }
func notAMember() want     { return fails(codes.NotFound, "AUTHZ-cdgFk") }
func factorDemanded() want { return fails(codes.PermissionDenied, "AUTHZ-Kl3p0") }
func notPermitted() want   { return fails(codes.PermissionDenied, "AUTH-5mWD2") }

// Links between an organization's policy and providers.

func linkNeedsPolicy() want   { return fails(codes.NotFound, "Org-Ffgw2") }
func providerNotThere() want  { return fails(codes.FailedPrecondition, "Org-3N9fs") }
func unlinkNeedsPolicy() want { return fails(codes.NotFound, "Org-GVDfe") }

func linkExists() want {
	return failsRaw(codes.AlreadyExists, "Org-2B0ps", "Errors.Org.LoginPolicy.IDP.AlreadyExists")
}

func linkNotThere() want {
	return failsRaw(codes.NotFound, "Org-39fjs", "Errors.Org.LoginPolicy.IDP.NotExisting")
}

// The instance's policy.

func instanceSecondNotThere() want { return fails(codes.NotFound, "INSTANCE-3M9od") }
func instanceMultiNotThere() want  { return fails(codes.NotFound, "INSTANCE-3M9df") }

func instanceSecondExists() want {
	return failsRaw(codes.AlreadyExists, "INSTANCE-2B0ps", "Errors.Instance.MFA.AlreadyExists")
}

func instanceMultiExists() want {
	return failsRaw(codes.AlreadyExists, "INSTANCE-3M9od", "Errors.Instance.MFA.AlreadyExists")
}

func instanceURIInvalid() want       { return fails(codes.InvalidArgument, "INST-SFdqd") }
func instanceNothingChanged() want   { return fails(codes.FailedPrecondition, "INSTANCE-5M9vdd") }
func instanceProviderNotThere() want { return fails(codes.FailedPrecondition, "INSTANCE-m8fsd") }
func instanceLinkExists() want       { return fails(codes.AlreadyExists, "INSTANCE-2B0ps") }
func instanceLinkNotThere() want     { return fails(codes.NotFound, "INSTANCE-39fjs") }

// The instance's restrictions.

func nothingRestricted() want      { return fails(codes.InvalidArgument, "COMMAND-oASwj") }
func languageUnreadable() want     { return fails(codes.InvalidArgument, "LANG-jc8Sq") }
func languageTwice() want          { return fails(codes.InvalidArgument, "LANG-XHiK5") }
func languageUnsupported() want    { return fails(codes.InvalidArgument, "LANG-lg4DP") }
func defaultLanguageLeftOut() want { return fails(codes.FailedPrecondition, "COMMAND-L0m2u") }
