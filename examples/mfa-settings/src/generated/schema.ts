import type { DateTime } from '../scalars';
import type { Duration } from '../scalars';
import type { ErrorDetail } from '../scalars';
import type { UInt64 } from '../scalars';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: DateTime; output: DateTime; }
  Duration: { input: Duration; output: Duration; }
  ErrorDetail: { input: ErrorDetail; output: ErrorDetail; }
  UInt64: { input: UInt64; output: UInt64; }
};

export type CreateLoginPolicyInput = {
  allowDomainDiscovery?: InputMaybe<Scalars['Boolean']['input']>;
  allowExternalIdp?: InputMaybe<Scalars['Boolean']['input']>;
  allowRegister?: InputMaybe<Scalars['Boolean']['input']>;
  allowUsernamePassword?: InputMaybe<Scalars['Boolean']['input']>;
  defaultRedirectUri?: InputMaybe<Scalars['String']['input']>;
  disableLoginWithEmail?: InputMaybe<Scalars['Boolean']['input']>;
  disableLoginWithPhone?: InputMaybe<Scalars['Boolean']['input']>;
  externalLoginCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  forceMfa?: InputMaybe<Scalars['Boolean']['input']>;
  forceMfaLocalOnly?: InputMaybe<Scalars['Boolean']['input']>;
  hidePasswordReset?: InputMaybe<Scalars['Boolean']['input']>;
  identityProviders?: InputMaybe<Array<IdentityProviderInput>>;
  ignoreUnknownUsernames?: InputMaybe<Scalars['Boolean']['input']>;
  mfaInitSkipLifetime?: InputMaybe<Scalars['Duration']['input']>;
  multiFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  multiFactors?: InputMaybe<Array<MultiFactorType>>;
  passwordCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  passwordlessType?: InputMaybe<PasswordlessType>;
  secondFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  secondFactors?: InputMaybe<Array<SecondFactorType>>;
};

export type Editor = {
  displayName: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  preferredLoginName: Scalars['String']['output'];
};

export type ErrorCode =
  | 'ALREADY_EXISTS'
  | 'BAD_GATEWAY'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'CANCELLED'
  | 'CONFLICT'
  | 'FAILED_PRECONDITION'
  | 'FORBIDDEN'
  | 'GATEWAY_TIMEOUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'INTERNAL_SERVER_ERROR'
  | 'LIMIT_EXCEEDED'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'NOT_FOUND'
  | 'NOT_IMPLEMENTED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED'
  | 'UNSUPPORTED_MEDIA_TYPE';

export type ErrorExtensions = {
  code: ErrorCode;
  currentSequence?: Maybe<Scalars['UInt64']['output']>;
  details?: Maybe<Array<Scalars['ErrorDetail']['output']>>;
  grpcCode?: Maybe<Scalars['Int']['output']>;
  httpStatus: Scalars['Int']['output'];
  outcome?: Maybe<WriteOutcome>;
  reason?: Maybe<ErrorReason>;
  requestId: Scalars['String']['output'];
  resourceOwner?: Maybe<Scalars['ID']['output']>;
  retryable: Scalars['Boolean']['output'];
  zitadelId?: Maybe<Scalars['String']['output']>;
};

