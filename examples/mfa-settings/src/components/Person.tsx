import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../failure/failure'
import { RemoveUserSecondFactorDocument, type PersonFragment } from '../generated/operations'
import { stateWords } from '../people'
import { factorsOf, inText, keyOf, type OwnFactor } from '../personFactors'
import type { Change } from '../useChange'
import { LostDeviceDialog } from './LostDeviceDialog'

interface Props {
  person: PersonFragment
  organization: { id: string }
  change: Change
  focused: boolean
}

/** A person, what they have set up, and the removal of what they have lost. */
export function Person({ person, organization, change, focused }: Props) {
  const { displayName, preferredLoginName, state } = person
  const [asked, setAsked] = useState<OwnFactor>()
  const [removed, setRemoved] = useState<string[]>([])
  const entry = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (focused) entry.current?.focus()
  }, [focused])

  async function remove(factor: OwnFactor, allowRemovingMyOwn: boolean) {
    const { type, keyId: securityKeyId } = factor
    const variables = { userId: person.id, orgId: organization.id, type, securityKeyId, allowRemovingMyOwn }
    const failures = await change.send(RemoveUserSecondFactorDocument, variables, `${displayName} no longer has ${inText(factor)}.`)
    if (failures.some(isOwn)) return
    // Who hasn't got it any more has what was wanted.
    if (failures.every(({ reason }) => reason === 'USER_FACTOR_NOT_FOUND')) setRemoved([...removed, keyOf(factor)])
    setAsked(undefined)
  }
  function cancel() {
    if (change.failures.some(isOwn)) change.forget()
    setAsked(undefined)
  }
  return (
    <li ref={entry} tabIndex={focused ? -1 : undefined}>
      <div className="who">
        <strong>{displayName}</strong> {stateWords(state) && <span className="badge">{stateWords(state)}</span>}
        <p className="hint">{preferredLoginName}</p>
      </div>
      <ul className="has">
        {factorsOf(person).map((factor) => (
          <li key={keyOf(factor)}>
            <span>{factor.name}</span> {factor.unfinished && <span className="badge">not finished</span>}
            {removed.includes(keyOf(factor)) ? (
              <Gone />
            ) : (
              <button type="button" className="quiet" onClick={() => setAsked(factor)}>
                Remove…<span className="hidden"> {factor.name} of {displayName}</span>
              </button>
            )}
          </li>
        ))}
        {person.hasPasskey && <li>Passkey</li>}
        {person.hasIdentityProvider && <li>Identity provider</li>}
        {person.hasPassword && <li>Password</li>}
        {factorsOf(person).length === 0 && <li className="hint">No second factor</li>}
      </ul>
      {person.sourcesDisagree && <p className="hint">The event log and the lists say different things of this person.</p>}
      {asked && (
        <LostDeviceDialog
          {...{ person }}
          factor={asked}
          own={change.failures.some(isOwn)}
          pending={change.pending}
          onConfirm={(allowOwn) => remove(asked, allowOwn)}
          onCancel={cancel}
        />
      )}
    </li>
  )
}

/** Whether the server refused to remove what is the caller's own: then it is asked about again, in the same dialog. */
export const isOwn = ({ reason }: Failure) => reason === 'OWN_FACTOR'

/** In the place of the button that removed it, with the focus which that had. */
function Gone() {
  const badge = useRef<HTMLSpanElement>(null)
  useEffect(() => badge.current?.focus(), [])
  return (
    <span ref={badge} tabIndex={-1} className="badge good">
      removed
    </span>
  )
}
