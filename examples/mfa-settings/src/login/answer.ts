// Takes the OpenID provider's answer out of the page's address. It is the first module that runs, so that no other finds a code
// of the provider in the address, and a reload doesn't use it again.

const ofTheProvider = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss', 'session_state']

const opened = new URL(location.href)

/** The whole address that the provider sent the person to. Null where the page was opened otherwise. */
export const answerAddress = ofTheProvider.some((name) => opened.searchParams.has(name)) ? opened.href : null

if (answerAddress !== null) {
  const clean = new URL(opened)
  for (const name of ofTheProvider) clean.searchParams.delete(name)
  history.replaceState(null, '', clean)
}
