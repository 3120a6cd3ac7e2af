// Prints manifest.json: each document of operations/ by its hash, as zitadel-graphql reads it (--trusted-documents).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('operations/', import.meta.url)
const manifest = {}
for (const file of readdirSync(folder).sort()) {
  const document = readFileSync(new URL(file, folder), 'utf8')
  manifest[createHash('sha256').update(document).digest('hex')] = document
}
console.log(JSON.stringify(manifest, null, 2))
