import { authExchange } from '@urql/exchange-auth'
import { Client, fetchExchange, mapExchange, type CombinedError, type Operation } from 'urql'
import { needsOtherToken } from './failure/advice'
import { failuresOf, type Failure } from './failure/failure'
import type { Session } from './session'

/**
 * A client for one session. There is no cache on purpose: who may log in is read from the server, or is what a change has
 * answered, never from memory. `onRefused` is called when the session's token won't do, and no other can be had, whichever
 * request noticed it.
 */
export function newClient(session: Session, onRefused: (failure: Failure) => void): Client {
  return new Client({
    // Beside the page, wherever a proxy serves the two.
    url: new URL('graphql', document.baseURI).href,
    // A POST with JSON is what the server's CSRF prevention takes without a further header.
    preferGetMethod: false,
    // Long looks are subscriptions over server-sent events. The browser's EventSource can't send the token: fetch can.
    fetchSubscriptions: true,
    exchanges: [
      mapExchange({
        onResult({ error, data, operation }) {
          const mutation = operation.kind === 'mutation'
          // Of a change that has happened only the read after it failed: what is read next gets another token, or ends up here.
          if (!error || (mutation && data?.change)) return
          const refusal = failuresOf(error, mutation ? 'mutation' : 'query').find(needsOtherToken)
          if (refusal) onRefused(refusal)
        },
      }),
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) => appendHeaders(operation, { authorization: `Bearer ${session.token()}` }),
        willAuthError: () => session.isExpiring(),
        didAuthError: (error, operation) => session.renew !== undefined && isRefused(error, operation),
        refreshAuth: async () => session.renew?.(),
      })),
      fetchExchange,
    ],
  })
}

/** Whether the token alone is why an operation failed, so that it can be sent again with another: nothing of it was done. */
function isRefused(error: CombinedError, { kind }: Operation): boolean {
  if (kind !== 'mutation') return failuresOf(error, 'query').every(({ code }) => code === 'UNAUTHENTICATED')
  return failuresOf(error, 'mutation').every(({ code, outcome }) => code === 'UNAUTHENTICATED' && outcome === 'NOT_EXECUTED')
}
