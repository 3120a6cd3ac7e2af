/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DateTime, Duration, UInt64 } from '../scalars';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whether a person can use a second factor or a security key. */
export type AuthFactorState =
  /** Its set-up was begun and not finished: nobody can log in with it. */
  | 'AUTH_FACTOR_STATE_NOT_READY'
  /** It is set up, and its owner can log in with it. */
  | 'AUTH_FACTOR_STATE_READY'
  /** It was removed. */
  | 'AUTH_FACTOR_STATE_REMOVED';

/**
 * A login policy of its own for an organization. What is left out is copied from the policy that the organization inherits.
 * Refused with `BAD_USER_INPUT` are null (`NULL_NOT_ALLOWED`) and the factors `…_UNSPECIFIED` (`SECOND_FACTOR_UNSPECIFIED`,
 * `MULTI_FACTOR_UNSPECIFIED`).
 */
export type CreateLoginPolicyInput = {
  /** The login page may find a person's organization by the domain of the name that was entered, such as `example.com`. */
  allowDomainDiscovery?: boolean | null | undefined;
  /** People may log in through the identity providers that the policy links. */
  allowExternalIdp?: boolean | null | undefined;
  /** People may create an account for themselves on the login page. */
  allowRegister?: boolean | null | undefined;
  /** People may log in with a login name and a password. */
  allowUsernamePassword?: boolean | null | undefined;
  /**
   * Where people are sent after a login that no application started: empty for ZITADEL's own page, else a URI with a scheme, and
   * for http and https with a host. An application's own scheme is fine (`com.example.app:/done`). One that a browser runs or
   * opens by itself (`javascript`, `data`, `file` and the like) is refused, and so is a user name or password before the host:
   * `BAD_USER_INPUT` / `REDIRECT_URI_INVALID`.
   */
  defaultRedirectUri?: string | null | undefined;
  /** People can't log in with their verified e-mail address in place of a login name. */
  disableLoginWithEmail?: boolean | null | undefined;
  /** People can't log in with their verified phone number in place of a login name. */
  disableLoginWithPhone?: boolean | null | undefined;
  /** How long a session may go on after a login through an identity provider, until that is asked for again. */
  externalLoginCheckLifetime?: Duration | null | undefined;
  /**
   * Everyone must log in with a second factor or a multi factor, also those who come through an identity provider. If
   * `forceMfaLocalOnly` is true as well, Login V1 and ZITADEL's check of tokens exempt those who come through a provider.
   */
  forceMfa?: boolean | null | undefined;
  /** Everyone who logs in at ZITADEL itself, not through an identity provider, must use a second factor or a multi factor. */
  forceMfaLocalOnly?: boolean | null | undefined;
  /** The login page doesn't offer to reset a forgotten password. */
  hidePasswordReset?: boolean | null | undefined;
  /** The ids of the identity providers to link, in this order. An empty list links none. */
  identityProviders?: Array<string> | null | undefined;
  /** The login page asks for a password even if nobody has the name that was entered, so that it doesn't reveal which names exist. */
  ignoreUnknownUsernames?: boolean | null | undefined;
  /** How long people who skipped the set-up of a factor aren't asked to set one up again. `PT0S`: they are never asked. */
  mfaInitSkipLifetime?: Duration | null | undefined;
  /** How long a session may go on after a multi factor was used, until it is asked for again. */
  multiFactorCheckLifetime?: Duration | null | undefined;
  /** The multi factors to allow, in this order. An empty list allows none. */
  multiFactors?: Array<MultiFactorType> | null | undefined;
  /** How long a session may go on after a password was entered, until it is asked for again. */
  passwordCheckLifetime?: Duration | null | undefined;
  /** Whether people may log in with a passkey alone, without a password. */
  passwordlessType?: PasswordlessType | null | undefined;
  /** How long a session may go on after a second factor was used, until it is asked for again. */
  secondFactorCheckLifetime?: Duration | null | undefined;
  /** The second factors to allow, in this order. An empty list allows none. */
  secondFactors?: Array<SecondFactorType> | null | undefined;
};

/** What kind of failure an error is. New kinds may be added; treat one that you don't know like `INTERNAL_SERVER_ERROR`. */
export type ErrorCode =
  /** What was to be added or created is there already. */
  | 'ALREADY_EXISTS'
  /** What answered isn't the ZITADEL that was meant, or its answer can't be used. The operator has to look at the connection. */
  | 'BAD_GATEWAY'
  /** The HTTP request isn't a GraphQL request. */
  | 'BAD_REQUEST'
  /** An argument can't be used; `message` says which and why. */
  | 'BAD_USER_INPUT'
  /** The client closed the request, or ZITADEL cancelled the call. */
  | 'CANCELLED'
  /** Somebody else's change is in the way, or ZITADEL doesn't show its newest state. Read again, then decide again. */
  | 'CONFLICT'
  /** The state of what is to be changed, or the caller's own, doesn't allow this. `reason` says why. */
  | 'FAILED_PRECONDITION'
  /** The caller may not do this. `reason` says what is missing. */
  | 'FORBIDDEN'
  /** ZITADEL, or the whole request, took too long. For a mutation see `outcome`. */
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
  /** This ZITADEL doesn't have what was asked for; it may be too old. */
  | 'NOT_IMPLEMENTED'
  /**
   * The server has no document under the request's id or hash. Send the document itself, with its hash; or, where the server executes
   * trusted documents only, ask its operator to add it.
   */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The request has an id or a hash instead of a document, and this server doesn't keep documents. Send the document itself. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** Too many requests. Wait before the next one. */
  | 'RATE_LIMITED'
  /** ZITADEL can't be reached, or can't answer now. See `retryable` and `outcome`. */
  | 'SERVICE_UNAVAILABLE'
  /** There is no token, or ZITADEL doesn't accept it. Log in again. */
  | 'UNAUTHENTICATED'
  /** The request's media type or encoding isn't understood. */
  | 'UNSUPPORTED_MEDIA_TYPE';

