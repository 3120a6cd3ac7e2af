// The buttons beside the query: GraphiQL's own, and two to take an operation along.

import { curlCommand, linkTo, toClipboard } from "./copy.js";

// createToolbar returns GraphiQL's toolbar with them.
export function createToolbar(caller) {
  const { createElement, Fragment } = window.React;
  return createElement(window.GraphiQL.Toolbar, null, ({ prettify, merge, copy }) => createElement(
    Fragment, null, prettify, merge, copy, createElement(CopyButtons, { caller }),
  ));
}

function CopyButtons({ caller }) {
  const { createElement, Fragment } = window.React;
  const { ToolbarButton, useEditorContext } = window.GraphiQL.React;
  const editors = useEditorContext({ nonNull: true });
  const button = (label, icon, onClick) => createElement(
    ToolbarButton, { label, onClick }, createElement("svg", iconProperties, createElement("path", { d: icon })),
  );
  return createElement(
    Fragment, null,
    button("Copy as curl", "M2.5 4.5l3.5 3.5l-3.5 3.5M7.5 12h6", () => copyCurl(operationIn(editors), caller)),
    button("Copy a link", "M6.5 9.5a3 3 0 0 0 4.2 0l2-2a3 3 0 0 0-4.2-4.2l-1 1M9.5 6.5a3 3 0 0 0-4.2 0l-2 2a3 3 0 0 0 4.2 4.2l1-1",
      () => copyLink(operationIn(editors))),
  );
}

const iconProperties = {
  className: "graphiql-toolbar-icon", viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", strokeWidth: 1.5, "aria-hidden": true,
};

function operationIn({ queryEditor, variableEditor, headerEditor }) {
  return {
    query: queryEditor?.getValue() ?? "",
    variables: variableEditor?.getValue() ?? "",
    headers: headerEditor?.getValue() ?? "",
    operationName: queryEditor?.operationName ?? null,
  };
}

async function copyCurl(operation, caller) {
  const command = curlCommand(operation, caller.organizationHeader?.());
  if (command === null) return tell("Nothing was copied: the variables are no JSON object.");
  tell(await toClipboard(command) ? "Copied. The command reads the access token from the shell’s variable TOKEN." : refused);
}

async function copyLink(operation) {
  const link = linkTo(operation);
  if (link === null) return tell("Nothing was copied: the operation is too long for a link.");
  tell(await toClipboard(link) ? "Copied. The link has the query and the variables in it, and no headers." : refused);
}

const refused = "Nothing was copied: your browser doesn’t allow it.";

// tell shows a text for some seconds, and has it read aloud.
function tell(text) {
  const said = document.getElementById("copied");
  said.textContent = text;
  setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, 8000);
}
