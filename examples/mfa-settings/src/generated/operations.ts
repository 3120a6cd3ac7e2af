/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DateTime, Duration, UInt64 } from '../scalars';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a change does to an organization that has no login policy of its own. */
export type InheritedPolicyAction =
  /**
   * The organization gets its own policy: a copy of the one that it inherits, with the change made, in one atomic write. It
   * no longer follows the instance's policy from then on. A change that would do nothing doesn't customize, and a policy
   * with a factor that this version doesn't know is never copied (`FAILED_PRECONDITION` / `UNKNOWN_FACTOR`).
   *
   * The backend lets two such writes at once both succeed, and joins them. So the event log is asked afterwards: where it has
   * another one at the same time, and doesn't show that this change stands, the answer is `CONFLICT` /
   * `CONCURRENT_CUSTOMIZATION`.
   */
  | 'CUSTOMIZE'
  /** Nothing is written, and the error says that the policy is inherited. */
  | 'REFUSE';

/** The kinds of change to a login policy. */
export type LoginPolicyChangeType =
  /** An identity provider was linked. */
  | 'IDENTITY_PROVIDER_ADDED'
  /**
   * The link to an identity provider was removed. A provider that is deleted takes its links with it without any change: then
   * there is none of this type.
   */
  | 'IDENTITY_PROVIDER_REMOVED'
  /** A multi factor was allowed. */
  | 'MULTI_FACTOR_ADDED'
  /** A multi factor was removed. */
  | 'MULTI_FACTOR_REMOVED'
  /** The organization got its own policy. */
  | 'POLICY_ADDED'
  /** Fields of the policy changed. */
  | 'POLICY_CHANGED'
  /** The organization's own policy was taken away: it inherits again. */
  | 'POLICY_REMOVED'
  /** A second factor was allowed. */
  | 'SECOND_FACTOR_ADDED'
  /** A second factor was removed. */
  | 'SECOND_FACTOR_REMOVED'
  /** A kind that this version doesn't know. */
  | 'UNSPECIFIED';

/**
 * The fields of a login policy to change. What is left out stays as it is; null is refused, since no field can be null, with
 * `BAD_USER_INPUT` / `NULL_NOT_ALLOWED`.
 */
export type LoginPolicyPatch = {
  /** The login page may find the organization by the domain of the name that was entered. */
  allowDomainDiscovery?: boolean | null | undefined;
  /** People may log in through the policy's identity providers. */
  allowExternalIdp?: boolean | null | undefined;
  /** People may register themselves. */
  allowRegister?: boolean | null | undefined;
  /** People may log in with a user name and a password. */
  allowUsernamePassword?: boolean | null | undefined;
  /**
   * Where a login ends that wasn't started by an application: empty for the server's own page, else a URI with a scheme, and
   * for http and https with a host. An application's own scheme is fine (`com.example.app:/done`); one that a browser runs or
   * opens by itself (`javascript`, `data`, `file` and the like) isn't, nor is a user name or a password before the host.
   * Another is refused with `BAD_USER_INPUT` / `REDIRECT_URI_INVALID`.
   */
  defaultRedirectUri?: string | null | undefined;
  /** A verified e-mail address doesn't work as a login name. */
  disableLoginWithEmail?: boolean | null | undefined;
  /** A verified phone number doesn't work as a login name. */
  disableLoginWithPhone?: boolean | null | undefined;
  /** How long a login through an identity provider counts for a session. */
  externalLoginCheckLifetime?: Duration | null | undefined;
  /** Everyone must log in with a second factor or a multi factor, also through an identity provider. */
  forceMfa?: boolean | null | undefined;
  /**
   * Everyone who logs in here, rather than through an identity provider, must do so with a second factor or a multi
   * factor.
   */
  forceMfaLocalOnly?: boolean | null | undefined;
  /** The login page offers no way to reset a forgotten password. */
  hidePasswordReset?: boolean | null | undefined;
  /** The login page asks for a password even for a name that doesn't exist, so that it doesn't tell which names do. */
  ignoreUnknownUsernames?: boolean | null | undefined;
  /** How long people who skipped setting up a factor are left alone before they are asked again. `PT0S` never asks them. */
  mfaInitSkipLifetime?: Duration | null | undefined;
  /** How long a checked multi factor counts for a session. */
  multiFactorCheckLifetime?: Duration | null | undefined;
  /** How long a checked password counts for a session. */
  passwordCheckLifetime?: Duration | null | undefined;
  /** Whether people may log in with a passkey instead of a password. */
  passwordlessType?: PasswordlessType | null | undefined;
  /** How long a checked second factor counts for a session. */
  secondFactorCheckLifetime?: Duration | null | undefined;
};

/** A factor that is a complete login by itself. New ones are added as ZITADEL gets them. */
export type MultiFactorType =
  /** A passkey: a security key or a built-in authenticator that also checks who holds it, by a PIN or a fingerprint. */
  | 'MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'
  /** A factor that this version doesn't know. It appears in answers only, and is refused as an argument. */
  | 'MULTI_FACTOR_TYPE_UNSPECIFIED';