/** What exactly happened. New reasons may be added; for one that you don't know, go by `code`. */
export type ErrorReason =
  /**
   * The server couldn't write to its audit trail that it was about to make this change, so nothing was written. Tell its operator if it
   * stays like this.
   */
  | 'AUDIT_UNAVAILABLE'
  /** Too many calls to ZITADEL are under way, so this one wasn't made. Try again. */
  | 'BACKEND_BUSY'
  /** ZITADEL answered that the call was cancelled. */
  | 'BACKEND_CANCELLED'
  /** ZITADEL couldn't be reached a moment ago, so it wasn't asked. This server notices by itself when it is back. */
  | 'BACKEND_CIRCUIT_OPEN'
  /** ZITADEL answered that it failed itself. */
  | 'BACKEND_FAILED'
  /**
   * What answered isn't ZITADEL, or has no instance of the host name that was asked for. The operator has to check `--backend` and
   * `--backend-authority`.
   */
  | 'BACKEND_NOT_ZITADEL_OR_WRONG_HOST'
  /** ZITADEL's reply can't be read. */
  | 'BACKEND_REPLY_INVALID'
  /** ZITADEL's reply is larger than this server accepts. */
  | 'BACKEND_REPLY_TOO_LARGE'
  /** ZITADEL answered that it ran out of time. */
  | 'BACKEND_TIMED_OUT'
  /** ZITADEL didn't answer within the time that the request had left. */
  | 'BACKEND_TOO_SLOW'
  /** ZITADEL, or what stands before it, answered that it can't answer now. */
  | 'BACKEND_UNAVAILABLE'
  /** The connection to ZITADEL can't be made, or broke. */
  | 'BACKEND_UNREACHABLE'
  /** The request's body is a list of operations. Send one operation in each request: turn the client's batching off. */
  | 'BATCH_NOT_SUPPORTED'
  /** The request's body isn't a JSON object as GraphQL over HTTP has it: `query`, `variables`, `operationName`, `extensions`. */
  | 'BODY_INVALID'
  /** The request's body is larger than this server accepts. */
  | 'BODY_TOO_LARGE'
  /** The client closed the request before it was answered. */
  | 'CLIENT_CANCELLED'
  /**
   * Somebody else gave the organization its own policy at the same time, so it may lack this change. Read the policy and decide
   * again.
   */
  | 'CONCURRENT_CUSTOMIZATION'
  /**
   * A web page of any site could make a browser send such a request. Send it by POST with `content-type: application/json`, or
   * with a header that such a page can't add; `message` names them.
   */
  | 'CSRF_HEADER_MISSING'
  /** The allowed languages lack the instance's default language. Add it. */
  | 'DEFAULT_LANGUAGE_NOT_ALLOWED'
  /** The `sha256Hash` that the request gives isn't the one of its document. */
  | 'DOCUMENT_HASH_MISMATCH'
  /** This server executes only the documents of its list, and this isn't one of them. Ask its operator to add it. */
  | 'DOCUMENT_NOT_TRUSTED'
  /** The document has more characters than this server accepts. */
  | 'DOCUMENT_TOO_LONG'
  /** A value isn't a `Duration`; `message` says which, and why. */
  | 'DURATION_INVALID'
  /** What the router of a federation sends for an entity lacks its `id`, or has one of the wrong type. */
  | 'ENTITY_KEY_INVALID'
  /** The router of a federation asks for an entity of a type that this subgraph doesn't have; only `Organization` is one. */
  | 'ENTITY_UNKNOWN'
  /** The filters exclude each other, or name `SECOND_FACTOR_TYPE_UNSPECIFIED`. */
  | 'FILTER_INVALID'
  /** The request comes from a web page of an origin that the server's operator hasn't allowed. */
  | 'FOREIGN_ORIGIN'
  /** `unless` has `LOCKS_OUT_THE_CALLER`, and `allowLockingMyselfOut: true` allows just that. Leave one of them out. */
  | 'GUARDS_CONTRADICT'
  /** The request's headers are larger than this server accepts. */
  | 'HEADERS_TOO_LARGE'
  /** The server doesn't serve the name in the `host` header. Its operator has to allow it. */
  | 'HOST_NOT_ALLOWED'
  /** The login policy links the identity provider already. */
  | 'IDENTITY_PROVIDER_ALREADY_LINKED'
  /**
   * The link is inherited from the instance's policy, so it can't be removed for the organization alone. `whenInherited:
   * CUSTOMIZE` gives the organization its own policy without it.
   */
  | 'IDENTITY_PROVIDER_INHERITED'
  /** The identity provider's id is empty, too long or has characters that no id has. */
  | 'IDENTITY_PROVIDER_INVALID'
  /**
   * The identity provider doesn't exist, or the policy can't link it: an organization links its own and the instance's, the
   * instance its own.
   */
  | 'IDENTITY_PROVIDER_NOT_FOUND'
  /** The login policy doesn't link the identity provider. */
  | 'IDENTITY_PROVIDER_NOT_LINKED'
  /**
   * The change isn't the one that `expectedDigest` stands for: the policy, the change or a figure differs by now, or it isn't a
   * digest. Nothing was written. Look at the preview again.
   */
  | 'IMPACT_CHANGED'
  /**
   * `unless` or `expectedDigest` asked what the change does to people, and that isn't known: not everybody could be looked at, in
   * time or at all. Nothing was written.
   */
  | 'IMPACT_NOT_KNOWN'
  /** The instance is blocked by its operator. */
  | 'INSTANCE_BLOCKED'
  /** The request asks for the schema, which this server doesn't show. Ask its operator for the file, or for `--introspection on`. */
  | 'INTROSPECTION_DISABLED'
  /** A language isn't a BCP 47 tag, is named twice, or isn't one that this ZITADEL has. */
  | 'LANGUAGE_INVALID'
  /** The organization has its own login policy already. Update that one. */
  | 'LOGIN_POLICY_ALREADY_EXISTS'
  /**
   * The policy isn't the one that `expectedVersion`, `expectedSequence` or `expectedResourceOwner` names. Nothing was written.
   * Read it and decide again. `currentSequence` and `resourceOwner` have those of now, and so has `currentVersion` where it is
   * `expectedVersion` that differs.
   */
  | 'LOGIN_POLICY_CHANGED'
  /**
   * ZITADEL takes the update for no change, and yet shows another policy, as it can after two customizations at once. Send the
   * update again with `putInForce: true`, or reset the policy and create it again.
   */
  | 'LOGIN_POLICY_DIVERGED'
  /**
   * The organization has no login policy of its own and inherits the instance's. `whenInherited: CUSTOMIZE` gives it its own with
   * the change made.
   */
  | 'LOGIN_POLICY_INHERITED'
  /** The organization has no login policy of its own; somebody else may just have reset it. */
  | 'LOGIN_POLICY_NOT_FOUND'
  /** The login policy allows the multi factor already. */
  | 'MULTI_FACTOR_ALREADY_CONFIGURED'
  /**
   * The multi factor is inherited from the instance's policy, so it can't be removed for the organization alone. `whenInherited:
   * CUSTOMIZE` gives the organization its own policy without it.
   */
  | 'MULTI_FACTOR_INHERITED'
  /** The login policy doesn't list the multi factor, so there is nothing to remove. */
  | 'MULTI_FACTOR_NOT_CONFIGURED'
  /** This ZITADEL doesn't know the multi factor; it may be too old. */
  | 'MULTI_FACTOR_UNKNOWN_TO_BACKEND'
  /** An argument names `MULTI_FACTOR_TYPE_UNSPECIFIED`, which is no factor. */
  | 'MULTI_FACTOR_UNSPECIFIED'
  /** A mutation was sent by GET. Send it by POST. */
  | 'MUTATION_BY_GET'
  /** A name in the document, such as that of the operation, is too long. */
  | 'NAME_TOO_LONG'
  /** The caller has no role, neither in the organization nor in the instance. */
  | 'NOT_A_MEMBER'
  /**
   * Something is null that can't be null. With `BAD_USER_INPUT` it is a field of a patch or of another input: leave it out to keep
   * its value. With `GRAPHQL_VALIDATION_FAILED` it is an argument, or an item of a list, that a variable makes null; then nothing
   * of the request was executed.
   */
  | 'NULL_NOT_ALLOWED'
  /**
   * ZITADEL answered for another organization than the one that was named; `resourceOwner` names it. A proxy may remove the header
   * `x-zitadel-orgid`.
   */
  | 'ORGANIZATION_IGNORED'
  /** An organization's id, or the id given to `node`, is empty, given more than once, or has characters that no id has. */
  | 'ORGANIZATION_INVALID'
  /** The organization doesn't exist. */
  | 'ORGANIZATION_NOT_FOUND'
  /** The application that the token was issued to doesn't allow calls from this origin. */
  | 'ORIGIN_NOT_ALLOWED'
  /** It is the caller's own second factor. Send `allowRemovingMyOwn: true` to remove it. */
  | 'OWN_FACTOR'
  /** `first` isn't from 1 to 100, or `after` isn't a cursor of this list. */
  | 'PAGE_INVALID'
  /** None of the caller's roles has the permission that the field needs. */
  | 'PERMISSION_MISSING'
  /**
   * It can't be checked whether ZITADEL shows the newest state of the login policy: the caller may not read the event log, or it
   * doesn't reach back far enough. Nothing was written, because of `expectedSequence` or because this server demands the check.
   */
  | 'POLICY_NOT_CONFIRMED'
  /**
   * ZITADEL doesn't show the newest change of the login policy, and a change based on what it shows could undo that one. Nothing
   * was written. Try again; if it stays like this, say what the policy has to be with `putInForce: true`.
   */
  | 'POLICY_READ_BEHIND'
  /** The proposed change names nothing, adds what it also removes, or has something beside `create` or `reset`. */
  | 'PROPOSAL_INVALID'
  /** The request has no GraphQL document: send it as `query`. */
  | 'QUERY_MISSING'
  /** The instance has used up its quota of requests. Its operator can raise it. */
  | 'QUOTA_EXHAUSTED'
  /**
   * The redirect URI isn't one, has no scheme or no host, has a user name or a password in it, or has a scheme that a browser
   * runs or opens by itself.
   */
  | 'REDIRECT_URI_INVALID'
  /** What the router of a federation sends for an entity isn't an object with a `__typename`. */
  | 'REPRESENTATION_INVALID'
  /** The request took longer than this server lets one take. Ask for less, or use a subscription. */
  | 'REQUEST_TIMEOUT'
  /**
   * The restrictions aren't the version that `expectedVersion` names. Nothing was written. Read them and decide again;
   * `currentVersion` has the one of now.
   */
  | 'RESTRICTIONS_CHANGED'
  /** The login policy allows the second factor already. */
  | 'SECOND_FACTOR_ALREADY_CONFIGURED'
  /**
   * The second factor is inherited from the instance's policy, so it can't be removed for the organization alone. `whenInherited:
   * CUSTOMIZE` gives the organization its own policy without it.
   */
  | 'SECOND_FACTOR_INHERITED'
  /** The login policy doesn't list the second factor, so there is nothing to remove. */
  | 'SECOND_FACTOR_NOT_CONFIGURED'
  /** This ZITADEL doesn't know the second factor; it may be too old. */
  | 'SECOND_FACTOR_UNKNOWN_TO_BACKEND'
  /** An argument names `SECOND_FACTOR_TYPE_UNSPECIFIED`, which is no factor. */
  | 'SECOND_FACTOR_UNSPECIFIED'
  /** The id of a security key is missing, can't be one, or is given for a factor that isn't a security key. */
  | 'SECURITY_KEY_INVALID'
  /** A sequence isn't a `UInt64`; `message` says which, and why. */
  | 'SEQUENCE_INVALID'
  /** This server is about to stop, and has ended the stream. Start it again: another server has it. */
  | 'SERVER_STOPPING'
  /** The login session behind the token has expired. Log in again. */
  | 'SESSION_EXPIRED'
  /** A subscription was sent without the header `accept: text/event-stream`. */
  | 'STREAM_NOT_ASKED_FOR'
  /** The login policy of the caller's organization demands a second factor, and the caller logged in without one. Log in again. */
  | 'STRONGER_LOGIN_REQUIRED'
  /** The `authorization` header isn't exactly one `Bearer <token>`. */
  | 'TOKEN_MALFORMED'
  /** The request has no `authorization` header. */
  | 'TOKEN_MISSING'
  /** ZITADEL's API doesn't accept this kind of token, such as one that was exchanged to act as another user. */
  | 'TOKEN_NOT_FOR_API'
  /** The token is unknown, expired or revoked, or its user is deactivated; ZITADEL doesn't say which. */
  | 'TOKEN_REJECTED'
  /** The operation has more fields, those of fragments included, or takes more work to validate, than this server accepts. */
  | 'TOO_COMPLEX'
  /** The document's fields are nested more deeply than this server accepts. */
  | 'TOO_DEEP'
  /** The document has more aliases than this server accepts. */
  | 'TOO_MANY_ALIASES'
  /** The request needs more calls to ZITADEL than one may make. Ask for less. */
  | 'TOO_MANY_BACKEND_CALLS'
  /** The document, or one place in it, has more directives than this server accepts. */
  | 'TOO_MANY_DIRECTIVES'
  /** The document defines more fragments than this server accepts. */
  | 'TOO_MANY_FRAGMENTS'
  /** The document has more operations than this server accepts. */
  | 'TOO_MANY_OPERATIONS'
  /** The router of a federation asks for too many entities at once. */
  | 'TOO_MANY_REPRESENTATIONS'
  /** This client has sent too many requests; the header `retry-after` says how many seconds to wait. */
  | 'TOO_MANY_REQUESTS'
  /** The operation has more fields at its root than this server accepts. */
  | 'TOO_MANY_ROOT_FIELDS'
  /** The caller, or all callers together, have as many streams open as there may be. Wait until one has ended. */
  | 'TOO_MANY_STREAMS'
  /** The document has more tokens than this server accepts. */
  | 'TOO_MANY_TOKENS'
  /** An operation has more variables than this server accepts. */
  | 'TOO_MANY_VARIABLES'
  /**
   * The policy has a factor or setting that this server doesn't know, so it can't be copied or written back. The server's operator
   * has to upgrade it.
   */
  | 'UNKNOWN_FACTOR'
  /** The person doesn't have the second factor. */
  | 'USER_FACTOR_NOT_FOUND'
  /** A person's id is empty, too long or has characters that no id has; or there are no ids, more than a hundred, or one twice. */
  | 'USER_INVALID'
  /** The organization has no person with this id whom the caller may see. */
  | 'USER_NOT_FOUND'
  /** The request's variables and extensions have too many values, or are nested too deeply. */
  | 'VARIABLES_TOO_LARGE'
  /** `expectedVersion` isn't a `version` of what is to be changed: a login policy, or the restrictions. Send it as it was read. */
  | 'VERSION_INVALID'
  /**
   * It can't be checked whether `expectedVersion` is still the version, so nothing was written: the caller may not read the event
   * log, or it doesn't reach back far enough.
   */
  | 'VERSION_NOT_KNOWN'
  /**
   * After the change ZITADEL would refuse somebody's running sessions. A guard of `unless` refused the change; `impact` says how
   * many.
   */
  | 'WOULD_END_SESSIONS'
  /** After the change a second factor would be forced while none is allowed. A guard of `unless` refused the change. */
  | 'WOULD_LEAVE_NO_FACTOR'
  /** After the change somebody would get in with a password alone. A guard of `unless` refused the change; `impact` says how many. */
  | 'WOULD_LEAVE_PASSWORD_ALONE'
  /** After the change somebody couldn't log in any more. A guard of `unless` refused the change; `impact` says how many. */
  | 'WOULD_LOCK_OUT_SOMEBODY'
  /**
   * After the change ZITADEL would refuse the caller's own token, or might: the caller logged in without a second factor. Log in
   * with a factor that the policy allows, or send `allowLockingMyselfOut: true`.
   */
  | 'WOULD_LOCK_YOU_OUT'
  /**
   * After the change somebody would have to set up a factor at the next login. A guard of `unless` refused the change; `impact`
   * says how many.
   */
  | 'WOULD_REQUIRE_SET_UP'
  /**
   * After the change somebody couldn't use a second factor or passkey any more. A guard of `unless` refused the change; `impact`
   * says how many.
   */
  | 'WOULD_TAKE_FACTOR'
  /**
   * After the change somebody couldn't use the only factor any more. A guard of `unless` refused the change; `impact` says how
   * many.
   */
  | 'WOULD_TAKE_ONLY_FACTOR'
  /**
   * The change is stored already, but ZITADEL skipped it: it shows the state before, and that is in force. Nothing was written.
   * `putInForce: true` puts a setting or a factor in force.
   */
  | 'WRITTEN_NOT_IN_FORCE'
  /**
   * ZITADEL changed another organization than the one that was named; `resourceOwner` names it. Stop writing and tell the
   * operator.
   */
  | 'WROTE_ELSEWHERE';