export type ErrorReason =
  | 'BACKEND_BUSY'
  | 'BACKEND_CANCELLED'
  | 'BACKEND_CIRCUIT_OPEN'
  | 'BACKEND_FAILED'
  | 'BACKEND_NOT_ZITADEL_OR_WRONG_HOST'
  | 'BACKEND_REPLY_INVALID'
  | 'BACKEND_REPLY_TOO_LARGE'
  | 'BACKEND_TIMED_OUT'
  | 'BACKEND_TOO_SLOW'
  | 'BACKEND_UNAVAILABLE'
  | 'BACKEND_UNREACHABLE'
  | 'BATCH_NOT_SUPPORTED'
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'CLIENT_CANCELLED'
  | 'CONCURRENT_CUSTOMIZATION'
  | 'CSRF_HEADER_MISSING'
  | 'DEFAULT_LANGUAGE_NOT_ALLOWED'
  | 'DOCUMENT_HASH_MISMATCH'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'DOCUMENT_TOO_LONG'
  | 'ENTITY_KEY_INVALID'
  | 'ENTITY_UNKNOWN'
  | 'FOREIGN_ORIGIN'
  | 'HEADERS_TOO_LARGE'
  | 'HOST_NOT_ALLOWED'
  | 'IDENTITY_PROVIDER_ALREADY_LINKED'
  | 'IDENTITY_PROVIDER_INHERITED'
  | 'IDENTITY_PROVIDER_INVALID'
  | 'IDENTITY_PROVIDER_NOT_FOUND'
  | 'IDENTITY_PROVIDER_NOT_LINKED'
  | 'INSTANCE_BLOCKED'
  | 'INTROSPECTION_DISABLED'
  | 'LANGUAGE_INVALID'
  | 'LOGIN_POLICY_ALREADY_EXISTS'
  | 'LOGIN_POLICY_CHANGED'
  | 'LOGIN_POLICY_DIVERGED'
  | 'LOGIN_POLICY_INHERITED'
  | 'LOGIN_POLICY_NOT_FOUND'
  | 'MULTI_FACTOR_ALREADY_CONFIGURED'
  | 'MULTI_FACTOR_INHERITED'
  | 'MULTI_FACTOR_NOT_CONFIGURED'
  | 'MULTI_FACTOR_UNKNOWN_TO_BACKEND'
  | 'MULTI_FACTOR_UNSPECIFIED'
  | 'MUTATION_BY_GET'
  | 'NAME_TOO_LONG'
  | 'NOT_A_MEMBER'
  | 'NULL_NOT_ALLOWED'
  | 'ORGANIZATION_IGNORED'
  | 'ORGANIZATION_INVALID'
  | 'ORGANIZATION_NOT_FOUND'
  | 'ORIGIN_NOT_ALLOWED'
  | 'PAGE_INVALID'
  | 'PERMISSION_MISSING'
  | 'POLICY_NOT_CONFIRMED'
  | 'POLICY_READ_BEHIND'
  | 'QUERY_MISSING'
  | 'QUOTA_EXHAUSTED'
  | 'REDIRECT_URI_INVALID'
  | 'REPRESENTATION_INVALID'
  | 'REQUEST_TIMEOUT'
  | 'SECOND_FACTOR_ALREADY_CONFIGURED'
  | 'SECOND_FACTOR_INHERITED'
  | 'SECOND_FACTOR_NOT_CONFIGURED'
  | 'SECOND_FACTOR_UNKNOWN_TO_BACKEND'
  | 'SECOND_FACTOR_UNSPECIFIED'
  | 'SESSION_EXPIRED'
  | 'STRONGER_LOGIN_REQUIRED'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_MISSING'
  | 'TOKEN_NOT_FOR_API'
  | 'TOKEN_REJECTED'
  | 'TOO_COMPLEX'
  | 'TOO_DEEP'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_BACKEND_CALLS'
  | 'TOO_MANY_DIRECTIVES'
  | 'TOO_MANY_FRAGMENTS'
  | 'TOO_MANY_OPERATIONS'
  | 'TOO_MANY_REPRESENTATIONS'
  | 'TOO_MANY_REQUESTS'
  | 'TOO_MANY_ROOT_FIELDS'
  | 'TOO_MANY_TOKENS'
  | 'TOO_MANY_VARIABLES'
  | 'UNKNOWN_FACTOR'
  | 'VARIABLES_TOO_LARGE'
  | 'WOULD_LOCK_YOU_OUT'
  | 'WRITTEN_NOT_IN_FORCE'
  | 'WROTE_ELSEWHERE';

export type IdentityProvider = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  owner: IdentityProviderOwner;
  state: IdentityProviderState;
  type: IdentityProviderType;
};

