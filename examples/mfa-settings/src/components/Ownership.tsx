import { useEffect, useState } from 'react'
import { CustomizeLoginPolicyDocument, ResetLoginPolicyDocument } from '../generated/operations'
import { allGuards, consentOf, isAboutImpact } from '../guards'
import { factorMissing } from '../risks'
import { useChange, type Change } from '../useChange'
import { useImpact } from '../useImpact'
import { Dialog } from './Dialog'
import { ErrorNotice } from './ErrorNotice'
import { GuardChoice } from './GuardChoice'
import { ImpactPreview, PolicyChanges } from './ImpactPreview'
import { RiskNotice } from './RiskNotice'
import type { PartProps } from './Settings'
import { ChangeNotice } from './Warnings'

/** Whose settings these are, and the way from the one to the other. */
export function Ownership({ organization, policy, mayWrite, mayReset, reload, changed }: PartProps & { mayReset: boolean }) {
  const change = useChange(organization.name, changed)
  const [asking, setAsking] = useState(false)
  const { name } = organization
  const done = () => setAsking(false)
  const may = policy.isDefault ? mayWrite : mayReset

  return (
    <section className="card ownership" aria-labelledby="ownership">
      <div>
        <h2 id="ownership">
          {policy.isDefault ? 'Inherited from the instance' : 'Its own settings'}{' '}
          <span className={policy.isDefault ? 'badge' : 'badge good'}>{policy.isDefault ? 'inherited' : 'own'}</span>
        </h2>
        <p>
          {policy.isDefault
            ? `${name} follows the instance’s settings: when those change, these do. To differ, it needs settings of its own.`
            : `${name} has settings of its own. What changes for the instance doesn’t change them.`}
        </p>
      </div>
      <button type="button" disabled={!may} onClick={() => setAsking(true)}>
        {policy.isDefault ? 'Customize…' : 'Reset to inherited…'}
      </button>
      {!asking && <ChangeNotice {...{ change, reload }} />}
      {asking && (policy.isDefault ? <Customize {...{ organization, change, done }} /> : <Reset {...{ organization, change, done }} />)}
    </section>
  )
}

interface Asking {
  organization: PartProps['organization']
  change: Change
  done: () => void
}

function Customize({ organization: { id, name }, change, done }: Asking) {
  const confirm = () =>
    change.send(CustomizeLoginPolicyDocument, { orgId: id }, `${name} has settings of its own now.`).then(done)
  return (
    <Dialog title={`Customize the settings of ${name}?`} confirm="Customize" pending={change.pending} onConfirm={confirm} onCancel={done}>
      <p>
        {name} gets a copy of the instance’s settings. Nothing changes for its people now, but from then on the settings no
        longer follow the instance’s.
      </p>
    </Dialog>
  )
}

function Reset({ organization: { id, name }, change, done }: Asking) {
  const impact = useImpact(id, { reset: true }, allGuards, true)
  const [on, setOn] = useState(allGuards)
  const refusals = change.failures.filter(isAboutImpact)
  useEffect(() => {
    if (refusals.some((f) => f.reason === 'IMPACT_CHANGED')) impact.again()
  }, [change.failures])
  const risk = impact.policy && factorMissing(impact.policy.after)

  async function confirm() {
    const variables = { orgId: id, ...consentOf(on, impact) }
    const failures = await change.send(ResetLoginPolicyDocument, variables, `${name} follows the instance’s settings again.`)
    if (failures.length === 0 || !failures.every(isAboutImpact)) done()
  }
  function cancel() {
    if (change.failures.some(isAboutImpact)) change.forget()
    done()
  }
  const more = (
    <>
      {impact.policy && <PolicyChanges changes={impact.policy.changes} />}
      <ImpactPreview impact={impact} />
      <GuardChoice title="Don’t reset it if that would" all={allGuards} {...{ on, impact }} onChange={setOn} refused={refusals.flatMap((f) => f.impact ?? [])} />
      <ErrorNotice failures={refusals} />
    </>
  )
  return (
    <Dialog title={`Reset the settings of ${name}?`} confirm="Reset to inherited" danger pending={change.pending} onConfirm={confirm} onCancel={cancel} more={more} tall>
      <p>
        Its own settings, factors and links to identity providers are lost, and the instance’s settings are in force for its
        people at once.
      </p>
      {risk && <RiskNotice risk={{ ...risk, instead: 'Have the instance’s settings changed first.' }} organization={name} />}
    </Dialog>
  )
}
