import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The page asks its own origin for /graphql, and Vite passes that on: no CORS, and no address built into the page.
const proxy = { '/graphql': 'http://localhost:4000' }

export default defineConfig({ base: './', plugins: [react()], server: { proxy }, preview: { proxy } })
