// Ensures that the check can fail: each kind of change that breaks a client is told and named, and what this API has
// announced passes.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { judge } from './breaking.js';

const frozen = `
  type Query { policy(orgId: ID, first: Int! = 20): Policy  factors: [Factor!]!  search(by: Search!): String  found: Found }
  type Mutation { remove(type: Factor!, orgId: ID): Details }
  type Policy implements Node { id: ID!  force: Boolean!  note: String  kind: Kind }
  type Details { sequence: String! }
  interface Node { id: ID! }
  union Found = Policy | Details
  enum Factor { OTP U2F }
  enum SecondFactorType { OTP }
  enum ErrorReason { TOKEN_MISSING }
  enum ErrorCode { NOT_FOUND }
  enum WarningCode { LOCKED_OUT }
  enum Kind { OWN }
  input Search { name: String  limit: Int = 10  wanted: Boolean! }
  scalar DateTime
  directive @hint(text: String) on FIELD
`;

// [what it is, what is there, what stands there instead, what the message names]
const breaking = [
  ['a type removed', 'scalar DateTime', '', 'DateTime'],
  ['a field removed', 'note: String', '', 'note'],
  ['a mutation removed', 'remove(type: Factor!, orgId: ID): Details', 'other: Details', 'remove'],
  ['a type of another kind', 'union Found = Policy | Details', 'type Found { id: ID! }', 'Found'],
  ['a field of another type', 'note: String', 'note: Int', 'note'],
  ['a field that may be null now', 'force: Boolean!', 'force: Boolean', 'Policy.force'],
  ['an element that may be null now', 'factors: [Factor!]!', 'factors: [Factor]!', 'Query.factors'],
  ['a list instead of one', 'kind: Kind', 'kind: [Kind!]', 'Policy.kind'],
  ['an argument removed', 'remove(type: Factor!, orgId: ID)', 'remove(type: Factor!)', 'orgId'],
  ['an argument of another type', 'policy(orgId: ID,', 'policy(orgId: Int,', 'orgId'],
  ['an argument required', 'remove(type: Factor!, orgId: ID)', 'remove(type: Factor!, orgId: ID!)', 'orgId'],
  ['a required argument added', 'remove(type: Factor!,', 'remove(type: Factor!, sure: Boolean!,', 'sure'],
  ["an argument's default changed", 'first: Int! = 20', 'first: Int! = 50', 'first'],
  ["an argument's default removed", 'first: Int! = 20', 'first: Int!', 'first'],
  ['an enum value removed', 'enum Factor { OTP U2F }', 'enum Factor { OTP }', 'U2F'],
  ['a value added to a closed enum', 'enum Kind { OWN }', 'enum Kind { OWN INHERITED }', 'INHERITED'],
  ['a value removed from an open enum', 'enum ErrorReason { TOKEN_MISSING }', 'enum ErrorReason { OTHER }', 'TOKEN_MISSING'],
  ['an input field removed', 'limit: Int = 10', '', 'limit'],
  ['an input field of another type', 'name: String ', 'name: Int ', 'name'],
  ['an input field required', 'name: String ', 'name: String! ', 'name'],
  ['a required input field added', 'wanted: Boolean!', 'wanted: Boolean! sure: Boolean!', 'sure'],
  ["an input field's default changed", 'limit: Int = 10', 'limit: Int = 11', 'limit'],
  ["an input field's default removed", 'limit: Int = 10', 'limit: Int', 'limit'],
  ['an interface no longer implemented', 'type Policy implements Node', 'type Policy', 'Node'],
  ['a union without a member', 'Policy | Details', 'Policy', 'Details'],
  ['a union with one more member', 'type Details {', 'type More { id: ID! } extend union Found = More type Details {', 'More'],
  ['a directive removed', 'directive @hint(text: String) on FIELD', '', 'hint'],
  ["a directive's argument removed", '@hint(text: String)', '@hint', 'text'],
  ['a directive in fewer places', 'on FIELD', 'on QUERY', 'FIELD'],
];

for (const [name, from, to, names] of breaking) {
  test(`breaks: ${name}`, async () => {
    const found = await judge(frozen, replaced(from, to));
    assert.ok(found.breaking.some((message) => message.includes(names)), `${names} isn't named in ${JSON.stringify(found)}`);
  });
}

const fine = [
  ['nothing', '', ''],
  ['a type', 'scalar DateTime', 'scalar DateTime type More { id: ID! }'],
  ['a field', 'note: String', 'note: String more: String'],
  ['an argument that may be left out', 'remove(type: Factor!,', 'remove(type: Factor!, sure: Boolean,'],
  ['an input field that may be left out', 'limit: Int = 10', 'limit: Int = 10 more: String'],
  ['a value of an open enum', 'enum ErrorReason { TOKEN_MISSING }', 'enum ErrorReason { TOKEN_MISSING MORE }'],
  ['a code', 'enum ErrorCode { NOT_FOUND }', 'enum ErrorCode { NOT_FOUND MORE }'],
  ['a warning', 'enum WarningCode { LOCKED_OUT }', 'enum WarningCode { LOCKED_OUT MORE }'],
  ['a factor that ZITADEL has got', 'enum SecondFactorType { OTP }', 'enum SecondFactorType { OTP MORE }'],
  ['an argument that is no longer required', 'remove(type: Factor!,', 'remove(type: Factor,'],
  ['a field that is never null any more', 'note: String', 'note: String!'],
  ['a deprecation', 'note: String', 'note: String @deprecated(reason: "see force")'],
  ['a description', 'note: String', '"""What to know.""" note: String'],
];

for (const [name, from, to] of fine) {
  test(`passes: ${name}`, async () => {
    assert.deepEqual((await judge(frozen, replaced(from, to))).breaking, []);
  });
}

// The first line that somebody whose change is refused reads.
test('the command names the break and fails', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const released = new URL('frozen.graphqls', import.meta.url).pathname;
  const changed = join(folder, 'changed.graphqls');
  writeFileSync(changed, readFileSync(released, 'utf8').replace('  SECOND_FACTOR_TYPE_OTP_SMS\n', '  SECOND_FACTOR_TYPE_SMS\n'));
  const run = spawnSync(process.execPath, ['breaking.js', released, changed], { cwd: import.meta.dirname, encoding: 'utf8' });
  assert.equal(run.status, 1, run.stderr);
  assert.match(run.stderr, /SECOND_FACTOR_TYPE_OTP_SMS/);
  execFileSync(process.execPath, ['breaking.js', released, released], { cwd: import.meta.dirname });
});

function replaced(from, to) {
  assert.ok(frozen.includes(from), `the fixture has no ${from}`);
  return frozen.replace(from, to);
}
