/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DateTime, Duration, UInt64 } from '../scalars';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whether a factor can be used. */
export type AuthFactorState =
  /** It was begun and never proved: it counts for nothing, and nobody can log in with it. */
  | 'AUTH_FACTOR_STATE_NOT_READY'
  /** It can be used. */
  | 'AUTH_FACTOR_STATE_READY'
  /** It was removed. */
  | 'AUTH_FACTOR_STATE_REMOVED';

/**
 * A login policy of its own for an organization. What is left out is copied from the policy that the organization inherits;
 * null is refused with `BAD_USER_INPUT` / `NULL_NOT_ALLOWED`, and a factor without a type with `SECOND_FACTOR_UNSPECIFIED` or
 * `MULTI_FACTOR_UNSPECIFIED`.
 */
export type CreateLoginPolicyInput = {
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
  /**
   * Everyone must log in with a second factor or a multi factor, also through an identity provider. Where
   * `forceMfaLocalOnly` is true as well, ZITADEL's older login and its check of tokens leave logins through a provider out.
   */
  forceMfa?: boolean | null | undefined;
  /**
   * Everyone who logs in here, rather than through an identity provider, must do so with a second factor or a multi
   * factor.
   */
  forceMfaLocalOnly?: boolean | null | undefined;
  /** The login page offers no way to reset a forgotten password. */
  hidePasswordReset?: boolean | null | undefined;
  /** The ids of the identity providers, in this order. An empty list allows none. */
  identityProviders?: Array<string> | null | undefined;
  /** The login page asks for a password even for a name that doesn't exist, so that it doesn't tell which names do. */
  ignoreUnknownUsernames?: boolean | null | undefined;
  /** How long people who skipped setting up a factor are left alone before they are asked again. `PT0S` never asks them. */
  mfaInitSkipLifetime?: Duration | null | undefined;
  /** How long a checked multi factor counts for a session. */
  multiFactorCheckLifetime?: Duration | null | undefined;
  /** The multi factors, in this order. An empty list allows none. */
  multiFactors?: Array<MultiFactorType> | null | undefined;
  /** How long a checked password counts for a session. */
  passwordCheckLifetime?: Duration | null | undefined;
  /** Whether people may log in with a passkey instead of a password. */
  passwordlessType?: PasswordlessType | null | undefined;
  /** How long a checked second factor counts for a session. */
  secondFactorCheckLifetime?: Duration | null | undefined;
  /** The second factors, in this order. An empty list allows none. */
  secondFactors?: Array<SecondFactorType> | null | undefined;
};

/** The kinds of failure. New kinds may be added; treat one that you don't know like `INTERNAL_SERVER_ERROR`. */
export type ErrorCode =
  /** What was to be added is there already. */
  | 'ALREADY_EXISTS'
  /** What answered isn't the ZITADEL instance that was meant, or its answer can't be read. */
  | 'BAD_GATEWAY'
  /** The HTTP request isn't a GraphQL request. */
  | 'BAD_REQUEST'
  /** An argument can't be used; `message` says which and why. */
  | 'BAD_USER_INPUT'
  /** The client closed the request, or the call to the backend was cancelled. */
  | 'CANCELLED'
  /** Somebody else made a change at the same time. Start over from the read. */
  | 'CONFLICT'
  /** The state of the organization doesn't allow this. */
  | 'FAILED_PRECONDITION'
  /** The caller may not do this. */
  | 'FORBIDDEN'
  /** The backend, or the whole request, took too long. */
  | 'GATEWAY_TIMEOUT'
  /** The document isn't GraphQL. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document or its variables don't fit the schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** Something failed that isn't the caller's fault. The server's log has more under `requestId`. */
  | 'INTERNAL_SERVER_ERROR'
  /** The request exceeds a limit; `message` says which, and how large it is. */
  | 'LIMIT_EXCEEDED'
  /** The HTTP method can't be used here; the header `allow` lists those that can. */
  | 'METHOD_NOT_ALLOWED'
  /** The header `accept` allows none of the media types that a response can have. */
  | 'NOT_ACCEPTABLE'
  /** What was named doesn't exist. */
  | 'NOT_FOUND'
  /** The backend doesn't know this operation; it may be too old. */
  | 'NOT_IMPLEMENTED'
  /** The server has no document under the request's id or hash. Send the document itself, with its hash. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The request has a hash instead of a document, and this server doesn't keep documents. Send the document itself. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** Too many requests. Wait before the next one. */
  | 'RATE_LIMITED'
  /** The backend can't be reached, or can't answer now. */
  | 'SERVICE_UNAVAILABLE'
  /** There is no token, or it isn't accepted. Log in again. */
  | 'UNAUTHENTICATED'
  /** The request's media type or encoding isn't understood. */
  | 'UNSUPPORTED_MEDIA_TYPE';

