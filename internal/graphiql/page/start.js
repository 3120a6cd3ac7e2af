// Starts GraphiQL with the settings that stand on the page. It runs after the
// third-party scripts, also when one of them did not arrive.
"use strict";

(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  // Relative to the page, which may stand below a path that a proxy takes off.
  const endpoint = new URL(settings.endpoint, document.baseURI);
  const root = document.getElementById("graphiql");

  if (!window.React || !window.ReactDOM || !window.GraphiQL) {
    showNotice(settings.source
      ? `GraphiQL could not be loaded from ${settings.source}.

        This program was built without GraphiQL's files, so your browser fetches them from there. Check that it can reach that host, or build the files in: run "go generate ./internal/graphiql", then build the program again.

        The API works without this page, at ${endpoint.pathname}.`
      : `GraphiQL could not be loaded. Reload the page to try again; the browser's console says what went wrong.`);
    return;
  }

  const names = ownNames();
  const token = openToken();
  const narrow = matchMedia("(width < 45rem)").matches; // as in page.css
  showBar();

  // The name under which the bundle looks for the nonce of its style elements.
  window.__webpack_nonce__ = settings.nonce;

  const { createElement } = window.React;
  window.ReactDOM.createRoot(root).render(createElement(
    window.GraphiQL,
    {
      fetcher: send,
      storage: openStorage(),
      defaultTabs: settings.tabs?.map((tab) => ({ ...tab, headers: null })),
      // What a further tab starts with.
      defaultQuery: "",
      // On a phone the editors need the room; elsewhere an example's variables are seen at once.
      defaultEditorToolsVisibility: narrow ? false : "variables",
      // The docs open with what the API says of itself; without this it isn't asked.
      schemaDescription: true,
      // Null has GraphiQL do without a schema, instead of showing how it was refused one.
      schema: settings.schema ? undefined : null,
      isHeadersEditorEnabled: true,
      // A header may be a secret, and belongs to the visit rather than to the
      // browser's storage; so nobody is offered to keep it either.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    createElement(window.GraphiQL.Logo, null, "zitadel-graphql"),
  ));
  runFromAnywhere();
  prepareEditor();

  function showNotice(text) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = text.replace(/^ +/gm, "");
    root.replaceChildren(notice);
  }

  // ownNames is what the names of everything that this page stores begin with:
  // another page may stand on the same host at other times, or at the same time
  // below another path, with another ZITADEL behind it. No such beginning is
  // the beginning of another.
  function ownNames() {
    const folder = new URL(".", document.baseURI).pathname;
    return folder === "/" ? "zitadel-graphql:" : `zitadel-graphql@${encodeURIComponent(folder)}:`;
  }

  // openToken is the one token for all tabs. It outlives a reload and not the
  // browser's tab: it is kept in the session's storage, and where the browser
  // allows none in memory alone.
  function openToken() {
    let current = settings.token;
    const key = `${names}token`;
    const trying = (step) => {
      try {
        return step(window.sessionStorage);
      } catch {
        return null;
      }
    };
    current = trying((storage) => storage.getItem(key)) ?? current;
    return {
      get: () => current,
      set: (text) => {
        // People copy the whole header.
        current = text.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
        trying((storage) => storage.setItem(key, current));
      },
      forget: () => {
        current = settings.token;
        trying((storage) => storage.removeItem(key));
      },
      // The characters of RFC 6750: with others a browser sends no header, which would look like an outage.
      sendable: () => /^([\w.~+/-]+=*)?$/.test(current),
    };
  }

  function showBar() {
    const bar = document.getElementById("bar");
    const field = document.getElementById("token");
    const show = document.getElementById("token-show");
    field.value = token.get();
    field.addEventListener("input", () => {
      token.set(field.value);
      sayOfToken();
    });
    // The token that the page came with is no secret.
    reveal(token.get() !== "" && token.get() === settings.token);
    show.addEventListener("click", () => reveal(field.type === "password"));
    for (const remark of bar.querySelectorAll(".remark")) {
      remark.querySelector("button").addEventListener("click", () => {
        remark.remove();
        field.focus();
      });
    }
    sayOfToken();
    bar.hidden = false;

    function reveal(shown) {
      field.type = shown ? "text" : "password";
      show.textContent = shown ? "Hide" : "Show";
      show.setAttribute("aria-label", `${show.textContent} the access token`);
    }
  }

  // sayOfToken tells which token is sent; replaced says that the headers of the tab in front have an Authorization.
  function sayOfToken(replaced = false) {
    const field = document.getElementById("token");
    const sendable = token.sendable();
    field.setAttribute("aria-invalid", String(!sendable));
    let text = "Sent with every request from this page, whichever tab. Kept until you close this browser tab.";
    if (replaced) text = "This tab’s own Authorization, under Headers, was sent in place of this token.";
    if (!sendable) text = unsendable();
    const hint = document.getElementById("token-hint");
    if (hint.textContent !== text) hint.textContent = text;
  }

  function unsendable() {
    return "This is no token: a token has letters, digits and the characters . _ ~ + / - = only.";
  }

  // send is GraphiQL's fetcher: one POST, and whatever comes of it as a
  // GraphQL result, so that the result pane shows a failure in words.
  async function send(params, options) {
    let response, body;
    try {
      const headers = new Headers(options?.headers);
      const replaced = headers.has("authorization");
      sayOfToken(replaced);
      if (!replaced && !token.sendable()) {
        return failure(`Nothing was sent. Correct the access token at the top of the page. ${unsendable()}`);
      }
      if (!replaced && token.get()) headers.set("authorization", `Bearer ${token.get()}`);
      headers.set("content-type", "application/json");
      headers.set("accept", "application/graphql-response+json, application/json");
      response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(params) });
      body = await response.text();
    } catch (error) {
      return failure(`No answer from ${endpoint.pathname}: ${error.message}`);
    }
    try {
      return JSON.parse(body);
    } catch {
      return failure(`${endpoint.pathname} answered ${response.status} ${response.statusText} and no JSON: ${body.slice(0, 500)}`);
    }
  }

  function failure(message) {
    return { errors: [{ message }] };
  }

  // runFromAnywhere has Ctrl-Enter run the query wherever the focus is: GraphiQL's editors hear it only while they have
  // it, and the first thing that a person tries comes before the first click. A dialog keeps its keys.
  function runFromAnywhere() {
    document.addEventListener("keydown", (event) => {
      const run = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (!run || event.defaultPrevented || event.repeat || event.target.closest?.('[role="dialog"]')) return;
      event.preventDefault();
      document.querySelector(".graphiql-execute-button")?.click();
    });
  }

  // prepareEditor has a person who opens the page type where it is needed next: the token, or the query. On a phone that
  // would only bring up its keyboard.
  function prepareEditor() {
    const touch = matchMedia("(pointer: coarse)").matches;
    if (!touch && token.get() === "") document.getElementById("token").focus();
    const observer = new MutationObserver(() => {
      const editor = document.querySelector(".graphiql-query-editor .CodeMirror")?.CodeMirror;
      if (!editor) return;
      observer.disconnect();
      editor.setOption("lineWrapping", narrow);
      if (!touch && document.activeElement === document.body) editor.focus();
    });
    observer.observe(root, { childList: true, subtree: true });
  }

  // openStorage is the browser's local storage under names of our own, and
  // without request headers: GraphiQL's history keeps them whatever it is told
  // about persisting. Null, where the browser allows no storage, makes GraphiQL
  // do without.
  function openStorage() {
    let local;
    try {
      local = window.localStorage;
    } catch {
      return null;
    }
    let cleared = false;
    const ours = () => Object.keys(local).filter((key) => key.startsWith(names));
    return {
      get length() { return ours().length; },
      getItem: (key) => local.getItem(names + key),
      setItem: (key, value) => cleared || local.setItem(names + key, withoutHeaders(key, value)),
      removeItem: (key) => local.removeItem(names + key),
      // What GraphiQL still writes down of its editors afterwards would come
      // back in place of the examples; so until the next visit nothing is kept.
      clear: () => {
        cleared = true;
        ours().forEach((key) => local.removeItem(key));
        token.forget();
        document.getElementById("token").value = token.get();
        sayOfToken();
      },
    };
  }

  // withoutHeaders takes the request headers out of what GraphiQL keeps as JSON
  // (its tabs, its history), wherever in it they stand. They are never left out:
  // GraphiQL forgets all tabs where one has no such field. What the person
  // wrote as variables stays as it is.
  function withoutHeaders(key, value) {
    if (key === "graphiql:variables") {
      return value;
    }
    try {
      return JSON.stringify(JSON.parse(value, (name, part) => (name === "headers" ? null : part)));
    } catch {
      return value; // a plain text, such as the query
    }
  }
})();
