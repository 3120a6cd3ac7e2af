import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: '../../schema.graphqls',
  documents: 'src/operations/*.graphql',
  config: {
    // A scalar that isn't listed fails the generation, instead of becoming `any`.
    strictScalars: true,
    scalars: {
      ID: 'string',
      UInt64: '../scalars#UInt64',
      DateTime: '../scalars#DateTime',
      Duration: '../scalars#Duration',
      ErrorDetail: '../scalars#ErrorDetail',
    },
    // Unions of strings rather than TypeScript enums: what the server sends is the value.
    enumType: 'string-literal',
    enumsAsTypes: true,
    skipTypename: true,
    useTypeImports: true,
  },
  generates: {
    // What each operation of src/operations sends and gets.
    'src/generated/operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
    },
    // The schema's own types: the page needs those of the errors, which no operation can ask for.
    'src/generated/schema.ts': {
      plugins: ['typescript'],
      config: { disableDescriptions: true },
    },
  },
}

export default config