export type IdentityProviderConnection = {
  edges: Array<IdentityProviderEdge>;
  nodes: Array<IdentityProvider>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type IdentityProviderEdge = {
  cursor: Scalars['String']['output'];
  node: IdentityProvider;
};

export type IdentityProviderInput = {
  id: Scalars['ID']['input'];
  owner: IdentityProviderOwner;
};

export type IdentityProviderOwner =
  | 'IDP_OWNER_TYPE_ORG'
  | 'IDP_OWNER_TYPE_SYSTEM'
  | 'IDP_OWNER_TYPE_UNSPECIFIED';

export type IdentityProviderState =
  | 'IDP_STATE_ACTIVE'
  | 'IDP_STATE_INACTIVE'
  | 'IDP_STATE_UNSPECIFIED';

export type IdentityProviderType =
  | 'PROVIDER_TYPE_APPLE'
  | 'PROVIDER_TYPE_AZURE_AD'
  | 'PROVIDER_TYPE_GITHUB'
  | 'PROVIDER_TYPE_GITHUB_ES'
  | 'PROVIDER_TYPE_GITLAB'
  | 'PROVIDER_TYPE_GITLAB_SELF_HOSTED'
  | 'PROVIDER_TYPE_GOOGLE'
  | 'PROVIDER_TYPE_JWT'
  | 'PROVIDER_TYPE_LDAP'
  | 'PROVIDER_TYPE_OAUTH'
  | 'PROVIDER_TYPE_OIDC'
  | 'PROVIDER_TYPE_SAML'
  | 'PROVIDER_TYPE_UNSPECIFIED'
  | 'PROVIDER_TYPE_ZITADEL';

export type InheritedPolicyAction =
  | 'CUSTOMIZE'
  | 'REFUSE';

export type LoginPolicy = {
  allowDomainDiscovery: Scalars['Boolean']['output'];
  allowExternalIdp: Scalars['Boolean']['output'];
  allowRegister: Scalars['Boolean']['output'];
  allowUsernamePassword: Scalars['Boolean']['output'];
  defaultRedirectUri: Scalars['String']['output'];
  details: ObjectDetails;
  disableLoginWithEmail: Scalars['Boolean']['output'];
  disableLoginWithPhone: Scalars['Boolean']['output'];
  externalLoginCheckLifetime: Scalars['Duration']['output'];
  forceMfa: Scalars['Boolean']['output'];
  forceMfaLocalOnly: Scalars['Boolean']['output'];
  hidePasswordReset: Scalars['Boolean']['output'];
  identityProviders?: Maybe<LoginPolicyIdentityProviderConnection>;
  ignoreUnknownUsernames: Scalars['Boolean']['output'];
  isDefault: Scalars['Boolean']['output'];
  mfaInitSkipLifetime: Scalars['Duration']['output'];
  multiFactorCheckLifetime: Scalars['Duration']['output'];
  multiFactors: Array<MultiFactorType>;
  notInForce?: Maybe<Array<SkippedSetting>>;
  passwordCheckLifetime: Scalars['Duration']['output'];
  passwordlessType?: Maybe<PasswordlessType>;
  secondFactorCheckLifetime: Scalars['Duration']['output'];
  secondFactors: Array<SecondFactorType>;
};


export type LoginPolicyIdentityProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type LoginPolicyChange = {
  changeDate: Scalars['DateTime']['output'];
  editor: Editor;
  identityProviderId?: Maybe<Scalars['ID']['output']>;
  message: Scalars['String']['output'];
  multiFactor?: Maybe<MultiFactorType>;
  secondFactor?: Maybe<SecondFactorType>;
  sequence: Scalars['UInt64']['output'];
  type: LoginPolicyChangeType;
};

export type LoginPolicyChangeConnection = {
  edges: Array<LoginPolicyChangeEdge>;
  nodes: Array<LoginPolicyChange>;
  pageInfo: PageInfo;
};

export type LoginPolicyChangeEdge = {
  cursor: Scalars['String']['output'];
  node: LoginPolicyChange;
};

export type LoginPolicyChangeType =
  | 'IDENTITY_PROVIDER_ADDED'
  | 'IDENTITY_PROVIDER_REMOVED'
  | 'MULTI_FACTOR_ADDED'
  | 'MULTI_FACTOR_REMOVED'
  | 'POLICY_ADDED'
  | 'POLICY_CHANGED'
  | 'POLICY_REMOVED'
  | 'SECOND_FACTOR_ADDED'
  | 'SECOND_FACTOR_REMOVED'
  | 'UNSPECIFIED';

export type LoginPolicyIdentityProvider = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  type: IdentityProviderType;
};

