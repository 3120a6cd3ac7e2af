// Composes the subgraph at the URL that is given with another one, by two composers that have nothing in common, and puts
// two gateways before the two subgraphs for what either made of them. It prints a line of JSON for each composer, and
// serves until its standard input ends. Everything listens on loopback.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { parse } from 'graphql';
import * as projects from './projects.js';

const { composeServices: composeByApollo } = createRequire(import.meta.url)('@apollo/composition');

process.stdin.on('end', () => process.exit()).resume();

// What docs/federation.md asks a gateway to hand on.
const handedOn = ['authorization', 'accept-language', 'x-zitadel-orgid', 'x-request-id'];

const loopback = { host: '127.0.0.1', port: 0 };
const loginSettings = { name: 'login-settings', url: `${process.argv[2]}/graphql` };
loginSettings.typeDefs = parse(await sdlOf(loginSettings.url));
const other = await startStandaloneServer(projects.server(), { listen: loopback });
const otherTeam = { name: 'projects', url: other.url, typeDefs: parse(projects.sdl) };

for (const [composer, compose] of [['apollo', composeByApollo], ['guild', composeByGuild]]) {
  const alone = compose([loginSettings]);
  const beside = compose([loginSettings, otherTeam]);
  const errors = [alone, beside].flatMap((composed) => composed.errors ?? []).map((error) => error.message);
  const gateways = beside.supergraphSdl && {
    apollo: await serveByApollo(beside.supergraphSdl),
    hive: await serveByHive(beside.supergraphSdl),
  };
  console.log(JSON.stringify({ composer, errors, alone: alone.supergraphSdl, beside: beside.supergraphSdl, gateways }));
}

async function sdlOf(url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data._service.sdl;
}

async function serveByApollo(supergraphSdl) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource({
        url,
        willSendRequest({ request, context }) {
          for (const name of handedOn) {
            if (context.headers?.[name]) request.http.headers.set(name, context.headers[name]);
          }
        },
      }),
  });
  const context = async ({ req }) => ({ headers: req.headers });
  const server = new ApolloServer({ gateway, includeStacktraceInErrorResponses: false });
  const { url } = await startStandaloneServer(server, { listen: loopback, context });
  return url;
}

// serveByHive starts what is in Hive Gateway, without its command.
async function serveByHive(supergraph) {
  const gateway = createGatewayRuntime({
    supergraph,
    logging: 'error',
    propagateHeaders: {
      fromClientToSubgraphs: ({ request, subgraphName }) =>
        subgraphName === loginSettings.name
          ? Object.fromEntries(handedOn.map((name) => [name, request.headers.get(name)]))
          : {},
    },
  });
  const server = createServer(gateway);
  await new Promise((listening) => server.listen(loopback, listening));
  return `http://${loopback.host}:${server.address().port}/`;
}