/**
 * An effect that a change mustn't have. A guard refuses if it finds somebody, certainly or possibly, under the login that the
 * instance requires; if that is left to each application, or isn't known, under either login. Each value names the figure that it
 * looks at, and the reason of its refusal (`FAILED_PRECONDITION`). New ones may be added.
 */
export type ImpactGuard =
  /** Refuses if somebody's running sessions would be refused (`losesSessions`): `WOULD_END_SESSIONS`. */
  | 'ENDS_SESSIONS'
  /**
   * Refuses if a second factor would be forced while none is allowed: `WOULD_LEAVE_NO_FACTOR`. It looks at the policy only, and at
   * nobody.
   */
  | 'LEAVES_NO_FACTOR_WHILE_FORCED'
  /** Refuses if somebody would get in with a password alone (`fallsBackToPassword`): `WOULD_LEAVE_PASSWORD_ALONE`. */
  | 'LEAVES_PASSWORD_ALONE'
  /** Refuses if somebody couldn't log in any more (`lockedOut`): `WOULD_LOCK_OUT_SOMEBODY`. */
  | 'LOCKS_OUT_SOMEBODY'
  /**
   * Refuses if the caller couldn't log in any more, or ZITADEL would refuse the caller's own token: `WOULD_LOCK_YOU_OUT`. It
   * contradicts `allowLockingMyselfOut: true`: `BAD_USER_INPUT` / `GUARDS_CONTRADICT`.
   */
  | 'LOCKS_OUT_THE_CALLER'
  /** Refuses if somebody would have to set up a factor at the next login (`mustSetUp`): `WOULD_REQUIRE_SET_UP`. */
  | 'REQUIRES_SET_UP'
  /** Refuses if somebody couldn't use a second factor or passkey any more (`losesFactor`): `WOULD_TAKE_FACTOR`. */
  | 'TAKES_FACTOR_IN_USE'
  /** Refuses if somebody couldn't use the only factor any more (`losesOnlyFactor`): `WOULD_TAKE_ONLY_FACTOR`. */
  | 'TAKES_ONLY_FACTOR';