export type LoginPolicyIdentityProviderConnection = {
  edges: Array<LoginPolicyIdentityProviderEdge>;
  nodes: Array<LoginPolicyIdentityProvider>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type LoginPolicyIdentityProviderEdge = {
  cursor: Scalars['String']['output'];
  node: LoginPolicyIdentityProvider;
};

export type LoginPolicyPatch = {
  allowDomainDiscovery?: InputMaybe<Scalars['Boolean']['input']>;
  allowExternalIdp?: InputMaybe<Scalars['Boolean']['input']>;
  allowRegister?: InputMaybe<Scalars['Boolean']['input']>;
  allowUsernamePassword?: InputMaybe<Scalars['Boolean']['input']>;
  defaultRedirectUri?: InputMaybe<Scalars['String']['input']>;
  disableLoginWithEmail?: InputMaybe<Scalars['Boolean']['input']>;
  disableLoginWithPhone?: InputMaybe<Scalars['Boolean']['input']>;
  externalLoginCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  forceMfa?: InputMaybe<Scalars['Boolean']['input']>;
  forceMfaLocalOnly?: InputMaybe<Scalars['Boolean']['input']>;
  hidePasswordReset?: InputMaybe<Scalars['Boolean']['input']>;
  ignoreUnknownUsernames?: InputMaybe<Scalars['Boolean']['input']>;
  mfaInitSkipLifetime?: InputMaybe<Scalars['Duration']['input']>;
  multiFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  passwordCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  passwordlessType?: InputMaybe<PasswordlessType>;
  secondFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
};

export type MultiFactorType =
  | 'MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'
  | 'MULTI_FACTOR_TYPE_UNSPECIFIED';

export type Mutation = {
  addDefaultLoginPolicyIdentityProvider?: Maybe<ObjectDetails>;
  addDefaultMultiFactor?: Maybe<ObjectDetails>;
  addDefaultSecondFactor?: Maybe<ObjectDetails>;
  addLoginPolicyIdentityProvider?: Maybe<ObjectDetails>;
  addMultiFactor?: Maybe<ObjectDetails>;
  addSecondFactor?: Maybe<ObjectDetails>;
  createLoginPolicy?: Maybe<ObjectDetails>;
  removeDefaultLoginPolicyIdentityProvider?: Maybe<ObjectDetails>;
  removeDefaultMultiFactor?: Maybe<ObjectDetails>;
  removeDefaultSecondFactor?: Maybe<ObjectDetails>;
  removeLoginPolicyIdentityProvider?: Maybe<ObjectDetails>;
  removeMultiFactor?: Maybe<ObjectDetails>;
  removeSecondFactor?: Maybe<ObjectDetails>;
  resetLoginPolicy?: Maybe<ObjectDetails>;
  setRestrictions?: Maybe<ObjectDetails>;
  updateDefaultLoginPolicy?: Maybe<ObjectDetails>;
  updateLoginPolicy?: Maybe<ObjectDetails>;
};


export type MutationAddDefaultLoginPolicyIdentityProviderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationAddDefaultMultiFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
};


export type MutationAddDefaultSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
};


export type MutationAddLoginPolicyIdentityProviderArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  id: Scalars['ID']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  owner: IdentityProviderOwner;
  whenInherited?: InheritedPolicyAction;
};


export type MutationAddMultiFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  whenInherited?: InheritedPolicyAction;
};


export type MutationAddSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  whenInherited?: InheritedPolicyAction;
};


export type MutationCreateLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  input: CreateLoginPolicyInput;
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationRemoveDefaultLoginPolicyIdentityProviderArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRemoveDefaultMultiFactorArgs = {
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
};


export type MutationRemoveDefaultSecondFactorArgs = {
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
};


export type MutationRemoveLoginPolicyIdentityProviderArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  id: Scalars['ID']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationRemoveMultiFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  whenInherited?: InheritedPolicyAction;
};


export type MutationRemoveSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  whenInherited?: InheritedPolicyAction;
};


export type MutationResetLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationSetRestrictionsArgs = {
  patch: RestrictionsPatch;
};


export type MutationUpdateDefaultLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedSequence?: InputMaybe<Scalars['UInt64']['input']>;
  patch: LoginPolicyPatch;
  putInForce?: Scalars['Boolean']['input'];
};