/** What exactly happened. New reasons may be added; fall back on `code` for one that you don't know. */
export type ErrorReason =
  /** Too many calls to the backend are under way, so this one wasn't made. */
  | 'BACKEND_BUSY'
  /** The backend said that the call was cancelled. */
  | 'BACKEND_CANCELLED'
  /** The backend couldn't be reached a moment ago, so it wasn't asked. This server notices by itself when it is back. */
  | 'BACKEND_CIRCUIT_OPEN'
  /** The backend reported an internal error. */
  | 'BACKEND_FAILED'
  /** What answered isn't ZITADEL, or has no instance under the host that was asked for. */
  | 'BACKEND_NOT_ZITADEL_OR_WRONG_HOST'
  /** The backend's reply can't be read. */
  | 'BACKEND_REPLY_INVALID'
  /** The backend's reply is larger than the limit for replies. */
  | 'BACKEND_REPLY_TOO_LARGE'
  /** The backend said that it ran out of time. */
  | 'BACKEND_TIMED_OUT'
  /** The backend didn't answer within the time that the request had left. */
  | 'BACKEND_TOO_SLOW'
  /** The backend said that it can't answer now. */
  | 'BACKEND_UNAVAILABLE'
  /** The connection to the backend can't be made, or broke. */
  | 'BACKEND_UNREACHABLE'
  /** The request's body is a list of operations. Send one operation in each request. */
  | 'BATCH_NOT_SUPPORTED'
  /** The request's body isn't a JSON object. */
  | 'BODY_INVALID'
  /** The request's body is over the limit. */
  | 'BODY_TOO_LARGE'
  /** The client closed the request before it was answered. */
  | 'CLIENT_CANCELLED'
  /** Somebody else gave the organization its own policy at the same time. Read the policy and decide again. */
  | 'CONCURRENT_CUSTOMIZATION'
  /**
   * Any web page could have made a browser send the request. Send JSON by its content type, or a header that a page can't
   * add by itself; `message` names them.
   */
  | 'CSRF_HEADER_MISSING'
  /** The instance's default language can't be left out of the allowed ones. */
  | 'DEFAULT_LANGUAGE_NOT_ALLOWED'
  /** The request's hash doesn't match its document. */
  | 'DOCUMENT_HASH_MISMATCH'
  /** This server executes only the documents of its manifest, and the request's isn't one of them. */
  | 'DOCUMENT_NOT_TRUSTED'
  /** The document has too many characters. */
  | 'DOCUMENT_TOO_LONG'
  /** A value isn't a `Duration`; `message` says which, and why. */
  | 'DURATION_INVALID'
  /** A representation of an entity lacks its key, or has one of the wrong type. */
  | 'ENTITY_KEY_INVALID'
  /** A representation names a type that isn't an entity of this subgraph. */
  | 'ENTITY_UNKNOWN'
  /** The filters exclude each other, or name a factor that is `SECOND_FACTOR_TYPE_UNSPECIFIED`. */
  | 'FILTER_INVALID'
  /** The request comes from a web page whose origin isn't allowed. */
  | 'FOREIGN_ORIGIN'
  /** `unless` names `LOCKS_OUT_THE_CALLER`, which `allowLockingMyselfOut: true` allows. Leave one of them out. */
  | 'GUARDS_CONTRADICT'
  /** The request's headers are over the limit. */
  | 'HEADERS_TOO_LARGE'
  /** The server doesn't answer to the name in the `host` header. */
  | 'HOST_NOT_ALLOWED'
  /** The login policy links the identity provider already. */
  | 'IDENTITY_PROVIDER_ALREADY_LINKED'
  /** The link is inherited from the instance, so it can't be removed for the organization alone. */
  | 'IDENTITY_PROVIDER_INHERITED'
  /** The identity provider's id is empty, too long or has characters that no id has. */
  | 'IDENTITY_PROVIDER_INVALID'
  /** The identity provider doesn't exist, or isn't one that the policy's owner can link. */
  | 'IDENTITY_PROVIDER_NOT_FOUND'
  /** The login policy doesn't link the identity provider. */
  | 'IDENTITY_PROVIDER_NOT_LINKED'
  /**
   * `expectedDigest` is of another policy, another change or other figures than there are now, or isn't a digest. Look at the
   * preview again.
   */
  | 'IMPACT_CHANGED'
  /**
   * What the change would do to people couldn't be told: not everybody could be looked at, in time or at all. `unless` or
   * `expectedDigest` asked for it, so nothing was written.
   */
  | 'IMPACT_NOT_KNOWN'
  /** The instance is blocked by its operator. */
  | 'INSTANCE_BLOCKED'
  /** The request asks for the schema, which this server doesn't show. */
  | 'INTROSPECTION_DISABLED'
  /** A language isn't a BCP 47 tag, is named twice, or isn't supported by the backend. */
  | 'LANGUAGE_INVALID'
  /** The organization has its own login policy already. */
  | 'LOGIN_POLICY_ALREADY_EXISTS'
  /**
   * The policy isn't what `expectedVersion`, `expectedSequence` or `expectedResourceOwner` expects. Read it and decide again;
   * `currentVersion` or `currentSequence` says which one it is.
   */
  | 'LOGIN_POLICY_CHANGED'
  /**
   * The backend says that an update changes nothing, but shows a different policy, as it may after two customizations at once.
   * Send the update again with `putInForce: true`, or reset the policy and create it again.
   */
  | 'LOGIN_POLICY_DIVERGED'
  /** The organization inherits its login policy from the instance and has none of its own. */
  | 'LOGIN_POLICY_INHERITED'
  /** The organization has no login policy of its own; somebody else may just have taken it away. */
  | 'LOGIN_POLICY_NOT_FOUND'
  /** The login policy has the factor already. */
  | 'MULTI_FACTOR_ALREADY_CONFIGURED'
  /** The factor is inherited from the instance, so it can't be removed for the organization alone. */
  | 'MULTI_FACTOR_INHERITED'
  /** The login policy doesn't have the factor. */
  | 'MULTI_FACTOR_NOT_CONFIGURED'
  /** The backend doesn't know this type of factor; it may be too old. */
  | 'MULTI_FACTOR_UNKNOWN_TO_BACKEND'
  /** The type of the factor is `MULTI_FACTOR_TYPE_UNSPECIFIED`. */
  | 'MULTI_FACTOR_UNSPECIFIED'
  /** A mutation was sent by GET. Send it by POST. */
  | 'MUTATION_BY_GET'
  /** A name in the document, such as that of the operation, is too long. */
  | 'NAME_TOO_LONG'
  /** The caller has no role in the organization or in the instance. */
  | 'NOT_A_MEMBER'
  /**
   * Something is null that can't be null. A field of a patch or of another input, with `BAD_USER_INPUT`: leave it out to keep
   * what is there. An argument, or an item of a list, that a variable makes null, with `GRAPHQL_VALIDATION_FAILED`: then
   * nothing of the request was executed.
   */
  | 'NULL_NOT_ALLOWED'
  /** The backend answered for another organization than the one asked for. */
  | 'ORGANIZATION_IGNORED'
  /** The id of an organization, or that of `node`, is empty, given more than once, or has characters that no id has. */
  | 'ORGANIZATION_INVALID'
  /** The organization doesn't exist. */
  | 'ORGANIZATION_NOT_FOUND'
  /** The application that the token was made for doesn't allow calls from here. */
  | 'ORIGIN_NOT_ALLOWED'
  /** It is the caller's own second factor. Say `allowRemovingMyOwn` to remove it. */
  | 'OWN_FACTOR'
  /** `first` isn't from 1 to 100, or `after` isn't a cursor of this list. */
  | 'PAGE_INVALID'
  /** The caller's roles don't have the permission. */
  | 'PERMISSION_MISSING'
  /**
   * It can't be checked whether ZITADEL shows the newest state of the login policy: the caller may not read its event log, or
   * the log no longer reaches back that far. Nothing was written, since the change expects a version or this server demands
   * the check.
   */
  | 'POLICY_NOT_CONFIRMED'
  /**
   * ZITADEL doesn't show the newest change of the login policy. A change built on what it shows could undo that one, so nothing
   * was written. Try again; if it stays like this, say what the policy has to be with `putInForce: true`.
   */
  | 'POLICY_READ_BEHIND'
  /**
   * The proposed change names nothing, adds and removes the same, or has something beside `create` or `reset`, which stand
   * alone.
   */
  | 'PROPOSAL_INVALID'
  /** The request has no query. */
  | 'QUERY_MISSING'
  /** The instance's quota of requests is used up. */
  | 'QUOTA_EXHAUSTED'
  /**
   * The redirect URI isn't one, has no scheme or no host, has a user name or a password in it, or has a scheme that a browser
   * runs or opens by itself.
   */
  | 'REDIRECT_URI_INVALID'
  /** A representation of an entity isn't an object that names its type. */
  | 'REPRESENTATION_INVALID'
  /** The whole request took too long. */
  | 'REQUEST_TIMEOUT'
  /** The restrictions aren't the expected version. Read them and decide again; `currentVersion` says which version they are. */
  | 'RESTRICTIONS_CHANGED'
  /** The login policy has the factor already. */
  | 'SECOND_FACTOR_ALREADY_CONFIGURED'
  /** The factor is inherited from the instance, so it can't be removed for the organization alone. */
  | 'SECOND_FACTOR_INHERITED'
  /** The login policy doesn't have the factor. */
  | 'SECOND_FACTOR_NOT_CONFIGURED'
  /** The backend doesn't know this type of factor; it may be too old. */
  | 'SECOND_FACTOR_UNKNOWN_TO_BACKEND'
  /** The type of the factor is `SECOND_FACTOR_TYPE_UNSPECIFIED`. */
  | 'SECOND_FACTOR_UNSPECIFIED'
  /** The id of a security key is missing, can't be one, or is given for another factor. */
  | 'SECURITY_KEY_INVALID'
  /** A sequence isn't a `UInt64`; `message` says which, and why. */
  | 'SEQUENCE_INVALID'
  /** The session behind the token has expired. */
  | 'SESSION_EXPIRED'
  /** A subscription was sent without `accept: text/event-stream`. */
  | 'STREAM_NOT_ASKED_FOR'
  /** The organization requires a second factor, and the token is from a login without one. */
  | 'STRONGER_LOGIN_REQUIRED'
  /** The `authorization` header isn't one `Bearer` token. */
  | 'TOKEN_MALFORMED'
  /** The request has no `authorization` header. */
  | 'TOKEN_MISSING'
  /** The backend's API doesn't accept this kind of token, such as one for another user. */
  | 'TOKEN_NOT_FOR_API'
  /** The token is unknown, expired or revoked, or its user is deactivated; the backend doesn't say which. */
  | 'TOKEN_REJECTED'
  /** The operation has too many fields. */
  | 'TOO_COMPLEX'
  /** The document is nested too deeply. */
  | 'TOO_DEEP'
  /** The document has too many aliases. */
  | 'TOO_MANY_ALIASES'
  /** The request needs too many calls to the backend. */
  | 'TOO_MANY_BACKEND_CALLS'
  /** The document, or one place in it, has too many directives. */
  | 'TOO_MANY_DIRECTIVES'
  /** The document defines too many fragments. */
  | 'TOO_MANY_FRAGMENTS'
  /** The document has too many operations. */
  | 'TOO_MANY_OPERATIONS'
  /** The operation refers to too many entities. */
  | 'TOO_MANY_REPRESENTATIONS'
  /** This client has sent too many requests; the header `retry-after` says how many seconds to wait. */
  | 'TOO_MANY_REQUESTS'
  /** The operation has too many fields at its root. */
  | 'TOO_MANY_ROOT_FIELDS'
  /** The caller, or all callers together, have as many streams open as there may be. Wait until one has ended. */
  | 'TOO_MANY_STREAMS'
  /** The document has too many tokens. */
  | 'TOO_MANY_TOKENS'
  /** An operation has too many variables. */
  | 'TOO_MANY_VARIABLES'
  /** The policy has a factor or setting that this server doesn't know, so it can't be copied or written back. */
  | 'UNKNOWN_FACTOR'
  /** The person doesn't have the second factor. */
  | 'USER_FACTOR_NOT_FOUND'
  /** A person's id is empty, too long or has characters that no id has; or there are no ids, more than a hundred, or one twice. */
  | 'USER_INVALID'
  /** The organization has no person with this id whom the caller may see. */
  | 'USER_NOT_FOUND'
  /** The request's variables and extensions have too many values, or are nested too deeply. */
  | 'VARIABLES_TOO_LARGE'
  /** The argument `expectedVersion` isn't a version of a login policy, or of the restrictions where those are changed. */
  | 'VERSION_INVALID'
  /**
   * It can't be checked whether the policy or the restrictions are the expected version, so nothing was written: the caller may
   * not read the log, or the log doesn't reach back far enough.
   */
  | 'VERSION_NOT_KNOWN'
  /** After the change ZITADEL would refuse running sessions; `impact` says whose. A guard of `unless` refused it. */
  | 'WOULD_END_SESSIONS'
  /** After the change a second factor would be forced, and none allowed. A guard of `unless` refused it. */
  | 'WOULD_LEAVE_NO_FACTOR'
  /** After the change somebody would get in with a password alone; `impact` says how many. A guard of `unless` refused it. */
  | 'WOULD_LEAVE_PASSWORD_ALONE'
  /** After the change somebody couldn't log in any more; `impact` says how many. A guard of `unless` refused it. */
  | 'WOULD_LOCK_OUT_SOMEBODY'
  /**
   * After the change ZITADEL would refuse the caller's own token, which was got without a second factor; or it can't be ruled
   * out. Log in with a factor that the policy allows, or say `allowLockingMyselfOut`.
   */
  | 'WOULD_LOCK_YOU_OUT'
  /**
   * After the change somebody would have to set something up at the next login; `impact` says how many. A guard of `unless`
   * refused it.
   */
  | 'WOULD_REQUIRE_SET_UP'
  /** After the change somebody couldn't use a second factor any more; `impact` says how many. A guard of `unless` refused it. */
  | 'WOULD_TAKE_FACTOR'
  /**
   * After the change somebody couldn't use the only second factor any more; `impact` says how many. A guard of `unless` refused
   * it.
   */
  | 'WOULD_TAKE_ONLY_FACTOR'
  /**
   * What was asked for is written already, but ZITADEL skipped it: it shows another state, and that is in force. Nothing was
   * written. `putInForce: true` puts a setting or a factor in force.
   */
  | 'WRITTEN_NOT_IN_FORCE'
  /** The backend changed another organization than the one asked for; `resourceOwner` names it. */
  | 'WROTE_ELSEWHERE';

