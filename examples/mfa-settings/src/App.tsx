import { useMemo, useState } from 'react'
import { Provider } from 'urql'
import { newClient } from './client'
import { Announcer } from './components/Announcer'
import { OrganizationPicker } from './components/OrganizationPicker'
import { Settings } from './components/Settings'
import { TokenForm } from './components/TokenForm'
import type { Failure } from './failure/failure'
import { session, useChosenOrganization } from './session'

export function App() {
  const [token, setToken] = useState(session.token)
  const [refusal, setRefusal] = useState<Failure>()

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

  return token === null ? <TokenForm refusal={refusal} onToken={begin} /> : <Page token={token} onEnd={(because) => end(token, because)} />
}

function Page({ token, onEnd }: { token: string; onEnd: (because?: Failure) => void }) {
  const [orgId, choose] = useChosenOrganization()
  const client = useMemo(() => newClient(token, onEnd), [token])

  return (
    <Provider value={client}>
      <Announcer>
        <header className="top">
          <p className="brand">Login settings</p>
          <OrganizationPicker chosen={orgId} onChoose={choose} />
          <button type="button" className="quiet" onClick={() => onEnd()}>
            Use another token
          </button>
        </header>
        {/* The key makes a new page of each organization: nothing that was read or typed for one is left for the next. */}
        <Settings key={orgId} orgId={orgId} />
      </Announcer>
    </Provider>
  )
}
