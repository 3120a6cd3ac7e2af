import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import relay from 'vite-plugin-relay'

// The page asks its own origin for /graphql, and Vite passes that on: no CORS, and no address built into the page.
const proxy = { '/graphql': 'http://localhost:4000' }

export default defineConfig({ base: './', plugins: [relay, react()], server: { proxy }, preview: { proxy } })
