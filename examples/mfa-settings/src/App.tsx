import { useMemo, useState } from 'react'
import { Provider } from 'urql'
import { NavigationProvider, peopleOf, settingsOf, useAddress, type Address, type Go } from './address'
import { newClient } from './client'
import { Announcer } from './components/Announcer'
import { Dialog } from './components/Dialog'
import { Link } from './components/Link'
import { OrganizationPicker } from './components/OrganizationPicker'
import { People } from './components/People'
import { Settings } from './components/Settings'
import { TokenForm } from './components/TokenForm'
import { drafts } from './drafts'
import type { Failure } from './failure/failure'
import type { SecondFactorType } from './generated/operations'
import { session } from './session'
import { listed } from './words'

export function App() {
  const [token, setToken] = useState(session.token)
  const [refusal, setRefusal] = useState<Failure>()
  const [address, go] = useAddress()

  function begin(token: string) {
    session.begin(token)
    setToken(token)
    setRefusal(undefined)
  }
  function end(of: string, because?: Failure) {
    // A request can outlive its session: what it learns must not end the next one.
    if (session.token() !== of) return
    session.end()
    setToken(null)
    setRefusal(because)
  }

  // Around both, so that a change whose session has ended can still say what became of it.
  return (
    <Announcer about={token === null ? 'no token' : address.orgId}>
      {token === null ? (
        <TokenForm refusal={refusal} onToken={begin} />
      ) : (
        <Page {...{ token, address, go }} onEnd={(because) => end(token, because)} />
      )}
    </Announcer>
  )
}

interface PageProps {
  token: string
  address: Address
  go: Go
  onEnd: (because?: Failure) => void
}

function Page({ token, address, go, onEnd }: PageProps) {
  const { orgId, view, filter } = address
  const client = useMemo(() => newClient(token, onEnd), [token])
  const [retiring, setRetiring] = useState<SecondFactorType>()
  const navigation = {
    go,
    retire(of: string, type: SecondFactorType) {
      setRetiring(type)
      go(peopleOf(of, `has:${type}`))
    },
  }
  const choose = (id: string) => go({ orgId: id, view, filter })
  return (
    <Provider value={client}>
      <NavigationProvider value={navigation}>
        <header className="top">
          <p className="brand">Login settings</p>
          <OrganizationPicker chosen={orgId} onChoose={choose} />
          <Leave onLeave={() => onEnd()} />
          <nav aria-label="Pages">
            <Link to={settingsOf(orgId)} current={view === 'settings'}>
              Settings
            </Link>
            <Link to={peopleOf(orgId)} current={view === 'people'}>
              People
            </Link>
          </nav>
        </header>
        {/* The key makes a new page of each organization: nothing that was read or typed for one is left for the next. */}
        {view === 'settings' ? (
          <Settings key={orgId} orgId={orgId} />
        ) : (
          <People key={orgId} {...{ orgId, filter }} retire={retiring} onRetiring={() => setRetiring(undefined)} />
        )}
      </NavigationProvider>
    </Provider>
  )
}

/** Ends the session, and asks before what was typed in it is lost: whoever comes next needn't be the same person. */
function Leave({ onLeave }: { onLeave: () => void }) {
  const [asked, setAsked] = useState<string[]>([])
  function leave() {
    drafts.forget()
    onLeave()
  }
  function ask() {
    const organizations = drafts.organizations()
    if (organizations.length === 0) leave()
    else setAsked(organizations)
  }
  return (
    <>
      <button type="button" className="quiet" onClick={ask}>
        Use another token
      </button>
      {asked.length > 0 && (
        <Dialog title="Discard what isn’t saved?" confirm="Discard and leave" danger pending={false} onConfirm={leave} onCancel={() => setAsked([])}>
          <p>What you have typed for {listed(asked)} isn’t saved, and is lost with this token.</p>
        </Dialog>
      )}
    </>
  )
}
