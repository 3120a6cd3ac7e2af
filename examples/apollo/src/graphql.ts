import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './graphql-env.d.ts'

// graphql types a document by the schema, of which `npm run generate` writes what TypeScript needs.
export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { UInt64: string; DateTime: string; Duration: string; ErrorDetail: unknown }
}>()

const policy = graphql(`
  fragment Policy on LoginPolicy @_unmask {
    id
    version
    isDefault
    secondFactors
  }
`)

// Without orgId it is the organization at which the token's user is at home.
export const pageQuery = graphql(
  `
    query Page {
      organization {
        id
        name
        loginPolicy {
          ...Policy
        }
      }
    }
  `,
  [policy],
)

// What it selects below organization is what the page shows: so the cache, and with it the page, is right at once.
export const removeMutation = graphql(
  `
    mutation Remove($type: SecondFactorType!, $orgId: ID!, $expectedVersion: String) {
      removeSecondFactor(type: $type, orgId: $orgId, expectedVersion: $expectedVersion, unless: [LOCKS_OUT_SOMEBODY]) {
        id
        warnings {
          code
          message
        }
        organization {
          id
          loginPolicy {
            ...Policy
          }
        }
      }
    }
  `,
  [policy],
)

export type SecondFactor = ReturnType<typeof graphql.scalar<'SecondFactorType'>>
