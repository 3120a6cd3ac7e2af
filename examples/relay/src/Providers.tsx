import { graphql, usePaginationFragment } from 'react-relay'
import type { Providers_policy$key } from './__generated__/Providers_policy.graphql'

// Providers lists the identity providers of a login policy, one page after the other.
export function Providers({ policy }: { policy: Providers_policy$key }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment(
    graphql`
      fragment Providers_policy on LoginPolicy
      @refetchable(queryName: "ProvidersPaginationQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 1 }, after: { type: "String" }) {
        identityProviders(first: $first, after: $after) @connection(key: "Providers_identityProviders") {
          edges {
            node {
              id
              name
            }
          }
        }
      }
    `,
    policy,
  )
  return (
    <>
      <h2>Identity providers</h2>
      <ul>
        {data.identityProviders?.edges.map(({ node }) => (
          <li key={node.id}>{node.name ?? node.id}</li>
        ))}
      </ul>
      {hasNext && (
        <button disabled={isLoadingNext} onClick={() => loadNext(20)}>
          More
        </button>
      )}
    </>
  )
}
