// Writes manifest.json, the trusted documents, of the *.graphql files beside it: each is an operation, and its own tool.
// Run it as `node examples/mcp/manifest.mjs` after a change of one.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('.', import.meta.url);
const operations = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => {
    const body = readFileSync(new URL(file, folder), 'utf8');
    const [, type, name] = /^(query|mutation) (\w+)/m.exec(body);
    return { id: createHash('sha256').update(body).digest('hex'), name, type, body };
  });
const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
writeFileSync(new URL('manifest.json', folder), JSON.stringify(manifest, null, 2) + '\n');
