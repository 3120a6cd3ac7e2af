import { useId, type FormEvent } from 'react'

export function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const id = useId()
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token === 'string') onToken(token.trim())
  }
  return (
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
  )
}