/** Why a search ended before everybody was looked at. New reasons may be added. */
export type IncompleteLook =
  /** ZITADEL failed, or couldn't be reached. */
  | 'BACKEND_FAILED'
  /** It had made as many calls to ZITADEL as one request or stream may. */
  | 'CALL_LIMIT'
  /** Its time was up. Go on from the cursor if there is one, or subscribe: a stream has more time. */
  | 'DEADLINE'
  /** Somebody was removed meanwhile, or people kept being created, so that somebody may be missing. */
  | 'PEOPLE_CHANGED'
  /** The caller lost the permission to read people meanwhile. */
  | 'PERMISSION_LOST'
  /** The caller's token expired, or was revoked, meanwhile. */
  | 'TOKEN_REJECTED';

/** What a change does to an organization that has no login policy of its own and inherits the instance's. */
export type InheritedPolicyAction =
  /**
   * The organization gets its own policy: a copy of the inherited one with the change made, in one write. From then on it no
   * longer follows the instance's policy. A change that would do nothing writes nothing, and a policy with a factor that this
   * server doesn't know is never copied (`FAILED_PRECONDITION` / `UNKNOWN_FACTOR`).
   *
   * If two callers do this at once, ZITADEL lets both succeed and mixes the two. So the event log is read afterwards: if it has
   * another such write at the same time, and doesn't show that this change holds, the answer is `CONFLICT` /
   * `CONCURRENT_CUSTOMIZATION`.
   */
  | 'CUSTOMIZE'
  /** Nothing is written, and the error's reason says that the policy is inherited. */
  | 'REFUSE';

