// What a settings page shows, and each mutation of the schema, as documents that select the same things. The fields come from
// the schema, all that there are. A new mutation needs an entry in `steps`: until it has one, nothing here runs.
import { buildSchema, getNamedType, isEnumType, isInterfaceType, isNonNullType, isScalarType } from 'graphql';
import { readFileSync } from 'node:fs';

const acme = 'orgId: "200000000000000001"'; // has a policy of its own
const labs = 'orgId: "200000000000000002"'; // inherits the instance's
const ben = '310000000000000002'; // has an authenticator app
const elif = '310000000000000005'; // has two security keys

// The mutations in an order in which each succeeds and changes something that the page shows.
const steps = [
  ['addSecondFactor', `${acme}, type: SECOND_FACTOR_TYPE_OTP_SMS`],
  ['removeSecondFactor', `${acme}, type: SECOND_FACTOR_TYPE_OTP_EMAIL`],
  ['removeMultiFactor', `${acme}, type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION`],
  ['addMultiFactor', `${acme}, type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION`],
  ['removeLoginPolicyIdentityProvider', `${acme}, id: "400000000000000003"`],
  ['addLoginPolicyIdentityProvider', `${acme}, id: "400000000000000003"`],
  ['updateLoginPolicy', `${acme}, patch: { passwordCheckLifetime: "PT1H", hidePasswordReset: true }`],
  ['resetLoginPolicy', acme],
  ['createLoginPolicy', `${acme}, input: { forceMfa: true, secondFactors: [SECOND_FACTOR_TYPE_OTP] }`],
  ['addDefaultSecondFactor', 'type: SECOND_FACTOR_TYPE_OTP_SMS'],
  ['removeDefaultSecondFactor', 'type: SECOND_FACTOR_TYPE_OTP_SMS'],
  ['removeDefaultMultiFactor', 'type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'],
  ['addDefaultMultiFactor', 'type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'],
  ['updateDefaultLoginPolicy', 'patch: { allowRegister: false }'],
  ['addDefaultLoginPolicyIdentityProvider', 'id: "400000000000000002"'],
  ['removeDefaultLoginPolicyIdentityProvider', 'id: "400000000000000002"'],
  ['addSecondFactor', `${labs}, type: SECOND_FACTOR_TYPE_OTP_SMS, whenInherited: CUSTOMIZE`],
  ['setRestrictions', 'patch: { disallowPublicOrgRegistration: true, allowedLanguages: ["en", "de"] }'],
  ['setRestrictions', 'patch: { allowedLanguages: ["en"] }'],
  ['removeUserSecondFactor', `${acme}, userId: "${ben}", type: SECOND_FACTOR_TYPE_OTP`],
  ['removeSecondFactorFromUsers', `${acme}, userIds: ["${elif}"], type: SECOND_FACTOR_TYPE_U2F`],
];

// readDocuments returns the documents for the schema in a file: `pages` by name, and `mutations` in their order. name makes the
// name of an operation.
export function readDocuments(file, name = (what) => what) {
  const schema = buildSchema(readFileSync(file, 'utf8'));
  const lacking = Object.keys(schema.getMutationType().getFields()).filter((field) => !steps.some(([mutation]) => mutation === field));
  if (lacking.length > 0) throw new Error(`page.js has no step for ${lacking.join(', ')}`);

  const select = (type, within = []) => {
    const fields = Object.values(schema.getType(type).getFields()).flatMap((field) => {
      const needed = field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);
      const named = getNamedType(field.type);
      if (needed || isInterfaceType(named) || within.includes(named.name)) return [];
      if (isScalarType(named) || isEnumType(named)) return [field.name];
      return [`${field.name} ${named.name === 'OrganizationConnection' ? '{ nodes { id name } }' : select(named.name, [...within, type])}`];
    });
    return `{ ${fields.join(' ')} }`;
  };
  const pages = {
    byOrganization: `query ${name('ByOrganization')} {
      acme: organization(${acme}) ${select('Organization')}
      labs: organization(${labs}) ${select('Organization')}
      defaultLoginPolicy ${select('LoginPolicy')}
      restrictions ${select('Restrictions')}
      viewer(${acme}) ${select('Viewer')}
    }`,
    people: `query ${name('People')} { userFactors(${acme}) { nodes ${select('User')} } }`,
    byRootField: `query ${name('ByRootField')} {
      acme: loginPolicy(${acme}) ${select('LoginPolicy')}
      labs: loginPolicy(${labs}) ${select('LoginPolicy')}
    }`,
    byNode: `query ${name('ByNode')} {
      organization: node(id: "200000000000000001") { id ... on Organization ${select('Organization')} }
      policy: node(id: "LoginPolicy:100000000000000001") { id ... on LoginPolicy ${select('LoginPolicy')} }
      restrictions: node(id: "Restrictions:100000000000000001") { id ... on Restrictions ${select('Restrictions')} }
      viewer: node(id: "Viewer:200000000000000001") { id ... on Viewer ${select('Viewer')} }
    }`,
    // Another part of an application, which asks for less of the same.
    partly: `query ${name('Partly')} {
      acme: organization(${acme}) { id loginPolicy { id identityProviders { nodes { id } } } }
      viewer(${acme}) { id organizations { edges { node { id } } } }
      restrictions { id allowedLanguages }
      userFactors(${acme}) { edges { node { id } } }
    }`,
  };
  const mutations = steps.map(([field, args], index) => ({
    field,
    text: `mutation ${name(`Step${index}`)} { ${field}(${args}) ${select(getNamedType(schema.getMutationType().getFields()[field].type).name)} }`,
  }));
  return { schema, pages, mutations };
}
