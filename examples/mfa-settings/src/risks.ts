// Changes after which people may not be able to log in. A person is asked about each, from whichever side they bring it
// about: by taking the last factor away, or by forcing what nobody has.

import { allowedFactors, forced } from './words'
import type { PolicyFragment } from './generated/operations'

/** What of a policy decides whether there is a way to log in. */
export type Access = Pick<PolicyFragment, 'forceMfa' | 'forceMfaLocalOnly' | 'secondFactors' | 'multiFactors'>
export type Ways = Pick<PolicyFragment, 'allowUsernamePassword' | 'allowExternalIdp' | 'passwordlessType'>

export interface Risk {
  /** What would be so. */
  what: string
  /** What to do instead. */
  instead: string
}

/** The risks that a change brings about. What was so before isn't the change's. */
export function newRisks(now: Access & Ways, after: Access & Ways): Risk[] {
  const before = [factorMissing(now), wayMissing(now)].map((risk) => risk?.what)
  return [factorMissing(after), wayMissing(after)].filter((risk) => risk !== undefined && !before.includes(risk.what)) as Risk[]
}

export function factorMissing(policy: Access): Risk | undefined {
  const who = forced(policy)
  if (!who || allowedFactors(policy).length > 0) return undefined
  return {
    what: `After this, no factor is allowed, and multi-factor login is forced for ${who}.`,
    instead: 'Allow another factor first, or don’t force multi-factor login.',
  }
}

function wayMissing({ allowUsernamePassword, allowExternalIdp, passwordlessType }: Ways): Risk | undefined {
  if (allowUsernamePassword || allowExternalIdp || passwordlessType !== 'PASSWORDLESS_TYPE_NOT_ALLOWED') return undefined
  return {
    what: 'After this, people can log in neither with a password nor through an identity provider nor with a passkey alone.',
    instead: 'Leave at least one of the three on.',
  }
}
