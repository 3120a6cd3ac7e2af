import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useEffect, useRef, useState } from 'react'
import { useClient, type AnyVariables } from 'urql'
import { useAnnounce } from './components/Announcer'
import { adviceFor } from './failure/advice'
import { failuresOf, type Failure } from './failure/failure'

export interface Change {
  pending: boolean
  /** Why the last change failed; empty where it didn't. */
  failures: Failure[]
  forget: () => void
  /** Sends the last change again, unchanged. For failures that are retryable only. */
  retry: () => void
  /** Sends a mutation once, and says `done` when it has happened. Resolves to whether it has; it never rejects. */
  send: <V extends AnyVariables>(document: TypedDocumentNode<unknown, V>, variables: V, done: string) => Promise<boolean>
}

/**
 * A change to the settings of the organization of this name. After one that succeeded `reload` is called: what is in force is what the server says, not
 * what this page computes.
 */
export function useChange(organization: string, reload: () => void): Change {
  const client = useClient()
  const announce = useAnnounce()
  const [pending, setPending] = useState(false)
  const [failures, setFailures] = useState<Failure[]>([])
  const left = useLeft()
  const last = useRef<() => void>(() => undefined)

  const send: Change['send'] = async (document, variables, done) => {
    last.current = () => void send(document, variables, done)
    setPending(true)
    setFailures([])
    announce('') // what was said of the change before isn't said of this one
    const { error } = await client.mutation(document, variables).toPromise()
    setPending(false)
    if (error) {
      const failed = failuresOf(error, 'mutation')
      setFailures(failed)
      // Nobody sees the notice any more, and a change that may have happened must not pass unseen.
      if (left.current) announce(`The change to ${organization}, which you have left: ${failed.map(words).join(' ')}`, true)
      return false
    }
    announce(left.current ? `${organization}, which you have left: ${done}` : done)
    reload()
    return true
  }
  return { pending, failures, forget: () => setFailures([]), retry: () => last.current(), send }
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
