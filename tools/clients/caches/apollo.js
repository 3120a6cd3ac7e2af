// Drives Apollo Client with the cache of docs/clients.md: node apollo.js URL FOLDER, where FOLDER has the compiled blocks.
import { ApolloClient, HttpLink } from '@apollo/client';
import { parse } from 'graphql';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { drive } from './drive.js';
import { readDocuments } from './page.js';

const [url, folder] = process.argv.slice(2);
register('../hooks.js', import.meta.url);
const { cache } = await import(resolve(folder, 'out/apollo-cache.js'));
const { updateRoot } = await import(resolve(folder, 'out/apollo-root.js'));

const parsed = new Map();
const document = (text) => parsed.get(text) ?? parsed.set(text, parse(text)).get(text);
const client = new ApolloClient({
  cache,
  link: new HttpLink({ uri: url, headers: { authorization: 'Bearer dev-instance-owner' } }),
});

await drive(url, {
  async load(text) {
    await client.query({ query: document(text) });
    client.watchQuery({ query: document(text) }).subscribe(() => {}); // a page that stays open
  },
  read: (text) => client.readQuery({ query: document(text) }),
  async mutate(text) {
    const { error } = await client.mutate({ mutation: document(text), update: updateRoot, errorPolicy: 'all' });
    return { errors: error ? [error] : [] };
  },
}, readDocuments(resolve(folder, 'schema.graphql')));
process.exit();
