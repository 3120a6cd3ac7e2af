import { Environment, Network, RecordSource, Store, type GraphQLResponse } from 'relay-runtime'

// makeEnvironment makes an environment, and a store, for one caller.
export function makeEnvironment(token: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch('graphql', { method: 'POST', headers, body: JSON.stringify({ query: text, variables }) })
    return (await response.json()) as GraphQLResponse
  })
  return new Environment({ network, store: new Store(new RecordSource()) })
}
