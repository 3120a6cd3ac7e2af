// Starts GraphiQL with the settings that stand on the page. It runs after the third-party scripts, even when one of them
// didn't arrive.

import { openAccount } from "./account.js";
import { link, longestLink } from "./address.js";
import { createExplorer } from "./explorer.js";
import { createFetcher } from "./fetcher.js";
import { endpoint, prefix, settings } from "./settings.js";
import { openStorage } from "./storage.js";
import { openTokenField } from "./token.js";
import { createToolbar } from "./toolbar.js";

const root = document.getElementById("graphiql");
const narrow = matchMedia("(width < 45rem)").matches; // as in page.css
const touch = matchMedia("(pointer: coarse)").matches;

if (!window.React || !window.ReactDOM || !window.GraphiQL || settings.login && !window.oidc) {
  showNotice(settings.source
    ? `GraphiQL could not be loaded from ${settings.source}.

      This program was built without GraphiQL's files, so your browser fetches them from there. Check that it can reach that host, or build the files in: run "go generate ./internal/graphiql", then build the program again.

      The API works without this page, at ${endpoint.pathname}.`
    : `GraphiQL could not be loaded. Reload the page to try again; the browser's console says what went wrong.`);
} else {
  await start();
}

async function start() {
  const caller = settings.login ? openAccount(stored) : openTokenField();
  showBar(caller);
  const opened = settings.login ? await caller.resume(link) : link;
  if (opened === "too long") addRemark(`The link that opened this page is longer than ${longestLink} characters, and wasn’t read.`, caller);
  showGraphiQL(caller, opened?.query ? opened : null);
  runOnCtrlEnter();
  focusFirstField(caller, opened);
}

function showGraphiQL(caller, opened) {
  // The name under which the bundle looks for the nonce of its style elements.
  window.__webpack_nonce__ = settings.nonce;
  const { createElement } = window.React;
  const tabs = settings.tabs?.map((tab) => ({ ...tab, headers: null })) ?? [];
  if (opened) tabs.unshift({ query: opened.query, variables: opened.variables, headers: null });
  window.ReactDOM.createRoot(root).render(createElement(
    window.GraphiQL,
    {
      fetcher: createFetcher(caller),
      storage: openStorage(caller.forget),
      plugins: [createExplorer()],
      defaultTabs: tabs.length > 0 ? tabs : undefined,
      // With these GraphiQL adds a tab to those of an earlier visit.
      query: opened?.query,
      variables: opened?.variables,
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
    createToolbar(caller),
  ));
}

function showNotice(text) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.textContent = text.replace(/^ +/gm, "");
  root.replaceChildren(notice);
}

function showBar(caller) {
  const bar = document.getElementById("bar");
  for (const remark of bar.querySelectorAll(".remark")) hideOnDemand(remark, caller);
  bar.hidden = false;
}

// addRemark puts a notice under those of the server.
function addRemark(text, caller) {
  const remark = document.getElementById("remark").content.firstElementChild.cloneNode(true);
  remark.querySelector("p").textContent = text;
  document.getElementById("bar").append(remark);
  hideOnDemand(remark, caller);
}

function hideOnDemand(remark, caller) {
  remark.querySelector("button").addEventListener("click", () => {
    remark.remove();
    caller.focus();
  });
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

// focusFirstField puts the cursor where a person has to do something next: to the token or the login, or into the query. Not
// on a phone, where it would bring up the keyboard. The lines of a narrow editor wrap.
function focusFirstField(caller, opened) {
  if (!touch && caller.isMissing()) caller.focus();
  whenThere(() => document.querySelector(".graphiql-query-editor .CodeMirror")?.CodeMirror, (editor) => {
    editor.setOption("lineWrapping", narrow);
    if (opened?.operationName) editor.operationName = opened.operationName;
    if (!touch && document.activeElement === document.body) editor.focus();
  });
}

function whenThere(find, then) {
  const observer = new MutationObserver(() => {
    const found = find();
    if (!found) return;
    observer.disconnect();
    then(found);
  });
  observer.observe(root, { childList: true, subtree: true });
}

// stored waits until GraphiQL has put into the browser's storage what was typed last, which it does half a second later.
async function stored() {
  await new Promise((resolve) => setTimeout(resolve, 700));
}
