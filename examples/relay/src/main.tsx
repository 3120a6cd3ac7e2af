import { Component, StrictMode, Suspense, useState, type ReactNode, type SyntheticEvent } from 'react'
import { createRoot } from 'react-dom/client'
import { RelayEnvironmentProvider } from 'react-relay'
import { makeEnvironment } from './environment'
import { firstOf, words } from './failure'
import { Settings } from './Settings'

// The token is typed in, since this is an example: an application logs people in with OpenID Connect. It is kept in memory.
function App() {
  const [environment, setEnvironment] = useState<ReturnType<typeof makeEnvironment>>()
  if (environment) {
    return (
      <RelayEnvironmentProvider environment={environment}>
        <Failure>
          <Suspense fallback={<p>Loading …</p>}>
            <Settings />
          </Suspense>
        </Failure>
      </RelayEnvironmentProvider>
    )
  }
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setEnvironment(makeEnvironment(String(new FormData(event.currentTarget).get('token'))))
  }
  return (
    <form onSubmit={submit}>
      <label>
        Access token <input name="token" type="password" required autoComplete="off" />
      </label>{' '}
      <button>Show</button>
    </form>
  )
}

// Failure shows what keeps the page from being read at all.
class Failure extends Component<{ children: ReactNode }, { error?: Error }> {
  state: { error?: Error } = {}
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  render() {
    return this.state.error ? <p role="alert">{words(firstOf(this.state.error))}</p> : this.props.children
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
