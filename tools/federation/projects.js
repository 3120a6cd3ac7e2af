// The other team's subgraph, with three projects of the organizations in the embedded backend's world.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

export const sdl = readFileSync(new URL('projects.graphqls', import.meta.url), 'utf8');

const projects = [
  { id: '1', name: 'Rocket', startedAt: '2026-01-05T00:00:00Z', organization: { id: '200000000000000001' } },
  { id: '2', name: 'Anvil', organization: { id: '200000000000000002' } },
  { id: '3', name: 'Magnet', organization: { id: '200000000000000001' } },
];

const pageInfo = { hasNextPage: false, hasPreviousPage: false };

const resolvers = {
  Query: {
    projects: () => ({ nodes: projects, pageInfo }),
    node: (_, { id }) => projects.find((project) => project.id === id) ?? null,
  },
  Node: { __resolveType: () => 'Project' },
  Organization: {
    __resolveReference: (reference) => reference,
    projects: ({ id }) => projects.filter((project) => project.organization.id === id),
    advice: ({ loginPolicy }) => loginPolicy && (loginPolicy.forceMfa ? 'none' : 'force a second factor'),
  },
};

export const server = () =>
  new ApolloServer({
    schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }),
    plugins: [ApolloServerPluginInlineTraceDisabled()], // it would print that it isn't
  });
