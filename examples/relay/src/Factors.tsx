import { useState } from 'react'
import { graphql, useFragment, useMutation } from 'react-relay'
import { firstOf, words } from './failure'
import type { Factors_policy$key } from './__generated__/Factors_policy.graphql'
import type { FactorsRemoveMutation, SecondFactorType } from './__generated__/FactorsRemoveMutation.graphql'

// Factors lists the second factors that people may use, and removes one.
export function Factors({ orgId, policy }: { orgId: string; policy: Factors_policy$key }) {
  const { isDefault, secondFactors, version } = useFragment(
    graphql`
      fragment Factors_policy on LoginPolicy {
        isDefault
        secondFactors
        version
      }
    `,
    policy,
  )
  const [notices, setNotices] = useState<readonly string[]>([])
  // What it selects below organization is what the page shows: so the store, and with it the page, is right at once.
  const [remove, removing] = useMutation<FactorsRemoveMutation>(graphql`
    mutation FactorsRemoveMutation($type: SecondFactorType!, $orgId: ID!, $expectedVersion: String) {
      removeSecondFactor(type: $type, orgId: $orgId, expectedVersion: $expectedVersion, unless: [LOCKS_OUT_SOMEBODY]) {
        id
        warnings {
          message
        }
        organization {
          id
          loginPolicy {
            ...Factors_policy
            ...Providers_policy
          }
        }
      }
    }
  `)
  const removeFactor = (type: SecondFactorType) =>
    remove({
      variables: { type, orgId, expectedVersion: version },
      onCompleted: ({ removeSecondFactor }, errors) =>
        setNotices([...(errors ?? []).map(words), ...(removeSecondFactor?.warnings ?? []).map(({ message }) => message)]),
      onError: (error) => setNotices([words(firstOf(error))]),
    })
  return (
    <>
      <h2>Second factors</h2>
      {isDefault && <p>Inherited from the instance: they can’t be removed here.</p>}
      <ul>
        {secondFactors.map((type) => (
          <li key={type}>
            {type}{' '}
            <button disabled={isDefault || removing} onClick={() => removeFactor(type as SecondFactorType)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {notices.map((notice) => (
        <p key={notice} role="alert">
          {notice}
        </p>
      ))}
    </>
  )
}
