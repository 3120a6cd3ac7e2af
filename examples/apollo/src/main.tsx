import { ApolloProvider } from '@apollo/client/react'
import { StrictMode, useState, type SyntheticEvent } from 'react'
import { createRoot } from 'react-dom/client'
import { makeClient } from './client'
import { Factors } from './Factors'

// The token is typed in, since this is an example: an application logs people in with OpenID Connect. It is kept in memory.
function App() {
  const [client, setClient] = useState<ReturnType<typeof makeClient>>()
  if (client) {
    return (
      <ApolloProvider client={client}>
        <Factors />
      </ApolloProvider>
    )
  }
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setClient(makeClient(String(new FormData(event.currentTarget).get('token'))))
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

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
