import { useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { failuresOf } from '../failure/failure'
import { ChangesDocument, type ChangesQuery } from '../generated/operations'
import type { DateTime } from '../scalars'
import { changeWords } from '../words'
import { ErrorNotice } from './ErrorNotice'

interface Props {
  organization: { id: string; name: string }
  /** The version of the policy that the page shows: a new one means that there is a change to read. */
  newest: string
}

/** The last changes, in a request of their own: where they can't be read, the settings still can. */
export function History({ organization, newest }: Props) {
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">Last changes</h2>
      <ol className="history">
        <Page orgId={organization.id} after={null} newest={newest} />
      </ol>
    </section>
  )
}

/** A page of changes, and behind it the next one once it is asked for. */
function Page({ orgId, after, newest }: { orgId: string; after: string | null; newest: string }) {
  const [{ data, error, fetching }, read] = useQuery({ query: ChangesDocument, variables: { orgId, first: 5, after } })
  const [more, setMore] = useState(false)
  useReadAgain(newest, read)

  const page = data?.loginPolicyChanges
  if (!page) return <li>{error ? <ErrorNotice failures={failuresOf(error, 'query')} onRetry={read} /> : fetching && 'Reading…'}</li>
  const { hasNextPage, endCursor } = page.pageInfo
  return (
    <>
      {!page.inheritedChangesKnown && after === null && (
        <li className="hint">What changed in the instance’s settings, while they were this organization’s, isn’t shown: you may not read it.</li>
      )}
      {page.nodes.map((change, i) => (
        <Entry key={change.id} change={change} orgId={orgId} focused={i === 0 && after !== null} />
      ))}
      {page.nodes.length === 0 && !hasNextPage && after === null && <li className="empty">Nothing has changed yet.</li>}
      {/* A page can be short, even empty, and still have a next one. */}
      {hasNextPage && more && <Page orgId={orgId} after={endCursor} newest={newest} />}
      {hasNextPage && !more && (
        <li>
          <button type="button" className="quiet" onClick={() => setMore(true)}>
            Show earlier changes
          </button>
        </li>
      )}
    </>
  )
}

type Change = NonNullable<ChangesQuery['loginPolicyChanges']>['nodes'][number]

/** `focused`: it came for a button that has gone, and gets the focus which that had. */
function Entry({ change, orgId, focused }: { change: Change; orgId: string; focused: boolean }) {
  const entry = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (focused) entry.current?.focus()
  }, [focused])
  const { id, displayName, preferredLoginName } = change.editor
  return (
    <li ref={entry} tabIndex={focused ? -1 : undefined}>
      <span>{changeWords(change)}</span>
      <span className="hint">
        <time dateTime={change.changeDate}>{dateWords(change.changeDate)}</time>, by{' '}
        {/* Without a name it is a user who has been deleted, or what the login service did by itself. */}
        {displayName || preferredLoginName || `an unknown user (${id})`}
        {change.resourceOwner !== orgId && ', in the instance’s settings'}
      </span>
    </li>
  )
}

function useReadAgain(newest: string, read: () => void) {
  const [known, setKnown] = useState(newest)
  useEffect(() => {
    if (newest === known) return
    setKnown(newest)
    read()
  }, [newest, known, read])
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function dateWords(date: DateTime): string {
  return format.format(new Date(date))
}
