// Plays an agent with the official TypeScript client of the Model Context Protocol, against the server at the URL that is the only
// argument: it has the embedded backend, and the tools of examples/mcp. It prints a line of JSON for each step, in an order that
// is always the same: what was asked, the HTTP statuses, and what the client made of the answers.
import { Client, StreamableHTTPClientTransport, discoverOAuthProtectedResourceMetadata, extractWWWAuthenticateParams } from '@modelcontextprotocol/client';

const url = process.argv[2];
const acme = '200000000000000001';
const factor = 'SECOND_FACTOR_TYPE_OTP';

let statuses = [];
let refused; // the last response with 401
async function counted(input, init) {
  const response = await fetch(input, init);
  statuses.push(response.status);
  if (response.status === 401) refused = response.clone();
  return response;
}

function print(step, found) {
  console.log(JSON.stringify({ step, statuses, ...found }));
  statuses = [];
}

async function connect(token, mode = 'legacy') {
  const client = new Client({ name: 'agent', version: '1' }, { versionNegotiation: { mode } });
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { fetch: counted, requestInit: { headers } }));
  return client;
}

// call prints what a tool answers, and returns its data.
async function call(client, step, name, args) {
  const { isError = false, structuredContent, content, _meta } = await client.callTool({ name, arguments: args });
  const { data, errors = [], extensions } = structuredContent;
  const contract = errors.map(({ message, extensions: { code, reason, outcome, retryable, requestId } }) => ({
    message, code, reason, outcome, retryable, requestId,
  }));
  print(step, { isError, data, errors: contract, warnings: extensions?.warnings, text: content[0].text, untrusted: _meta?.['untrustedTexts'] });
  return data;
}

// refusal prints how a client without a good token finds out where to get one.
async function refusal(step, attempt) {
  let failure;
  try {
    await attempt();
  } catch (error) {
    failure = error.message;
  }
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
  const metadata = await discoverOAuthProtectedResourceMetadata(`${url}/mcp`, { resourceMetadataUrl });
  print(step, { failed: failure !== undefined, metadata });
}

await refusal('without a token', () => connect());
await refusal('with a rejected token', async () => (await connect('rejected')).callTool({ name: 'Organizations', arguments: {} }));

for (const mode of ['legacy', 'auto']) {
  const client = await connect('dev-org-owner', mode);
  const { tools } = await client.listTools();
  print(`list, ${mode}`, {
    version: client.getNegotiatedProtocolVersion(),
    tools: tools.map(({ name, annotations }) => ({ name, readOnly: annotations.readOnlyHint, destructive: annotations.destructiveHint })),
  });
  await client.close();
  statuses = [];
}

const client = await connect('dev-org-owner', 'auto');
statuses = [];
await call(client, 'read', 'Organizations', {});
await call(client, 'misspelt argument', 'LoginPolicy', { organisation: acme });
await call(client, 'not found', 'LoginPolicy', { organization: '999' });

// preview asks what the write needs.
async function preview() {
  const policy = await call(client, 'policy', 'LoginPolicy', { organization: acme });
  const impact = await call(client, 'preview', 'PreviewSecondFactorRemoval', { organization: acme, factor });
  return { organization: acme, factor, expectedVersion: policy.organization.loginPolicy.version, expectedDigest: impact.loginPolicyImpact.digest };
}

const { expectedDigest, ...withoutDigest } = await preview();
await call(client, 'write without a digest', 'RemoveSecondFactor', withoutDigest);
await call(client, 'write with a digest of its own', 'RemoveSecondFactor', { ...withoutDigest, expectedDigest: 'invented' });

const stale = await preview();
await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { authorization: 'Bearer dev-org-owner', 'content-type': 'application/json' },
  body: JSON.stringify({ query: `mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS, orgId: "${acme}") { sequence } }` }),
});
await call(client, "write after somebody else's change", 'RemoveSecondFactor', stale);
await call(client, 'confirmed write', 'RemoveSecondFactor', await preview());
await call(client, 'policy', 'LoginPolicy', { organization: acme });
await client.close();
