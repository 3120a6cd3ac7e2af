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

export type AuthFactorState =
  | 'AUTH_FACTOR_STATE_NOT_READY'
  | 'AUTH_FACTOR_STATE_READY'
  | 'AUTH_FACTOR_STATE_REMOVED';

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
  identityProviders?: InputMaybe<Array<Scalars['ID']['input']>>;
  ignoreUnknownUsernames?: InputMaybe<Scalars['Boolean']['input']>;
  mfaInitSkipLifetime?: InputMaybe<Scalars['Duration']['input']>;
  multiFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  multiFactors?: InputMaybe<Array<MultiFactorType>>;
  passwordCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  passwordlessType?: InputMaybe<PasswordlessType>;
  secondFactorCheckLifetime?: InputMaybe<Scalars['Duration']['input']>;
  secondFactors?: InputMaybe<Array<SecondFactorType>>;
};

export type DefaultLoginPolicyProposal = {
  addIdentityProviders?: InputMaybe<Array<Scalars['ID']['input']>>;
  addMultiFactors?: InputMaybe<Array<MultiFactorType>>;
  addSecondFactors?: InputMaybe<Array<SecondFactorType>>;
  patch?: InputMaybe<LoginPolicyPatch>;
  removeIdentityProviders?: InputMaybe<Array<Scalars['ID']['input']>>;
  removeMultiFactors?: InputMaybe<Array<MultiFactorType>>;
  removeSecondFactors?: InputMaybe<Array<SecondFactorType>>;
};

export type Details = {
  changeDate?: Maybe<Scalars['DateTime']['output']>;
  creationDate?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  resourceOwner: Scalars['ID']['output'];
  sequence: Scalars['UInt64']['output'];
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
  currentVersion?: Maybe<Scalars['String']['output']>;
  details?: Maybe<Array<Scalars['ErrorDetail']['output']>>;
  grpcCode?: Maybe<Scalars['Int']['output']>;
  httpStatus: Scalars['Int']['output'];
  impact?: Maybe<Array<ImpactGuardFigure>>;
  outcome?: Maybe<WriteOutcome>;
  reason?: Maybe<ErrorReason>;
  requestId: Scalars['String']['output'];
  resourceOwner?: Maybe<Scalars['ID']['output']>;
  retryable: Scalars['Boolean']['output'];
  zitadelId?: Maybe<Scalars['String']['output']>;
};

export type ErrorReason =
  | 'AUDIT_UNAVAILABLE'
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
  | 'DURATION_INVALID'
  | 'ENTITY_KEY_INVALID'
  | 'ENTITY_UNKNOWN'
  | 'FILTER_INVALID'
  | 'FOREIGN_ORIGIN'
  | 'GUARDS_CONTRADICT'
  | 'HEADERS_TOO_LARGE'
  | 'HOST_NOT_ALLOWED'
  | 'IDENTITY_PROVIDER_ALREADY_LINKED'
  | 'IDENTITY_PROVIDER_INHERITED'
  | 'IDENTITY_PROVIDER_INVALID'
  | 'IDENTITY_PROVIDER_NOT_FOUND'
  | 'IDENTITY_PROVIDER_NOT_LINKED'
  | 'IMPACT_CHANGED'
  | 'IMPACT_NOT_KNOWN'
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
  | 'OWN_FACTOR'
  | 'PAGE_INVALID'
  | 'PERMISSION_MISSING'
  | 'POLICY_NOT_CONFIRMED'
  | 'POLICY_READ_BEHIND'
  | 'PROPOSAL_INVALID'
  | 'QUERY_MISSING'
  | 'QUOTA_EXHAUSTED'
  | 'REDIRECT_URI_INVALID'
  | 'REPRESENTATION_INVALID'
  | 'REQUEST_TIMEOUT'
  | 'RESTRICTIONS_CHANGED'
  | 'SECOND_FACTOR_ALREADY_CONFIGURED'
  | 'SECOND_FACTOR_INHERITED'
  | 'SECOND_FACTOR_NOT_CONFIGURED'
  | 'SECOND_FACTOR_UNKNOWN_TO_BACKEND'
  | 'SECOND_FACTOR_UNSPECIFIED'
  | 'SECURITY_KEY_INVALID'
  | 'SEQUENCE_INVALID'
  | 'SERVER_STOPPING'
  | 'SESSION_EXPIRED'
  | 'STREAM_NOT_ASKED_FOR'
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
  | 'TOO_MANY_STREAMS'
  | 'TOO_MANY_TOKENS'
  | 'TOO_MANY_VARIABLES'
  | 'UNKNOWN_FACTOR'
  | 'USER_FACTOR_NOT_FOUND'
  | 'USER_INVALID'
  | 'USER_NOT_FOUND'
  | 'VARIABLES_TOO_LARGE'
  | 'VERSION_INVALID'
  | 'VERSION_NOT_KNOWN'
  | 'WOULD_END_SESSIONS'
  | 'WOULD_LEAVE_NO_FACTOR'
  | 'WOULD_LEAVE_PASSWORD_ALONE'
  | 'WOULD_LOCK_OUT_SOMEBODY'
  | 'WOULD_LOCK_YOU_OUT'
  | 'WOULD_REQUIRE_SET_UP'
  | 'WOULD_TAKE_FACTOR'
  | 'WOULD_TAKE_ONLY_FACTOR'
  | 'WRITTEN_NOT_IN_FORCE'
  | 'WROTE_ELSEWHERE';

