// Operations to take along: as a command for a terminal, and as a link to this page. Neither has a token in it.

import { longestLink } from "./address.js";
import { endpoint, pageAddress } from "./settings.js";

// curlCommand is the operation as a command of a POSIX shell, which reads the token from its variable TOKEN. headers are those
// of the tab, as the text of their editor; extra are the page's own. Of headers that may be secrets there is none but
// Authorization. It is null where the variables are no JSON object.
export function curlCommand({ query, variables, operationName, headers }, extra) {
  const body = { query };
  if (operationName) body.operationName = operationName;
  if (variables.trim() !== "") {
    body.variables = readJSON(variables);
    if (!body.variables) return null;
  }
  const lines = [`curl ${quote(endpoint.href)}`, `-H "Authorization: Bearer $TOKEN"`, `-H 'Content-Type: application/json'`];
  for (const [name, value] of new Headers({ ...extra, ...readHeaders(headers) })) {
    if (isSecret(name)) continue;
    lines.push(`-H ${quote(`${name}: ${value}`)}`);
  }
  lines.push(`--data-raw ${quote(JSON.stringify(body))}`);
  return lines.join(" \\\n  ");
}

// linkTo is an address that opens this page with the operation in a tab of its own. Whatever is behind "#" a browser keeps to
// itself. It is null where the operation is too long for it.
export function linkTo({ query, variables, operationName }) {
  const parts = new URLSearchParams({ query });
  if (variables.trim() !== "") parts.set("variables", variables);
  if (operationName) parts.set("operationName", operationName);
  return parts.toString().length > longestLink ? null : `${pageAddress}#${parts}`;
}

// toClipboard reports whether the text is in the clipboard. A page that isn't served over https has the older way alone.
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "to-copy";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

// isSecret knows the headers in which tokens, passwords and cookies travel, and those that a command has anyway.
function isSecret(name) {
  return /auth|cookie|token|secret|password|key/i.test(name) || ["content-type", "accept"].includes(name);
}

function readHeaders(text) {
  const headers = {};
  for (const [name, value] of Object.entries(readJSON(text) ?? {})) {
    try {
      headers[name] = new Headers({ [name]: value }).get(name);
    } catch {
      // It couldn't be sent either.
    }
  }
  return headers;
}

// readJSON returns null for what is no JSON object, such as the empty text of an editor.
function readJSON(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

// quote writes a text for a POSIX shell.
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
