// Starts GraphiQL with the settings that stand on the page. It runs after the third-party scripts, even when one of them
// didn't arrive.
"use strict";

(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  // Relative to the page, which may stand below a prefix that a proxy takes off.
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

  const prefix = storagePrefix();
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
      // The docs begin with the schema's own description, which GraphiQL asks for only with this.
      schemaDescription: true,
      // With null GraphiQL does without a schema, instead of showing that it was refused one.
      schema: settings.schema ? undefined : null,
      isHeadersEditorEnabled: true,
      // A header may be a secret: it isn't stored, and nobody is offered to store it.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    createElement(window.GraphiQL.Logo, null, "zitadel-graphql"),
  ));
  runOnCtrlEnter();
  focusFirstField();

  function showNotice(text) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = text.replace(/^ +/gm, "");
    root.replaceChildren(notice);
  }

  // storagePrefix begins the name of everything that this page stores. The browser shares its storage with other pages of the
  // same host: those that stand there at other times, and those below other paths, with another ZITADEL behind them. No
  // page's prefix begins with another page's.
  function storagePrefix() {
    const folder = new URL(".", document.baseURI).pathname;
    return folder === "/" ? "zitadel-graphql:" : `zitadel-graphql@${encodeURIComponent(folder)}:`;
  }

  // openToken returns the one token of all of GraphiQL's tabs. It survives a reload but not the browser's tab: it is in the
  // session storage, or where the browser allows none, in memory alone.
  function openToken() {
    let current = settings.token;
    const key = `${prefix}token`;
    const withStorage = (step) => {
      try {
        return step(window.sessionStorage);
      } catch {
        return null;
      }
    };
    current = withStorage((storage) => storage.getItem(key)) ?? current;
    return {
      get: () => current,
      set: (text) => {
        // People paste the whole header too.
        current = text.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
        withStorage((storage) => storage.setItem(key, current));
      },
      forget: () => {
        current = settings.token;
        withStorage((storage) => storage.removeItem(key));
      },
      // The characters of RFC 6750. With others a browser refuses to send the header, which would look like an outage.
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
      showTokenHint();
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
    showTokenHint();
    bar.hidden = false;

    function reveal(shown) {
      field.type = shown ? "text" : "password";
      show.textContent = shown ? "Hide" : "Show";
      show.setAttribute("aria-label", `${show.textContent} the access token`);
    }
  }

  // showTokenHint tells which token is sent. replaced is true where the current tab's headers have an Authorization.
  function showTokenHint(replaced = false) {
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

  // send is GraphiQL's fetcher. It makes one POST, and a GraphQL error of whatever fails, which GraphiQL shows in its result
  // pane. A subscription is answered by a stream, which becomes an async iterable of results; if it is refused, and for
  // everything else, the answer is one result in JSON.
  async function send(params, options) {
    const connection = new AbortController();
    let response, body;
    try {
      const headers = new Headers(options?.headers);
      const replaced = headers.has("authorization");
      showTokenHint(replaced);
      if (!replaced && !token.sendable()) {
        return failure(`Nothing was sent. Correct the access token at the top of the page. ${unsendable()}`);
      }
      if (!replaced && token.get()) headers.set("authorization", `Bearer ${token.get()}`);
      headers.set("content-type", "application/json");
      headers.set("accept", "application/graphql-response+json, application/json, text/event-stream");
      response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(params), signal: connection.signal });
      if (response.headers.get("content-type")?.startsWith("text/event-stream")) return stoppable(response.body, connection);
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

  // stoppable makes the results of a stream, of which GraphiQL shows the latest. When a person stops the operation, or leaves
  // its tab, GraphiQL calls return. That cuts the connection at once, by which the server knows that it can stop too; the
  // generator alone would wait for the next result first.
  function stoppable(stream, connection) {
    const results = readResults(stream, connection.signal);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => results.next(),
        return: () => {
          connection.abort();
          return results.return();
        },
      }),
    };
  }

  // readResults reads GraphQL over SSE as this program's endpoint writes it, with each result in one line. A stream that ends
  // before its completing event has broken off, and the result that is shown may not be the last.
  async function* readResults(stream, stopped) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let unread = "";
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error("it ended without its completing event");
        const lines = (unread + value).split("\n");
        unread = lines.pop();
        for (const line of lines) {
          if (line === "event: complete") return;
          if (line.startsWith("data: ")) yield JSON.parse(line.slice("data: ".length));
        }
      }
    } catch (error) {
      if (!stopped.aborted) yield failure(`The stream from ${endpoint.pathname} broke off: ${error.message}`);
    }
  }

  function failure(message) {
    return { errors: [{ message }] };
  }

  // runOnCtrlEnter runs the query wherever the focus is. GraphiQL itself does so only in its editors, and a person may try the
  // key before the first click. In a dialog the key keeps its own meaning.
  function runOnCtrlEnter() {
    document.addEventListener("keydown", (event) => {
      const run = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (!run || event.defaultPrevented || event.repeat || event.target.closest?.('[role="dialog"]')) return;
      event.preventDefault();
      document.querySelector(".graphiql-execute-button")?.click();
    });
  }

  // focusFirstField puts the cursor where a person has to type next: into the field for the token, or into the query. Not on a
  // phone, where it would bring up the keyboard. The lines of a narrow editor wrap.
  function focusFirstField() {
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

  // openStorage returns the browser's local storage under this page's prefix, without request headers: GraphiQL's history
  // stores them even where it is told not to. Where the browser allows no storage it returns null, with which GraphiQL works
  // too.
  function openStorage() {
    let local;
    try {
      local = window.localStorage;
    } catch {
      return null;
    }
    let cleared = false;
    const ownKeys = () => Object.keys(local).filter((key) => key.startsWith(prefix));
    return {
      get length() { return ownKeys().length; },
      getItem: (key) => local.getItem(prefix + key),
      setItem: (key, value) => cleared || local.setItem(prefix + key, withoutHeaders(key, value)),
      removeItem: (key) => local.removeItem(prefix + key),
      // GraphiQL goes on storing its editors' content afterwards, which would take the examples' place. So nothing is stored
      // until the next visit.
      clear: () => {
        cleared = true;
        ownKeys().forEach((key) => local.removeItem(key));
        token.forget();
        document.getElementById("token").value = token.get();
        showTokenHint();
      },
    };
  }

  // withoutHeaders sets the request headers to null in what GraphiQL stores as JSON, its tabs and its history. The field stays:
  // GraphiQL forgets all tabs where one lacks it. A person's own variables, which may have such a name, aren't changed.
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
