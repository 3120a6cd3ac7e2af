// Sends the same operations through GraphQL clients of today to the server at the URL that is the only argument, and prints a
// line of JSON for each: the client, the operation, the statuses of the answers, and what the client made of them: data, the
// codes of its errors, or a failure of the network. The order of the lines is always the same.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { parse } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { createHash } from 'node:crypto';
import relay from 'relay-runtime';

const url = process.argv[2];
const headers = { authorization: 'Bearer dev-org-owner' };
const accept = 'application/graphql-response+json';
const operations = {
  good: 'query Q { loginPolicy { isDefault } }',
  partial: 'query Q { a: loginPolicy { isDefault } b: loginPolicy(orgId: "999") { isDefault } }',
  failed: 'query Q { loginPolicy(orgId: "999") { isDefault } }',
  refused: 'query Q { nothing }',
  variables: 'query Q($id: ID!) { loginPolicy(orgId: $id) { isDefault } }',
};

let statuses;
async function counted(input, init) {
  const response = await fetch(input, init);
  statuses.push(response.status);
  return response;
}

const codes = (errors) => errors?.map((error) => error.extensions?.code);
const withoutTypename = (data) => data && JSON.parse(JSON.stringify(data, (key, value) => (key === '__typename' ? undefined : value)));

function apollo(link) {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return async (text) => {
    const { data, error } = await client.query({ query: parse(text), errorPolicy: 'all', fetchPolicy: 'no-cache' });
    if (error && !CombinedGraphQLErrors.is(error)) throw error;
    return { data: withoutTypename(data), codes: codes(error?.errors) };
  };
}

function urql(...exchanges) {
  const client = new Client({ url, exchanges, fetch: counted, fetchOptions: { headers }, preferGetMethod: false });
  return async (text) => {
    const { data, error } = await client.query(text, {}).toPromise();
    if (error?.networkError) throw error.networkError;
    return { data, codes: codes(error?.graphQLErrors) };
  };
}

async function graphqlRequest(text) {
  try {
    const client = new GraphQLClient(url, { headers, fetch: counted, errorPolicy: 'all' });
    const { data, errors } = await client.rawRequest(text);
    return { data, codes: codes(errors) };
  } catch (error) {
    if (!(error instanceof ClientError) || !error.response.errors) throw error;
    return { data: error.response.data, codes: codes(error.response.errors) };
  }
}

// The fetch function of Relay's documentation, in a network of relay-runtime.
const relayNetwork = relay.Network.create(async ({ text }, variables) => {
  const body = JSON.stringify({ query: text, variables });
  const response = await counted(url, { method: 'POST', headers: { ...headers, accept, 'content-type': 'application/json' }, body });
  return response.json();
});

function relayRuntime(text) {
  const request = { name: 'Q', operationKind: 'query', text, metadata: {}, id: null, cacheID: text };
  return new Promise((next, error) =>
    relayNetwork.execute(request, {}, {}, null).subscribe({ next: ({ data, errors }) => next({ data, codes: codes(errors) }), error }));
}

const http = () => new HttpLink({ uri: url, headers, fetch: counted });
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const clients = {
  apollo: apollo(http()),
  'apollo, persisted': apollo(new PersistedQueryLink({ sha256 }).concat(http())),
  urql: urql(fetchExchange),
  'urql, persisted': urql(persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange),
  'graphql-request': graphqlRequest,
  relay: relayRuntime,
};

for (const [client, send] of Object.entries(clients)) {
  for (const [operation, text] of Object.entries(operations)) {
    statuses = [];
    const came = await send(text).catch((error) => ({ failure: `${error.name}: ${error.message}` }));
    console.log(JSON.stringify({ client, operation, statuses, ...came }));
  }
}
