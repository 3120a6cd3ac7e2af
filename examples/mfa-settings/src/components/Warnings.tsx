import { useRef } from 'react'
import type { Warning } from '../generated/schema'
import type { Change } from '../useChange'
import { titleOf } from '../warnings'
import { ErrorNotice, useFocusBack } from './ErrorNotice'

/** What became of the last change, where that isn't simply that it has happened. */
export function ChangeNotice({ change, reload }: { change: Change; reload: () => void }) {
  const again = () => {
    change.forget()
    reload()
  }
  return (
    <>
      <ErrorNotice failures={change.failures} onRetry={change.retry} onReload={again} onPutInForce={change.putInForce} />
      <Warnings warnings={change.warnings} onReload={again} onPutInForce={change.putInForce} />
    </>
  )
}

/** Shows what isn't known of a success, or isn't so. */
export function Warnings(props: Props) {
  return props.warnings.length === 0 ? null : <Notice {...props} />
}

interface Props {
  warnings: Warning[]
  onReload: () => void
  /** Writes what is written and not in force so that it is. */
  onPutInForce?: (() => void) | undefined
}

function Notice({ warnings, onReload, onPutInForce }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useFocusBack(box)
  return (
    <div ref={box} role="alert" className="notice warning">
      {warnings.map((warning) => (
        <p key={warning.code}>
          <strong>{titleOf(warning)}</strong> {warning.message}
        </p>
      ))}
      <div className="actions">
        <button type="button" onClick={onReload}>
          Reload
        </button>
        {onPutInForce && (
          <button type="button" onClick={onPutInForce}>
            Put in force
          </button>
        )}
      </div>
    </div>
  )
}
