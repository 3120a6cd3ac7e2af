import { useState } from 'react'
import { useQuery } from 'urql'
import { CustomizeLoginPolicyDocument, DefaultPolicyDocument, ResetLoginPolicyDocument } from '../generated/operations'
import { factorMissing } from '../risks'
import { useChange, type Change } from '../useChange'
import { Dialog } from './Dialog'
import { RiskNotice } from './RiskNotice'
import type { PartProps } from './Settings'
import { ChangeNotice } from './Warnings'

/** Whose settings these are, and the way from the one to the other. */
export function Ownership({ organization, policy, mayWrite, mayReset, reload }: PartProps & { mayReset: boolean }) {
  const change = useChange(organization.name, reload)
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
      <ChangeNotice {...{ change, reload }} />
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
  // Where it can't be read, the question is asked without it.
  const [{ data }] = useQuery({ query: DefaultPolicyDocument })
  const risk = data?.defaultLoginPolicy ? factorMissing(data.defaultLoginPolicy) : undefined
  const confirm = () =>
    change.send(ResetLoginPolicyDocument, { orgId: id }, `${name} follows the instance’s settings again.`).then(done)
  return (
    <Dialog title={`Reset the settings of ${name}?`} confirm="Reset to inherited" danger pending={change.pending} onConfirm={confirm} onCancel={done}>
      <p>
        Its own settings, factors and links to identity providers are lost, and the instance’s settings are in force for its
        people at once.
      </p>
      {risk && <RiskNotice risk={{ ...risk, instead: 'Have the instance’s settings changed first.' }} organization={name} />}
    </Dialog>
  )
}
