// What isn't known of a request that succeeded, or isn't so (docs/errors.md#warnings): in words, with the server's own
// beside them.

import type { Warning, WarningCode } from './generated/schema'

// satisfies, so that a code which a new schema has and this page doesn't is an error of the compiler.
const titles = {
  ORGANIZATION_NOT_CONFIRMED: 'It isn’t certain that this is about the organization that you chose.',
  POLICY_NOT_CONFIRMED: 'It isn’t certain that the change was made to the newest settings.',
  WRITTEN_NOT_IN_FORCE: 'The change is written, but it may not be in force.',
  LOCKED_OUT: 'The change is made, and it has locked you out.',
} satisfies Record<WarningCode, string>

/** Of a code that isn't known there is the server's message alone. */
export function titleOf({ code }: Warning): string | undefined {
  return Object.hasOwn(titles, code) ? titles[code] : undefined
}

/** The warnings of a response's `extensions`: of several fields with the same one, one. */
export function warningsOf(extensions: unknown): Warning[] {
  const { warnings } = (extensions ?? {}) as { warnings?: unknown }
  const all = Array.isArray(warnings) ? warnings.filter(isWarning) : []
  return all.filter((one, i) => all.findIndex((other) => other.code === one.code) === i)
}

function isWarning(value: unknown): value is Warning {
  if (typeof value !== 'object' || value === null) return false
  const { code, message } = value as Partial<Record<keyof Warning, unknown>>
  return typeof code === 'string' && typeof message === 'string'
}
