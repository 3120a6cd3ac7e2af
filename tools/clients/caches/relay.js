// Drives Relay with the lines of docs/clients.md: node relay.js URL FOLDER, where FOLDER has the compiled blocks. Relay's compiler
// makes artifacts of the documents of page.js there first. Then it reads two pages of each list that the fragments of docs/clients.md
// have, by the queries that the compiler made of them, and after that comes what all caches are put through.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { resolve } from 'node:path';
import relay from 'relay-runtime';
import { drive, send } from './drive.js';
import { readDocuments } from './page.js';

const [url, folder] = process.argv.slice(2);
register('../hooks.js', import.meta.url);
const { updateRoot } = await import(resolve(folder, 'out/relay/root.js'));

// Relay wants operations to be named after their module and kind.
const documents = readDocuments(resolve(folder, 'schema.graphql'), (what) => (what.startsWith('Step') ? `cache${what}Mutation` : `cache${what}Query`));
const texts = [...Object.values(documents.pages), ...documents.mutations.map(({ text }) => text)];
const source = resolve(folder, 'caches');
mkdirSync(source, { recursive: true });
writeFileSync(resolve(source, 'cache.js'), texts.map((text) => `graphql\`${text}\`;`).join('\n'));
writeFileSync(resolve(source, 'config.json'), JSON.stringify({ src: '.', schema: '../schema.graphql', language: 'javascript', eagerEsModules: false }));
const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
execFileSync(process.execPath, [compiler, 'config.json'], { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
const compiled = createRequire(resolve(source, 'x.js'));
const artifact = (text) => compiled(`./__generated__/${/\w+ (\w+)/.exec(text)[1]}.graphql.js`);

const network = relay.Network.create(({ text }, variables) => send(url, { query: text, variables }));
const environment = new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });

async function readTwoPages(query, variables, id, key) {
  const { default: compiledQuery } = await import(resolve(folder, `out/relay/__generated__/${query}.graphql.js`));
  let after, edges;
  for (const expected of [1, 2]) {
    await relay.fetchQuery(environment, compiledQuery, { ...variables, first: 1, after }).toPromise();
    relay.commitLocalUpdate(environment, (store) => {
      const connection = relay.ConnectionHandler.getConnection(store.get(id), key);
      edges = connection.getLinkedRecords('edges').length;
      after = connection.getLinkedRecord('pageInfo').getValue('endCursor');
    });
    if (edges !== expected) throw new Error(`${query}: ${edges} entries, want ${expected}`);
  }
}
const policy = 'LoginPolicy:200000000000000001';
await readTwoPages('providersPaginationQuery', { id: policy }, policy, 'providers_identityProviders');
const orgId = '200000000000000001';
await readTwoPages('organizationsPaginationQuery', { orgId }, `Viewer:${orgId}`, 'organizations_organizations');

const descriptor = (text) => relay.createOperationDescriptor(artifact(text), {});

await drive(url, {
  async load(text) {
    environment.retain(descriptor(text));
    await relay.fetchQuery(environment, artifact(text), {}).toPromise();
  },
  read(text) {
    const { data, isMissingData } = environment.lookup(descriptor(text).fragment);
    return isMissingData ? undefined : data;
  },
  mutate: (text, field) => new Promise((resolved, rejected) => relay.commitMutation(environment, {
    mutation: artifact(text),
    variables: {},
    updater: updateRoot(field),
    onCompleted: (_, errors) => resolved({ errors }),
    onError: rejected,
  })),
}, documents);
process.exit();
