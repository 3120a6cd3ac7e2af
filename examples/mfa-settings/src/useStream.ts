import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useEffect, useState } from 'react'
import { useClient, type AnyVariables, type CombinedError } from 'urql'

export interface Stream<T> {
  /** What came last. */
  data: T | undefined
  error: CombinedError | undefined
  /** Whether more is to come. */
  streaming: boolean
  /** Begins anew. */
  again: () => void
}

interface Event<T> {
  of: string
  data: T | undefined
  error: CombinedError | undefined
  more: boolean
}

/** A subscription, which ends with the component. urql's own hook doesn't tell whether one has ended. */
export function useStream<T, V extends AnyVariables>(document: TypedDocumentNode<T, V>, variables: V, paused: boolean): Stream<T> {
  const client = useClient()
  const [run, setRun] = useState(0)
  const [event, setEvent] = useState<Event<T>>()
  const asked = paused ? undefined : `${run} ${JSON.stringify(variables)}`
  useEffect(() => {
    if (asked === undefined) return
    const source = client.subscription(document, variables)
    const { unsubscribe } = source.subscribe(({ data, error, hasNext }) => setEvent({ of: asked, data, error, more: hasNext }))
    return unsubscribe
  }, [client, document, asked])
  // What came for other variables, or before it began anew, isn't about this.
  const current = asked !== undefined && event?.of === asked ? event : undefined
  return {
    data: current?.data,
    error: current?.error,
    streaming: asked !== undefined && (current?.more ?? true),
    again: () => setRun((before) => before + 1),
  }
}