/** Which of ZITADEL's two logins the people of an instance use. They treat a login policy differently. New values may be added. */
export type InstanceLogin =
  /** Each application decides whether its people use Login V1 or Login V2. What is said of either can happen. */
  | 'EACH_APPLICATION'
  /** Everybody uses Login V2, the newer one: the instance requires it, as new instances do. */
  | 'LOGIN_V2'
  /** ZITADEL doesn't say, perhaps because it is too old. What is said of either login can happen. */
  | 'NOT_KNOWN';

/** The kinds of change to a login policy. */
export type LoginPolicyChangeType =
  /** An identity provider was linked. */
  | 'IDENTITY_PROVIDER_ADDED'
  /**
   * The link to an identity provider was removed. If a provider itself is deleted its links go too, without an entry in the
   * history.
   */
  | 'IDENTITY_PROVIDER_REMOVED'
  /** A multi factor was allowed. */
  | 'MULTI_FACTOR_ADDED'
  /** A multi factor was removed. */
  | 'MULTI_FACTOR_REMOVED'
  /** The organization got its own policy, or the instance got its policy when it was set up. */
  | 'POLICY_ADDED'
  /** Settings of the policy were changed. */
  | 'POLICY_CHANGED'
  /** The organization's own policy was deleted: it inherits again. */
  | 'POLICY_REMOVED'
  /** A second factor was allowed. */
  | 'SECOND_FACTOR_ADDED'
  /** A second factor was removed. */
  | 'SECOND_FACTOR_REMOVED';

/**
 * The settings of a login policy to change. What is left out stays as it is. Null is refused with `BAD_USER_INPUT` /
 * `NULL_NOT_ALLOWED`.
 */
