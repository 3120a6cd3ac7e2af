import { useRef, useState } from 'react'
import { changeFactor, withFactor, type Intent } from '../changeFactor'
import type { PolicyFragment } from '../generated/operations'
import { useChange } from '../useChange'
import { allFactors, allowedFactors, forced, isAllowed, isKnown, wordsOf, type Factor } from '../words'
import { FactorDialog } from './FactorDialog'
import type { PartProps } from './Settings'
import { ChangeNotice } from './Warnings'

/** Which factors there are, which of them are allowed, and the way to change that. */
export function Factors({ policy: read, ...others }: PartProps) {
  const { organization, mayWrite, reload } = others
  const [policy, changed] = useChanged(read)
  const props = { ...others, policy }
  const change = useChange(organization.name, reload)
  const [asked, setAsked] = useState<Intent>()

  function ask(factor: Factor) {
    const intent = { factor, allow: !isAllowed(factor, policy) }
    // An addition to settings of its own takes nothing from anybody, and is undone as easily.
    if (intent.allow && !policy.isDefault) {
      void confirm(intent)
      return
    }
    // What would remain is said of what is in force now, not when the page was opened.
    reload()
    setAsked(intent)
  }
  async function confirm(intent: Intent) {
    if (await changeFactor(change.send, intent, policy, organization.id)) changed(intent)
    setAsked(undefined)
  }
  // Nobody is asked on the ground of what may be out of date.
  if (asked && !mayWrite) setAsked(undefined)
  return (
    <section className="card" aria-labelledby="factors">
      <h2 id="factors">Ways to prove who you are</h2>
      <Forced {...props} />
      <ChangeNotice {...{ change, reload }} />
      <h3>Second factors</h3>
      <p className="hint">People use one of these after their password.</p>
      <FactorList kind="second" onAsk={ask} pending={change.pending} {...props} />
      <h3>Multi factors</h3>
      <p className="hint">These are a complete login by themselves.</p>
      <FactorList kind="multi" onAsk={ask} pending={change.pending} {...props} />
      {asked && (
        <FactorDialog
          {...props}
          intent={asked}
          pending={change.pending}
          onConfirm={() => confirm(asked)}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </section>
  )
}

/**
 * The policy with the changes that have happened since it was read: it never shows again what is no longer in force.
 * They are forgotten when it has been read again.
 */
function useChanged(read: PolicyFragment): [PolicyFragment, (intent: Intent) => void] {
  const latest = useRef(read)
  latest.current = read
  const [changes, setChanges] = useState<{ over: PolicyFragment; intents: Intent[] }>({ over: read, intents: [] })
  const since = changes.over === read ? changes.intents : []
  const changed = (intent: Intent) => {
    const over = latest.current
    setChanges((before) => ({ over, intents: before.over === over ? [...before.intents, intent] : [intent] }))
  }
  return [since.reduce(withFactor, read), changed]
}

function Forced({ policy }: PartProps) {
  const who = forced(policy)
  if (!who) return <p>Multi-factor login is not forced: people choose whether they set up a factor.</p>
  if (allowedFactors(policy).length > 0) return <p>Multi-factor login is forced for {who}.</p>
  return (
    <p className="notice warning">
      <strong>Multi-factor login is forced, and no factor is allowed.</strong> People may not be able to log in: allow one.
    </p>
  )
}

interface ListProps extends PartProps {
  kind: Factor['kind']
  pending: boolean
  onAsk: (factor: Factor) => void
}

function FactorList({ kind, policy, mayWrite, pending, onAsk }: ListProps) {
  const factors = allFactors(kind, policy)
  return (
    <>
      <ul className="factors">
        {factors.map((factor) => {
          const { name, about } = wordsOf(factor)
          const allowed = isAllowed(factor, policy)
          return (
            <li key={factor.type}>
              <span className={allowed ? 'dot on' : 'dot'} aria-hidden="true" />
              <div>
                <strong>{name}</strong> <span className={allowed ? 'badge good' : 'badge'}>{allowed ? 'allowed' : 'not allowed'}</span>
                <p className="hint">{about}</p>
              </div>
              {isKnown(factor) && (
                // One button for both, so that it is still there to have the focus when the change is done.
                <button type="button" disabled={!mayWrite} aria-disabled={pending} onClick={() => !pending && onAsk(factor)}>
                  {allowed ? 'Remove…' : policy.isDefault ? 'Allow…' : 'Allow'}
                  <span className="hidden"> {name}</span>
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {!factors.some((f) => isAllowed(f, policy)) && <p className="empty">None is allowed.</p>}
    </>
  )
}
