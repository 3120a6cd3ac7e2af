import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useEffect, useRef, useState } from 'react'
import { useClient, type AnyVariables } from 'urql'
import { useAnnounce } from './components/Announcer'
import { adviceFor } from './failure/advice'
import { failuresOf, type Failure } from './failure/failure'
import type { ChangedFragment, PolicyFragment } from './generated/operations'
import type { Warning } from './generated/schema'
import { titleOf, warningsOf } from './warnings'

export interface Change {
  pending: boolean
  /** Why the last change failed; empty where it didn't. */
  failures: Failure[]
  /** What isn't known of the last change although it has happened, or isn't so. */
  warnings: Warning[]
  forget: () => void
  /** Sends the last change again, unchanged. For failures that are retryable only. */
  retry: () => void
  /**
   * Sends the last change again so that the login service puts it in force. Undefined where that isn't what the last change
   * needs: it is offered only for what is written already, so that nothing else is decided by it.
   */
  putInForce: (() => void) | undefined
  /**
   * Sends a mutation once, and says `done` when it has happened. Resolves to why it failed, which is empty where it has
   * happened; it never rejects.
   */
  send: <V extends AnyVariables>(document: TypedDocumentNode<Answer, V>, variables: V, done: string) => Promise<Failure[]>
}

/** What each mutation of this page answers: null is a failure. Those of the policy have what `Changed` asks for. */
interface Answer {
  change: (Partial<ChangedFragment> & Record<string, unknown>) | null
}

/**
 * A change in the organization of this name. After one that succeeded `changed` is called with the policy as the server read
 * it then: what is in force is what it says, not what this page computes. Null is called where that read failed.
 */
export function useChange(organization: string, changed?: (policy: PolicyFragment | null) => void): Change {
  const client = useClient()
  const announce = useAnnounce()
  const [pending, setPending] = useState(false)
  const [failures, setFailures] = useState<Failure[]>([])
  const [warnings, setWarnings] = useState<Warning[]>([])
  const left = useLeft()
  const last = useRef<() => void>(() => undefined)
  const stronger = useRef<(() => void) | undefined>(undefined)

  const send: Change['send'] = async (document, variables, done) => {
    last.current = () => void send(document, variables, done)
    stronger.current = knowsPutInForce(variables) ? () => void send(document, strongerOf(variables), done) : undefined
    setPending(true)
    forget()
    announce('') // what was said of the change before isn't said of this one
    const { data, error, extensions } = await client.mutation(document, variables).toPromise()
    setPending(false)
    // With an answer, what failed is a read after the change, which has happened.
    const answer = data?.change
    if (error && !answer) {
      const failed = failuresOf(error, 'mutation')
      setFailures(failed)
      // Nobody sees the notice any more, and a change that may have happened must not pass unseen.
      if (left.current) announce(`The change to ${organization}, which you have left: ${failed.map(words).join(' ')}`, true)
      return failed
    }
    const warned = warningsOf(extensions)
    setWarnings(warned)
    // What is only written isn't said to be so now: the warning says how it is.
    const news = warned.some((w) => w.code === 'WRITTEN_NOT_IN_FORCE') ? [] : [done]
    if (left.current) announce([`${organization}, which you have left:`, ...news, ...warned.map(inShort)].join(' '), warned.length > 0)
    else announce(news.join(' '))
    if (stronger.current) stronger.current = () => void send(document, strongerOf(variables, answer?.version), done)
    changed?.(answer?.organization?.loginPolicy ?? null)
    return []
  }
  function forget() {
    setFailures([])
    setWarnings([])
  }
  const skipped = failures.some((f) => f.reason === 'WRITTEN_NOT_IN_FORCE') || warnings.some((w) => w.code === 'WRITTEN_NOT_IN_FORCE')
  return { pending, failures, warnings, forget, retry: () => last.current(), putInForce: skipped ? stronger.current : undefined, send }
}

/** Whether a mutation can be sent again with putInForce: it is a change of the organization's own settings, and wasn't. */
function knowsPutInForce(variables: AnyVariables): boolean {
  const { whenInherited, putInForce } = variables ?? {}
  return whenInherited === 'REFUSE' && putInForce !== true
}

/** The same change so that it is put in force: to the policy of this version, which it has led to, where it expected one. */
function strongerOf<V extends AnyVariables>(variables: V, version?: string | null): V {
  const expected = variables?.['expectedVersion'] && version ? { expectedVersion: version } : {}
  // Without the digest, which is of the policy before it was changed.
  return { ...variables, putInForce: true, expectedDigest: undefined, ...expected } as V
}

function inShort(warning: Warning): string {
  return titleOf(warning) ?? warning.message
}

function words(failure: Failure): string {
  const { title, next } = adviceFor(failure)
  return `${title} ${next}`
}

/** Whether the part of the page that asked is gone: its person went on to another organization. */
function useLeft() {
  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
    }
  }, [])
  return left
}
