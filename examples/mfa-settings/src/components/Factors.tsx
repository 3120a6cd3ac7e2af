import { useState } from 'react'
import { peopleOf, useNavigation } from '../address'
import { changeFactor, type Intent } from '../changeFactor'
import { additionGuards, isAboutImpact, type Consent } from '../guards'
import { capital, count, figure } from '../people'
import { useChange } from '../useChange'
import { usersOf, useUsage, type Usage } from '../useUsage'
import { allFactors, allowedFactors, forced, isAllowed, isKnown, wordsOf, type Factor } from '../words'
import { FactorDialog } from './FactorDialog'
import { Link } from './Link'
import type { PartProps } from './Settings'
import { UsageNote } from './UsageNote'
import { ChangeNotice } from './Warnings'

/** Which factors there are, which of them are allowed, and the way to change that. */
export function Factors(props: PartProps) {
  const { organization, policy, mayWrite, reload, changed } = props
  const change = useChange(organization.name, changed)
  const usage = useUsage(organization.id)
  const { retire } = useNavigation()
  const [asked, setAsked] = useState<Intent>()

  function ask(factor: Factor) {
    const intent = { factor, allow: !isAllowed(factor, policy) }
    // An addition to settings of its own is undone as easily, unless it logs somebody out: then the server refuses it so.
    if (intent.allow && !policy.isDefault) {
      void confirm(intent, { unless: additionGuards, expectedDigest: null }, false)
      return
    }
    // What would remain is said of what is in force now, not when the page was opened.
    reload()
    setAsked(intent)
  }
  async function confirm(intent: Intent, consent: Consent, fromPeople: boolean) {
    const { factor } = intent
    const failures = await changeFactor(change.send, intent, policy, organization.id, consent)
    // What was refused for what it would do to people is asked about in the dialog, again or for the first time.
    if (failures.length > 0 && failures.every(isAboutImpact)) {
      setAsked(intent)
      return
    }
    setAsked(undefined)
    if (failures.length === 0 && fromPeople && factor.kind === 'second') retire(organization.id, factor.type)
  }
  function cancel() {
    if (change.failures.some(isAboutImpact)) change.forget()
    setAsked(undefined)
  }
  // Nobody is asked on the ground of what may be out of date.
  if (asked && !mayWrite) setAsked(undefined)
  return (
    <section className="card" aria-labelledby="factors">
      <h2 id="factors">Ways to prove who you are</h2>
      <Forced {...props} />
      {!asked && <ChangeNotice {...{ change, reload }} />}
      <h3>Second factors</h3>
      <p className="hint">People use one of these after their password.</p>
      <FactorList kind="second" onAsk={ask} pending={change.pending} usage={usage} {...props} />
      <UsageNote orgId={organization.id} usage={usage} />
      <h3>Multi factors</h3>
      <p className="hint">These are a complete login by themselves.</p>
      <FactorList kind="multi" onAsk={ask} pending={change.pending} usage={usage} {...props} />
      {asked && (
        <FactorDialog
          {...props}
          intent={asked}
          pending={change.pending}
          refusals={change.failures.filter(isAboutImpact)}
          onConfirm={(consent, fromPeople) => confirm(asked, consent, fromPeople)}
          onCancel={cancel}
        />
      )}
    </section>
  )
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
  usage: Usage
  onAsk: (factor: Factor) => void
}

function FactorList({ kind, policy, organization, mayWrite, pending, usage, onAsk }: ListProps) {
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
                <Users {...{ factor, allowed, usage }} orgId={organization.id} />
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

/** How many have a factor set up, which says more than whether they may. */
function Users({ factor, allowed, usage, orgId }: { factor: Factor; allowed: boolean; usage: Usage; orgId: string }) {
  const { figures, reading } = usage
  if (!isKnown(factor)) return null
  // It keeps its place before it is known: nothing moves under a finger.
  if (!figures) return reading ? <p className="users hint">…</p> : null
  const least = figures.look.complete ? '' : 'At least '
  if (factor.kind === 'multi') return <p className="users">{capital(`${least}${count(figures.withPasskey)}`)} {figures.withPasskey > 1 ? 'have' : 'has'} set it up.</p>
  const { users = 0, onlyFactorOf = 0 } = usersOf(figures, factor.type) ?? {}
  if (users === 0) return <p className="users">{least ? 'Nobody found so far has it set up.' : 'Nobody has it set up.'}</p>
  return (
    <p className="users">
      {least}
      <Link to={peopleOf(orgId, `has:${factor.type}`)}>{count(users)}</Link> {users === 1 ? 'has' : 'have'} it set up
      {!allowed && ' all the same'}
      {onlyFactorOf > 0 && (
        <>
          ; <Link to={peopleOf(orgId, `only:${factor.type}`)}>{users === 1 ? 'this one' : onlyFactorOf === users ? 'all of them' : `${figure(onlyFactorOf)} of them`}</Link>{' '}
          {onlyFactorOf === 1 ? 'has' : 'have'} no other
        </>
      )}
      .
    </p>
  )
}
