// What a person has typed into the policy form and not saved yet.

import { amountOf, durationOf, seconds, type Amount } from './duration'
import type { LoginPolicyPatch, PolicyFragment } from './generated/operations'
import type { Lifetime } from './settings'

/** Only what was touched. All else shows what is in force, also after somebody else has changed it. */
export interface Draft {
  values: Partial<PolicyFragment>
  /** Apart from the values, since what is being typed needn't be a duration yet. */
  amounts: { [K in Lifetime]?: Amount }
}

export const untouched: Draft = { values: {}, amounts: {} }

/** The policy as the form shows it. */
export function shown(draft: Draft, policy: PolicyFragment): PolicyFragment {
  return { ...policy, ...draft.values }
}

export function shownAmount(draft: Draft, policy: PolicyFragment, name: Lifetime): Amount {
  return draft.amounts[name] ?? amountOf(policy[name])
}

/** What was touched since `saved` was sent: it is kept when the answer comes. */
export function since(saved: Draft, draft: Draft): Draft {
  return { values: changedIn(draft.values, saved.values), amounts: changedIn(draft.amounts, saved.amounts) }
}

function changedIn<T extends object>(now: T, then: T): T {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== then[name as keyof T])) as T
}

/** What differs from the policy in force, and nothing else: a patch leaves alone what it doesn't name. */
export function patchOf(draft: Draft, policy: PolicyFragment): LoginPolicyPatch {
  const wanted: Partial<PolicyFragment> = { ...draft.values, ...durationsOf(draft, policy) }
  const different = Object.entries(wanted).filter(([name, value]) => value !== policy[name as keyof PolicyFragment])
  return Object.fromEntries(different) as LoginPolicyPatch
}

/** What of the draft isn't in force yet, half-typed durations included. */
export function unsaved(draft: Draft, policy: PolicyFragment): Draft {
  const differs = ([name, amount]: [string, Amount]) => {
    const duration = durationOf(amount)
    return duration === undefined || seconds(duration) !== seconds(policy[name as Lifetime])
  }
  return {
    values: changedIn(draft.values, policy),
    amounts: Object.fromEntries(Object.entries(draft.amounts).filter(differs)),
  }
}

/** Those that last as long as before are left out: PT90M and PT1H30M are the same. */
function durationsOf(draft: Draft, policy: PolicyFragment): Partial<PolicyFragment> {
  const changed: Partial<PolicyFragment> = {}
  for (const [name, amount] of Object.entries(draft.amounts) as [Lifetime, Amount][]) {
    const duration = durationOf(amount)
    if (duration !== undefined && seconds(duration) !== seconds(policy[name])) changed[name] = duration
  }
  return changed
}
