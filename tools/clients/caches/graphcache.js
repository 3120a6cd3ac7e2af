// Drives urql's Graphcache with the settings of docs/clients.md: node graphcache.js URL FOLDER, where FOLDER has the compiled
// blocks. Each type that has no id has to be among the page's values.
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { isObjectType } from 'graphql';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { drive } from './drive.js';
import { readDocuments } from './page.js';

const [url, folder] = process.argv.slice(2);
register('../hooks.js', import.meta.url);
const { keys } = await import(resolve(folder, 'out/graphcache-keys.js'));
const { updates } = await import(resolve(folder, 'out/graphcache-root.js'));
const documents = readDocuments(resolve(folder, 'schema.graphql'));

const roots = [documents.schema.getQueryType(), documents.schema.getMutationType(), documents.schema.getSubscriptionType()];
const values = Object.values(documents.schema.getTypeMap())
  .filter((type) => isObjectType(type) && !roots.includes(type) && !type.getFields().id)
  .map((type) => type.name)
  .filter((name) => !/^__|PageInfo|(Connection|Edge)$|^ErrorExtensions$|^ImpactGuardFigure$/.test(name));
const named = Object.keys(keys);
if (values.sort().join() !== named.sort().join()) throw new Error(`types without an id: ${values}; named in docs/clients.md: ${named}`);

const client = new Client({
  url,
  preferGetMethod: false,
  exchanges: [cacheExchange({ keys, updates }), fetchExchange],
  fetchOptions: { headers: { authorization: 'Bearer dev-instance-owner' } },
});

await drive(url, {
  async load(text) {
    const { error } = await client.query(text, {}).toPromise();
    if (error) throw error;
    client.query(text, {}).subscribe(() => {}); // a page that stays open
  },
  read: (text) => client.readQuery(text, {})?.data,
  async mutate(text) {
    const { error } = await client.mutation(text, {}).toPromise();
    return { errors: error ? [error] : [] };
  },
}, documents);
process.exit();
