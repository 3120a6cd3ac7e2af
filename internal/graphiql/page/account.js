// Who is logged in, and the organization that their requests are about. Its functions are those that the fetcher needs of any
// source of a token; token.js has them too.

import { send } from "./fetcher.js";
import { createLogin } from "./login.js";
import { inSession, prefix } from "./settings.js";

const organizationKey = `${prefix}organization`;
const mostPages = 10; // of a hundred organizations each

// openAccount shows the login in the bar. stored is waited for before the page is left: what was typed is in the browser's
// storage then.
export function openAccount(stored) {
  const part = (id) => document.getElementById(id);
  const chosen = part("organization");
  const login = createLogin(show);
  let user = null; // whose organizations are listed
  let listing = null; // ends when they are: until then none of them can be chosen

  part("log-in").addEventListener("click", async () => {
    show({ kind: "leaving" });
    await stored();
    await login.logIn();
  });
  part("log-out").addEventListener("click", async () => {
    show({ kind: "leaving" });
    inSession((storage) => storage.removeItem(organizationKey));
    await stored();
    await login.logOut();
  });
  chosen.addEventListener("change", () => inSession((storage) => storage.setItem(organizationKey, chosen.value)));
  // The way back from the provider, by the browser's own button, can lead to the page as it was left.
  addEventListener("pageshow", (event) => event.persisted && part("account").dataset.state === "leaving" && location.reload());

  return {
    resume: login.resume,
    headers: async (replaced) => {
      if (storedChoice()) await listing; // or what is run right after a reload would be about the home organization
      const token = replaced ? null : await login.accessToken();
      return { headers: { ...(token && { authorization: `Bearer ${token}` }), ...organizationHeader() } };
    },
    renew: login.renew,
    organizationHeader,
    forget: () => {},
    focus: () => part("log-in").focus(),
    isMissing: () => part("account").dataset.state !== "in",
  };

  function storedChoice() {
    return inSession((storage) => storage.getItem(organizationKey));
  }

  function organizationHeader() {
    return chosen.value === "" ? {} : { "x-zitadel-orgid": chosen.value };
  }

  function show(state) {
    part("account").dataset.state = state.kind;
    if (state.kind !== "leaving") {
      part("log-in").hidden = state.kind === "in";
      part("log-out").hidden = state.kind !== "in";
    }
    for (const button of [part("log-in"), part("log-out")]) button.disabled = state.kind === "leaving";
    part("log-in").textContent = state.kind === "expired" ? "Log in again" : "Log in";
    part("account-problem").textContent = state.problem ?? "";
    part("account-hint").textContent = hints[state.kind];
    if (state.kind === "leaving") return;
    if (state.kind !== "in") {
      user = null;
      part("account-name").textContent = "";
      showOrganizations([]);
    } else if (user === null) {
      user = state.name;
      showName(state.name);
      listing = askWhoItIs();
    }
  }

  function showName(name) {
    part("account-name").textContent = `Logged in as ${name}`;
  }

  // askWhoItIs shows the name by which ZITADEL knows the person, in place of what the ID token says, and the organizations to
  // choose from.
  async function askWhoItIs() {
    const of = user;
    const found = [];
    let isWhole = true;
    let after = null;
    for (let pages = 0; pages < mostPages; pages++) {
      const token = await login.accessToken();
      const answer = await send({ query: whoItIs, operationName: "WhoIsLoggedIn", variables: { after } }, { authorization: `Bearer ${token}` });
      if (user !== of) return;
      const rejected = answer.errors?.find(({ extensions }) => extensions?.code === "UNAUTHENTICATED");
      if (rejected) part("account-problem").textContent = `ZITADEL doesn't accept the token of this login. ${rejected.message}`;
      const viewer = answer.data?.viewer;
      isWhole &&= Boolean(viewer?.organizations);
      if (viewer?.user?.displayName) showName(viewer.user.displayName);
      found.push(...viewer?.organizations?.nodes ?? []);
      if (!viewer?.organizations?.pageInfo.hasNextPage) break;
      after = viewer.organizations.pageInfo.endCursor;
      isWhole = pages < mostPages - 1;
    }
    const before = storedChoice();
    if (before && !isWhole && !found.some(({ id }) => id === before)) found.push({ id: before, name: before });
    showOrganizations(found, before);
  }

  // showOrganizations leaves the choice out where there is none. before is the id of the one that was chosen earlier.
  function showOrganizations(list, before) {
    const home = new Option("my home organization", "");
    chosen.replaceChildren(home, ...list.map(({ id, name }) => new Option(name, id, false, id === before)));
    part("organization-choice").hidden = list.length === 0;
  }
}

const hints = {
  out: "Log in with your account of ZITADEL. Requests go out without a token until then.",
  in: "",
  expired: "What stands in the editors stays there.",
  leaving: "On the way to the login …",
};

const whoItIs = `query WhoIsLoggedIn($after: String) {
  viewer { user { displayName } organizations(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }
}`;
