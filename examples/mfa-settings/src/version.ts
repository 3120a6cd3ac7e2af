// By what a state of the policy is told from the next one, and what a change is guarded with.

import type { PolicyFragment } from './generated/operations'

type Version = Pick<PolicyFragment, 'version' | 'details'>

/** Another one for another state. Without the policy's version it doesn't see links to identity providers. */
export function versionOf({ version, details }: Version): string {
  return version ?? details.sequence
}

/** What a change expects that is made to the policy on the screen: where another is in force, the server refuses. */
export function expectationsOf({ version, details }: Version) {
  return version !== null
    ? { expectedVersion: version }
    : { expectedSequence: details.sequence, expectedResourceOwner: details.resourceOwner }
}
