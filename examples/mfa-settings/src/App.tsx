import { useMemo, useRef, useState } from 'react'
import { Provider } from 'urql'
import { NavigationProvider, peopleOf, settingsOf, useAddress, type Address, type Go } from './address'
import { newClient } from './client'
import { Announcer } from './components/Announcer'
import { Dialog } from './components/Dialog'
import { Link } from './components/Link'
import { OrganizationPicker } from './components/OrganizationPicker'
import { People } from './components/People'
import { Settings } from './components/Settings'
import { Welcome } from './components/Welcome'
import { WhoAmI } from './components/WhoAmI'
import { drafts } from './drafts'
import type { Failure } from './failure/failure'
import type { SecondFactorType } from './generated/operations'
import type { Login } from './login/login'
import { withToken, type Session } from './session'
import { listed } from './words'

export interface Start {
  /** Where people log in. Undefined where that isn't configured. */
  login?: Login | undefined
  /** Who uses the page already. */
  session?: Session | undefined
  /** Why nobody does, where somebody should. */
  problem?: string | undefined
}

interface State extends Omit<Start, 'login'> {
  /** Why the last session was ended. */
  refusal?: Failure | undefined
  /** Whether the browser is on its way to the provider. */
  leaving?: boolean
}

export function App({ login, ...start }: Start) {
  const [{ session, ...rest }, setState] = useState<State>(start)
  const current = useRef(session)
  const [address, go] = useAddress()

  function show(state: State) {
    current.current = state.session
    setState(state)
  }
  function end(of: Session, refusal: Failure) {
    // A request can outlive its session: what it learns must not end the next one.
    if (current.current !== of) return
    of.drop()
    show({ refusal, problem: of.problem() })
  }
  async function leave(of: Session) {
    show({ leaving: of.renew !== undefined })
    const problem = await of.logOut()
    // Meanwhile the next person can have begun.
    if (current.current === undefined) show({ problem })
  }
  async function logIn(at: Login) {
    show({ ...rest, leaving: true })
    show(await at.logIn())
  }

  // Around both, so that a change whose session has ended can still say what became of it.
  return (
    <Announcer about={session === undefined ? 'nobody' : address.orgId}>
      {session === undefined ? (
        <Welcome {...rest} onLogIn={login && (() => void logIn(login))} onToken={(token) => show({ session: withToken(token) })} />
      ) : (
        <Page {...{ session, address, go }} onRefused={(refusal) => end(session, refusal)} onLeave={() => void leave(session)} />
      )}
    </Announcer>
  )
}

interface PageProps {
  session: Session
  address: Address
  go: Go
  onRefused: (refusal: Failure) => void
  onLeave: () => void
}

function Page({ session, address, go, onRefused, onLeave }: PageProps) {
  const { orgId, view, filter } = address
  const client = useMemo(() => newClient(session, onRefused), [session])
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
          <Leave typed={session.renew === undefined} onLeave={onLeave} />
          <nav aria-label="Pages">
            <Link to={settingsOf(orgId)} current={view === 'settings'}>
              Settings
            </Link>
            <Link to={peopleOf(orgId)} current={view === 'people'}>
              People
            </Link>
            <WhoAmI />
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
function Leave({ typed, onLeave }: { typed: boolean; onLeave: () => void }) {
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
        {typed ? 'Use another token' : 'Log out'}
      </button>
      {asked.length > 0 && (
        <Dialog title="Discard what isn’t saved?" confirm="Discard and leave" danger pending={false} onConfirm={leave} onCancel={() => setAsked([])}>
          <p>What you have typed for {listed(asked)} isn’t saved, and is lost when you leave.</p>
        </Dialog>
      )}
    </>
  )
}
