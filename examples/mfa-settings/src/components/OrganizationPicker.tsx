import { useId, useState, type FormEvent } from 'react'
import { useQuery } from 'urql'
import { failuresOf, type Failure } from '../failure/failure'
import { OrganizationsDocument } from '../generated/operations'

interface Props {
  /** Null is the token's home organization. */
  chosen: string | null
  onChoose: (id: string) => void
}

export function OrganizationPicker({ chosen, onChoose }: Props) {
  const id = useId()
  const [byId, setById] = useState(false)
  // The form takes the focus with it when it goes: it comes back to the button that opened it.
  const [opened, setOpened] = useState(false)
  const [{ data, error, fetching }, load] = useQuery({ query: OrganizationsDocument })
  const home = data?.organization
  const organizations = data?.viewer?.organizations?.nodes ?? []
  // Where none is chosen it is the home organization, under its own name once that is known: it isn't another one.
  const current = chosen ?? home?.id ?? ''
  const listed = organizations.some((o) => o.id === current)

  function open(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wanted = new FormData(event.currentTarget).get('org')
    if (typeof wanted === 'string') onChoose(wanted.trim())
    setById(false)
  }
  if (byId) {
    return (
      <form className="picker" onSubmit={open}>
        <label htmlFor={id}>Organization’s id</label>
        <input id={id} name="org" required autoFocus autoComplete="off" inputMode="numeric" />
        <button type="submit">Open</button>
        <button type="button" className="quiet" onClick={() => setById(false)}>
          Cancel
        </button>
      </form>
    )
  }
  return (
    <div className="picker">
      <label htmlFor={id}>Organization</label>
      <select id={id} value={current} aria-busy={fetching} onChange={(e) => onChoose(e.target.value)}>
        {!listed && <option value={current}>{current === home?.id ? home.name : current || 'Your own'}</option>}
        {organizations.map((o) => (
          <option key={o.id} value={o.id}>
            {o.name}
          </option>
        ))}
        {data?.viewer?.organizations?.pageInfo.hasNextPage && <option disabled>More: open it by its id</option>}
      </select>
      <button type="button" className="quiet" autoFocus={opened} onClick={() => (setOpened(true), setById(true))}>
        By id
      </button>
      {error && !data && <NotListed failures={failuresOf(error, 'query')} onRetry={load} />}
    </div>
  )
}

/** In a few words: what follows below usually fails for the same reason, and says more. */
function NotListed({ failures, onRetry }: { failures: Failure[]; onRetry: () => void }) {
  return (
    <>
      <span className="hint">Can’t be listed: {failures.map((f) => f.reason ?? f.code).join(', ')}</span>
      <button type="button" className="quiet" onClick={onRetry}>
        List again
      </button>
    </>
  )
}
