import { useId, type FormEvent } from 'react'
import { drafts } from '../drafts'
import type { Failure } from '../failure/failure'
import { ErrorNotice } from './ErrorNotice'

interface Props {
  refusal: Failure | undefined
  onToken: (token: string) => void
}

export function TokenForm({ refusal, onToken }: Props) {
  const id = useId()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token === 'string') onToken(token.trim())
  }
  return (
    <main className="welcome">
      <h1>Login settings</h1>
      <p>Which factors may people use to log in, and must they? See it and change it here.</p>
      {refusal && <ErrorNotice failures={[refusal]} />}
      {drafts.organizations().length > 0 && (
        <p className="notice info">What you have typed and not saved is kept: it is there again when you continue.</p>
      )}
      <form className="card" onSubmit={submit}>
        <label htmlFor={id}>Access token</label>
        {/* type=password keeps it from shoulders; autoComplete=off from the browser's memory. */}
        {/* The characters of RFC 6750: a browser sends no header with others, which would look like an outage. */}
        <input
          id={id}
          name="token"
          type="password"
          autoComplete="off"
          required
          autoFocus
          pattern="\s*[A-Za-z0-9._~+\/\-]+=*\s*"
          title="A token has letters, digits and . _ ~ + / - ="
          aria-describedby={`${id}-hint`}
        />
        <p id={`${id}-hint`} className="hint">
          It stays in this tab. With the development backend, <code>dev-instance-owner</code>, <code>dev-org-owner</code> and{' '}
          <code>dev-viewer</code> are tokens.
        </p>
        <button type="submit" className="primary">
          Continue
        </button>
      </form>
    </main>
  )
}
