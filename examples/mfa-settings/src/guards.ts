// What a change must not do to anybody, unless a person says so: the guards that the server checks just before it writes.

import type { Failure } from './failure/failure'
import type { FigureFragment, ImpactGuard, UnderLoginFragment } from './generated/operations'
import type { Impact } from './useImpact'

/** What a person said to what a change would do to people. */
export interface Consent {
  /** The guards that still stand. */
  unless: ImpactGuard[]
  /** The preview that they saw, if they did: the server refuses where another one is true by now. */
  expectedDigest: string | null
}

/** A part of the preview: what can happen to somebody. */
export type Category = keyof UnderLoginFragment

interface Words {
  /** "Don't, if it would …" */
  guard: string
  /** What may be done once the guard is off. */
  off: string
  /** The part of the preview that it counts. Null: it is of the policy alone. */
  counts: Category | null
}

export const guards: Record<ImpactGuard, Words> = {
  LOCKS_OUT_SOMEBODY: { guard: 'Lock somebody out', off: 'People may be unable to log in after this.', counts: 'lockedOut' },
  LOCKS_OUT_THE_CALLER: {
    guard: 'Lock you out',
    off: 'You may be unable to log in after this. What certainly locks you out at once is refused all the same.',
    counts: null,
  },
  LEAVES_PASSWORD_ALONE: {
    guard: 'Leave somebody with a password alone',
    off: 'Whoever learns such a password gets in.',
    counts: 'fallsBackToPassword',
  },
  LEAVES_NO_FACTOR_WHILE_FORCED: {
    guard: 'Leave no factor while one is forced',
    off: 'People without any factor may have no way to log in.',
    counts: null,
  },
  TAKES_FACTOR_IN_USE: {
    guard: 'Take a factor that somebody has set up',
    off: 'People who log in with it are asked for it no more.',
    counts: 'losesFactor',
  },
  TAKES_ONLY_FACTOR: {
    guard: 'Take somebody’s only second factor',
    off: 'People are left without any second factor.',
    counts: 'losesOnlyFactor',
  },
  REQUIRES_SET_UP: {
    guard: 'Make somebody set something up',
    off: 'People have to set up another factor before they get in the next time.',
    counts: 'mustSetUp',
  },
  ENDS_SESSIONS: {
    guard: 'Log somebody out',
    off: 'People are logged out, and their applications’ tokens stop working.',
    counts: 'losesSessions',
  },
}

/** All of them: what takes something away begins with every guard on. */
export const allGuards = Object.keys(guards) as ImpactGuard[]

/** Those that an addition can meet: who has the factor already and logged in without it is logged out. */
export const additionGuards: ImpactGuard[] = ['LOCKS_OUT_THE_CALLER', 'ENDS_SESSIONS']

/** What a person says with these guards on. Of people the server looks only where a guard makes it, or the digest does. */
export function consentOf(on: ImpactGuard[], impact: Pick<Impact, 'policyDigest' | 'peopleDigest'>): Consent {
  const looks = on.some((guard) => guard !== 'LEAVES_NO_FACTOR_WHILE_FORCED')
  return { unless: on, expectedDigest: (looks ? impact.peopleDigest : null) ?? impact.policyDigest }
}

/** Whether a failure is about what a change would do: then the question is asked again, with what is known now. */
export function isAboutImpact({ reason }: Failure): boolean {
  return reason !== undefined && (reason.startsWith('WOULD_') || reason.startsWith('IMPACT_'))
}

/** What happens to people, as "3 people …". */
export const happens: Record<Category, string> = {
  lockedOut: 'can’t log in any more',
  mustSetUp: 'must set up another factor at the next login',
  fallsBackToPassword: 'get in with the password alone',
  losesOnlyFactor: 'lose the only second factor they have',
  losesFactor: 'lose a factor they have set up',
  losesSessions: 'are logged out, and their tokens stop working',
}

export const categories = Object.keys(happens) as Category[]

export const happensToSomebody = ({ certain, possible }: Pick<FigureFragment, 'certain' | 'possible'>) => certain + possible > 0