export type IdentityProvider = {
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  owner?: Maybe<IdentityProviderOwner>;
  state?: Maybe<IdentityProviderState>;
  type?: Maybe<IdentityProviderType>;
};

export type IdentityProviderConnection = {
  edges: Array<IdentityProviderEdge>;
  nodes: Array<IdentityProvider>;
  pageInfo: PageInfo;
};

export type IdentityProviderEdge = {
  cursor: Scalars['String']['output'];
  node: IdentityProvider;
};

export type IdentityProviderOwner =
  | 'IDP_OWNER_TYPE_ORG'
  | 'IDP_OWNER_TYPE_SYSTEM';

export type IdentityProviderState =
  | 'IDP_STATE_ACTIVE'
  | 'IDP_STATE_INACTIVE';

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
  | 'PROVIDER_TYPE_ZITADEL';

export type ImpactFigure = {
  certain: Scalars['Int']['output'];
  includesCaller?: Maybe<Scalars['Boolean']['output']>;
  possible: Scalars['Int']['output'];
  users: UserConnection;
};


export type ImpactFigureUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type ImpactGuard =
  | 'ENDS_SESSIONS'
  | 'LEAVES_NO_FACTOR_WHILE_FORCED'
  | 'LEAVES_PASSWORD_ALONE'
  | 'LOCKS_OUT_SOMEBODY'
  | 'LOCKS_OUT_THE_CALLER'
  | 'REQUIRES_SET_UP'
  | 'TAKES_FACTOR_IN_USE'
  | 'TAKES_ONLY_FACTOR';

export type ImpactGuardFigure = {
  certain: Scalars['Int']['output'];
  complete: Scalars['Boolean']['output'];
  guard: ImpactGuard;
  lookedAt: Scalars['Int']['output'];
  possible: Scalars['Int']['output'];
  total?: Maybe<Scalars['Int']['output']>;
};

export type ImpactOnPeople = {
  loginV1: ImpactUnderLogin;
  loginV2: ImpactUnderLogin;
  look: PeopleLook;
};

export type ImpactUnderLogin = {
  fallsBackToPassword: ImpactFigure;
  lockedOut: ImpactFigure;
  losesFactor: ImpactFigure;
  losesOnlyFactor: ImpactFigure;
  losesSessions: ImpactFigure;
  mustSetUp: ImpactFigure;
};

export type IncompleteLook =
  | 'BACKEND_FAILED'
  | 'CALL_LIMIT'
  | 'DEADLINE'
  | 'PEOPLE_CHANGED'
  | 'PERMISSION_LOST'
  | 'TOKEN_REJECTED';

export type InheritedPolicyAction =
  | 'CUSTOMIZE'
  | 'REFUSE';

