// Takes out of the page's address what the page was opened with, and keeps it in memory: the answer of the OpenID provider, and
// the operation that a link carries. It is the first script that runs, so that no other code, whether it is GraphiQL's or this
// page's, finds a code of the provider in the address, and a reload doesn't use either again.

const ofTheProvider = ["code", "state", "error", "error_description", "error_uri", "iss", "session_state"];

// The longest part behind "#" that is read. Nobody types so much, and GraphiQL gets slow with more.
export const longestLink = 65536;

const opened = new URL(location.href);

// answerAddress is the whole address that the provider sent the person to, for oidc-client-ts to read. It is null where the
// page was opened otherwise.
export const answerAddress = ofTheProvider.some((name) => opened.searchParams.has(name)) ? opened.href : null;

// link is the operation behind "#" as { query, variables, operationName }, null where there is none, or the string "too long".
export const link = readLink(opened.hash.slice(1));

if (answerAddress || opened.hash) {
  const clean = new URL(opened);
  for (const name of ofTheProvider) clean.searchParams.delete(name);
  clean.hash = "";
  history.replaceState(history.state, "", clean);
}

// The address of this page is opened again with another link: nothing is loaded then, unless this does it.
addEventListener("hashchange", () => {
  if (location.hash.includes("query=")) location.reload();
});

// readLink reads nothing but these three. Headers, and with them a token, can neither be put into a link nor be taken from one.
function readLink(hash) {
  const parts = new URLSearchParams(hash.slice(0, longestLink));
  if (!parts.has("query")) return null;
  if (hash.length > longestLink) return "too long";
  return {
    query: parts.get("query"),
    variables: parts.get("variables") ?? "",
    operationName: parts.get("operationName"),
  };
}
