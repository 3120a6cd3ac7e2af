import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

export default defineConfig(({ mode }) => {
  const { MFA_SETTINGS_GRAPHQL_URL = 'http://localhost:4000' } = loadEnv(mode, '.', 'MFA_SETTINGS_')
  // The page asks its own origin for /graphql and Vite passes that on: no CORS, and no address built into the page.
  const proxy = { '/graphql': MFA_SETTINGS_GRAPHQL_URL }
  // The page names its files relative to itself, so that it can be served below any path.
  return { base: './', plugins: [react()], server: { proxy }, preview: { proxy } }
})
