import { useId } from 'react'

/**
 * The consent without which nothing of this page makes an organization stop following the instance: `required` has the
 * browser insist on it.
 */
export function CustomizeChoice({ organization }: { organization: string }) {
  const id = useId()
  return (
    <div className="choice">
      <input id={id} type="checkbox" required aria-describedby={`${id}-hint`} />
      <label htmlFor={id}>Give {organization} settings of its own</label>
      <p id={`${id}-hint`} className="hint">
        A copy of the instance’s settings with this change made. From then on they no longer follow the instance’s.
      </p>
    </div>
  )
}
