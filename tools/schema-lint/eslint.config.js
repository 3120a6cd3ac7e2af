// @graphql-eslint's recommended rules for a schema. Every waiver has its reason.
import { fileURLToPath } from 'node:url';
import graphql from '@graphql-eslint/eslint-plugin';

const schema = fileURLToPath(new URL('../../schema.graphqls', import.meta.url));

export default [
  {
    files: ['**/*.graphqls'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            // Pages, which Relay's convention gives no id.
            suffixes: ['Connection', 'Edge'],
            types: [
              'PageInfo', // the same
              'ErrorExtensions', // not a thing that is kept
              'Warning', // the same
              'SkippedSetting', // a part of what it describes
              'PeopleLook', // a part of what it describes
              'UserSecondFactor', // a person has one of each type
              'SecondFactorCount', // a part of what it describes
              'SecondFactorUsageProgress', // not a thing that is kept
              'LoginPolicyImpact', // the same
              'LoginPolicyImpactProgress', // the same
              'LoginPolicyPreview', // the same
              'LoginPolicySettingChange', // the same
              'ImpactOnPeople', // the same
              'ImpactUnderLogin', // the same
              'ImpactFigure', // the same
              'ImpactGuardFigure', // the same
              'SecondFactorRemovals', // the same
              'SecondFactorRemoval', // the same; user says whose
            ],
          },
        },
      ],
    },
  },
];
