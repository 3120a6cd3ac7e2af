// The form's fields: each a label, a control and a hint that belong together also for a screen reader.

import { useId } from 'react'
import { most, units, type Amount, type Unit } from '../duration'

interface Field<T> {
  label: string
  hint?: string | undefined
  value: T
  onChange: (value: T) => void
}

export function SwitchField({ label, hint, value, onChange }: Field<boolean>) {
  const id = useId()
  return (
    <div className="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint && `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

export function DurationField({ label, hint, value, onChange }: Field<Amount>) {
  const id = useId()
  return (
    <div className="duration" role="group" aria-labelledby={`${id}-label`}>
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      <div className="row">
        <input
          id={id}
          type="number"
          min="0"
          max={most(value.unit)}
          step="any"
          required
          value={value.amount}
          onChange={(event) => onChange({ ...value, amount: event.target.value })}
          aria-describedby={`${id}-hint`}
        />
        <select
          aria-label={`${label}: unit`}
          value={value.unit}
          onChange={(event) => onChange({ ...value, unit: event.target.value as Unit })}
        >
          {Object.keys(units).map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </select>
      </div>
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  )
}

export function TextField({ label, hint, value, onChange, invalid }: Field<string> & { invalid: boolean }) {
  const id = useId()
  return (
    <div className="text">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={invalid}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  )
}