export type InstanceLogin =
  | 'EACH_APPLICATION'
  | 'LOGIN_V2'
  | 'NOT_KNOWN';

export type LoginPolicy = Node & {
  allowDomainDiscovery: Scalars['Boolean']['output'];
  allowExternalIdp: Scalars['Boolean']['output'];
  allowRegister: Scalars['Boolean']['output'];
  allowUsernamePassword: Scalars['Boolean']['output'];
  defaultRedirectUri: Scalars['String']['output'];
  details: Details;
  disableLoginWithEmail: Scalars['Boolean']['output'];
  disableLoginWithPhone: Scalars['Boolean']['output'];
  externalLoginCheckLifetime: Scalars['Duration']['output'];
  forceMfa: Scalars['Boolean']['output'];
  forceMfaLocalOnly: Scalars['Boolean']['output'];
  hidePasswordReset: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  identityProviders?: Maybe<IdentityProviderConnection>;
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
  version?: Maybe<Scalars['String']['output']>;
};


export type LoginPolicyIdentityProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

export type LoginPolicyChange = {
  changeDate: Scalars['DateTime']['output'];
  editor: User;
  id: Scalars['ID']['output'];
  identityProvider?: Maybe<IdentityProvider>;
  message: Scalars['String']['output'];
  multiFactor?: Maybe<MultiFactorType>;
  resourceOwner: Scalars['ID']['output'];
  secondFactor?: Maybe<SecondFactorType>;
  sequence: Scalars['UInt64']['output'];
  type?: Maybe<LoginPolicyChangeType>;
};

export type LoginPolicyChangeConnection = {
  edges: Array<LoginPolicyChangeEdge>;
  inheritedChangesKnown: Scalars['Boolean']['output'];
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
  | 'SECOND_FACTOR_REMOVED';

export type LoginPolicyImpact = {
  after: LoginPolicyPreview;
  before: LoginPolicyPreview;
  changes: Array<LoginPolicySettingChange>;
  digest?: Maybe<Scalars['String']['output']>;
  login: InstanceLogin;
  people?: Maybe<ImpactOnPeople>;
};

export type LoginPolicyImpactProgress = {
  found: Scalars['Int']['output'];
  impact?: Maybe<LoginPolicyImpact>;
  lookedAt: Scalars['Int']['output'];
  total?: Maybe<Scalars['Int']['output']>;
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

export type LoginPolicyPreview = {
  allowDomainDiscovery: Scalars['Boolean']['output'];
  allowExternalIdp: Scalars['Boolean']['output'];
  allowRegister: Scalars['Boolean']['output'];
  allowUsernamePassword: Scalars['Boolean']['output'];
  defaultRedirectUri: Scalars['String']['output'];
  disableLoginWithEmail: Scalars['Boolean']['output'];
  disableLoginWithPhone: Scalars['Boolean']['output'];
  externalLoginCheckLifetime: Scalars['Duration']['output'];
  forceMfa: Scalars['Boolean']['output'];
  forceMfaLocalOnly: Scalars['Boolean']['output'];
  hidePasswordReset: Scalars['Boolean']['output'];
  identityProviders: Array<IdentityProvider>;
  ignoreUnknownUsernames: Scalars['Boolean']['output'];
  isDefault: Scalars['Boolean']['output'];
  mfaInitSkipLifetime: Scalars['Duration']['output'];
  multiFactorCheckLifetime: Scalars['Duration']['output'];
  multiFactors: Array<MultiFactorType>;
  passwordCheckLifetime: Scalars['Duration']['output'];
  passwordlessType?: Maybe<PasswordlessType>;
  secondFactorCheckLifetime: Scalars['Duration']['output'];
  secondFactors: Array<SecondFactorType>;
};

export type LoginPolicyProposal = {
  addIdentityProviders?: InputMaybe<Array<Scalars['ID']['input']>>;
  addMultiFactors?: InputMaybe<Array<MultiFactorType>>;
  addSecondFactors?: InputMaybe<Array<SecondFactorType>>;
  create?: InputMaybe<CreateLoginPolicyInput>;
  patch?: InputMaybe<LoginPolicyPatch>;
  removeIdentityProviders?: InputMaybe<Array<Scalars['ID']['input']>>;
  removeMultiFactors?: InputMaybe<Array<MultiFactorType>>;
  removeSecondFactors?: InputMaybe<Array<SecondFactorType>>;
  reset?: InputMaybe<Scalars['Boolean']['input']>;
};

export type LoginPolicySettingChange = {
  after: Scalars['String']['output'];
  before: Scalars['String']['output'];
  name: Scalars['String']['output'];
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
  removeSecondFactorFromUsers?: Maybe<SecondFactorRemovals>;
  removeUserSecondFactor?: Maybe<ObjectDetails>;
  resetLoginPolicy?: Maybe<ObjectDetails>;
  setRestrictions?: Maybe<ObjectDetails>;
  updateDefaultLoginPolicy?: Maybe<ObjectDetails>;
  updateLoginPolicy?: Maybe<ObjectDetails>;
};


export type MutationAddDefaultLoginPolicyIdentityProviderArgs = {
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
};


export type MutationAddDefaultMultiFactorArgs = {
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  unless?: Array<ImpactGuard>;
};


export type MutationAddDefaultSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  unless?: Array<ImpactGuard>;
};


export type MutationAddLoginPolicyIdentityProviderArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationAddMultiFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationAddSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationCreateLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  input: CreateLoginPolicyInput;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  unless?: Array<ImpactGuard>;
};