export type LoginPolicyPatch = {
  /** The login page may find a person's organization by the domain of the name that was entered, such as `example.com`. */
  allowDomainDiscovery?: boolean | null | undefined;
  /** People may log in through the identity providers that the policy links. */
  allowExternalIdp?: boolean | null | undefined;
  /** People may create an account for themselves on the login page. */
  allowRegister?: boolean | null | undefined;
  /** People may log in with a login name and a password. */
  allowUsernamePassword?: boolean | null | undefined;
  /**
   * Where people are sent after a login that no application started: empty for ZITADEL's own page, else a URI with a scheme, and
   * for http and https with a host. An application's own scheme is fine (`com.example.app:/done`). One that a browser runs or
   * opens by itself (`javascript`, `data`, `file` and the like) is refused, and so is a user name or password before the host:
   * `BAD_USER_INPUT` / `REDIRECT_URI_INVALID`.
   */
  defaultRedirectUri?: string | null | undefined;
  /** People can't log in with their verified e-mail address in place of a login name. */
  disableLoginWithEmail?: boolean | null | undefined;
  /** People can't log in with their verified phone number in place of a login name. */
  disableLoginWithPhone?: boolean | null | undefined;
  /** How long a session may go on after a login through an identity provider, until that is asked for again. */
  externalLoginCheckLifetime?: Duration | null | undefined;
  /**
   * Everyone must log in with a second factor or a multi factor, also those who come through an identity provider. If
   * `forceMfaLocalOnly` is true as well, Login V1 and ZITADEL's check of tokens exempt those who come through a provider.
   */
  forceMfa?: boolean | null | undefined;
  /** Everyone who logs in at ZITADEL itself, not through an identity provider, must use a second factor or a multi factor. */
  forceMfaLocalOnly?: boolean | null | undefined;
  /** The login page doesn't offer to reset a forgotten password. */
  hidePasswordReset?: boolean | null | undefined;
  /** The login page asks for a password even if nobody has the name that was entered, so that it doesn't reveal which names exist. */
  ignoreUnknownUsernames?: boolean | null | undefined;
  /** How long people who skipped the set-up of a factor aren't asked to set one up again. `PT0S`: they are never asked. */
  mfaInitSkipLifetime?: Duration | null | undefined;
  /** How long a session may go on after a multi factor was used, until it is asked for again. */
  multiFactorCheckLifetime?: Duration | null | undefined;
  /** How long a session may go on after a password was entered, until it is asked for again. */
  passwordCheckLifetime?: Duration | null | undefined;
  /** Whether people may log in with a passkey alone, without a password. */
  passwordlessType?: PasswordlessType | null | undefined;
  /** How long a session may go on after a second factor was used, until it is asked for again. */
  secondFactorCheckLifetime?: Duration | null | undefined;
};

/**
 * A change of an organization's login policy to look at: what one mutation would do, or several together. With `BAD_USER_INPUT` /
 * `PROPOSAL_INVALID` are refused one that names nothing, one that adds what it also removes, and `create` or `reset` beside
 * anything else; null with `NULL_NOT_ALLOWED`.
 */
export type LoginPolicyProposal = {
  /**
   * The ids of identity providers to link, as `addLoginPolicyIdentityProvider` does. That needs the permission `org.idp.read`. One
   * that the organization can't link is refused with `NOT_FOUND` / `IDENTITY_PROVIDER_NOT_FOUND`.
   */
  addIdentityProviders?: Array<string> | null | undefined;
  /** Multi factors to allow, as `addMultiFactor` does. */
  addMultiFactors?: Array<MultiFactorType> | null | undefined;
  /** Second factors to allow, as `addSecondFactor` does. */
  addSecondFactors?: Array<SecondFactorType> | null | undefined;
  /** A policy of its own for the organization, as `createLoginPolicy` makes it. Nothing else may stand beside it. */
  create?: CreateLoginPolicyInput | null | undefined;
  /** Settings to change, as `updateLoginPolicy` does. */
  patch?: LoginPolicyPatch | null | undefined;
  /** The ids of identity providers to unlink, as `removeLoginPolicyIdentityProvider` does. */
  removeIdentityProviders?: Array<string> | null | undefined;
  /** Multi factors to remove, as `removeMultiFactor` does. */
  removeMultiFactors?: Array<MultiFactorType> | null | undefined;
  /** Second factors to remove, as `removeSecondFactor` does. */
  removeSecondFactors?: Array<SecondFactorType> | null | undefined;
  /** `true` deletes the organization's own policy, as `resetLoginPolicy` does. Nothing else may stand beside it. */
  reset?: boolean | null | undefined;
};

/** A factor that is a login by itself, without a password. New ones are added as ZITADEL gets them. */
export type MultiFactorType =
  /** A passkey: a security key, or an authenticator that is built into a device, which also checks a PIN, a fingerprint or a face. */
  | 'MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'
  /** A factor that this version doesn't know. It appears only in answers; as an argument it is refused. */
  | 'MULTI_FACTOR_TYPE_UNSPECIFIED';

/** Whether people may log in with a passkey alone, without a password. */
export type PasswordlessType =
  /** People who have set up a passkey may log in with it alone. */
  | 'PASSWORDLESS_TYPE_ALLOWED'
  /** People can't log in with a passkey. */
  | 'PASSWORDLESS_TYPE_NOT_ALLOWED';

/** Where it is known from who has set up which factor. */
export type PeopleSource =
  /**
   * The event log, which is always up to date, and fast. It needs the permission `events.read`. Where the instance deletes old
   * events, what they said is missing.
   */
  | 'EVENTS'
  /** One call to ZITADEL for each person. What it answers can be late. */
  | 'PERSON_BY_PERSON';

/** Whether a second factor was removed from a person. */
export type SecondFactorRemovalResult =
  /** Nothing was removed; `reason` says why. */
  | 'FAILED'
  /** The person doesn't have it. When you work through a list, count that as done. */
  | 'NOT_THERE'
  /**
   * Nothing was removed, because it couldn't be tried: the time, or the number of calls that one removal may make, was used up, or
   * the caller's token or permission was lost meanwhile. The same request may succeed later.
   */
  | 'NOT_TRIED'
  /** The person had it, and no longer has it. */
  | 'REMOVED'
  /**
   * It may be removed or not, for instance because the answer to the write was lost; of several security keys some may be. Look at
   * the person, or send it again.
   */
  | 'UNKNOWN';

/** Something that people prove their identity with after the password. New ones are added as ZITADEL gets them. */
export type SecondFactorType =
  /** A one-time code from an authenticator app (TOTP). */
  | 'SECOND_FACTOR_TYPE_OTP'
  /** A one-time code sent by e-mail. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_EMAIL'
  /** A one-time code sent by SMS. Since ZITADEL 2.32. */
  | 'SECOND_FACTOR_TYPE_OTP_SMS'
  /**
   * One of a list of single-use codes that were handed out in advance. Since ZITADEL 4.9. As of July 2026 neither Login V1 nor
   * Login V2 asks for one: they work in ZITADEL's API only.
   */
  | 'SECOND_FACTOR_TYPE_RECOVERY_CODES'
  /** A security key, or an authenticator that is built into a device (FIDO U2F). */
  | 'SECOND_FACTOR_TYPE_U2F'
  /** A factor that this version doesn't know. It appears only in answers; as an argument it is refused. */
  | 'SECOND_FACTOR_TYPE_UNSPECIFIED';

