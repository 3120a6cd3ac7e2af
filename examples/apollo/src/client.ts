import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'

// makeClient makes a client, and a cache, for one caller.
export function makeClient(token: string) {
  return new ApolloClient({
    link: new HttpLink({ uri: 'graphql', headers: { authorization: `Bearer ${token}` } }),
    cache: new InMemoryCache({
      typePolicies: {
        // A list of values without an id: a shorter one replaces the one before. docs/clients.md has the other types.
        LoginPolicy: { fields: { notInForce: { merge: false } } },
      },
    }),
  })
}
