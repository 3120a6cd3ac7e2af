// Logging in at an OpenID provider, by the authorization code flow with PKCE and a redirect of the whole page. oidc-client-ts
// does the protocol; this decides when, and keeps the tokens: in memory, and nowhere else. Nothing here touches the page.
//
// The session storage has the state and the verifier of a login for as long as the person is at the provider, and a mark that
// somebody was logged in, by which a reload asks the provider once, without a prompt, whether they still are.

import { answerAddress } from "./address.js";
import { inSession, pageAddress, prefix, settings } from "./settings.js";

const scope = "openid profile offline_access urn:zitadel:iam:org:project:id:zitadel:aud";
const pendingPrefix = `${prefix}login:`;
const loggedInKey = `${prefix}logged-in`;
const problemKey = `${prefix}logout-problem`;
const patience = 10; // seconds for an answer of the provider

// What the provider answers without a prompt where the person would have to do something.
const interactionErrors = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

// createLogin returns the one login of the page. changed is called with every new state:
//
//   { kind: "out", problem }     nobody is logged in; problem, if there is one, says what went wrong
//   { kind: "in", name }         somebody is
//   { kind: "expired", problem } somebody was until now, and has to log in again
//   { kind: "leaving" }          the browser is on its way to the provider
export function createLogin(changed) {
  const { issuer, clientId } = settings.login;
  let client = null;
  let tokens = null;
  let renewal = null;
  let timer = null;

  return { resume, logIn, logOut, renew, accessToken };

  // resume takes the login up where the page was left: with the answer of the provider, or after a reload. It returns what
  // was carried, before and after a redirect alike. If the browser is on its way to the provider, it never ends.
  async function resume(carried) {
    if (answerAddress) return takeAnswer();
    forgetPending();
    if (inSession((storage) => storage.getItem(loggedInKey))) {
      forgetMark(); // or a provider that can't answer would be asked for ever
      if (await redirect({ prompt: "none", carried })) return new Promise(() => {});
    } else {
      changed({ kind: "out", problem: inSession((storage) => storage.getItem(problemKey)) ?? "" });
      inSession((storage) => storage.removeItem(problemKey));
    }
    return carried;
  }

  // logIn leaves the page for the provider's.
  async function logIn() {
    await redirect({});
  }

  // redirect reports whether the browser is on its way. carried is what resume will return then.
  async function redirect({ prompt, carried }) {
    changed({ kind: "leaving" });
    try {
      await findProvider();
      const request = await client.createSigninRequest({ state: { carried }, prompt, nonce: crypto.randomUUID() });
      location.assign(request.url);
      return true;
    } catch (error) {
      forgetPending();
      changed({ kind: "out", problem: `Logging in doesn’t work. ${textOf(error)}` });
      return false;
    }
  }

  async function takeAnswer() {
    try {
      await findProvider();
      const response = await client.processSigninResponse(answerAddress);
      keep(response);
      return response.userState?.carried;
    } catch (error) {
      forgetMark();
      const wasSilent = interactionErrors.includes(error.error);
      changed({ kind: "out", problem: wasSilent ? "" : `You aren’t logged in. ${textOf(error)}` });
      return error.state?.carried;
    } finally {
      forgetPending();
    }
  }

  function keep(response) {
    tokens = {
      access: response.access_token,
      refresh: response.refresh_token ?? tokens?.refresh,
      id: response.id_token,
      profile: response.profile,
      scope: response.scope,
      expires: response.expires_in === undefined ? Infinity : Date.now() + response.expires_in * 1000,
    };
    inSession((storage) => storage.setItem(loggedInKey, "yes"));
    renewLater(Math.min(60_000, (tokens.expires - Date.now()) / 3));
    changed({ kind: "in", name: nameIn(tokens.profile) });
  }

  // renewLater renews the token so many milliseconds before it expires.
  function renewLater(before) {
    clearTimeout(timer);
    const longest = 2 ** 31 - 1; // what a timer can wait
    const wait = tokens.expires - before - Date.now();
    // Not at once: a provider whose tokens have expired when they come would be asked without a pause.
    if (tokens.refresh && wait < longest) timer = setTimeout(renew, Math.max(wait, 1000));
  }

  // accessToken is the token to send now: a new one where the one at hand is about to expire, as after a laptop's sleep. It is
  // null where nobody is logged in.
  async function accessToken() {
    if (tokens && tokens.expires - Date.now() < 2000) await renew();
    return tokens?.access ?? null;
  }

  // renew gets new tokens, and reports whether it could. Calls at the same time share one request: a provider that hands out
  // each refresh token once takes a second use for a theft, and ends the session.
  function renew() {
    renewal ??= exchange().finally(() => { renewal = null; });
    return renewal;
  }

  async function exchange() {
    if (!tokens) return false;
    if (!tokens.refresh) return expire("The provider gave this page no refresh token.");
    try {
      await findProvider();
      const { refresh: refresh_token, id: id_token, profile, scope } = tokens;
      keep(await client.useRefreshToken({ state: { refresh_token, id_token, profile, scope }, timeoutInSeconds: patience }));
      return true;
    } catch (error) {
      const isOver = error.name === "ErrorResponse" || Date.now() >= tokens.expires;
      if (isOver) return expire(textOf(error));
      renewLater((tokens.expires - Date.now()) / 2); // the token is good still, and the provider may answer again
      return false;
    }
  }

  // expire is for a login that the provider doesn't renew. A reload then asks it no more: to the question without a prompt
  // ZITADEL answers a deactivated person, for one, by an error on a page of its own.
  function expire(reason) {
    drop();
    forgetMark();
    changed({ kind: "expired", problem: `Your login has ended. ${reason}` });
    return false;
  }

  // logOut revokes the refresh token, drops the tokens, and leaves the page for the provider's, which ends the session there.
  // That is asked for without the ID token, which has no business in an address.
  async function logOut() {
    await renewal; // or the tokens that it brings would outlive this
    const revoked = tokens;
    drop();
    forgetMark();
    changed({ kind: "leaving" });
    try {
      await findProvider();
      const problem = await revoke(revoked);
      if (!await client.metadataService.getEndSessionEndpoint()) return changed({ kind: "out", problem });
      if (problem) inSession((storage) => storage.setItem(problemKey, problem));
      location.assign((await client.createSignoutRequest()).url);
    } catch (error) {
      changed({ kind: "out", problem: `You are logged out here, but your session at ${issuer} goes on. ${textOf(error)}` });
    }
  }

  // revoke returns what went wrong, for the person to read once they are back: the session at the provider ends all the same.
  async function revoke(revoked) {
    if (!revoked || !await client.metadataService.getRevocationEndpoint()) return "";
    try {
      if (revoked.refresh) await client.revokeToken(revoked.refresh, "refresh_token");
      else await client.revokeToken(revoked.access, "access_token");
      return "";
    } catch (error) {
      return `The provider didn’t revoke the token of this login: it is good until it expires. ${textOf(error)}`;
    }
  }

  function drop() {
    clearTimeout(timer);
    tokens = null;
  }

  // findProvider prepares client, or tells why the provider can't be used. The page may ask the issuer's origin and no other.
  async function findProvider() {
    if (!window.crypto.subtle) throw new Error("A browser logs in only from a page on https, or on localhost.");
    if (!inSession(() => true)) throw new Error("Your browser allows this page no storage, in which it would remember what it has asked for.");
    client ??= new window.oidc.OidcClient({
      authority: issuer,
      client_id: clientId,
      redirect_uri: pageAddress,
      post_logout_redirect_uri: pageAddress,
      scope,
      requestTimeoutInSeconds: patience,
      // The body of a revocation's answer is empty, and may be of this type. Not text/html as well: this is sent as Accept with
      // every request for tokens, and a provider would tell an error in HTML.
      revokeTokenAdditionalContentTypes: ["text/plain"],
      stateStore: new window.oidc.WebStorageStateStore({ prefix: pendingPrefix, store: window.sessionStorage }),
    });
    checkProvider(await client.metadataService.getMetadata());
  }

  function checkProvider(metadata) {
    if (withoutSlash(metadata.issuer) !== withoutSlash(issuer)) {
      throw new Error(`The provider at ${issuer} calls itself ${metadata.issuer}: that has to be this server’s --graphiql-issuer.`);
    }
    for (const name of ["token_endpoint", "revocation_endpoint"]) {
      if (metadata[name] && new URL(metadata[name]).origin !== new URL(issuer).origin) {
        throw new Error(`The provider’s ${name} is ${metadata[name]}, and this page may ask nobody but ${new URL(issuer).origin}.`);
      }
    }
    for (const name of ["authorization_endpoint", "end_session_endpoint"]) {
      if (metadata[name] && new URL(metadata[name]).protocol !== new URL(issuer).protocol) {
        throw new Error(`The provider’s ${name} is ${metadata[name]}, which no browser should be sent to from ${issuer}.`);
      }
    }
  }

  // textOf says what a person can do something with: the provider's own words, or that it doesn't answer.
  function textOf(error) {
    if (error.name === "ErrorResponse") return `${issuer} says: ${error.error_description || error.error}.`;
    if (error.message === "No matching state found in storage") return "That answer belongs to another attempt, or to another tab of your browser.";
    if (error instanceof TypeError || error.name === "ErrorTimeout") {
      return `${issuer} can’t be asked (${error.message}). It may be down, or not allow pages of ${location.origin}.`;
    }
    return error.message;
  }
}

// forgetPending removes the states and verifiers of logins that nobody came back from.
function forgetPending() {
  inSession((storage) => Object.keys(storage).filter((key) => key.startsWith(pendingPrefix)).forEach((key) => storage.removeItem(key)));
}

function forgetMark() {
  inSession((storage) => storage.removeItem(loggedInKey));
}

// nameIn is what the ID token calls the person. ZITADEL puts a name into it only if the application is set up so.
function nameIn(profile) {
  return profile.name || profile.preferred_username || profile.email || `user ${profile.sub}`;
}

function withoutSlash(address) {
  return String(address).replace(/\/$/, "");
}
