// Loads what TypeScript's compiler made of the blocks of docs/clients.md, which are written for a bundler, in Node: it finds
// modules that are named without .js, lets relay-runtime's exports be imported by name, and has Relay's plugin for Babel put
// compiled artifacts in the place of graphql`…`.
import { transformSync } from '@babel/core';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const runtime = pathToFileURL(require.resolve('relay-runtime')).href;

export async function resolve(specifier, context, next) {
  if (specifier === 'relay-runtime') return { url: `${runtime}?named`, shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith('.') || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return next(`${specifier}.js`, context);
  }
}

export async function load(url, context, next) {
  if (url === `${runtime}?named`) {
    const names = Object.keys(require('relay-runtime')).join(', ');
    return { format: 'module', source: `import all from '${runtime}'; export const { ${names} } = all;`, shortCircuit: true };
  }
  const loaded = await next(url, context);
  if (!url.includes('/relay/') || url.includes('/node_modules/') || loaded.format !== 'module') return loaded;
  const filename = fileURLToPath(url);
  const { code } = transformSync(String(loaded.source), { filename, plugins: ['relay'], configFile: false });
  return { ...loaded, source: code };
}
