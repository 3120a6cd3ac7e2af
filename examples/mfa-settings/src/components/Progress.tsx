import { useId } from 'react'
import { figure } from '../people'

interface Props {
  label: string
  done: number
  /** Null where it isn't known: then the bar only says that something goes on. */
  total: number | null
}

/** How far something long is. A screen reader is told at every quarter, rather than at every step. */
export function Progress({ label, done, total }: Props) {
  const id = useId()
  const quarter = total ? Math.floor((4 * Math.min(done, total)) / total) * 25 : 0
  return (
    <div className="progress">
      <label htmlFor={id}>
        {label} <span className="hint">{total === null ? figure(done) : `${figure(done)} of ${figure(total)}`}</span>
      </label>
      <progress id={id} {...(total === null ? {} : { value: Math.min(done, total), max: total || 1 })} />
      <p role="status" className="hidden">
        {quarter > 0 && `${label} ${quarter} %`}
      </p>
    </div>
  )
}
