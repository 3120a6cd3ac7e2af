// Requests to the endpoint.

import { endpoint } from "./settings.js";

// createFetcher returns GraphiQL's fetcher. It makes one POST, and a GraphQL error of whatever fails, which GraphiQL shows in
// its result pane. A subscription is answered by a stream, which becomes an async iterable of results; if it is refused, and
// for everything else, the answer is one result in JSON. The headers of a tab take precedence over the caller's.
//
// Where the endpoint doesn't accept the caller's token, the caller gets another and the same is sent once more.
export function createFetcher(caller) {
  return async (params, options) => {
    const headers = new Headers();
    try {
      for (const [name, value] of new Headers(options?.headers)) headers.set(name, value);
    } catch (error) {
      return failure(`Nothing was sent. The headers can’t be sent: ${error.message}`);
    }
    const replaced = headers.has("authorization");
    const answer = await sendAs(caller, replaced, params, headers);
    if (replaced || !isRefusal(answer) || !await caller.renew()) return answer;
    return sendAs(caller, replaced, params, headers);
  };
}

async function sendAs(caller, replaced, params, own) {
  const { problem, headers } = await caller.headers(replaced);
  if (problem) return failure(problem);
  const all = new Headers(headers);
  for (const [name, value] of own) all.set(name, value);
  return send(params, all);
}

// send makes one request.
export async function send(params, headers) {
  const connection = new AbortController();
  let response, body;
  try {
    const all = new Headers(headers);
    all.set("content-type", "application/json");
    all.set("accept", "application/graphql-response+json, application/json, text/event-stream");
    response = await fetch(endpoint, { method: "POST", headers: all, body: JSON.stringify(params), signal: connection.signal });
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

// isRefusal reports whether the token alone is why an operation failed, and nothing of it was done. Where a mutation has two
// fields and the token expired between them, sending it again would do the first one twice.
function isRefusal(answer) {
  const errors = answer?.errors ?? [];
  return errors.length > 0 && Object.values(answer.data ?? {}).every((value) => value === null) &&
    errors.every(({ extensions }) => extensions?.code === "UNAUTHENTICATED" && (extensions.outcome ?? "NOT_EXECUTED") === "NOT_EXECUTED");
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
