// The removal of a factor from everybody who has it, a hundred people at a time. Who has lost it is no longer listed: so it can
// end anywhere, and to go on is to begin again.

import type { Client } from 'urql'
import { failuresOf, type Failure } from './failure/failure'
import {
  RemoveSecondFactorFromUsersDocument,
  WhoHasDocument,
  type IncompleteLook,
  type RemoveSecondFactorFromUsersMutation,
  type SecondFactorType,
} from './generated/operations'

type Results = NonNullable<RemoveSecondFactorFromUsersMutation['removeSecondFactorFromUsers']>['results']

/** What became of one person. */
export type Removed = Omit<Results[number], 'user'> & { userId: string; name: string }

interface User {
  id: string
  displayName: string
}

export interface Work {
  client: Client
  orgId: string
  type: SecondFactorType
  /** Who has been tried already. They are left alone if a late list has them again. */
  tried: Set<string>
  /** Whether to end before the next hundred. */
  stopped: () => boolean
  onResults: (results: Removed[]) => void
}

/** How it ended: with nobody left in the lists, by its person's wish, by failures, or because not everybody could be looked at. */
export type End = { because: 'nobody-left' | 'stopped' } | { because: 'failed'; failures: Failure[] } | { because: 'not-all-seen'; look: Unseen }

export interface Unseen {
  incomplete: IncompleteLook | null
}

/** It goes through the lists until they have nobody who hasn't been tried. */
export async function retire(work: Work): Promise<End> {
  for (let found = true; found; ) {
    found = false
    let after: string | null = null
    do {
      if (work.stopped()) return { because: 'stopped' }
      const page = await listed(work, after)
      if ('because' in page) return page
      const { nodes, pageInfo, look } = page
      const wanted = nodes.filter((user) => !work.tried.has(user.id))
      if (wanted.length > 0) {
        found = true
        const failures = await removeFrom(work, wanted)
        if (failures.length > 0) return { because: 'failed', failures }
      }
      // A page that ended early has a next one; else nothing more can be had.
      if (!pageInfo.hasNextPage && !look.complete) return { because: 'not-all-seen', look }
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after !== null)
  }
  return { because: 'nobody-left' }
}

async function listed({ client, orgId, type }: Work, after: string | null) {
  const { data, error } = await client.query(WhoHasDocument, { orgId, type, after }).toPromise()
  if (data?.userFactors) return data.userFactors
  return { because: 'failed', failures: error ? failuresOf(error, 'query') : [] } as const
}

/** Removes it from all of them; of whom the server didn't come to, again. */
async function removeFrom(work: Work, users: User[]): Promise<Failure[]> {
  for (let left = users; left.length > 0 && !work.stopped(); ) {
    const { results, failures } = await removeOnce(work, left, false)
    if (failures.length > 0) return failures
    const done = results.filter(({ result }) => result !== 'NOT_TRIED')
    if (done.length === 0) return [untried(results)]
    done.forEach(({ userId }) => work.tried.add(userId))
    work.onResults(done)
    left = left.filter(({ id }) => !work.tried.has(id))
  }
  return []
}

/** One mutation, for at most a hundred people. */
export async function removeOnce({ client, orgId, type }: Pick<Work, 'client' | 'orgId' | 'type'>, users: User[], own: boolean) {
  const variables = { orgId, type, userIds: users.map(({ id }) => id), allowRemovingMyOwn: own }
  const { data, error } = await client.mutation(RemoveSecondFactorFromUsersDocument, variables).toPromise()
  const failures = error ? failuresOf(error, 'mutation') : []
  const all = data?.removeSecondFactorFromUsers?.results ?? []
  const results: Removed[] = all.map(({ user, ...one }) => ({
    ...one,
    userId: user.id,
    name: users.find(({ id }) => id === user.id)?.displayName ?? user.id,
  }))
  return { results, failures }
}

/** The same may be sent again: nothing of it was tried. */
function untried(results: Removed[]): Failure {
  const { code, reason, message } = results[0] ?? {}
  return { code: code ?? 'SERVICE_UNAVAILABLE', ...(reason && { reason }), message: message ?? '', retryable: true, outcome: 'NOT_EXECUTED' }
}