/**
 * What a change of a login policy mustn't do. A guard counts people to whom it certainly or possibly happens, under the login
 * that the instance requires, and where that is left to each application or isn't known, under either. New ones may be
 * added.
 */
export type ImpactGuard =
  /** Somebody's running sessions would be refused (`losesSessions`): `WOULD_END_SESSIONS`. */
  | 'ENDS_SESSIONS'
  /**
   * A second factor would be forced, and none allowed: `WOULD_LEAVE_NO_FACTOR`. It is a matter of the policy alone, and looks at
   * nobody.
   */
  | 'LEAVES_NO_FACTOR_WHILE_FORCED'
  /** Somebody would get in with a password alone (`fallsBackToPassword`): `WOULD_LEAVE_PASSWORD_ALONE`. */
  | 'LEAVES_PASSWORD_ALONE'
  /** Somebody couldn't log in any more (`lockedOut`): `WOULD_LOCK_OUT_SOMEBODY`. */
  | 'LOCKS_OUT_SOMEBODY'
  /**
   * The caller couldn't log in any more, or ZITADEL would refuse the caller's own token: `WOULD_LOCK_YOU_OUT`. Together with
   * `allowLockingMyselfOut: true` it is refused: `BAD_USER_INPUT` / `GUARDS_CONTRADICT`.
   */
  | 'LOCKS_OUT_THE_CALLER'
  /** Somebody would have to set something up at the next login (`mustSetUp`): `WOULD_REQUIRE_SET_UP`. */
  | 'REQUIRES_SET_UP'
  /** Somebody couldn't use a second factor any more (`losesFactor`): `WOULD_TAKE_FACTOR`. */
  | 'TAKES_FACTOR_IN_USE'
  /** Somebody couldn't use the only second factor any more (`losesOnlyFactor`): `WOULD_TAKE_ONLY_FACTOR`. */
  | 'TAKES_ONLY_FACTOR';

