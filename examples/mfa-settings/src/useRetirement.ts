import { useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { failuresOf, type Failure } from './failure/failure'
import { WhoStillHasItDocument, type SecondFactorType, type WhoStillHasItQuery } from './generated/operations'
import { removeOnce, retire, type End, type Removed, type Unseen } from './retire'

export type Rest = NonNullable<WhoStillHasItQuery['secondFactorUsage']>

export interface Retirement {
  phase: 'before' | 'running' | 'stopping' | 'stopped' | 'ended'
  /** The last word on each person. */
  results: Removed[]
  /** What kept it from going on. */
  failures: Failure[]
  unseen: Unseen | undefined
  /** Who has the factor after it has ended. */
  rest: Rest | undefined
  /** Begins, or goes on. */
  start: () => void
  /** Ends it after the hundred that is under way. */
  stop: () => void
  /** Tries these people once more. `own`: also where it is the caller's own. */
  retry: (people: Removed[], own: boolean) => void
}

/** The removal of a factor from all people of an organization who have it. It ends with the component, and can be begun again. */
export function useRetirement(orgId: string, type: SecondFactorType): Retirement {
  const client = useClient()
  const [phase, setPhase] = useState<Retirement['phase']>('before')
  const [results, setResults] = useState<Removed[]>([])
  const [end, setEnd] = useState<End>()
  const [rest, setRest] = useState<Rest>()
  const [tried] = useState(() => new Set<string>())
  const stopped = useStopped()

  const add = (more: Removed[]) =>
    setResults((before) => [...before.filter((one) => !more.some(({ userId }) => userId === one.userId)), ...more])

  async function run(work: () => Promise<End>) {
    stopped.current = false
    setPhase('running')
    setEnd(undefined)
    setRest(undefined)
    const end = await work()
    setEnd(end)
    if (end.because === 'nobody-left') await askWhoIsLeft()
    setPhase(end.because === 'nobody-left' ? 'ended' : 'stopped')
  }
  async function askWhoIsLeft() {
    const { data, error } = await client.query(WhoStillHasItDocument, { orgId }).toPromise()
    if (data?.secondFactorUsage) setRest(data.secondFactorUsage)
    else if (error) setEnd({ because: 'failed', failures: failuresOf(error, 'query') })
  }
  const all = () => retire({ client, orgId, type, tried, stopped: () => stopped.current, onResults: add })
  async function again(people: Removed[], own: boolean): Promise<End> {
    for (let i = 0; i < people.length; i += 100) {
      const users = people.slice(i, i + 100).map(({ userId, name }) => ({ id: userId, displayName: name }))
      const { results, failures } = await removeOnce({ client, orgId, type }, users, own)
      if (failures.length > 0) return { because: 'failed', failures }
      add(results)
    }
    return all()
  }
  return {
    phase,
    results,
    failures: end?.because === 'failed' ? end.failures : [],
    unseen: end?.because === 'not-all-seen' ? end.look : undefined,
    rest,
    start: () => void run(all),
    stop() {
      stopped.current = true
      setPhase('stopping')
    },
    retry: (people, own) => void run(() => again(people, own)),
  }
}

/** Whether a person has stopped it, or has gone. */
function useStopped() {
  const stopped = useRef(false)
  useEffect(() => {
    stopped.current = false
    return () => {
      stopped.current = true
    }
  }, [])
  return stopped
}
