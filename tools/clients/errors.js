// Tries what docs/clients.md says of errors and retries, and prints a line of JSON for each: what was tried, and what came of it.
//
//   node errors.js URL LIMITED-URL SCRIPTED-URL FOLDER
//
// The servers have the embedded backend; the same and a limit of one request at once; and a scripted backend. FOLDER has the
// compiled blocks of the page.
import { ApolloClient, InMemoryCache } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { Client, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { resolve } from 'node:path';

const [url, limited, scripted, folder] = process.argv.slice(2);
const { outcomeOf } = await import(resolve(folder, 'out/outcome.js'));
const { retrying } = await import(resolve(folder, 'out/retry.js'));

const request = (query, token) => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});
const removal = 'mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) { sequence } }';

async function outcome(what, to, query, token = 'dev-org-owner') {
  const answer = await fetch(to, request(query, token)).then((response) => response.json()).catch(() => undefined);
  console.log(JSON.stringify({ what, result: outcomeOf('removeSecondFactor', answer) }));
}
await outcome('removed', url, removal);
await outcome('not there', url, removal);
await outcome('not valid', url, 'mutation { removeSecondFactor { sequence } }');
await outcome('answer lost', scripted, removal, 'write=cut');
await outcome('no server', 'http://127.0.0.1:1/graphql', removal);

const statuses = async (send) => {
  const both = await Promise.all([0, 1].map(() => send(limited, request('{ loginPolicy { isDefault } }', 'dev-org-owner'))));
  return both.map(({ status }) => status).sort().join(' ');
};
console.log(JSON.stringify({ what: 'over the limit', result: await statuses(fetch) }));
console.log(JSON.stringify({ what: 'over the limit, retrying', result: await statuses(retrying) }));

// What clients show of their settings that this server refuses.
const headers = { authorization: 'Bearer dev-org-owner' };
const batching = new ApolloClient({ cache: new InMemoryCache(), link: new BatchHttpLink({ uri: url, headers }) });
const batched = await Promise.all(['{ loginPolicy { isDefault } }', '{ organization { name } }'].map((text) =>
  batching.query({ query: parse(text), errorPolicy: 'all' })));
console.log(JSON.stringify({ what: 'Apollo Client, batching', result: batched.map(({ error }) => error.errors?.[0].extensions.reason ?? String(error)).join(' ') }));

const byGet = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers } });
const { error } = await byGet.query('{ loginPolicy { isDefault } }', {}).toPromise();
const { message, extensions } = error.graphQLErrors[0];
console.log(JSON.stringify({ what: 'urql by GET', result: `${extensions.reason} ${/by POST with the header content-type: application\/json/.exec(message)}` }));
process.exit();