export type MutationRemoveDefaultLoginPolicyIdentityProviderArgs = {
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  unless?: Array<ImpactGuard>;
};


export type MutationRemoveDefaultMultiFactorArgs = {
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  unless?: Array<ImpactGuard>;
};


export type MutationRemoveDefaultSecondFactorArgs = {
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  unless?: Array<ImpactGuard>;
};


export type MutationRemoveLoginPolicyIdentityProviderArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationRemoveMultiFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: MultiFactorType;
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationRemoveSecondFactorArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  putInForce?: Scalars['Boolean']['input'];
  type: SecondFactorType;
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};


export type MutationRemoveSecondFactorFromUsersArgs = {
  allowRemovingMyOwn?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  type: SecondFactorType;
  userIds: Array<Scalars['ID']['input']>;
};


export type MutationRemoveUserSecondFactorArgs = {
  allowRemovingMyOwn?: Scalars['Boolean']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
  securityKeyId?: InputMaybe<Scalars['ID']['input']>;
  type: SecondFactorType;
  userId: Scalars['ID']['input'];
};


export type MutationResetLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  unless?: Array<ImpactGuard>;
};


export type MutationSetRestrictionsArgs = {
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  patch: RestrictionsPatch;
};


export type MutationUpdateDefaultLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedSequence?: InputMaybe<Scalars['UInt64']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  patch: LoginPolicyPatch;
  putInForce?: Scalars['Boolean']['input'];
  unless?: Array<ImpactGuard>;
};


export type MutationUpdateLoginPolicyArgs = {
  allowLockingMyselfOut?: Scalars['Boolean']['input'];
  expectedDigest?: InputMaybe<Scalars['String']['input']>;
  expectedResourceOwner?: InputMaybe<Scalars['ID']['input']>;
  expectedSequence?: InputMaybe<Scalars['UInt64']['input']>;
  expectedVersion?: InputMaybe<Scalars['String']['input']>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
  patch: LoginPolicyPatch;
  putInForce?: Scalars['Boolean']['input'];
  unless?: Array<ImpactGuard>;
  whenInherited?: InheritedPolicyAction;
};

export type Node = {
  id: Scalars['ID']['output'];
};

export type ObjectDetails = {
  changeDate?: Maybe<Scalars['DateTime']['output']>;
  creationDate?: Maybe<Scalars['DateTime']['output']>;
  defaultLoginPolicy?: Maybe<LoginPolicy>;
  id: Scalars['ID']['output'];
  organization?: Maybe<Organization>;
  resourceOwner: Scalars['ID']['output'];
  restrictions?: Maybe<Restrictions>;
  sequence: Scalars['UInt64']['output'];
  user?: Maybe<User>;
  version?: Maybe<Scalars['String']['output']>;
  warnings: Array<Warning>;
};

