import type { PersonFragment } from '../generated/operations'
import { inText, othersOf, type OwnFactor } from '../personFactors'
import { listed } from '../words'
import { CheckChoice } from './choices'
import { Dialog } from './Dialog'

interface Props {
  person: PersonFragment
  factor: OwnFactor
  /** Whether the server has refused it as the caller's own. */
  own: boolean
  pending: boolean
  onConfirm: (allowOwn: boolean) => void
  onCancel: () => void
}

/** Asks before somebody loses a factor, and says what is left to them. */
export function LostDeviceDialog({ person, factor, own, pending, onConfirm, onCancel }: Props) {
  const { displayName } = person
  const others = othersOf(person, factor)
  return (
    <Dialog
      title={`Remove ${inText(factor)} from ${displayName}?`}
      confirm={own ? 'Remove my own' : 'Remove'}
      danger
      {...{ pending, onCancel }}
      onConfirm={() => onConfirm(own)}
      more={own && <OwnChoice />}
    >
      <p>
        It ends for {displayName} at once, with both logins and for the API, and can’t be undone: only {displayName} can set it up
        again.
      </p>
      <p>{remaining(others, displayName)}</p>
    </Dialog>
  )
}

function OwnChoice() {
  return (
    <>
      <div className="notice warning" role="alert">
        <p>
          <strong>This one is your own.</strong> Nothing was removed. Without it you may be unable to log in.
        </p>
      </div>
      <CheckChoice label="Remove it from myself" hint="Be sure that you have another way to log in." required />
    </>
  )
}

function remaining(others: { second: string[]; else: string[] }, name: string): string {
  const rest = others.else.length > 0 ? ` ${name} has ${listed(others.else)}.` : ''
  if (others.second.length > 0) {
    return `${listed(others.second)} ${others.second.length === 1 ? 'remains' : 'remain'} as a second factor.${rest}`.replace(/^./, (c) => c.toUpperCase())
  }
  return `No second factor remains.${rest} Where one is forced, ${name} has to set one up at the next login; where none is, nothing more is asked for.`
}
