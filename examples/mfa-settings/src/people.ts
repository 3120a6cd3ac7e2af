// People in words: how many, and how well they were looked at.

import type { IncompleteLook, LookFragment, UserState } from './generated/operations'

const number = new Intl.NumberFormat(undefined)

export const figure = (n: number): string => number.format(n)

/** "nobody", "1 person", "1,204 people". */
export function count(n: number): string {
  if (n === 0) return 'nobody'
  return n === 1 ? '1 person' : `${figure(n)} people`
}

/** As many as certain, and how many more it may be. */
export function certainAndPossible({ certain, possible }: { certain: number; possible: number }): string {
  if (possible === 0) return count(certain)
  return certain === 0 ? `perhaps ${count(possible)}` : `${count(certain)} and perhaps ${figure(possible)} more`
}

const reasons: Record<IncompleteLook, string> = {
  DEADLINE: 'the time for it ran out',
  CALL_LIMIT: 'the limit of calls was reached',
  BACKEND_FAILED: 'the login service failed',
  PERMISSION_LOST: 'the permission to look was lost',
  TOKEN_REJECTED: 'the token stopped working',
  PEOPLE_CHANGED: 'people were added or removed meanwhile',
}

export function whyIncomplete({ incomplete }: Pick<LookFragment, 'incomplete'>): string {
  return incomplete ? reasons[incomplete] : 'not everybody was looked at'
}

/** "all 36 people", "400 of 4,300 people". */
export function lookedAt({ complete, lookedAt, total }: LookFragment): string {
  if (complete) return `all ${count(lookedAt)}`
  return total === null ? count(lookedAt) : `${figure(lookedAt)} of ${count(total)}`
}

/** What speaks against taking the figures at their word. */
export function doubts({ notListed, disagreeing }: LookFragment): string[] {
  const all: string[] = []
  if (notListed) all.push(`The event log tells of ${count(notListed)} more whom no list has.`)
  if (disagreeing > 0) all.push(`Of ${count(disagreeing)} the event log and the lists say different things.`)
  return all
}

const states: Record<UserState, string | null> = {
  USER_STATE_ACTIVE: null,
  USER_STATE_INACTIVE: 'deactivated',
  USER_STATE_LOCKED: 'locked',
  USER_STATE_INITIAL: 'not activated yet',
  USER_STATE_DELETED: 'deleted',
}

/** Null for the usual state, of which nothing needs to be said. */
export const stateWords = (state: UserState | null): string | null => (state === null ? 'in an unknown state' : states[state])

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export const timeWords = (date: string): string => time.format(new Date(date))

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
