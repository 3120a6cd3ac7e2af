import { useQuery } from 'urql'
import { endedEarly, failuresOf, type Failure } from './failure/failure'
import {
  ImpactOnPeopleDocument,
  PolicyImpactDocument,
  type ImpactGuard,
  type ImpactOnPeopleSubscription,
  type LoginPolicyProposal,
  type PolicyImpactQuery,
} from './generated/operations'
import { useStream } from './useStream'

export type PolicyImpact = NonNullable<PolicyImpactQuery['loginPolicyImpact']>
type Progress = NonNullable<ImpactOnPeopleSubscription['loginPolicyImpact']>
export type PeopleImpact = NonNullable<NonNullable<Progress['impact']>['people']>

export interface Impact {
  /** The policy's side, which comes at once. */
  policy: PolicyImpact | undefined
  /** The people's side, once everybody has been looked at, or as many as could be. */
  people: PeopleImpact | undefined
  /** How far the look at people is, while one is under way. */
  looking: { lookedAt: number; total: number | null } | undefined
  failures: Failure[]
  /** Of the policy and the change alone. Null until it is known. */
  policyDigest: string | null
  /** Of what was seen of people too. Null where they weren't seen whole. */
  peopleDigest: string | null
  /** Asks anew: what has been seen so far is no longer so. */
  again: () => void
}

/**
 * What a change would do, without making it. `figures` are what the digest is to cover; people are looked at only where
 * `lookAtPeople`. The look ends with the component that asked.
 */
export function useImpact(orgId: string, change: LoginPolicyProposal, figures: ImpactGuard[], lookAtPeople: boolean): Impact {
  const [policy, askPolicy] = useQuery({ query: PolicyImpactDocument, variables: { orgId, change } })
  const seen = policy.data?.loginPolicyImpact ?? undefined
  // Only the newer login where the instance requires that: the figures of the other would be about nobody.
  const variables = { orgId, change, figures, older: seen?.login !== 'LOGIN_V2' }
  const look = useStream(ImpactOnPeopleDocument, variables, !seen || !lookAtPeople)
  const progress = look.data?.loginPolicyImpact ?? undefined
  const ended = !look.streaming && look.data !== undefined && !progress?.impact && !look.error

  return {
    policy: seen,
    people: progress?.impact?.people ?? undefined,
    looking: look.streaming && !progress?.impact ? { lookedAt: progress?.lookedAt ?? 0, total: progress?.total ?? null } : undefined,
    failures: [
      ...(policy.error ? failuresOf(policy.error, 'query') : []),
      ...(look.error ? failuresOf(look.error, 'query') : []),
      ...(ended ? [endedEarly] : []),
    ],
    policyDigest: seen?.digest ?? null,
    peopleDigest: progress?.impact?.digest ?? null,
    again() {
      askPolicy()
      look.again()
    },
  }
}
