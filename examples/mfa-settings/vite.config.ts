import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

export default defineConfig(({ mode }) => {
  const { ZITADEL_GRAPHQL_URL = 'http://localhost:4000' } = loadEnv(mode, '.', 'ZITADEL_GRAPHQL_')
  // The page asks its own origin for /graphql and Vite passes that on: no CORS, and no address built into the page.
  const proxy = { '/graphql': ZITADEL_GRAPHQL_URL }
  return { plugins: [react()], server: { proxy }, preview: { proxy } }
})
