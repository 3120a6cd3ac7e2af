import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { adviceFor } from '../failure/advice'
import type { Failure } from '../failure/failure'

interface Props {
  failures: Failure[]
  /** Whether they kept what stands on the page from being read again, which is always safe to try once more. */
  outdated?: boolean
  /** Sends the same again. Offered only where every failure says that this is safe. */
  onRetry?: () => void
  /** Reads what is in force. Offered where that is what helps. */
  onReload?: () => void
  /** Writes what is written and not in force so that it is. Offered where that is what failed. */
  onPutInForce?: (() => void) | undefined
}

/** Shows failures: in words for the person, by code and reason for whoever helps. */
export function ErrorNotice(props: Props) {
  return props.failures.length === 0 ? null : <Notice {...props} />
}

function Notice({ failures, outdated = false, onRetry, onReload, onPutInForce }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [failures])
  useFocusBack(box)

  const retryable = outdated || failures.every((f) => f.retryable)
  const reload = failures.some((f) => adviceFor(f).action === 'reload')
  const unknown = failures.some((f) => f.outcome === 'UNKNOWN')
  return (
    <div ref={box} role="alert" className={unknown ? 'notice warning' : 'notice error'}>
      {failures.map((failure) => (
        <Told key={`${failure.code} ${failure.reason}`} failure={failure} />
      ))}
      {outdated && (
        <p>
          <strong>What you see may be out of date.</strong> It can’t be changed until it has been read again. What you have
          typed is kept.
        </p>
      )}
      <div className="actions">
        {retryable && onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {!retryable && reload && onReload && (
          <button type="button" onClick={onReload}>
            Reload
          </button>
        )}
        {onPutInForce && (
          <button type="button" onClick={onPutInForce}>
            Put in force
          </button>
        )}
      </div>
    </div>
  )
}

/** Whoever pressed a button of the notice goes on reading at its part's heading, instead of at the top of the page. */
export function useFocusBack(box: RefObject<HTMLElement | null>) {
  // A layout effect, since the button is still there to have the focus when it ends.
  useLayoutEffect(() => {
    const element = box.current
    const heading = element?.closest('section, main')?.querySelector<HTMLElement>('h1, h2')
    return () => {
      if (!element?.contains(document.activeElement)) return
      heading?.setAttribute('tabindex', '-1')
      heading?.focus()
    }
  }, [box])
}

function Told({ failure }: { failure: Failure }) {
  const { title, next } = adviceFor(failure)
  return (
    <>
      <p>
        <strong>{title}</strong> {next}
      </p>
      {/* The server's own words say more about a value, such as which argument can't be used. */}
      {failure.code === 'BAD_USER_INPUT' && <p>{failure.message}</p>}
      <dl className="facts">
        <Fact name="Code" value={failure.code} />
        <Fact name="Reason" value={failure.reason} />
        <Fact name="Outcome" value={failure.outcome} />
        <Fact name="Request" value={failure.requestId} />
      </dl>
    </>
  )
}

function Fact({ name, value }: { name: string; value: string | undefined }) {
  return value === undefined ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
