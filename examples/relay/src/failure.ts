// What Relay keeps of an error: what the server answered is behind its `source`, or the error itself is of the server's list.
interface Failed {
  message: string
  extensions?: { code?: string; outcome?: string }
}

// firstOf finds the server's error behind one that Relay threw.
export function firstOf(error: Error): Failed {
  const { source } = error as { source?: { errors?: readonly Failed[] } }
  return source?.errors?.[0] ?? error
}

// words says what a person can do about a failure. New codes may come: the server's message is the fallback.
export function words({ message, extensions = {} }: Failed): string {
  if (extensions.outcome === 'UNKNOWN' || !extensions.code) return `It may have been changed, or not: look again. ${message}`
  switch (extensions.code) {
    case 'UNAUTHENTICATED':
      return 'The token isn’t accepted. Log in again.'
    case 'FORBIDDEN':
      return 'You may not change this organization’s login policy.'
    case 'CONFLICT':
      return 'Somebody else has changed the policy. Look again, and decide again.'
    default:
      return message
  }
}
