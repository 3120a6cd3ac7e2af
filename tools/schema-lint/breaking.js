// Compares schema.graphqls with frozen.graphqls, the schema as it was last released, and fails where a client that
// works with the frozen one could fail with the new one. @graphql-inspector tells the changes; what is said here is which of
// those that it calls dangerous this API has announced, and so may make. make schema-freeze moves the frozen copy.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

// Enums whose descriptions say that values may be added, and what to do with an unknown one.
const OPEN_ENUMS = ['ErrorCode', 'ErrorReason', 'WarningCode', 'SecondFactorType', 'MultiFactorType', 'InstanceLogin', 'IncompleteLook', 'ImpactGuard'];

// Whether a change that could surprise a client is one that clients were told to expect.
function isAnnounced({ type, meta }) {
  switch (type) {
    case 'ENUM_VALUE_ADDED':
      return OPEN_ENUMS.includes(meta.enumName);
    case 'INPUT_FIELD_ADDED': // a required one is breaking, not dangerous
    case 'FIELD_ARGUMENT_ADDED':
      return true;
    default:
      return false;
  }
}

// judge returns the messages of the changes that must not be, and of those that may.
export async function judge(frozen, current) {
  const changes = await diff(buildSchema(frozen), buildSchema(current));
  const breaks = ({ criticality, type, meta }) =>
    criticality.level === 'BREAKING' || (criticality.level === 'DANGEROUS' && !isAnnounced({ type, meta }));
  return {
    breaking: changes.filter(breaks).map((change) => change.message),
    additions: changes.filter((change) => !breaks(change)).map((change) => change.message),
  };
}

async function main([frozen, current]) {
  const { breaking, additions } = await judge(readFileSync(frozen, 'utf8'), readFileSync(current, 'utf8'));
  if (breaking.length === 0) {
    console.log(`${additions.length} changes since the frozen schema, none of them breaking`);
    return;
  }
  console.error('This breaks clients of the released schema:\n');
  for (const message of breaking) console.error(`- ${message}`);
  console.error('\nWhat is there stays; see "The schema is a contract" in CONTRIBUTING.md.');
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
