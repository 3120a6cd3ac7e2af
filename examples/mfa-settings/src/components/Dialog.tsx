import { useEffect, useId, useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react'

interface Props {
  title: string
  /** What the button says that does it. */
  confirm: string
  danger?: boolean
  pending: boolean
  onConfirm: () => void
  onCancel: () => void
  /** What is asked, which is read out with the title. */
  children: ReactNode
  /** What there is to look at and to choose before the answer. */
  more?: ReactNode
  /** It has its height from the start, since what comes later would move the buttons under a finger. */
  tall?: boolean
}

/**
 * Asks before something is done. The browser's own modal dialog keeps the focus inside, closes on Escape and gives the
 * focus back to the button that opened it.
 */
export function Dialog({ title, confirm, danger = false, pending, onConfirm, onCancel, children, more, tall = false }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  // A layout effect, since it has to close while the dialog is still in the page: only then does the focus go back.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    cancel.current?.focus() // so that a hasty Enter cancels
    return () => element?.close()
  }, [])
  useEscape(dialog, pending, onCancel)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!pending) onConfirm()
  }
  return (
    <dialog ref={dialog} className={tall ? 'tall' : undefined} aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{title}</h2>
        <div className="body">
          <div id={`${id}-text`} className="asked">
            {children}
          </div>
          {more}
        </div>
        <div className="actions">
          <button ref={cancel} type="button" onClick={onCancel} disabled={pending}>
            Cancel
          </button>
          {/* aria-disabled, since a disabled button would lose the focus. */}
          <button type="submit" className={danger ? 'danger' : 'primary'} aria-disabled={pending}>
            {pending ? 'Working…' : confirm}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Escape cancels, but not while the change is on its way: its result has to be seen. */
function useEscape(dialog: React.RefObject<HTMLDialogElement | null>, pending: boolean, onCancel: () => void) {
  useEffect(() => {
    const element = dialog.current
    const cancel = (event: Event) => {
      event.preventDefault()
      if (!pending) onCancel()
    }
    // Browsers close a dialog on a second Escape whatever `cancel` says. One that has been taken away was answered.
    const closed = () => {
      if (element?.isConnected && !element.open) onCancel()
    }
    element?.addEventListener('cancel', cancel)
    element?.addEventListener('close', closed)
    return () => {
      element?.removeEventListener('cancel', cancel)
      element?.removeEventListener('close', closed)
    }
  }, [dialog, pending, onCancel])
}
