// Runs blocks of docs/clients.md, one after the other, against the server at a URL, and prints a line of JSON for each: its
// name, what it printed and what it says that it prints, what a client warned of, and its failure.
//
//   node blocks.js URL FOLDER NAME…
//
// FOLDER has the blocks as they stand in the page, and below out what TypeScript's compiler made of them. The address of the
// page, http://localhost:4000, is replaced by URL, and what a block removes is added again after it.
import { register } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { recordConsole } from './console.js';

const [url, folder, ...names] = process.argv.slice(2);
register('./hooks.js', import.meta.url);
const { recorded, print } = recordConsole();

const send = fetch;
globalThis.fetch = (input, init) => send(String(input).replace('http://localhost:4000', url), init);

async function putBack() {
  await fetch('http://localhost:4000/graphql', {
    method: 'POST',
    headers: { authorization: 'Bearer dev-instance-owner', 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) { sequence } }' }),
  });
}

for (const name of names) {
  recorded.printed = [];
  recorded.warnings = [];
  let failure;
  const path = resolve(folder, name.endsWith('.ts') ? `out/${name.replace(/ts$/, 'js')}` : name);
  await import(pathToFileURL(path)).catch((error) => { failure = String(error.stack ?? error); });
  const promised = [...readFileSync(resolve(folder, name), 'utf8').matchAll(/^\s*console\.log\(.*\) \/\/ (.*)$/gm)].map((found) => found[1]);
  print(JSON.stringify({ name, promised, ...recorded, failure }));
  await putBack();
}
process.exit();
