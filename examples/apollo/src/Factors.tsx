import { useMutation, useQuery } from '@apollo/client/react'
import { words } from './failure'
import { pageQuery, removeMutation, type SecondFactor } from './graphql'

// Factors shows which second factors an organization's people may use, and removes one.
export function Factors() {
  const page = useQuery(pageQuery)
  const [remove, removal] = useMutation(removeMutation, { errorPolicy: 'all' })
  const organization = page.data?.organization
  const policy = organization?.loginPolicy
  if (page.loading) return <p>Loading …</p>
  if (!organization || !policy) return <p role="alert">{page.error && words(page.error)}</p>

  const removeFactor = (type: SecondFactor) =>
    remove({ variables: { type, orgId: organization.id, expectedVersion: policy.version } }).catch(() => {}) // it is in removal.error
  return (
    <>
      <h1>Second factors of {organization.name}</h1>
      {policy.isDefault && <p>Inherited from the instance: they can’t be removed here.</p>}
      <ul>
        {policy.secondFactors.map((type) => (
          <li key={type}>
            {type}{' '}
            <button disabled={policy.isDefault || removal.loading} onClick={() => void removeFactor(type)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {removal.error && (
        <p role="alert">
          {words(removal.error)} <button onClick={() => void page.refetch()}>Look again</button>
        </p>
      )}
      {removal.data?.removeSecondFactor?.warnings.map(({ code, message }) => (
        <p key={code} role="status">
          {message}
        </p>
      ))}
    </>
  )
}