/** Why a look at people ended before everybody was looked at. New reasons may be added. */
export type IncompleteLook =
  /** ZITADEL failed, or couldn't be reached. */
  | 'BACKEND_FAILED'
  /** It had made as many calls to ZITADEL as one may. */
  | 'CALL_LIMIT'
  /** Its time was up. Go on from the cursor, or subscribe instead: a stream has more time. */
  | 'DEADLINE'
  /** Somebody was removed while it looked, or people kept being created, so that somebody may be missing. */
  | 'PEOPLE_CHANGED'
  /** The caller lost the permission to read people while it looked. */
  | 'PERMISSION_LOST'
  /** The caller's token expired, or was revoked, while it looked. */
  | 'TOKEN_REJECTED';

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

/**
 * Which of ZITADEL's logins an instance requires. ZITADEL has two, and they treat a login policy differently; new ones may be
 * added.
 */
export type InstanceLogin =
  /** Each application says which login it uses, Login V1 or Login V2. What this API tells of both may happen. */
  | 'EACH_APPLICATION'
  /** Everybody uses the newer one, Login V2: the instance requires it, as new instances do. */
  | 'LOGIN_V2'
  /** ZITADEL doesn't say, as one that is too old. What this API tells of both may happen. */
  | 'NOT_KNOWN';

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
  /** The organization got its own policy. The instance got its policy when it was set up. */
  | 'POLICY_ADDED'
  /** Fields of the policy changed. */
  | 'POLICY_CHANGED'
  /** The organization's own policy was taken away: it inherits again. */
  | 'POLICY_REMOVED'
  /** A second factor was allowed. */
  | 'SECOND_FACTOR_ADDED'
  /** A second factor was removed. */
  | 'SECOND_FACTOR_REMOVED';

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
  /**
   * Everyone must log in with a second factor or a multi factor, also through an identity provider. Where
   * `forceMfaLocalOnly` is true as well, ZITADEL's older login and its check of tokens leave logins through a provider out.
   */
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

