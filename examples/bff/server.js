// A backend for a frontend: a small HTTP API of its own in front of zitadel-graphql, for one page.
//
//   GET  /settings/ORG                                     what the page shows
//   POST /settings/ORG/remove {"type": …, "version": …}    removes a second factor from the policy of that version
//
// The caller's own token goes on, so that ZITADEL decides what the caller may do. An error has a code that the page goes by.
import { createServer } from 'node:http'
import { Failure, makeClient } from './zitadel.js'

const { GRAPHQL_URL = 'http://localhost:4000/graphql', PORT = '4100' } = process.env
const run = makeClient(GRAPHQL_URL)

async function settings(orgId, authorization) {
  const { value, warnings } = await run('Settings', { orgId }, authorization)
  return { ...value, warnings }
}

async function remove(orgId, authorization, { type, version }) {
  const { value } = await run('RemoveSecondFactor', { orgId, type, expectedVersion: version }, authorization)
  // null where only the read after the removal failed: the page asks again.
  return { version: value.version, secondFactors: value.organization?.loginPolicy?.secondFactors ?? null, warnings: value.warnings }
}

async function readJSON(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > 10_000) throw new Failure({ message: 'The body is too large.', extensions: { code: 'BAD_REQUEST', httpStatus: 413 } })
  }
  try {
    return JSON.parse(text) ?? {}
  } catch {
    throw new Failure({ message: 'The body isn’t JSON.', extensions: { code: 'BAD_REQUEST', httpStatus: 400 } })
  }
}

async function answer(request) {
  const { authorization } = request.headers
  const [, orgId, action] = /^\/settings\/(\d+)(\/remove)?$/.exec(request.url) ?? []
  if (orgId && !action && request.method === 'GET') return settings(orgId, authorization)
  // A page of another site can't send JSON by this content type without being asked first.
  if (action && request.method === 'POST' && request.headers['content-type'] === 'application/json') {
    return remove(orgId, authorization, await readJSON(request))
  }
  throw new Failure({ message: 'There is nothing here.', extensions: { code: 'NOT_FOUND', httpStatus: 404 } })
}

const server = createServer(async (request, response) => {
  let status = 200
  const body = await answer(request).catch((error) => {
    if (!(error instanceof Failure)) console.error(error)
    const failure = error instanceof Failure ? error : new Failure({ message: 'Something failed here.', extensions: { httpStatus: 500 } })
    status = failure.httpStatus
    const { code, reason, outcome, requestId } = failure
    return { error: { code, reason, outcome, requestId, message: failure.message } }
  })
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