/** Whether people may log in without a password. */
export type PasswordlessType =
  /** People who have set up a passkey may log in with it alone. */
  | 'PASSWORDLESS_TYPE_ALLOWED'
  /** Passkeys can't be used to log in. */
  | 'PASSWORDLESS_TYPE_NOT_ALLOWED';

/** A further proof of identity after the password. New ones are added as ZITADEL gets them. */
export type SecondFactorType =
  /** A time-based one-time password from an authenticator app (TOTP). */
  | 'SECOND_FACTOR_TYPE_OTP'
  /** A one-time code sent by e-mail. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_EMAIL'
  /** A one-time code sent by SMS. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_SMS'
  /** One of a list of single-use codes that were handed out in advance. Since ZITADEL 4.9. */
  | 'SECOND_FACTOR_TYPE_RECOVERY_CODES'
  /** A security key or a built-in authenticator (FIDO U2F). */
  | 'SECOND_FACTOR_TYPE_U2F'
  /** A factor that this version doesn't know. It appears in answers only, and is refused as an argument. */
  | 'SECOND_FACTOR_TYPE_UNSPECIFIED';

export type ChangesQueryVariables = Exact<{
  orgId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ChangesQuery = { loginPolicyChanges: { nodes: Array<{ sequence: UInt64, changeDate: DateTime, type: LoginPolicyChangeType, secondFactor: SecondFactorType | null, multiFactor: MultiFactorType | null, editor: { id: string, displayName: string, preferredLoginName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type AddSecondFactorMutationVariables = Exact<{
  type: SecondFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  putInForce?: boolean;
}>;


export type AddSecondFactorMutation = { addSecondFactor: { sequence: UInt64 } | null };

export type RemoveSecondFactorMutationVariables = Exact<{
  type: SecondFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  putInForce?: boolean;
}>;


export type RemoveSecondFactorMutation = { removeSecondFactor: { sequence: UInt64 } | null };

export type AddMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  putInForce?: boolean;
}>;


export type AddMultiFactorMutation = { addMultiFactor: { sequence: UInt64 } | null };

export type RemoveMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  putInForce?: boolean;
}>;


export type RemoveMultiFactorMutation = { removeMultiFactor: { sequence: UInt64 } | null };

export type OrganizationsQueryVariables = Exact<{ [key: string]: never; }>;


export type OrganizationsQuery = { organization: { id: string, name: string } | null, viewer: { organizations: { nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean } } | null } | null };

export type UpdateLoginPolicyMutationVariables = Exact<{
  patch: LoginPolicyPatch;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  expectedSequence: UInt64;
  expectedResourceOwner: string;
  putInForce?: boolean;
}>;


export type UpdateLoginPolicyMutation = { updateLoginPolicy: { sequence: UInt64 } | null };

export type CustomizeLoginPolicyMutationVariables = Exact<{
  orgId: string;
}>;


export type CustomizeLoginPolicyMutation = { createLoginPolicy: { sequence: UInt64 } | null };

export type DefaultPolicyQueryVariables = Exact<{ [key: string]: never; }>;


export type DefaultPolicyQuery = { defaultLoginPolicy: { forceMfa: boolean, forceMfaLocalOnly: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType> } | null };

export type ResetLoginPolicyMutationVariables = Exact<{
  orgId: string;
}>;


export type ResetLoginPolicyMutation = { resetLoginPolicy: { sequence: UInt64 } | null };

export type SettingsQueryVariables = Exact<{
  orgId?: string | null | undefined;
}>;


export type SettingsQuery = { organization: { id: string, name: string } | null, loginPolicy: { isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null, viewer: { canWriteLoginPolicy: boolean, canResetLoginPolicy: boolean } | null };

export type PolicyFragment = { isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } };

export const PolicyFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<PolicyFragment, unknown>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"editor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secondFactor"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const AddSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<AddSecondFactorMutation, AddSecondFactorMutationVariables>;
export const RemoveSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<RemoveSecondFactorMutation, RemoveSecondFactorMutationVariables>;
export const AddMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<AddMultiFactorMutation, AddMultiFactorMutationVariables>;
export const RemoveMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<RemoveMultiFactorMutation, RemoveMultiFactorMutationVariables>;
export const OrganizationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Organizations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrganizationsQuery, OrganizationsQueryVariables>;
export const UpdateLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"patch"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyPatch"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UInt64"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"patch"},"value":{"kind":"Variable","name":{"kind":"Name","value":"patch"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedSequence"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedResourceOwner"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<UpdateLoginPolicyMutation, UpdateLoginPolicyMutationVariables>;
export const CustomizeLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomizeLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[]}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<CustomizeLoginPolicyMutation, CustomizeLoginPolicyMutationVariables>;
export const DefaultPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DefaultPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defaultLoginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}}]}}]}}]} as unknown as DocumentNode<DefaultPolicyQuery, DefaultPolicyQueryVariables>;
export const ResetLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<ResetLoginPolicyMutation, ResetLoginPolicyMutationVariables>;
export const SettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Settings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canWriteLoginPolicy"}},{"kind":"Field","name":{"kind":"Name","value":"canResetLoginPolicy"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<SettingsQuery, SettingsQueryVariables>;