/**
 * A change that the mutations can make: several together, or one alone. Refused are a proposal that names nothing, one that
 * adds what it also removes, and `create` or `reset` beside anything else (`BAD_USER_INPUT` / `PROPOSAL_INVALID`), and null
 * (`NULL_NOT_ALLOWED`).
 */
export type LoginPolicyProposal = {
  /**
   * The ids of identity providers to link, as `addLoginPolicyIdentityProvider` does: that needs `org.idp.read`, and one that the
   * organization can't link is refused with `NOT_FOUND` / `IDENTITY_PROVIDER_NOT_FOUND`.
   */
  addIdentityProviders?: Array<string> | null | undefined;
  /** Multi factors to allow, as `addMultiFactor` does. */
  addMultiFactors?: Array<MultiFactorType> | null | undefined;
  /** Second factors to allow, as `addSecondFactor` does. */
  addSecondFactors?: Array<SecondFactorType> | null | undefined;
  /** A policy of its own for the organization, as `createLoginPolicy` makes it. It stands alone. */
  create?: CreateLoginPolicyInput | null | undefined;
  /** Settings to change, as `updateLoginPolicy` does. */
  patch?: LoginPolicyPatch | null | undefined;
  /** The ids of identity providers to unlink, as `removeLoginPolicyIdentityProvider` does. */
  removeIdentityProviders?: Array<string> | null | undefined;
  /** Multi factors to remove, as `removeMultiFactor` does. */
  removeMultiFactors?: Array<MultiFactorType> | null | undefined;
  /** Second factors to remove, as `removeSecondFactor` does. */
  removeSecondFactors?: Array<SecondFactorType> | null | undefined;
  /** `true` takes the organization's own policy away, as `resetLoginPolicy` does. It stands alone. */
  reset?: boolean | null | undefined;
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

/** Where it is known from who has set up which factor. */
export type PeopleSource =
  /**
   * The event log, which is always up to date, and fast. It needs the permission `events.read`. Events that are older than the
   * instance keeps them are missing.
   */
  | 'EVENTS'
  /** A call to ZITADEL for each person, whose answer can be late. */
  | 'PERSON_BY_PERSON';

/** What came of removing a second factor from a person. */
export type SecondFactorRemovalResult =
  /** Nothing was removed; `reason` says why. */
  | 'FAILED'
  /** The person didn't have it. When a list is worked through, that counts as done. */
  | 'NOT_THERE'
  /**
   * Nothing was removed, and the same request may do so later: time, or the calls that one removal may make, had run out, or the
   * caller's token or permission had.
   */
  | 'NOT_TRIED'
  /** The person no longer has it. */
  | 'REMOVED'
  /** It may be removed or not, as when the answer of the write was lost; of several security keys some are. Ask again. */
  | 'UNKNOWN';

/** A further proof of identity after the password. New ones are added as ZITADEL gets them. */
export type SecondFactorType =
  /** A time-based one-time password from an authenticator app (TOTP). */
  | 'SECOND_FACTOR_TYPE_OTP'
  /** A one-time code sent by e-mail. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_EMAIL'
  /** A one-time code sent by SMS. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_SMS'
  /**
   * One of a list of single-use codes that were handed out in advance. Since ZITADEL 4.9. Neither of ZITADEL's logins asks for
   * one, as of July 2026: they count over the API.
   */
  | 'SECOND_FACTOR_TYPE_RECOVERY_CODES'
  /** A security key or a built-in authenticator (FIDO U2F). */
  | 'SECOND_FACTOR_TYPE_U2F'
  /** A factor that this version doesn't know. It appears in answers only, and is refused as an argument. */
  | 'SECOND_FACTOR_TYPE_UNSPECIFIED';

/** Whether a person can log in at all. */
export type UserState =
  /** The person can log in. */
  | 'USER_STATE_ACTIVE'
  /** The person was removed. */
  | 'USER_STATE_DELETED'
  /** Deactivated: the person can't log in until somebody activates it again. */
  | 'USER_STATE_INACTIVE'
  /** The person was created and has never logged in. */
  | 'USER_STATE_INITIAL'
  /** Locked, by somebody or after too many wrong passwords: the person can't log in until it is unlocked. */
  | 'USER_STATE_LOCKED';

export type ChangesQueryVariables = Exact<{
  orgId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ChangesQuery = { loginPolicyChanges: { inheritedChangesKnown: boolean, nodes: Array<{ id: string, resourceOwner: string, changeDate: DateTime, type: LoginPolicyChangeType | null, secondFactor: SecondFactorType | null, multiFactor: MultiFactorType | null, editor: { id: string, displayName: string, preferredLoginName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type AddSecondFactorMutationVariables = Exact<{
  type: SecondFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type AddSecondFactorMutation = { addSecondFactor: { sequence: UInt64 } | null };

export type RemoveSecondFactorMutationVariables = Exact<{
  type: SecondFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type RemoveSecondFactorMutation = { removeSecondFactor: { sequence: UInt64 } | null };

export type AddMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type AddMultiFactorMutation = { addMultiFactor: { sequence: UInt64 } | null };

export type RemoveMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type RemoveMultiFactorMutation = { removeMultiFactor: { sequence: UInt64 } | null };

export type PolicyImpactQueryVariables = Exact<{
  change: LoginPolicyProposal;
  orgId: string;
}>;


export type PolicyImpactQuery = { loginPolicyImpact: { login: InstanceLogin, digest: string | null, after: { secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, allowUsernamePassword: boolean, allowExternalIdp: boolean, passwordlessType: PasswordlessType | null }, changes: Array<{ name: string, before: string, after: string }> } | null };

export type ImpactOnPeopleSubscriptionVariables = Exact<{
  change: LoginPolicyProposal;
  orgId: string;
  figures: Array<ImpactGuard> | ImpactGuard;
  older: boolean;
}>;


export type ImpactOnPeopleSubscription = { loginPolicyImpact: { lookedAt: number, total: number | null, impact: { digest: string | null, people: { look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number }, loginV1?: { losesFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesOnlyFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, fallsBackToPassword: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, mustSetUp: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, lockedOut: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesSessions: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } } }, loginV2: { losesFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesOnlyFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, fallsBackToPassword: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, mustSetUp: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, lockedOut: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesSessions: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } } } } | null } | null } | null };

export type UnderLoginFragment = { losesFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesOnlyFactor: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, fallsBackToPassword: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, mustSetUp: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, lockedOut: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } }, losesSessions: { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } } };

