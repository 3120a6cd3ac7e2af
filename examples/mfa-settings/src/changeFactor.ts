import {
  AddMultiFactorDocument,
  AddSecondFactorDocument,
  RemoveMultiFactorDocument,
  RemoveSecondFactorDocument,
  type LoginPolicyProposal,
  type PolicyFragment,
} from './generated/operations'
import type { Failure } from './failure/failure'
import type { Consent } from './guards'
import type { Change } from './useChange'
import { wordsOf, type Factor } from './words'

/** What a person wants. It stays what it was when they said it, whatever the policy has become meanwhile. */
export interface Intent {
  factor: Factor
  allow: boolean
}

/** `consent` is what a person said to what the change would do to people. */
export function changeFactor(
  send: Change['send'],
  intent: Intent,
  policy: PolicyFragment,
  orgId: string,
  consent: Consent,
): Promise<Failure[]> {
  const { factor, allow } = intent
  // CUSTOMIZE only where the person saw that the policy is inherited, and consented in the dialog. Where it has become
  // inherited since, the server refuses.
  const whenInherited = policy.isDefault ? 'CUSTOMIZE' : 'REFUSE'
  const done = `${wordsOf(factor).name} ${allow ? 'is allowed now' : 'is no longer allowed'}.`

  if (factor.kind === 'second') {
    const document = allow ? AddSecondFactorDocument : RemoveSecondFactorDocument
    return send(document, { type: factor.type, orgId, whenInherited, ...consent }, done)
  }
  const document = allow ? AddMultiFactorDocument : RemoveMultiFactorDocument
  return send(document, { type: factor.type, orgId, whenInherited, ...consent }, done)
}

/** The change as the preview takes it. */
export function proposalOf({ factor, allow }: Intent): LoginPolicyProposal {
  if (factor.kind === 'second') return allow ? { addSecondFactors: [factor.type] } : { removeSecondFactors: [factor.type] }
  return allow ? { addMultiFactors: [factor.type] } : { removeMultiFactors: [factor.type] }
}

/** The policy as it would be after a change. */
export function withFactor(policy: PolicyFragment, { factor, allow }: Intent): PolicyFragment {
  const change = <T extends string>(list: T[]) => {
    const others = list.filter((type) => type !== factor.type)
    return allow ? [...others, factor.type as T] : others
  }
  // A change of a factor is made to an organization's own policy, or makes one.
  return factor.kind === 'second'
    ? { ...policy, isDefault: false, secondFactors: change(policy.secondFactors) }
    : { ...policy, isDefault: false, multiFactors: change(policy.multiFactors) }
}
