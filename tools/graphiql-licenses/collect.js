// Writes down the licences of GraphiQL's bundle, of React, of ReactDOM and of oidc-client-ts, as the page carries them. What is
// in a bundle is what its source map names; the texts are those of the packages in package-lock.json. Run it after a change of
// internal/graphiql/pinned.go: make graphiql-licenses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const read = (...path) => readFileSync(join(modules, ...path), 'utf8');

// packageOf takes a path of the source map, such as ../../graphiql-react/dist/x.js for a package of GraphiQL's own, or
// ../../../node_modules/clsx/dist/x.js.
function packageOf(source) {
  const parts = source.split('node_modules/').pop().split('/').filter((part) => part !== '..');
  if (parts[0].startsWith('@')) return parts.slice(0, 2).join('/');
  return parts[0].replace(/^graphiql-(plugin-|react|toolkit)/, '@graphiql/$1');
}

function bundled() {
  const sourcesOf = (...map) => JSON.parse(read(...map)).sources;
  const inGraphiQL = sourcesOf('graphiql', 'graphiql.min.js.map').filter((source) => source.includes('node_modules/') || source.startsWith('../../'));
  const inLogin = sourcesOf('oidc-client-ts', 'dist', 'browser', 'oidc-client-ts.min.js.map').filter((source) => source.includes('node_modules/'));
  // React's files have parts of scheduler in them; the style sheet and the build leave no trace in the map.
  const all = [...inGraphiQL, ...inLogin].map(packageOf);
  return [...new Set([...all, 'graphiql', 'oidc-client-ts', 'react', 'react-dom', 'scheduler'])].sort();
}

// licenseOf is the package's own text, or what its package.json says where it ships none.
function licenseOf(name) {
  const manifest = JSON.parse(read(name, 'package.json'));
  const files = readdirSync(join(modules, name)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  if (files.length > 0) return files.map((file) => read(name, file).replaceAll('\r\n', '\n').trim()).join('\n\n');
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author;
  return `License: ${manifest.license}. The package has no text of it.${author ? ` By ${author}.` : ''}`;
}

const named = new Map(); // text -> packages
const names = bundled();
const missing = names.filter((name) => !existsSync(join(modules, name)));
if (missing.length > 0) throw new Error(`in the bundle, and not in package-lock.json: ${missing.join(', ')}`);
for (const name of names) {
  const text = licenseOf(name);
  named.set(text, [...(named.get(text) ?? []), name]);
}
const versions = ['graphiql', 'react', 'react-dom', 'oidc-client-ts'].map((name) => `${name} ${JSON.parse(read(name, 'package.json')).version}`);
console.log(`The GraphiQL page is made of ${versions.join(', ')}, which have in them:\n`);
for (const [text, packages] of named) {
  console.log(`${'='.repeat(80)}\n${packages.join('\n')}\n${'-'.repeat(80)}\n${text}\n`);
}
