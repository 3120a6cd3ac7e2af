package problem

import (
	"io"
	"slices"
	"strconv"
)

// WarningCode is the kind of a warning: a value of the schema's enum WarningCode, which describes each for callers.
type WarningCode string //nolint:recvcheck // as Code

// The codes of warnings, in the schema's order.
const (
	WarningOrganizationNotConfirmed WarningCode = "ORGANIZATION_NOT_CONFIRMED"
	WarningPolicyNotConfirmed       WarningCode = "POLICY_NOT_CONFIRMED"
	WarningWrittenNotInForce        WarningCode = "WRITTEN_NOT_IN_FORCE"
	WarningLockedOut                WarningCode = "LOCKED_OUT"
)

// WarningCodes returns every code of a warning, in the schema's order.
func WarningCodes() []WarningCode {
	return []WarningCode{WarningOrganizationNotConfirmed, WarningPolicyNotConfirmed, WarningWrittenNotInForce, WarningLockedOut}
}

// IsValid reports whether the schema has the code.
func (c WarningCode) IsValid() bool { return slices.Contains(WarningCodes(), c) }

// MarshalGQL writes the code as GraphQL's JSON has it. Generated code calls it.
func (c WarningCode) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(c))) }

// UnmarshalGQL reads a code from a GraphQL input, and refuses what isn't one of WarningCodes. Generated code calls it.
func (c *WarningCode) UnmarshalGQL(value any) error { return readEnum(c, value, WarningCodes()) }

// Warning goes along with a success: something about it couldn't be checked, or isn't as wanted.
type Warning struct {
	Code WarningCode
	// Message is for a person: what couldn't be checked or isn't as wanted, and what to do.
	Message string
}

// OrganizationNotConfirmed warns that an answer may be about another organization than was asked about.
func OrganizationNotConfirmed() Warning {
	return Warning{WarningOrganizationNotConfirmed,
		"ZITADEL's answer doesn't say which organization it is about, and asking for that was refused, as it is without the permission org.read. " +
			"If a proxy removes the header x-zitadel-orgid, this is about your home organization instead."}
}
