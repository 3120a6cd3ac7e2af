import { Client, fetchExchange, mapExchange } from 'urql'
import { needsOtherToken } from './failure/advice'
import { failuresOf, type Failure } from './failure/failure'

/**
 * A client for one token. There is no cache on purpose: who may log in is read from the server each time, never from
 * memory. `onRefused` is called when the token won't do, whichever request noticed it.
 */
export function newClient(token: string, onRefused: (failure: Failure) => void): Client {
  return new Client({
    // Beside the page, wherever a proxy serves the two.
    url: new URL('graphql', document.baseURI).href,
    // A POST with JSON is what the server's CSRF prevention takes without a further header.
    preferGetMethod: false,
    // Long looks are subscriptions over server-sent events. The browser's EventSource can't send the token: fetch can.
    fetchSubscriptions: true,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      mapExchange({
        onError(error, { kind }) {
          const refusal = failuresOf(error, kind === 'mutation' ? 'mutation' : 'query').find(needsOtherToken)
          if (refusal) onRefused(refusal)
        },
      }),
      fetchExchange,
    ],
  })
}