export type FigureFragment = { certain: number, possible: number, includesCaller: boolean | null, users: { nodes: Array<{ id: string, displayName: string }> } };

export type OrganizationsQueryVariables = Exact<{ [key: string]: never; }>;


export type OrganizationsQuery = { organization: { id: string, name: string } | null, viewer: { organizations: { nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean } } | null } | null };

export type PeopleSizeQueryVariables = Exact<{
  orgId: string;
}>;


export type PeopleSizeQuery = { userFactors: { look: { source: PeopleSource, total: number | null } } | null };

export type SecondFactorUsageQueryVariables = Exact<{
  orgId: string;
}>;


export type SecondFactorUsageQuery = { secondFactorUsage: { withNone: number, withPasskey: number, look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number }, factors: Array<{ type: SecondFactorType, users: number, onlyFactorOf: number }> } | null };

export type CountSecondFactorsSubscriptionVariables = Exact<{
  orgId: string;
}>;


export type CountSecondFactorsSubscription = { secondFactorUsage: { lookedAt: number, total: number | null, usage: { withNone: number, withPasskey: number, look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number }, factors: Array<{ type: SecondFactorType, users: number, onlyFactorOf: number }> } | null } | null };

export type WhoStillHasItQueryVariables = Exact<{
  orgId: string;
}>;


