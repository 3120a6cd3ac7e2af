import { useEffect, useState } from 'react'
import type { PolicyFragment } from '../generated/operations'
import { useOnline } from '../session'
import { useSettings } from '../useSettings'
import { versionOf } from '../version'
import { useAnnounce } from './Announcer'
import { ErrorNotice } from './ErrorNotice'
import { Factors } from './Factors'
import { History } from './History'
import { Ownership } from './Ownership'
import { PolicyForm } from './PolicyForm'
import { Warnings } from './Warnings'

/** What every part of the page is told. */
export interface PartProps {
  organization: { id: string; name: string }
  policy: PolicyFragment
  /** Whether the caller may change it now. The server decides anyway; this only keeps people from asking in vain. */
  mayWrite: boolean
  /** Reads what is in force. */
  reload: () => void
  /** Shows the policy that a change has answered. */
  changed: (policy: PolicyFragment | null) => void
}

/** The login settings of one organization; null is the token's home organization. */
export function Settings({ orgId }: { orgId: string | null }) {
  const { data, outdated, fetching, failures, warnings, read, changed } = useSettings(orgId)
  const online = useOnline(read)
  const reload = useReadOnRequest(read, fetching, failures.length === 0)
  useTitle(data?.organization.name)

  if (!data) {
    return (
      <main>
        <h1>Login settings</h1>
        {fetching ? <Loading /> : <ErrorNotice failures={failures} onRetry={reload} onReload={reload} />}
      </main>
    )
  }
  const part: PartProps = {
    organization: data.organization,
    policy: data.loginPolicy,
    mayWrite: online && !outdated && data.viewer?.canWriteLoginPolicy === true,
    reload: read,
    changed,
  }
  return (
    <main aria-busy={fetching}>
      <h1>{data.organization.name}</h1>
      {!online && <Offline />}
      {/* The policy couldn't be read again; or it is there, and something else isn't. */}
      <ErrorNotice failures={failures} outdated={outdated} onRetry={reload} onReload={reload} />
      <Warnings warnings={warnings} onReload={reload} />
      {data.viewer?.canWriteLoginPolicy === false && <ReadOnly />}
      <Ownership {...part} mayReset={online && !outdated && data.viewer?.canResetLoginPolicy === true} />
      <Factors {...part} />
      <PolicyForm {...part} />
      <History organization={data.organization} newest={versionOf(data.loginPolicy)} />
    </main>
  )
}

/** Reads because a person asked for it, and tells them when it is done. */
function useReadOnRequest(read: () => void, fetching: boolean, succeeded: boolean): () => void {
  const announce = useAnnounce()
  const [asked, setAsked] = useState<'asked' | 'reading'>()
  useEffect(() => {
    if (asked === 'asked' && fetching) setAsked('reading')
    if (asked !== 'reading' || fetching) return
    setAsked(undefined)
    if (succeeded) announce('The settings were read again.')
  }, [asked, fetching, succeeded, announce])
  return () => {
    setAsked('asked')
    read()
  }
}

/** The page's name, which tells its tab and its entry in the history from those of other organizations. */
function useTitle(organization: string | undefined) {
  useEffect(() => {
    document.title = organization ? `${organization} – Login settings` : 'Login settings'
    return () => {
      document.title = 'Login settings'
    }
  }, [organization])
}

function Loading() {
  return (
    <div role="status" className="loading">
      <span className="hidden">Reading the settings…</span>
      {[1, 2, 3].map((n) => (
        <div key={n} className="card skeleton" />
      ))}
    </div>
  )
}

function Offline() {
  return (
    <div role="alert" className="notice warning">
      <p>
        <strong>You are offline.</strong> What you see may be out of date, and nothing can be changed until the connection is
        back.
      </p>
    </div>
  )
}

function ReadOnly() {
  return (
    <div className="notice info">
      <p>
        <strong>You may look, but not change.</strong> Ask somebody who manages this organization.
      </p>
    </div>
  )
}