/** Whether a person can log in at all. */
export type UserState =
  /** The person can log in. */
  | 'USER_STATE_ACTIVE'
  /** The account was deleted. */
  | 'USER_STATE_DELETED'
  /** Deactivated: the person can't log in until somebody activates the account again. */
  | 'USER_STATE_INACTIVE'
  /** The account was created and the person has never logged in. */
  | 'USER_STATE_INITIAL'
  /** Locked, by somebody or after too many wrong passwords: the person can't log in until somebody unlocks the account. */
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


export type AddSecondFactorMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type RemoveSecondFactorMutationVariables = Exact<{
  type: SecondFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type RemoveSecondFactorMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type AddMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type AddMultiFactorMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type RemoveMultiFactorMutationVariables = Exact<{
  type: MultiFactorType;
  orgId: string;
  whenInherited: InheritedPolicyAction;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
  putInForce?: boolean;
}>;


export type RemoveMultiFactorMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

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

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { user: { id: string, displayName: string, preferredLoginName: string } | null } | null };

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


export type RemoveUserSecondFactorMutation = { change: { changeDate: DateTime | null } | null };

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
  expectedVersion?: string | null | undefined;
  expectedSequence?: UInt64 | null | undefined;
  expectedResourceOwner?: string | null | undefined;
  putInForce?: boolean;
}>;


export type UpdateLoginPolicyMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type CustomizeLoginPolicyMutationVariables = Exact<{
  orgId: string;
}>;


export type CustomizeLoginPolicyMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type ResetLoginPolicyMutationVariables = Exact<{
  orgId: string;
  unless: Array<ImpactGuard> | ImpactGuard;
  expectedDigest?: string | null | undefined;
}>;


export type ResetLoginPolicyMutation = { change: { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null } | null };

export type ChangedFragment = { version: string | null, organization: { id: string, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null } | null };

export type SettingsQueryVariables = Exact<{
  orgId?: string | null | undefined;
}>;


export type SettingsQuery = { organization: { id: string, name: string } | null, loginPolicy: { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } } | null, viewer: { canWriteLoginPolicy: boolean, canResetLoginPolicy: boolean } | null };

export type PolicyFragment = { id: string, version: string | null, isDefault: boolean, secondFactors: Array<SecondFactorType>, multiFactors: Array<MultiFactorType>, forceMfa: boolean, forceMfaLocalOnly: boolean, passwordlessType: PasswordlessType | null, passwordCheckLifetime: Duration, externalLoginCheckLifetime: Duration, mfaInitSkipLifetime: Duration, secondFactorCheckLifetime: Duration, multiFactorCheckLifetime: Duration, allowUsernamePassword: boolean, allowRegister: boolean, allowExternalIdp: boolean, allowDomainDiscovery: boolean, hidePasswordReset: boolean, ignoreUnknownUsernames: boolean, disableLoginWithEmail: boolean, disableLoginWithPhone: boolean, defaultRedirectUri: string, details: { sequence: UInt64, resourceOwner: string, changeDate: DateTime | null } };

