import { useEffect, useState } from 'react'
import type { LoginPolicyPatch } from '../generated/operations'
import { useImpact } from '../useImpact'
import { ImpactPreview, PolicyChanges } from './ImpactPreview'

interface Props {
  orgId: string
  /** What saving would send. */
  patch: LoginPolicyPatch
}

/** The settings of a patch that decide who gets in, and with what. */
const aboutPeople: (keyof LoginPolicyPatch)[] = ['forceMfa', 'forceMfaLocalOnly', 'passwordlessType', 'allowUsernamePassword', 'allowExternalIdp']

/** What saving would do, asked once nothing more is being typed. People are looked at where somebody wants to know. */
export function DraftImpact({ orgId, patch }: Props) {
  const typed = JSON.stringify(patch)
  const [settled, setSettled] = useState('{}')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), 500)
    return () => clearTimeout(timer)
  }, [typed])
  // Another patch is another question.
  return settled === '{}' ? null : <Settled key={settled} orgId={orgId} patch={JSON.parse(settled)} />
}

function Settled({ orgId, patch }: Props) {
  const [wanted, setWanted] = useState(false)
  const impact = useImpact(orgId, { patch }, [], wanted)
  if (!impact.policy || impact.policy.changes.length === 0) return null // what can't be previewed can be saved, or says why not
  return (
    <div className="draft-impact">
      <h3>Saving would change</h3>
      <PolicyChanges changes={impact.policy.changes} />
      {wanted && <ImpactPreview impact={impact} />}
      {!wanted && aboutPeople.some((name) => name in patch) && (
        <button type="button" className="quiet" onClick={() => setWanted(true)}>
          See what that does to people
        </button>
      )}
    </div>
  )
}