export type Organization = Node & {
  details: Details;
  id: Scalars['ID']['output'];
  loginPolicy?: Maybe<LoginPolicy>;
  name: Scalars['String']['output'];
  primaryDomain: Scalars['String']['output'];
  state?: Maybe<OrganizationState>;
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
  | 'ORG_STATE_REMOVED';

export type PageInfo = {
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type PasswordlessType =
  | 'PASSWORDLESS_TYPE_ALLOWED'
  | 'PASSWORDLESS_TYPE_NOT_ALLOWED';

export type PeopleLook = {
  asOf: Scalars['DateTime']['output'];
  complete: Scalars['Boolean']['output'];
  disagreeing: Scalars['Int']['output'];
  incomplete?: Maybe<IncompleteLook>;
  lookedAt: Scalars['Int']['output'];
  notListed?: Maybe<Scalars['Int']['output']>;
  source: PeopleSource;
  total?: Maybe<Scalars['Int']['output']>;
};

export type PeopleSource =
  | 'EVENTS'
  | 'PERSON_BY_PERSON';

export type Query = {
  availableIdentityProviders?: Maybe<IdentityProviderConnection>;
  defaultLoginPolicy?: Maybe<LoginPolicy>;
  defaultLoginPolicyChanges?: Maybe<LoginPolicyChangeConnection>;
  defaultLoginPolicyImpact?: Maybe<LoginPolicyImpact>;
  loginPolicy?: Maybe<LoginPolicy>;
  loginPolicyChanges?: Maybe<LoginPolicyChangeConnection>;
  loginPolicyImpact?: Maybe<LoginPolicyImpact>;
  node?: Maybe<Node>;
  organization?: Maybe<Organization>;
  restrictions?: Maybe<Restrictions>;
  secondFactorUsage?: Maybe<SecondFactorUsage>;
  userFactors?: Maybe<UserConnection>;
  viewer?: Maybe<Viewer>;
};


export type QueryAvailableIdentityProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryDefaultLoginPolicyChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


export type QueryDefaultLoginPolicyImpactArgs = {
  change: DefaultLoginPolicyProposal;
  figures?: Array<ImpactGuard>;
};


export type QueryLoginPolicyArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryLoginPolicyChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryLoginPolicyImpactArgs = {
  change: LoginPolicyProposal;
  figures?: Array<ImpactGuard>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrganizationArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QuerySecondFactorUsageArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryUserFactorsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  has?: InputMaybe<Array<SecondFactorType>>;
  hasNone?: InputMaybe<Scalars['Boolean']['input']>;
  onlyHas?: InputMaybe<SecondFactorType>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryViewerArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};

export type Restrictions = Node & {
  allowedLanguages: Array<Scalars['String']['output']>;
  details: Details;
  disallowPublicOrgRegistration: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  version?: Maybe<Scalars['String']['output']>;
};

export type RestrictionsPatch = {
  allowedLanguages?: InputMaybe<Array<Scalars['String']['input']>>;
  disallowPublicOrgRegistration?: InputMaybe<Scalars['Boolean']['input']>;
};

export type SecondFactorCount = {
  onlyFactorOf: Scalars['Int']['output'];
  type: SecondFactorType;
  users: Scalars['Int']['output'];
};

export type SecondFactorRemoval = {
  code?: Maybe<ErrorCode>;
  details?: Maybe<ObjectDetails>;
  message?: Maybe<Scalars['String']['output']>;
  reason?: Maybe<ErrorReason>;
  result: SecondFactorRemovalResult;
  user: User;
};

export type SecondFactorRemovalResult =
  | 'FAILED'
  | 'NOT_THERE'
  | 'NOT_TRIED'
  | 'REMOVED'
  | 'UNKNOWN';

export type SecondFactorRemovals = {
  results: Array<SecondFactorRemoval>;
};

export type SecondFactorType =
  | 'SECOND_FACTOR_TYPE_OTP'
  | 'SECOND_FACTOR_TYPE_OTP_EMAIL'
  | 'SECOND_FACTOR_TYPE_OTP_SMS'
  | 'SECOND_FACTOR_TYPE_RECOVERY_CODES'
  | 'SECOND_FACTOR_TYPE_U2F'
  | 'SECOND_FACTOR_TYPE_UNSPECIFIED';

export type SecondFactorUsage = {
  factors: Array<SecondFactorCount>;
  id: Scalars['ID']['output'];
  look: PeopleLook;
  proven: Scalars['Boolean']['output'];
  withNone: Scalars['Int']['output'];
  withPasskey: Scalars['Int']['output'];
  withPasswordAlone?: Maybe<Scalars['Int']['output']>;
};

export type SecondFactorUsageProgress = {
  found: Scalars['Int']['output'];
  lookedAt: Scalars['Int']['output'];
  total?: Maybe<Scalars['Int']['output']>;
  usage?: Maybe<SecondFactorUsage>;
};

export type SecurityKey = {
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  state?: Maybe<AuthFactorState>;
};

export type SkippedSetting = {
  inForce: Scalars['String']['output'];
  name: Scalars['String']['output'];
  written: Scalars['String']['output'];
};

export type Subscription = {
  defaultLoginPolicyImpact?: Maybe<LoginPolicyImpactProgress>;
  loginPolicyImpact?: Maybe<LoginPolicyImpactProgress>;
  secondFactorUsage?: Maybe<SecondFactorUsageProgress>;
};


export type SubscriptionDefaultLoginPolicyImpactArgs = {
  change: DefaultLoginPolicyProposal;
  figures?: Array<ImpactGuard>;
};


export type SubscriptionLoginPolicyImpactArgs = {
  change: LoginPolicyProposal;
  figures?: Array<ImpactGuard>;
  orgId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionSecondFactorUsageArgs = {
  orgId?: InputMaybe<Scalars['ID']['input']>;
};

export type User = {
  displayName: Scalars['String']['output'];
  hasIdentityProvider?: Maybe<Scalars['Boolean']['output']>;
  hasPasskey?: Maybe<Scalars['Boolean']['output']>;
  hasPassword?: Maybe<Scalars['Boolean']['output']>;
  id: Scalars['ID']['output'];
  preferredLoginName: Scalars['String']['output'];
  secondFactors?: Maybe<Array<UserSecondFactor>>;
  source?: Maybe<PeopleSource>;
  sourcesDisagree?: Maybe<Scalars['Boolean']['output']>;
  state?: Maybe<UserState>;
};


export type UserSecondFactorsArgs = {
  unfinished?: Scalars['Boolean']['input'];
};

export type UserConnection = {
  edges: Array<UserEdge>;
  look: PeopleLook;
  nodes: Array<User>;
  pageInfo: PageInfo;
};

export type UserEdge = {
  cursor: Scalars['String']['output'];
  node: User;
};

export type UserSecondFactor = {
  securityKeys?: Maybe<Array<SecurityKey>>;
  state?: Maybe<AuthFactorState>;
  type: SecondFactorType;
};

export type UserState =
  | 'USER_STATE_ACTIVE'
  | 'USER_STATE_DELETED'
  | 'USER_STATE_INACTIVE'
  | 'USER_STATE_INITIAL'
  | 'USER_STATE_LOCKED';

export type Viewer = Node & {
  canReadEvents: Scalars['Boolean']['output'];
  canReadHistory: Scalars['Boolean']['output'];
  canReadLoginPolicy: Scalars['Boolean']['output'];
  canReadRestrictions: Scalars['Boolean']['output'];
  canReadUsers: Scalars['Boolean']['output'];
  canRemoveUserFactors: Scalars['Boolean']['output'];
  canResetLoginPolicy: Scalars['Boolean']['output'];
  canWriteDefaultLoginPolicy: Scalars['Boolean']['output'];
  canWriteLoginPolicy: Scalars['Boolean']['output'];
  canWriteRestrictions: Scalars['Boolean']['output'];
  homeOrganization?: Maybe<Organization>;
  id: Scalars['ID']['output'];
  instanceLogin: InstanceLogin;
  organizations?: Maybe<OrganizationConnection>;
  user?: Maybe<User>;
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
