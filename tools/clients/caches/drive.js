// Drives a client through the page and the mutations of page.js, and prints a line of JSON for each: how many requests the
// client sent, and where what its cache has differs from what the server answers afterwards.
//
// A client has load(text), read(text) and mutate(text, field): load asks the server and keeps the answer, read returns what the
// cache has, and nothing where something is missing.
import { readDocuments } from './page.js';
import { recordConsole } from '../console.js';

const headers = { authorization: 'Bearer dev-instance-owner', 'content-type': 'application/json' };

// send posts an operation to the server at url. That is all that a network layer does.
export async function send(url, body) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json();
}

// differences lists the paths at which two values differ. Clients add __typename.
function differences(known, current, path = '') {
  if (typeof known !== 'object' || typeof current !== 'object' || !known || !current) {
    return known === current ? [] : [`${path}: the cache has ${JSON.stringify(known)}, the server ${JSON.stringify(current)}`];
  }
  const names = new Set([...Object.keys(known), ...Object.keys(current)]);
  names.delete('__typename');
  return [...names].flatMap((name) => differences(known[name], current[name], `${path}/${name}`));
}

// drive prints what becomes of the client's pages. Where documents have to be compiled, `documents` are those that were.
export async function drive(url, client, documents) {
  const { recorded, print } = recordConsole();
  let requests = 0;
  const ask = fetch;
  globalThis.fetch = (...request) => {
    requests++;
    return ask(...request);
  };
  const report = async (step) => {
    const sent = requests;
    const stale = [];
    for (const [page, text] of Object.entries(documents.pages)) {
      const { data, errors } = await send(url, { query: text });
      if (errors) throw new Error(`${page}: ${JSON.stringify(errors)}`);
      stale.push(...differences(client.read(text), data, page));
    }
    print(JSON.stringify({ step, requests: sent, stale, warnings: recorded.warnings.splice(0) }));
    requests = 0;
  };
  for (const text of Object.values(documents.pages)) await client.load(text);
  await report('load');
  for (const { field, text } of documents.mutations) {
    const { errors } = await client.mutate(text, field);
    if (errors?.length > 0) throw new Error(`${field}: ${JSON.stringify(errors)}`);
    await report(field);
  }
}