export type WhoStillHasItQuery = { secondFactorUsage: { proven: boolean, withNone: number, withPasskey: number, look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number }, factors: Array<{ type: SecondFactorType, users: number, onlyFactorOf: number }> } | null };

export type UsageFragment = { withNone: number, withPasskey: number, look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number }, factors: Array<{ type: SecondFactorType, users: number, onlyFactorOf: number }> };

export type LookFragment = { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number };

export type OrganizationQueryVariables = Exact<{
  orgId?: string | null | undefined;
}>;


export type OrganizationQuery = { organization: { id: string, name: string } | null };

export type UserFactorsQueryVariables = Exact<{
  orgId: string;
  has?: Array<SecondFactorType> | SecondFactorType | null | undefined;
  hasNone?: boolean | null | undefined;
  onlyHas?: SecondFactorType | null | undefined;
  after?: string | null | undefined;
}>;


export type UserFactorsQuery = { userFactors: { nodes: Array<{ id: string, displayName: string, preferredLoginName: string, state: UserState | null, hasPasskey: boolean | null, hasPassword: boolean | null, hasIdentityProvider: boolean | null, sourcesDisagree: boolean | null, secondFactors: Array<{ type: SecondFactorType, state: AuthFactorState | null, securityKeys: Array<{ id: string, name: string | null, state: AuthFactorState | null }> | null }> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, look: { source: PeopleSource, complete: boolean, incomplete: IncompleteLook | null, lookedAt: number, total: number | null, asOf: DateTime, notListed: number | null, disagreeing: number } } | null };

export type PersonFragment = { id: string, displayName: string, preferredLoginName: string, state: UserState | null, hasPasskey: boolean | null, hasPassword: boolean | null, hasIdentityProvider: boolean | null, sourcesDisagree: boolean | null, secondFactors: Array<{ type: SecondFactorType, state: AuthFactorState | null, securityKeys: Array<{ id: string, name: string | null, state: AuthFactorState | null }> | null }> | null };

export type RemoveUserSecondFactorMutationVariables = Exact<{
  userId: string;
  type: SecondFactorType;
  securityKeyId?: string | null | undefined;
  orgId: string;
  allowRemovingMyOwn: boolean;
}>;


export type RemoveUserSecondFactorMutation = { removeUserSecondFactor: { changeDate: DateTime | null } | null };

export type WhoHasQueryVariables = Exact<{
  orgId: string;
  type: SecondFactorType;
  after?: string | null | undefined;
}>;


export type WhoHasQuery = { userFactors: { nodes: Array<{ id: string, displayName: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, look: { complete: boolean, incomplete: IncompleteLook | null } } | null };

export type RemoveSecondFactorFromUsersMutationVariables = Exact<{
  orgId: string;
  type: SecondFactorType;
  userIds: Array<string> | string;
  allowRemovingMyOwn: boolean;
}>;


export type RemoveSecondFactorFromUsersMutation = { removeSecondFactorFromUsers: { results: Array<{ result: SecondFactorRemovalResult, code: ErrorCode | null, reason: ErrorReason | null, message: string | null, user: { id: string } }> } | null };

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

export type ResetLoginPolicyMutationVariables = Exact<{
  orgId: string;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
}>;


export type ResetLoginPolicyMutation = { resetLoginPolicy: { sequence: UInt64 } | null };

export type SettingsQueryVariables = Exact<{
  orgId?: string | null | undefined;
}>;


export type SettingsQuery = { organization: { id: string, name: string } | null, loginPolicy: { isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null, viewer: { canWriteLoginPolicy: boolean, canResetLoginPolicy: boolean } | null };

export type PolicyFragment = { isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } };

export const FigureFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}}]} as unknown as DocumentNode<FigureFragment, unknown>;
export const UnderLoginFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UnderLogin"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactUnderLogin"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"losesFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesOnlyFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fallsBackToPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mustSetUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lockedOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}}]} as unknown as DocumentNode<UnderLoginFragment, unknown>;
export const LookFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<LookFragment, unknown>;
export const UsageFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<UsageFragment, unknown>;
export const PersonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"unfinished"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"securityKeys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasPasskey"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"hasIdentityProvider"}},{"kind":"Field","name":{"kind":"Name","value":"sourcesDisagree"}}]}}]} as unknown as DocumentNode<PersonFragment, unknown>;
export const PolicyFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<PolicyFragment, unknown>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inheritedChangesKnown"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"editor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secondFactor"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const AddSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<AddSecondFactorMutation, AddSecondFactorMutationVariables>;
export const RemoveSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<RemoveSecondFactorMutation, RemoveSecondFactorMutationVariables>;
export const AddMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<AddMultiFactorMutation, AddMultiFactorMutationVariables>;
export const RemoveMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<RemoveMultiFactorMutation, RemoveMultiFactorMutationVariables>;
export const PolicyImpactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PolicyImpact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"change"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyProposal"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"change"},"value":{"kind":"Variable","name":{"kind":"Name","value":"change"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"login"}},{"kind":"Field","name":{"kind":"Name","value":"digest"}}]}}]}}]} as unknown as DocumentNode<PolicyImpactQuery, PolicyImpactQueryVariables>;
export const ImpactOnPeopleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ImpactOnPeople"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"change"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyProposal"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"figures"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"older"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"change"},"value":{"kind":"Variable","name":{"kind":"Name","value":"change"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"figures"},"value":{"kind":"Variable","name":{"kind":"Name","value":"figures"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"impact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"digest"}},{"kind":"Field","name":{"kind":"Name","value":"people"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginV1"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"older"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UnderLogin"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginV2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UnderLogin"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UnderLogin"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactUnderLogin"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"losesFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesOnlyFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fallsBackToPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mustSetUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lockedOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}}]}}]} as unknown as DocumentNode<ImpactOnPeopleSubscription, ImpactOnPeopleSubscriptionVariables>;
export const OrganizationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Organizations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrganizationsQuery, OrganizationsQueryVariables>;
export const PeopleSizeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PeopleSize"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]} as unknown as DocumentNode<PeopleSizeQuery, PeopleSizeQueryVariables>;
export const SecondFactorUsageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SecondFactorUsage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<SecondFactorUsageQuery, SecondFactorUsageQueryVariables>;
export const CountSecondFactorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"CountSecondFactors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<CountSecondFactorsSubscription, CountSecondFactorsSubscriptionVariables>;
export const WhoStillHasItDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoStillHasIt"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}},{"kind":"Field","name":{"kind":"Name","value":"proven"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<WhoStillHasItQuery, WhoStillHasItQueryVariables>;
export const OrganizationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Organization"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<OrganizationQuery, OrganizationQueryVariables>;
export const UserFactorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserFactors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"has"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hasNone"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"onlyHas"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"has"},"value":{"kind":"Variable","name":{"kind":"Name","value":"has"}}},{"kind":"Argument","name":{"kind":"Name","value":"hasNone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hasNone"}}},{"kind":"Argument","name":{"kind":"Name","value":"onlyHas"},"value":{"kind":"Variable","name":{"kind":"Name","value":"onlyHas"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Person"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"unfinished"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"securityKeys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasPasskey"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"hasIdentityProvider"}},{"kind":"Field","name":{"kind":"Name","value":"sourcesDisagree"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<UserFactorsQuery, UserFactorsQueryVariables>;
export const RemoveUserSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveUserSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"securityKeyId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeUserSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"securityKeyId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"securityKeyId"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowRemovingMyOwn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}}]}}]} as unknown as DocumentNode<RemoveUserSecondFactorMutation, RemoveUserSecondFactorMutationVariables>;
export const WhoHasDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoHas"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"has"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"type"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}}]}}]}}]}}]} as unknown as DocumentNode<WhoHasQuery, WhoHasQueryVariables>;
export const RemoveSecondFactorFromUsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSecondFactorFromUsers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeSecondFactorFromUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"userIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowRemovingMyOwn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveSecondFactorFromUsersMutation, RemoveSecondFactorFromUsersMutationVariables>;
export const UpdateLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"patch"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyPatch"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UInt64"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"patch"},"value":{"kind":"Variable","name":{"kind":"Name","value":"patch"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedSequence"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedResourceOwner"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<UpdateLoginPolicyMutation, UpdateLoginPolicyMutationVariables>;
export const CustomizeLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomizeLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[]}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<CustomizeLoginPolicyMutation, CustomizeLoginPolicyMutationVariables>;
export const ResetLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]} as unknown as DocumentNode<ResetLoginPolicyMutation, ResetLoginPolicyMutationVariables>;
export const SettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Settings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canWriteLoginPolicy"}},{"kind":"Field","name":{"kind":"Name","value":"canResetLoginPolicy"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<SettingsQuery, SettingsQueryVariables>;