import { drafts } from '../drafts'
import type { Failure } from '../failure/failure'
import { ErrorNotice } from './ErrorNotice'
import { TokenForm } from './TokenForm'

interface Props {
  /** Why the last session was ended. */
  refusal?: Failure | undefined
  /** What went wrong with a login, in words. */
  problem?: string | undefined
  /** Whether the browser is on its way to where people log in. */
  leaving?: boolean | undefined
  /** Undefined where nobody can log in: then there is the form for a token. */
  onLogIn: (() => void) | undefined
  onToken: (token: string) => void
}

/** What is shown as long as nobody uses the page. */
export function Welcome({ refusal, problem, leaving = false, onLogIn, onToken }: Props) {
  const form = <TokenForm onToken={onToken} />
  return (
    <main className="welcome">
      <h1>Login settings</h1>
      <p>Which factors may people use to log in, and must they? See it and change it here.</p>
      {problem ? <Problem text={problem} /> : refusal && <ErrorNotice failures={[refusal]} />}
      {drafts.organizations().length > 0 && (
        <p className="notice info">What you have typed and not saved is kept: it is there again when you continue.</p>
      )}
      {onLogIn && (
        <div className="card">
          <button type="button" className="primary" autoFocus aria-disabled={leaving} onClick={() => leaving || onLogIn()}>
            {problem || refusal ? 'Log in again' : 'Log in'}
          </button>
          <p role="status" className="hint">
            {leaving ? 'On the way to the login…' : 'It leads to the page where you log in, and back.'}
          </p>
        </div>
      )}
      {onLogIn ? (
        <details>
          <summary>Use an access token</summary>
          {form}
        </details>
      ) : (
        form
      )}
    </main>
  )
}

function Problem({ text }: { text: string }) {
  return (
    <div role="alert" className="notice error">
      <p>{text}</p>
    </div>
  )
}