export const FigureFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}}]} as unknown as DocumentNode<FigureFragment, unknown>;
export const UnderLoginFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UnderLogin"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactUnderLogin"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"losesFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesOnlyFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fallsBackToPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mustSetUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lockedOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}}]} as unknown as DocumentNode<UnderLoginFragment, unknown>;
export const LookFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<LookFragment, unknown>;
export const UsageFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<UsageFragment, unknown>;
export const PersonFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"unfinished"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"securityKeys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasPasskey"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"hasIdentityProvider"}},{"kind":"Field","name":{"kind":"Name","value":"sourcesDisagree"}}]}}]} as unknown as DocumentNode<PersonFragment, unknown>;
export const PolicyFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<PolicyFragment, unknown>;
export const ChangedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<ChangedFragment, unknown>;
export const ChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Changes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inheritedChangesKnown"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"editor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secondFactor"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChangesQuery, ChangesQueryVariables>;
export const AddSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"addSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<AddSecondFactorMutation, AddSecondFactorMutationVariables>;
export const RemoveSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"removeSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveSecondFactorMutation, RemoveSecondFactorMutationVariables>;
export const AddMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"addMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<AddMultiFactorMutation, AddMultiFactorMutationVariables>;
export const RemoveMultiFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMultiFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MultiFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"removeMultiFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveMultiFactorMutation, RemoveMultiFactorMutationVariables>;
export const PolicyImpactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PolicyImpact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"change"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyProposal"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"change"},"value":{"kind":"Variable","name":{"kind":"Name","value":"change"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"login"}},{"kind":"Field","name":{"kind":"Name","value":"digest"}}]}}]}}]} as unknown as DocumentNode<PolicyImpactQuery, PolicyImpactQueryVariables>;
export const ImpactOnPeopleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ImpactOnPeople"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"change"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyProposal"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"figures"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"older"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginPolicyImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"change"},"value":{"kind":"Variable","name":{"kind":"Name","value":"change"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"figures"},"value":{"kind":"Variable","name":{"kind":"Name","value":"figures"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"impact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"digest"}},{"kind":"Field","name":{"kind":"Name","value":"people"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginV1"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"older"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UnderLogin"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginV2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UnderLogin"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Figure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactFigure"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"certain"}},{"kind":"Field","name":{"kind":"Name","value":"possible"}},{"kind":"Field","name":{"kind":"Name","value":"includesCaller"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UnderLogin"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactUnderLogin"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"losesFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesOnlyFactor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fallsBackToPassword"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mustSetUp"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lockedOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"losesSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Figure"}}]}}]}}]} as unknown as DocumentNode<ImpactOnPeopleSubscription, ImpactOnPeopleSubscriptionVariables>;
export const OrganizationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Organizations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrganizationsQuery, OrganizationsQueryVariables>;
export const WhoAmIDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoAmI"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}}]}}]}}]}}]} as unknown as DocumentNode<WhoAmIQuery, WhoAmIQueryVariables>;
export const PeopleSizeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PeopleSize"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]}}]} as unknown as DocumentNode<PeopleSizeQuery, PeopleSizeQueryVariables>;
export const SecondFactorUsageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SecondFactorUsage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<SecondFactorUsageQuery, SecondFactorUsageQueryVariables>;
export const CountSecondFactorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"CountSecondFactors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<CountSecondFactorsSubscription, CountSecondFactorsSubscriptionVariables>;
export const WhoStillHasItDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoStillHasIt"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secondFactorUsage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Usage"}},{"kind":"Field","name":{"kind":"Name","value":"proven"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Usage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorUsage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}},{"kind":"Field","name":{"kind":"Name","value":"factors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"onlyFactorOf"}}]}},{"kind":"Field","name":{"kind":"Name","value":"withNone"}},{"kind":"Field","name":{"kind":"Name","value":"withPasskey"}}]}}]} as unknown as DocumentNode<WhoStillHasItQuery, WhoStillHasItQueryVariables>;
export const OrganizationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Organization"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<OrganizationQuery, OrganizationQueryVariables>;
export const UserFactorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserFactors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"has"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hasNone"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"onlyHas"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"has"},"value":{"kind":"Variable","name":{"kind":"Name","value":"has"}}},{"kind":"Argument","name":{"kind":"Name","value":"hasNone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hasNone"}}},{"kind":"Argument","name":{"kind":"Name","value":"onlyHas"},"value":{"kind":"Variable","name":{"kind":"Name","value":"onlyHas"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Person"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Look"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Person"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"preferredLoginName"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"unfinished"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"securityKeys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasPasskey"}},{"kind":"Field","name":{"kind":"Name","value":"hasPassword"}},{"kind":"Field","name":{"kind":"Name","value":"hasIdentityProvider"}},{"kind":"Field","name":{"kind":"Name","value":"sourcesDisagree"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Look"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PeopleLook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}},{"kind":"Field","name":{"kind":"Name","value":"lookedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"notListed"}},{"kind":"Field","name":{"kind":"Name","value":"disagreeing"}}]}}]} as unknown as DocumentNode<UserFactorsQuery, UserFactorsQueryVariables>;
export const RemoveUserSecondFactorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveUserSecondFactor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"securityKeyId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"removeUserSecondFactor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"securityKeyId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"securityKeyId"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowRemovingMyOwn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}}]}}]} as unknown as DocumentNode<RemoveUserSecondFactorMutation, RemoveUserSecondFactorMutationVariables>;
export const WhoHasDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoHas"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userFactors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"has"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"type"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"look"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"incomplete"}}]}}]}}]}}]} as unknown as DocumentNode<WhoHasQuery, WhoHasQueryVariables>;
export const RemoveSecondFactorFromUsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveSecondFactorFromUsers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SecondFactorType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeSecondFactorFromUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"userIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"allowRemovingMyOwn"},"value":{"kind":"Variable","name":{"kind":"Name","value":"allowRemovingMyOwn"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveSecondFactorFromUsersMutation, RemoveSecondFactorFromUsersMutationVariables>;
export const UpdateLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"patch"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicyPatch"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InheritedPolicyAction"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"UInt64"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"updateLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"patch"},"value":{"kind":"Variable","name":{"kind":"Name","value":"patch"}}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"whenInherited"},"value":{"kind":"Variable","name":{"kind":"Name","value":"whenInherited"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedVersion"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedSequence"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedSequence"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedResourceOwner"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedResourceOwner"}}},{"kind":"Argument","name":{"kind":"Name","value":"putInForce"},"value":{"kind":"Variable","name":{"kind":"Name","value":"putInForce"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateLoginPolicyMutation, UpdateLoginPolicyMutationVariables>;
export const CustomizeLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CustomizeLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"createLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[]}},{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<CustomizeLoginPolicyMutation, CustomizeLoginPolicyMutationVariables>;
export const ResetLoginPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetLoginPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"unless"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImpactGuard"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"change"},"name":{"kind":"Name","value":"resetLoginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}},{"kind":"Argument","name":{"kind":"Name","value":"unless"},"value":{"kind":"Variable","name":{"kind":"Name","value":"unless"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedDigest"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedDigest"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Changed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Changed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ObjectDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}}]}}]}}]} as unknown as DocumentNode<ResetLoginPolicyMutation, ResetLoginPolicyMutationVariables>;
export const SettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Settings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loginPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Policy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orgId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orgId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canWriteLoginPolicy"}},{"kind":"Field","name":{"kind":"Name","value":"canResetLoginPolicy"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Policy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoginPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"resourceOwner"}},{"kind":"Field","name":{"kind":"Name","value":"changeDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isDefault"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactors"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactors"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfa"}},{"kind":"Field","name":{"kind":"Name","value":"forceMfaLocalOnly"}},{"kind":"Field","name":{"kind":"Name","value":"passwordlessType"}},{"kind":"Field","name":{"kind":"Name","value":"passwordCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"externalLoginCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"mfaInitSkipLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"multiFactorCheckLifetime"}},{"kind":"Field","name":{"kind":"Name","value":"allowUsernamePassword"}},{"kind":"Field","name":{"kind":"Name","value":"allowRegister"}},{"kind":"Field","name":{"kind":"Name","value":"allowExternalIdp"}},{"kind":"Field","name":{"kind":"Name","value":"allowDomainDiscovery"}},{"kind":"Field","name":{"kind":"Name","value":"hidePasswordReset"}},{"kind":"Field","name":{"kind":"Name","value":"ignoreUnknownUsernames"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithEmail"}},{"kind":"Field","name":{"kind":"Name","value":"disableLoginWithPhone"}},{"kind":"Field","name":{"kind":"Name","value":"defaultRedirectUri"}}]}}]} as unknown as DocumentNode<SettingsQuery, SettingsQueryVariables>;