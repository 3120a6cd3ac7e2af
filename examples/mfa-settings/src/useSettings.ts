import { useRef, useState } from 'react'
import { useQuery } from 'urql'
import { failuresOf, type Failure } from './failure/failure'
import { SettingsDocument, type PolicyFragment, type SettingsQuery } from './generated/operations'
import type { Warning } from './generated/schema'
import { warningsOf } from './warnings'

/** An answer with the settings in it, which is what the page is about. */
type Good = SettingsQuery & { [K in 'organization' | 'loginPolicy']: NonNullable<SettingsQuery[K]> }

/** What a change has answered, which is shown until something newer is read. */
interface Changed {
  /** Null where the policy couldn't be read after the change. */
  policy: PolicyFragment | null
  /** What was read last before. */
  over: Good | undefined
  /** Whether a read was under way: what it finds can be from before the change. */
  reading: boolean
}

export interface LoginSettings {
  /** What is known to be in force. Undefined until it has been read. */
  data: Good | undefined
  /** Whether something newer is known to be in force, or may be, and couldn't be read. */
  outdated: boolean
  fetching: boolean
  failures: Failure[]
  warnings: Warning[]
  read: () => void
  /** To be called with the policy that a change has answered. Where it has none, the settings are read again. */
  changed: (policy: PolicyFragment | null) => void
}

/** The login settings of an organization: as they were read last, or as the last change left them, whichever is newer. */
export function useSettings(orgId: string | null): LoginSettings {
  const [{ data: answer, error, fetching, extensions }, read] = useQuery({ query: SettingsDocument, variables: { orgId } })
  const good = useLastGood(answer)
  const [change, setChange] = useState<Changed>()
  const latest = useRef({ good, fetching })
  latest.current = { good, fetching }

  if (change && change.over !== good) setChange(change.reading ? { ...change, over: good, reading: false } : undefined)
  function changed(policy: PolicyFragment | null) {
    setChange({ policy, over: latest.current.good, reading: latest.current.fetching })
    // network-only, or urql would make do with a read that is under way.
    if (policy === null) read({ requestPolicy: 'network-only' })
  }
  return {
    data: good && change?.policy ? { ...good, loginPolicy: change.policy } : good,
    outdated: good !== undefined && (!complete(answer) || change?.policy === null),
    fetching,
    failures: error ? failuresOf(error, 'query') : [],
    warnings: warningsOf(extensions),
    read,
    changed,
  }
}

function complete(answer: SettingsQuery | undefined): answer is Good {
  return !!answer?.organization && !!answer.loginPolicy
}

/** The last good answer: a read that fails must not take away what stands there, and what a person is typing. */
function useLastGood(answer: SettingsQuery | undefined): Good | undefined {
  const [good, setGood] = useState<Good>()
  if (!complete(answer)) return good
  if (answer !== good) setGood(answer)
  return answer
}