export type MutationUpdateLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedResourceOwner?: InputMaybe<Scalars['ID']['input']>;
  expectedSequence?: InputMaybe<Scalars['UInt64']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  patch: LoginPolicyPatch;
  putInForce?: Scalars['Boolean']['input'];
  whenInherited?: InheritedPolicyAction;
};

export type ObjectDetails = {
  changeDate?: Maybe<Scalars['DateTime']['output']>;
  creationDate?: Maybe<Scalars['DateTime']['output']>;
  resourceOwner: Scalars['ID']['output'];
  sequence: Scalars['UInt64']['output'];
  warnings: Array<Warning>;
};

export type Organization = {
  details: ObjectDetails;
  id: Scalars['ID']['output'];
  loginPolicy?: Maybe<LoginPolicy>;
  name: Scalars['String']['output'];
  primaryDomain: Scalars['String']['output'];
  state: OrganizationState;
};

export type OrganizationConnection = {
  edges: Array<OrganizationEdge>;
  nodes: Array<Organization>;
  pageInfo: PageInfo;
};

export type OrganizationEdge = {
  cursor: Scalars['String']['output'];
  node: Organization;
};

export type OrganizationState =
  | 'ORG_STATE_ACTIVE'
  | 'ORG_STATE_INACTIVE'
  | 'ORG_STATE_REMOVED'
  | 'ORG_STATE_UNSPECIFIED';

export type PageInfo = {
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type PasswordlessType =
  | 'PASSWORDLESS_TYPE_ALLOWED'
  | 'PASSWORDLESS_TYPE_NOT_ALLOWED';

export type Query = {
  availableIdentityProviders?: Maybe<IdentityProviderConnection>;
  defaultLoginPolicy?: Maybe<LoginPolicy>;
  loginPolicy?: Maybe<LoginPolicy>;
  loginPolicyChanges?: Maybe<LoginPolicyChangeConnection>;
  organization?: Maybe<Organization>;
  restrictions?: Maybe<Restrictions>;
  viewer?: Maybe<Viewer>;
};


export type QueryAvailableIdentityProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryLoginPolicyArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryLoginPolicyChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryOrganizationArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryViewerArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};

export type Restrictions = {
  allowedLanguages: Array<Scalars['String']['output']>;
  details: ObjectDetails;
  disallowPublicOrgRegistration: Scalars['Boolean']['output'];
};

export type RestrictionsPatch = {
  allowedLanguages?: InputMaybe<Array<Scalars['String']['input']>>;
  disallowPublicOrgRegistration?: InputMaybe<Scalars['Boolean']['input']>;
};

export type SecondFactorType =
  | 'SECOND_FACTOR_TYPE_OTP'
  | 'SECOND_FACTOR_TYPE_OTP_EMAIL'
  | 'SECOND_FACTOR_TYPE_OTP_SMS'
  | 'SECOND_FACTOR_TYPE_RECOVERY_CODES'
  | 'SECOND_FACTOR_TYPE_U2F'
  | 'SECOND_FACTOR_TYPE_UNSPECIFIED';

export type SkippedSetting = {
  inForce: Scalars['String']['output'];
  name: Scalars['String']['output'];
  written: Scalars['String']['output'];
};

export type Viewer = {
  canReadLoginPolicy: Scalars['Boolean']['output'];
  canReadRestrictions: Scalars['Boolean']['output'];
  canResetLoginPolicy: Scalars['Boolean']['output'];
  canWriteDefaultLoginPolicy: Scalars['Boolean']['output'];
  canWriteLoginPolicy: Scalars['Boolean']['output'];
  canWriteRestrictions: Scalars['Boolean']['output'];
  organizations?: Maybe<OrganizationConnection>;
};


export type ViewerOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type Warning = {
  code: WarningCode;
  message: Scalars['String']['output'];
  path: Array<Scalars['String']['output']>;
};

export type WarningCode =
  | 'LOCKED_OUT'
  | 'ORGANIZATION_NOT_CONFIRMED'
  | 'POLICY_NOT_CONFIRMED'
  | 'WRITTEN_NOT_IN_FORCE';

export type WriteOutcome =
  | 'NOT_EXECUTED'
  | 'UNKNOWN';
