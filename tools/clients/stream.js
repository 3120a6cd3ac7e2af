// Subscribes through GraphQL clients of today to the server at the URL that is the only argument, and prints a line of JSON for
// each client and operation: the data of the events, the codes of their errors, and how the stream ended: completed, or with a
// failure. The order of the lines is always the same.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, InMemoryCache, Observable } from '@apollo/client';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { parse, print } from 'graphql';
import { createClient } from 'graphql-sse';

const url = process.argv[2];
const headers = { authorization: 'Bearer dev-org-owner' };
const operations = {
  good: 'subscription S { secondFactorUsage { lookedAt total usage { withNone } } }',
  failed: 'subscription S { secondFactorUsage(orgId: "999") { lookedAt } }',
  refused: 'subscription S { nothing }',
};

const sse = createClient({ url, headers, retryAttempts: 0 });

const graphqlSSE = (text, sink) => sse.subscribe({ query: text }, sink);

// The link of graphql-sse's recipes.
const link = new ApolloLink((operation) => new Observable((sink) =>
  sse.subscribe({ ...operation, query: print(operation.query) }, sink)));

function apollo(text, sink) {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  client.subscribe({ query: parse(text), fetchPolicy: 'no-cache', errorPolicy: 'all' }).subscribe({
    ...sink,
    next({ data, error }) {
      if (error && !CombinedGraphQLErrors.is(error)) sink.error(error);
      else sink.next({ data, errors: error?.errors });
    },
  });
}

const urql = (options) => (text, sink) => {
  const client = new Client({ url, fetchOptions: { headers }, preferGetMethod: false, ...options });
  let ended = false;
  const end = (how, ...more) => {
    if (!ended) how(...more);
    ended = true;
  };
  client.subscription(text, {}).subscribe(({ data, error, hasNext }) => {
    if (error?.networkError) end(sink.error, error.networkError);
    else if (hasNext === false) end(sink.complete); // with the last event once more
    else sink.next({ data, errors: error?.graphQLErrors });
  });
};

const clients = {
  'graphql-sse': graphqlSSE,
  'apollo with graphql-sse': apollo,
  'urql by fetch': urql({ exchanges: [fetchExchange], fetchSubscriptions: true }),
  'urql with graphql-sse': urql({
    exchanges: [fetchExchange, subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({ subscribe: (sink) => ({ unsubscribe: sse.subscribe({ query, variables }, sink) }) }),
    })],
  }),
};

function collect(subscribe, text) {
  const events = [];
  const codes = [];
  return new Promise((resolve) => {
    const end = (failure) => resolve({ events, codes, failure });
    subscribe(text, {
      next({ data, errors }) {
        if (data) events.push(data);
        codes.push(...(errors ?? []).map((error) => error.extensions?.code));
      },
      error: (error) => end(`${error.name}: ${error.message}`),
      complete: () => end(),
    });
  });
}

for (const [client, subscribe] of Object.entries(clients)) {
  for (const [operation, text] of Object.entries(operations)) {
    console.log(JSON.stringify({ client, operation, ...(await collect(subscribe, text)) }));
  }
}
process.exit();
