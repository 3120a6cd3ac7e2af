// Starts GraphiQL with the settings that stand on the page. It runs after the
// third-party scripts, also when one of them did not arrive.
"use strict";

(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const prefilled = settings.headers ? JSON.stringify(settings.headers, null, 2) : undefined;
  const root = document.getElementById("graphiql");

  if (!window.React || !window.ReactDOM || !window.GraphiQL) {
    showNotice(settings.source
      ? `GraphiQL could not be loaded from ${settings.source}.

        This program was built without GraphiQL's files, so your browser fetches them from there. Check that it can reach that host, or build the files in: run "go generate ./internal/graphiql", then build the program again.

        The API works without this page, at ${settings.endpoint}.`
      : `GraphiQL could not be loaded. Reload the page to try again; the browser's console says what went wrong.`);
    return;
  }

  // The name under which the bundle looks for the nonce of its style elements.
  window.__webpack_nonce__ = settings.nonce;

  const { createElement } = window.React;
  window.ReactDOM.createRoot(root).render(createElement(
    window.GraphiQL,
    {
      fetcher: send,
      storage: openStorage(),
      defaultTabs: settings.tabs?.map((tab) => ({ ...tab, headers: prefilled ?? null })),
      // What a further tab starts with.
      defaultQuery: "",
      defaultHeaders: prefilled,
      defaultEditorToolsVisibility: settings.tabs?.[0]?.variables ? "variables" : "headers",
      // The docs open with what the API says of itself; without this it isn't asked.
      schemaDescription: true,
      isHeadersEditorEnabled: true,
      // A token belongs to the visit, not to the browser's storage; so nobody
      // is offered to keep it either.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    createElement(window.GraphiQL.Logo, null, "zitadel-graphql"),
  ));

  function showNotice(text) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = text.replace(/^ +/gm, "");
    root.replaceChildren(notice);
  }

  // send is GraphiQL's fetcher: one POST, and whatever comes of it as a
  // GraphQL result, so that the result pane shows a failure in words.
  async function send(params, options) {
    let response, body;
    try {
      const headers = new Headers(options?.headers);
      headers.set("content-type", "application/json");
      headers.set("accept", "application/graphql-response+json, application/json");
      response = await fetch(settings.endpoint, { method: "POST", headers, body: JSON.stringify(params) });
      body = await response.text();
    } catch (error) {
      return failure(`No answer from ${settings.endpoint}: ${error.message}`);
    }
    try {
      return JSON.parse(body);
    } catch {
      return failure(`${settings.endpoint} answered ${response.status} ${response.statusText} and no JSON: ${body.slice(0, 500)}`);
    }
  }

  function failure(message) {
    return { errors: [{ message }] };
  }

  // openStorage is the browser's local storage under names of our own, because
  // other pages live on the same port at other times, and without request
  // headers: GraphiQL's history keeps them whatever it is told about
  // persisting. An entry of the history comes back with the headers that the
  // page starts with; tabs get those from GraphiQL. Null, where the browser allows no storage, makes GraphiQL do
  // without.
  function openStorage() {
    const prefix = "zitadel-graphql:";
    let local;
    try {
      local = window.localStorage;
    } catch {
      return null;
    }
    let cleared = false;
    const ours = () => Object.keys(local).filter((key) => key.startsWith(prefix));
    return {
      get length() { return ours().length; },
      getItem: (key) => {
        const value = local.getItem(prefix + key);
        return key === "graphiql:tabState" ? value : mapHeaders(key, value, () => prefilled ?? null);
      },
      setItem: (key, value) => cleared || local.setItem(prefix + key, mapHeaders(key, value, () => null)),
      removeItem: (key) => local.removeItem(prefix + key),
      // What GraphiQL still writes down of its editors afterwards would come
      // back in place of the examples; so until the next visit nothing is kept.
      clear: () => {
        cleared = true;
        ours().forEach((key) => local.removeItem(key));
      },
    };
  }

  // mapHeaders changes the request headers in what GraphiQL keeps as JSON (its
  // tabs, its history), wherever in it they stand. They are never left out:
  // GraphiQL forgets all tabs where one has no such field. What the person
  // wrote as variables stays as it is.
  function mapHeaders(key, value, change) {
    if (value === null || key === "graphiql:variables") {
      return value;
    }
    try {
      return JSON.stringify(JSON.parse(value, (name, part) => (name === "headers" ? change(part) : part)));
    } catch {
      return value; // a plain text, such as the query
    }
  }
})();
