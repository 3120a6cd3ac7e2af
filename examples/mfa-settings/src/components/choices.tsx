import { useId } from 'react'

/**
 * The consent without which nothing of this page makes an organization stop following the instance: `required` has the
 * browser insist on it.
 */
export function CustomizeChoice({ organization }: { organization: string }) {
  return (
    <CheckChoice
      label={`Give ${organization} settings of its own`}
      hint="A copy of the instance’s settings with this change made. From then on they no longer follow the instance’s."
      required
    />
  )
}

interface Props {
  label: string
  hint: string
  required?: boolean
  checked?: boolean
  onChange?: (checked: boolean) => void
}

/** One thing to say yes to, with what that means. */
export function CheckChoice({ label, hint, required = false, checked, onChange }: Props) {
  const id = useId()
  return (
    <div className="choice">
      <input
        id={id}
        type="checkbox"
        required={required}
        {...(checked !== undefined && { checked })}
        onChange={(event) => onChange?.(event.target.checked)}
        aria-describedby={`${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  )
}
