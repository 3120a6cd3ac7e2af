import './login/answer' // first: nothing else is to find the provider's answer in the address
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, type Start } from './App'
import { readConfig } from './login/config'
import { createLogin } from './login/login'
import { answerAddress } from './login/answer'
import { typedToken, withToken } from './session'
import './styles/index.css'

/** Who uses the page, found before it is shown: with a login that may be at the provider, or with a token that was typed. */
async function start(): Promise<Start> {
  const token = answerAddress === null ? typedToken() : null
  try {
    const config = await readConfig()
    const login = config.clientId === '' ? undefined : createLogin(config)
    if (token !== null) return { login, session: withToken(token) }
    return { login, ...(await login?.resume()) }
  } catch (error) {
    if (token !== null) return { session: withToken(token) }
    return { problem: `Nobody can log in, since the page can’t read where. ${error instanceof Error ? error.message : error}` }
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const started = await start()
createRoot(root).render(
  <StrictMode>
    <App {...started} />
  </StrictMode>,
)
