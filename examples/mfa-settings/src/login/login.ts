// Logging in at an OpenID provider, by the authorization code flow with PKCE and a redirect of the whole page. oidc-client-ts
// does the protocol; this decides when, and keeps the tokens in memory and nowhere else.
//
// The tab's storage has the state and the verifier of a login for as long as the person is at the provider, and a mark that
// somebody was logged in, by which a reload asks the provider once, without a prompt, whether they still are.

import { ErrorResponse, InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'
import { storage, type Session } from '../session'
import { answerAddress } from './answer'
import type { Config } from './config'

// The last one makes ZITADEL issue a token that its own API takes.
const scope = 'openid profile offline_access urn:zitadel:iam:org:project:id:zitadel:aud'
const pending = 'login:'
const mark = 'logged-in'
const logOutProblem = 'logout-problem'

/** What the provider answers without a prompt where the person would have to do something. */
const interactionErrors = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']

/** Who is logged in, or why nobody is where somebody should be. */
export type Found = { session: Session } | { problem: string | undefined }

export interface Login {
  /** Takes the login up where the page was left. It never ends where the browser is on its way to the provider. */
  resume: () => Promise<Found>
  /** Leaves the page for the provider's. It ends only where that fails, with the reason. */
  logIn: () => Promise<{ problem: string }>
}

export function createLogin({ issuer, clientId }: Config): Login {
  const page = new URL(location.pathname, location.origin).href
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: page,
    post_logout_redirect_uri: page,
    scope,
    stateStore: new WebStorageStateStore({ prefix: storage.keyOf(pending), store: sessionStorage }),
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    automaticSilentRenew: false, // the client asks for it, with the request that needs it
    requestTimeoutInSeconds: 10,
    silentRequestTimeoutInSeconds: 10,
    // The body of a revocation's answer is empty, and may be of this type.
    revokeTokenAdditionalContentTypes: ['text/plain'],
  })
  // The way back from the provider, by the browser's own button, can lead to the page as it was left.
  addEventListener('pageshow', (event) => event.persisted && location.reload())

  return { resume, logIn: () => redirect() }

  async function resume(): Promise<Found> {
    if (answerAddress !== null) return takeAnswer(answerAddress)
    forgetPending()
    const wasLoggedIn = storage.read(mark) !== null
    storage.remove(mark) // or a provider that can't answer would be asked for ever
    if (wasLoggedIn) return redirect('none')
    const problem = storage.read(logOutProblem) ?? undefined
    storage.remove(logOutProblem)
    return { problem }
  }

  async function redirect(prompt?: 'none') {
    try {
      await checkProvider()
      // The page's own address comes back with the answer. The provider is told of none but the page without a query.
      await manager.signinRedirect({ state: location.search, nonce: crypto.randomUUID(), ...(prompt && { prompt }) })
      return await new Promise<never>(() => undefined)
    } catch (error) {
      forgetPending()
      return { problem: `Logging in doesn’t work. ${textOf(error)}` }
    }
  }

  async function takeAnswer(address: string): Promise<Found> {
    try {
      await checkProvider()
      const user = await manager.signinRedirectCallback(address)
      goBackTo(user.state)
      storage.write(mark, 'yes')
      return { session: sessionOf(user) }
    } catch (error) {
      storage.remove(mark)
      if (!(error instanceof ErrorResponse)) return { problem: `You aren’t logged in. ${textOf(error)}` }
      goBackTo(error.state)
      const wasSilent = interactionErrors.includes(error.error ?? '')
      return { problem: wasSilent ? undefined : `You aren’t logged in. ${textOf(error)}` }
    } finally {
      forgetPending()
    }
  }

  function sessionOf(first: User): Session {
    let user = first
    let margin = marginOf(user)
    let renewal: Promise<void> | undefined
    let problem: string | undefined

    async function exchange() {
      try {
        // Without one, oidc-client-ts would try a frame.
        if (!user.refresh_token) throw new Error('The provider gave this page no refresh token.')
        user = (await manager.signinSilent()) ?? user
        margin = marginOf(user)
      } catch (error) {
        // Else the token is good still, and the provider may answer the next time.
        if (!(error instanceof ErrorResponse) && user.expired === false) return
        problem = `Your login has ended. ${textOf(error)}`
        storage.remove(mark) // a reload would ask a provider that may have nothing but an error to show
      }
    }
    return {
      token: () => user.access_token,
      isExpiring: () => (user.expires_in ?? Infinity) < margin,
      // Calls at the same time share one request: a provider that hands out each refresh token once takes a second use for a
      // theft, and ends the session.
      renew: () => (renewal ??= exchange().finally(() => (renewal = undefined))),
      problem: () => problem,
      drop: () => void manager.removeUser(),
      async logOut() {
        await renewal // or the tokens that it brings would outlive this
        storage.remove(mark)
        const problem = await revoke(user)
        await manager.removeUser() // and with it the ID token, which has no business in an address
        return endSession(problem)
      },
    }
  }

  /** What went wrong, for the person to read once they are back: the session at the provider ends all the same. */
  async function revoke(user: User) {
    try {
      await manager.revokeTokens([user.refresh_token ? 'refresh_token' : 'access_token'])
      return undefined
    } catch (error) {
      return `The provider didn’t revoke the token of this login: it is good until it expires. ${textOf(error)}`
    }
  }

  async function endSession(problem: string | undefined) {
    try {
      if (problem) storage.write(logOutProblem, problem)
      await manager.signoutRedirect()
      return await new Promise<never>(() => undefined)
    } catch (error) {
      storage.remove(logOutProblem)
      return [`You are logged out here, but your session at ${issuer} goes on. ${textOf(error)}`, problem].join(' ')
    }
  }

  /** An answer for another issuer than the one that was asked can be forged. */
  async function checkProvider() {
    const metadata = await manager.metadataService.getMetadata()
    if (withoutSlash(metadata.issuer ?? '') !== withoutSlash(issuer)) {
      throw new Error(`The provider at ${issuer} calls itself ${metadata.issuer}: that has to be the issuer in config.json.`)
    }
  }

  /** The provider's own words, or that it doesn't answer: what a person can do something with. */
  function textOf(error: unknown): string {
    if (error instanceof ErrorResponse) return `${issuer} says: ${error.error_description || error.error}.`
    const message = error instanceof Error ? error.message : String(error)
    if (message === 'No matching state found in storage') return 'That answer belongs to another attempt, or to another tab of your browser.'
    if (error instanceof TypeError) return `${issuer} can’t be asked (${message}). It may be down, or not allow pages of ${location.origin}.`
    return message
  }
}

/** A token is renewed so many seconds before it expires. */
function marginOf(user: User): number {
  return Math.min(60, (user.expires_in ?? Infinity) / 3)
}

/** Removes the states and verifiers of logins that nobody came back from. */
function forgetPending() {
  for (const name of storage.names()) if (name.startsWith(pending)) storage.remove(name)
}

/** Goes to where on the page somebody was before they left for the provider. */
function goBackTo(search: unknown) {
  if (typeof search === 'string') history.replaceState(null, '', location.pathname + search)
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '')
}
