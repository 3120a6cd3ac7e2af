// Asks zitadel-graphql for what is in manifest.json, and for nothing else.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('manifest.json', import.meta.url), 'utf8'))
const ids = new Map(Object.entries(manifest).map(([id, document]) => [/\w+ (\w+)/.exec(document)[1], id]))

// Failure is an answer with an error. `outcome` is of mutations: NOT_EXECUTED, or UNKNOWN where nobody knows.
export class Failure extends Error {
  constructor({ message = 'zitadel-graphql gave no answer', extensions = {} } = {}, ofMutation) {
    super(message)
    this.code = extensions.code ?? 'INTERNAL_SERVER_ERROR'
    this.reason = extensions.reason
    this.httpStatus = extensions.httpStatus ?? 502
    this.retryable = extensions.retryable ?? false
    this.requestId = extensions.requestId
    // What was refused before its first field ran has a code and no outcome.
    if (ofMutation) this.outcome = extensions.outcome ?? (extensions.code ? 'NOT_EXECUTED' : 'UNKNOWN')
  }
}

// makeClient returns a function that runs an operation by its name, with the caller's token, and returns the value of its only
// root field. It sends a request again, at most twice, where the server says that this can't do harm.
export function makeClient(url) {
  async function send(operation, variables, authorization) {
    const ofMutation = manifest[ids.get(operation)].startsWith('mutation')
    let response, answer
    try {
      response = await fetch(url, {
        method: 'POST',
        // Without a token the server says that it is missing. No other header of the browser's goes on.
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        body: JSON.stringify({ documentId: ids.get(operation), operationName: operation, variables }),
        redirect: 'error', // the token goes nowhere else
        signal: AbortSignal.timeout(40_000), // longer than the server's own, so that it tells what became of a write
      })
      answer = await response.json()
    } catch {
      throw new Failure(undefined, ofMutation)
    }
    const [value] = Object.values(answer.data ?? {})
    // Where the field has a value the operation has succeeded; what has an error below it is null.
    if (value) return { value, warnings: answer.extensions?.warnings ?? [] }
    const failure = new Failure(answer.errors?.[0], ofMutation)
    failure.retryAfter = Number(response.headers.get('retry-after') ?? 1)
    throw failure
  }

  return async function run(operation, variables, authorization, attempts = 3) {
    try {
      return await send(operation, variables, authorization)
    } catch (failure) {
      if (!failure.retryable || attempts === 1) throw failure
      await new Promise((resolve) => setTimeout(resolve, 1000 * failure.retryAfter))
      return run(operation, variables, authorization, attempts - 1)
    }
  }
}
