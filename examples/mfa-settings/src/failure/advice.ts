// What a person is told about a failure, and what they can do: the only place where codes and reasons become words.

import type { ErrorCode, ErrorReason } from '../generated/schema'
import type { Failure, LocalCode } from './failure'
import { reasons } from './reasons'

/** log-in: this token won't do. reload: look at what is in force now. none: this person can't help it here. */
export type Action = 'log-in' | 'reload' | 'none'

export interface Advice {
  /** What happened. */
  title: string
  /** What to do now. */
  next: string
  action: Action
}

// satisfies, so that a code which a new schema has and this page doesn't is an error of the compiler.
const codes = {
  UNAUTHENTICATED: advice('You aren’t logged in.', 'Log in again with a valid token.', 'log-in'),
  FORBIDDEN: advice('You may not do this.', 'Ask somebody who manages this organization.', 'none'),
  NOT_FOUND: advice('What you wanted to change doesn’t exist.', 'Reload to see what is there now.', 'reload'),
  ALREADY_EXISTS: advice('What you wanted to add exists already.', 'Reload to see what is there now.', 'reload'),
  FAILED_PRECONDITION: advice('The organization’s settings don’t allow this now.', 'Reload, and decide again.', 'reload'),
  CONFLICT: advice('Somebody else made a change at the same time.', 'Reload, and decide again.', 'reload'),
  BAD_USER_INPUT: advice('A value can’t be used.', 'Correct it and save again.', 'none'),
  RATE_LIMITED: advice('There were too many requests.', 'Wait a moment.', 'none'),
  GATEWAY_TIMEOUT: advice('It took too long.', 'Try again in a moment.', 'none'),
  SERVICE_UNAVAILABLE: advice('The login service can’t be reached.', 'Try again in a moment.', 'none'),
  CANCELLED: advice('The request was cancelled.', 'Reload to see what is in force.', 'reload'),
  NOT_IMPLEMENTED: advice('The login service doesn’t know how to do this.', 'It may be too old: tell its operator.', 'none'),
  BAD_GATEWAY: advice('Something other than the login service answered.', 'Tell its operator.', 'none'),
  INTERNAL_SERVER_ERROR: advice('Something failed in the server.', 'Tell support the request’s id.', 'none'),
  GRAPHQL_PARSE_FAILED: faultOfThePage(),
  GRAPHQL_VALIDATION_FAILED: faultOfThePage(),
  BAD_REQUEST: faultOfThePage(),
  METHOD_NOT_ALLOWED: faultOfThePage(),
  NOT_ACCEPTABLE: faultOfThePage(),
  UNSUPPORTED_MEDIA_TYPE: faultOfThePage(),
  PERSISTED_QUERY_NOT_FOUND: faultOfThePage(),
  PERSISTED_QUERY_NOT_SUPPORTED: faultOfThePage(),
  LIMIT_EXCEEDED: advice('The request exceeds a limit of the server.', 'Tell support the request’s id.', 'none'),
  NO_ANSWER: advice('The server didn’t answer.', 'Check your connection.', 'none'),
  NOT_GRAPHQL: advice('The answer didn’t come from the server.', 'Try again in a moment.', 'none'),
} satisfies Record<ErrorCode | LocalCode, Advice>

// What to do about some reasons is more than what their code says.
const refused = 'Nothing was changed. Look at the figures, and decide again.'
const nexts: Partial<Record<ErrorReason, string>> = {
  IMPACT_CHANGED: 'Look at what it would do now, and decide again.',
  IMPACT_NOT_KNOWN: 'Nothing was changed. Without what it is to make sure of, it looks at nobody.',
  WOULD_LOCK_OUT_SOMEBODY: refused,
  WOULD_LEAVE_PASSWORD_ALONE: refused,
  WOULD_LEAVE_NO_FACTOR: refused,
  WOULD_TAKE_FACTOR: refused,
  WOULD_TAKE_ONLY_FACTOR: refused,
  WOULD_REQUIRE_SET_UP: refused,
  WOULD_END_SESSIONS: refused,
}

/** Says what a failure means. A reason that isn't known falls back on the code, and that on INTERNAL_SERVER_ERROR. */
export function adviceFor(failure: Failure): Advice {
  const byCode = lookUp<Advice>(codes, failure.code) ?? codes.INTERNAL_SERVER_ERROR
  const title = lookUp(reasons, failure.reason) ?? byCode.title
  if (failure.outcome === 'UNKNOWN') return unknownOutcome(title)
  const next = lookUp(nexts, failure.reason)
  if (next) return advice(title, next, 'none')
  return needsOtherToken(failure) ? { ...codes.UNAUTHENTICATED, title } : { ...byCode, title }
}

/** Tells whether only another token helps, so that the page asks for one. */
export function needsOtherToken({ code, reason }: Failure): boolean {
  return code === 'UNAUTHENTICATED' || reason === 'STRONGER_LOGIN_REQUIRED' || reason === 'TOKEN_NOT_FOR_API'
}

// The one case in which trying again can do harm: what is there now has to be looked at first.
function unknownOutcome(title: string): Advice {
  return advice(title, 'Your change may have happened. Reload to see whether it did before you try again.', 'reload')
}

// People can't help what this page sends.
function faultOfThePage(): Advice {
  return advice('The server doesn’t understand this page.', 'Reload it; it may be out of date.', 'none')
}

function advice(title: string, next: string, action: Action): Advice {
  return { title, next, action }
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
