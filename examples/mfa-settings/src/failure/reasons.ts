// What happened, in the words of this page, for every reason of the schema.

import type { ErrorReason } from '../generated/schema'

/** The reasons that only a fault of this page can bring about, or that no page meets; the code says enough about them. */
type OfThePage = Extract<
  ErrorReason,
  | `${'BATCH' | 'BODY' | 'DOCUMENT' | 'MUTATION' | 'NAME' | 'NULL' | 'PAGE' | 'QUERY' | 'TOO' | 'VARIABLES'}_${string}`
  | `${'ENTITY' | 'REPRESENTATION' | 'STREAM'}_${string}`
>

// satisfies, so that a reason which a new schema has and this page doesn't is an error of the compiler. A page for one
// purpose could as well have a Partial<Record<…>>: advice.ts falls back on the code.
export const reasons = {
  TOKEN_MISSING: 'There is no token.',
  TOKEN_MALFORMED: 'This isn’t a token.',
  TOKEN_REJECTED: 'This token isn’t accepted: it is unknown, expired or revoked, or its user is deactivated.',
  SESSION_EXPIRED: 'Your session has expired.',
  TOKEN_NOT_FOR_API: 'This kind of token can’t be used here.',
  STRONGER_LOGIN_REQUIRED: 'This organization requires a second factor, and you logged in without one.',
  ORIGIN_NOT_ALLOWED: 'The application of your token doesn’t allow calls from here.',
  NOT_A_MEMBER: 'You have no role in this organization.',
  PERMISSION_MISSING: 'Your roles don’t allow this here.',

  ORGANIZATION_INVALID: 'This isn’t the id of an organization.',
  ORGANIZATION_NOT_FOUND: 'This organization doesn’t exist.',
  ORGANIZATION_IGNORED: 'The login service answered for another organization.',
  WROTE_ELSEWHERE: 'The login service changed another organization instead of this one.',

  SECOND_FACTOR_UNSPECIFIED: 'No factor was chosen.',
  SECOND_FACTOR_UNKNOWN_TO_BACKEND: 'The login service doesn’t know this factor.',
  SECOND_FACTOR_NOT_CONFIGURED: 'This factor isn’t allowed any more. Somebody else may have removed it.',
  SECOND_FACTOR_ALREADY_CONFIGURED: 'This factor is allowed already. Somebody else may have added it.',
  SECOND_FACTOR_INHERITED: 'The organization follows the instance’s settings now, so this factor can’t be removed here alone.',
  MULTI_FACTOR_UNSPECIFIED: 'No factor was chosen.',
  MULTI_FACTOR_UNKNOWN_TO_BACKEND: 'The login service doesn’t know this factor.',
  MULTI_FACTOR_NOT_CONFIGURED: 'This factor isn’t allowed any more. Somebody else may have removed it.',
  MULTI_FACTOR_ALREADY_CONFIGURED: 'This factor is allowed already. Somebody else may have added it.',
  MULTI_FACTOR_INHERITED: 'The organization follows the instance’s settings now, so this factor can’t be removed here alone.',
  UNKNOWN_FACTOR: 'The settings have a factor that the server doesn’t know, so they can’t be copied.',

  LOGIN_POLICY_INHERITED: 'The organization follows the instance’s settings and has none of its own.',
  LOGIN_POLICY_ALREADY_EXISTS: 'The organization has settings of its own already.',
  WOULD_LOCK_YOU_OUT: 'This would, or might, lock you out: log in with a second factor first.',
  LOGIN_POLICY_NOT_FOUND: 'The organization’s own settings are gone. Somebody else may have reset them.',
  LOGIN_POLICY_CHANGED: 'Somebody changed these settings since you opened them.',
  RESTRICTIONS_CHANGED: 'Somebody changed the restrictions since you opened them.',
  VERSION_INVALID: 'This isn’t a version of the settings.',
  VERSION_NOT_KNOWN: 'The server can’t tell whether somebody changed the settings since you opened them.',
  LOGIN_POLICY_DIVERGED: 'Two people gave the organization its own settings at the same time, and the result is inconsistent. Reset them.',
  CONCURRENT_CUSTOMIZATION: 'Somebody else gave the organization its own settings at the same time.',
  REDIRECT_URI_INVALID: 'The address to go to after login can’t be used.',
  LANGUAGE_INVALID: 'A language can’t be used.',
  DEFAULT_LANGUAGE_NOT_ALLOWED: 'The default language must stay allowed.',

  DURATION_INVALID: 'A length of time isn’t one.',
  SEQUENCE_INVALID: 'The version of the settings isn’t one.',
  IDENTITY_PROVIDER_INVALID: 'This isn’t the id of an identity provider.',
  IDENTITY_PROVIDER_NOT_FOUND: 'This identity provider doesn’t exist.',
  IDENTITY_PROVIDER_ALREADY_LINKED: 'This identity provider is in use already.',
  IDENTITY_PROVIDER_NOT_LINKED: 'This identity provider isn’t in use.',
  IDENTITY_PROVIDER_INHERITED: 'This identity provider is the instance’s and can’t be removed here alone.',

  USER_NOT_FOUND: 'Nobody of this organization whom you may see has this id.',
  USER_INVALID: 'This isn’t the id of a person.',
  USER_FACTOR_NOT_FOUND: 'This person doesn’t have it any more.',
  SECURITY_KEY_INVALID: 'A security key is removed by its id, and it is missing.',
  OWN_FACTOR: 'This one is your own.',
  FILTER_INVALID: 'These filters contradict each other.',

  PROPOSAL_INVALID: 'There is nothing to change, or it contradicts itself.',
  IMPACT_CHANGED: 'What the change would do isn’t what stood here any more. Nothing was changed.',
  IMPACT_NOT_KNOWN: 'The server couldn’t look at everybody in time, so it didn’t do it.',
  GUARDS_CONTRADICT: 'It was asked both to lock you out and not to.',
  WOULD_LOCK_OUT_SOMEBODY: 'This would lock somebody out.',
  WOULD_LEAVE_PASSWORD_ALONE: 'This would leave somebody with a password alone.',
  WOULD_LEAVE_NO_FACTOR: 'This would leave no factor while multi-factor login is forced.',
  WOULD_TAKE_FACTOR: 'This would take a factor from somebody who has it set up.',
  WOULD_TAKE_ONLY_FACTOR: 'This would take somebody’s only second factor.',
  WOULD_REQUIRE_SET_UP: 'This would make somebody set something up at the next login.',
  WOULD_END_SESSIONS: 'This would log somebody out.',
  TOO_MANY_STREAMS: 'Too many long looks are under way at once. Wait until one has ended.',

  QUOTA_EXHAUSTED: 'The login service’s quota is used up.',
  INSTANCE_BLOCKED: 'The login service is blocked by its operator.',
  POLICY_READ_BEHIND: 'The login service doesn’t show the newest change of these settings yet. Nothing was changed.',
  POLICY_NOT_CONFIRMED: 'It can’t be checked whether these settings are the newest ones. Nothing was changed.',
  WRITTEN_NOT_IN_FORCE: 'This was changed before, but the login service missed it, and it isn’t in force.',
  BACKEND_UNREACHABLE: 'The login service can’t be reached.',
  BACKEND_CIRCUIT_OPEN: 'The login service couldn’t be reached a moment ago.',
  BACKEND_BUSY: 'The login service is too busy.',
  BACKEND_UNAVAILABLE: 'The login service can’t answer now.',
  BACKEND_TOO_SLOW: 'The login service didn’t answer in time.',
  BACKEND_TIMED_OUT: 'The login service ran out of time.',
  BACKEND_CANCELLED: 'The login service cancelled the request.',
  BACKEND_FAILED: 'The login service reported an internal error.',
  BACKEND_NOT_ZITADEL_OR_WRONG_HOST: 'Something other than the login service answered.',
  BACKEND_REPLY_TOO_LARGE: 'The login service’s answer is too large.',
  BACKEND_REPLY_INVALID: 'The login service’s answer can’t be read.',
  CLIENT_CANCELLED: 'The request was cancelled.',
  REQUEST_TIMEOUT: 'The request took too long.',
  SERVER_STOPPING: 'The server is being restarted.',
  AUDIT_UNAVAILABLE: 'The server can’t keep its record of changes, so nothing was changed.',
  HEADERS_TOO_LARGE: 'The request’s headers are too large, perhaps because of the token.',
  CSRF_HEADER_MISSING: 'The server refused the request because it lacks a header that this page should send.',
  FOREIGN_ORIGIN: 'The server doesn’t accept requests from this page’s address.',
  HOST_NOT_ALLOWED: 'The server can’t be used under this address.',
  INTROSPECTION_DISABLED: 'The server doesn’t show its schema.',
} satisfies Record<Exclude<ErrorReason, OfThePage> | 'TOO_MANY_STREAMS', string>
