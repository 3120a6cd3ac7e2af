// An OpenID provider on this machine, for tests of the logins on GraphiQL's page and the example page: npm's oidc-provider with
// one public client, for which PKCE is required, refresh tokens that are good once, revocation, and a login form without
// JavaScript that lets in whoever gives a name. Everything is in memory.
//
// The only argument is JSON: { port, pages, accessTokenSeconds }, where pages are the addresses that it sends people back to.
// It prints a line of JSON once it serves, { issuer }, and one for each token that it issues, { kind, token }. On standard
// input it takes lines of JSON: { accessTokenSeconds } for later tokens, and { forget: true } to end all sessions and tokens.
// It answers each by printing it. It ends with its standard input.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${settings.port}`;
const scopes = ['openid', 'profile', 'offline_access', 'urn:zitadel:iam:org:project:id:zitadel:aud'];
const print = (value) => console.log(JSON.stringify(value));

const stored = new Map();

// Memory is what oidc-provider calls an adapter. Unlike the provider's own it can be emptied.
class Memory {
  constructor(model) { this.model = model; }
  #key(id) { return `${this.model}:${id}`; }
  async upsert(id, payload) { stored.set(this.#key(id), payload); }
  async find(id) { return stored.get(this.#key(id)); }
  async findByUid(uid) { return [...stored.values()].find((payload) => payload.kind === this.model && payload.uid === uid); }
  async destroy(id) { stored.delete(this.#key(id)); }
  async consume(id) { stored.get(this.#key(id)).consumed = Math.floor(Date.now() / 1000); }
  async revokeByGrantId(grantId) {
    for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key);
  }
}

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const provider = new Provider(issuer, {
  adapter: Memory,
  scopes,
  clients: [{
    client_id: 'graphiql',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: settings.pages,
    post_logout_redirect_uris: settings.pages,
    id_token_signed_response_alg: 'ES256',
  }],
  jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: true, // as with ZITADEL, whose ID tokens have no names unless an application is set up for it
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} of the provider`, preferred_username: id }) }),
  // Whoever may log in has consented.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(scopes.join(' '));
    await grant.save();
    return grant;
  },
  // By the letter offline_access takes a prompt for consent; ZITADEL doesn't ask.
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  clientBasedCORS: (ctx, origin) => settings.pages.some((page) => new URL(page).origin === origin),
  ttl: {
    AccessToken: () => settings.accessTokenSeconds, RefreshToken: 3600, Session: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600,
  },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    rpInitiatedLogout: { // its own page asks other hosts for a font
      enabled: true,
      logoutSource: (ctx, logout) => { ctx.body = page('Log out?', `${logout}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`); },
    },
  },
  interactions: { url: (ctx, interaction) => `/login/${interaction.uid}` },
});

for (const kind of ['access_token', 'refresh_token', 'authorization_code']) {
  provider.on(`${kind}.saved`, ({ jti }) => print({ kind, token: jti }));
}
provider.on('server_error', (ctx, error) => console.error(error));

function page(title, body) {
  return `<!DOCTYPE html><html lang="en"><title>${title}</title><link rel="icon" href="data:,">${body}</html>`;
}

const form = page('Log in', '<form method="post"><label>Name <input name="name" autofocus></label> <button>Log in</button></form>');

const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/login/')) return provider.callback()(request, response);
  if (request.method === 'GET') return response.setHeader('Content-Type', 'text/html').end(form);
  let body = '';
  for await (const part of request) body += part;
  return provider.interactionFinished(request, response, { login: { accountId: new URLSearchParams(body).get('name') } });
});
server.listen(settings.port, '127.0.0.1', () => print({ issuer }));

createInterface({ input: process.stdin }).on('line', (line) => {
  const { forget, ...changed } = JSON.parse(line);
  if (forget) stored.clear();
  Object.assign(settings, changed);
  print({ took: line });
}).on('close', () => process.exit());
