import { CombinedGraphQLErrors } from '@apollo/client'
import type { graphql } from './graphql'

type ErrorCode = ReturnType<typeof graphql.scalar<'ErrorCode'>>
type WriteOutcome = ReturnType<typeof graphql.scalar<'WriteOutcome'>>
interface Extensions {
  code?: ErrorCode
  outcome?: WriteOutcome
}

// words says what a person can do about a failure. New codes may come: the server's message is the fallback.
export function words(error: Error): string {
  if (!CombinedGraphQLErrors.is(error)) return `There was no answer. What was to be changed may have been changed: look again.`
  const { message = '', extensions } = error.errors[0] ?? {}
  const { code, outcome }: Extensions = extensions ?? {}
  if (outcome === 'UNKNOWN') return `It may have been changed, or not: look again. ${message}`
  switch (code) {
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
