// One shape for everything that can go wrong with a request, whoever noticed it: the server, by its error contract
// (docs/errors.md), or the browser, which got no answer. Components see Failures only.

import type { CombinedError } from 'urql'
import type { ErrorCode, ErrorExtensions, ErrorReason, ImpactGuardFigure, WriteOutcome } from '../generated/schema'

/** What the browser notices by itself: it got no answer, or one that isn't GraphQL's (a proxy's error page, say). */
export type LocalCode = 'NO_ANSWER' | 'NOT_GRAPHQL'

/** A value of a set that the server may extend. Both sets do grow, so code that switches on them needs a default. */
type Open<T extends string> = T | (string & {})

export interface Failure {
  code: Open<ErrorCode | LocalCode>
  /** Where it can be told. Decide by it where it is there, and by the code where it isn't or isn't known. */
  reason?: Open<ErrorReason>
  /** For a person, in their language. Nothing is decided by it. */
  message: string
  /** The same request may be sent again, unchanged, without harm. */
  retryable: boolean
  /** Of mutations only. UNKNOWN: it may have happened, so look before doing it again. */
  outcome?: WriteOutcome
  /** Whom it would have hit, where a guard refused the change. */
  impact?: ImpactGuardFigure[]
  /** For support: the server's log has more under it. */
  requestId?: string
}

export type Operation = 'query' | 'mutation'

/** Makes Failures of urql's error: never an empty list. Several fields that fail for one reason make one Failure. */
export function failuresOf(error: CombinedError, operation: Operation): Failure[] {
  if (error.networkError) return [ofNetwork(error, operation)]
  const failures = error.graphQLErrors.map((e) => ofGraphQL(e.message, e.extensions, operation))
  return failures.filter((one, i) => failures.findIndex((other) => sameCause(one, other)) === i)
}

function ofGraphQL(message: string, extensions: unknown, operation: Operation): Failure {
  // Something between here and the server can answer in GraphQL too, without our contract.
  if (!isErrorExtensions(extensions)) return unanswered('NOT_GRAPHQL', message, operation)
  const { code, reason, retryable, outcome, impact, requestId } = extensions
  return { message, code, retryable, requestId, ...(reason && { reason }), ...(outcome && { outcome }), ...(impact && { impact }) }
}

function ofNetwork(error: CombinedError, operation: Operation): Failure {
  const text = error.networkError?.message ?? error.message
  return unanswered(error.response ? 'NOT_GRAPHQL' : 'NO_ANSWER', text, operation)
}

/** A mutation that got no answer may have arrived all the same. */
function unanswered(code: LocalCode, message: string, operation: Operation): Failure {
  return operation === 'query'
    ? { code, message, retryable: true }
    : { code, message, retryable: false, outcome: 'UNKNOWN' }
}

/** A stream that ended before its answer came: nothing is known by it, and to ask again is safe. */
export const endedEarly: Failure = { code: 'NO_ANSWER', message: 'The stream ended before the answer.', retryable: true }

/** Checks what the contract promises to be there always; the rest is optional in the type already. */
export function isErrorExtensions(value: unknown): value is ErrorExtensions {
  if (typeof value !== 'object' || value === null) return false
  const { code, retryable, requestId } = value as Partial<Record<keyof ErrorExtensions, unknown>>
  return typeof code === 'string' && typeof retryable === 'boolean' && typeof requestId === 'string'
}

function sameCause(a: Failure, b: Failure): boolean {
  return a.code === b.code && a.reason === b.reason
}
