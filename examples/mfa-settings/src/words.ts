// The schema's values in human words. Each table is typed by its enum, so that a new value is an error of the compiler.

import type {
  ChangesQuery,
  LoginPolicyChangeType,
  MultiFactorType,
  PolicyFragment,
  SecondFactorType,
} from './generated/operations'

/** A factor of one of the schema's two kinds. They differ in the mutations that change them, and hardly for people. */
export type Factor =
  | { kind: 'second'; type: SecondFactorType }
  | { kind: 'multi'; type: MultiFactorType }

interface FactorWords {
  name: string
  about: string
}

const unknownFactor = { name: 'A factor that this page doesn’t know', about: 'The login service is newer than this page.' }

const secondFactors: Record<SecondFactorType, FactorWords> = {
  SECOND_FACTOR_TYPE_OTP: { name: 'Authenticator app', about: 'A code that an app on the phone shows for half a minute.' },
  SECOND_FACTOR_TYPE_U2F: { name: 'Security key', about: 'A key to touch, or what is built into a phone or laptop.' },
  SECOND_FACTOR_TYPE_OTP_EMAIL: { name: 'Code by e-mail', about: 'A one-time code, sent to the verified address.' },
  SECOND_FACTOR_TYPE_OTP_SMS: { name: 'Code by SMS', about: 'A one-time code, sent to the verified phone number.' },
  SECOND_FACTOR_TYPE_RECOVERY_CODES: { name: 'Recovery codes', about: 'Single-use codes to keep for when all else is lost.' },
  SECOND_FACTOR_TYPE_UNSPECIFIED: unknownFactor,
}

const multiFactors: Record<MultiFactorType, FactorWords> = {
  MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION: { name: 'Passkey', about: 'A complete login by fingerprint, face or PIN.' },
  MULTI_FACTOR_TYPE_UNSPECIFIED: unknownFactor,
}

export function wordsOf(factor: Factor): FactorWords {
  return factor.kind === 'second' ? secondFactors[factor.type] : multiFactors[factor.type]
}

/** The name within a sentence: "code by SMS". */
export function nameInText(factor: Factor): string {
  const { name } = wordsOf(factor)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

export const isKnown = (factor: Factor): boolean => wordsOf(factor) !== unknownFactor

/** The second factors that this page knows, in the schema's order. */
export const allSecondFactors = (Object.keys(secondFactors) as SecondFactorType[]).filter((type) => secondFactors[type] !== unknownFactor)

/** The factors that can be allowed, and after them those of the policy, if there is one, that this page doesn't know. */
export function allFactors(kind: Factor['kind'], policy?: PolicyFragment): Factor[] {
  const inForce = policy ? allowedFactors(policy) : []
  return [...known(kind), ...inForce.filter((f) => f.kind === kind && !isKnown(f))]
}

function known(kind: Factor['kind']): Factor[] {
  const all: Factor[] =
    kind === 'second'
      ? allSecondFactors.map((type) => ({ kind, type }))
      : (Object.keys(multiFactors) as MultiFactorType[]).map((type) => ({ kind, type }))
  return all.filter(isKnown)
}

/** The factors that people may use. */
export function allowedFactors(policy: Pick<PolicyFragment, 'secondFactors' | 'multiFactors'>): Factor[] {
  return [
    ...policy.secondFactors.map((type) => ({ kind: 'second', type }) as const),
    ...policy.multiFactors.map((type) => ({ kind: 'multi', type }) as const),
  ]
}

export function isAllowed(factor: Factor, policy: PolicyFragment): boolean {
  return allowedFactors(policy).some((f) => f.type === factor.type)
}

/** Whom the policy forces to log in with more than a password. */
export function forced(policy: Pick<PolicyFragment, 'forceMfa' | 'forceMfaLocalOnly'>): string | undefined {
  if (policy.forceMfa) return 'everyone, also through an identity provider'
  return policy.forceMfaLocalOnly ? 'everyone who logs in here rather than through an identity provider' : undefined
}

/** "a", "a and b", "a, b and c". */
export function listed(words: string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words)
}

type Change = NonNullable<ChangesQuery['loginPolicyChanges']>['nodes'][number]

const changes: Record<LoginPolicyChangeType, string> = {
  POLICY_ADDED: 'The organization got settings of its own',
  POLICY_CHANGED: 'Settings changed',
  POLICY_REMOVED: 'The settings were reset: they follow the instance’s again',
  SECOND_FACTOR_ADDED: 'Second factor allowed',
  SECOND_FACTOR_REMOVED: 'Second factor removed',
  MULTI_FACTOR_ADDED: 'Multi factor allowed',
  MULTI_FACTOR_REMOVED: 'Multi factor removed',
  IDENTITY_PROVIDER_ADDED: 'Identity provider added',
  IDENTITY_PROVIDER_REMOVED: 'Identity provider removed',
}

/** Which factor it was is only told to callers who may read the instance's events. */
export function changeWords({ type, secondFactor, multiFactor }: Change): string {
  const change = type ? changes[type] : 'Something changed that this page doesn’t know'
  const factor = factorOf(secondFactor, multiFactor)
  return factor ? `${change}: ${nameInText(factor)}` : change
}

function factorOf(second: SecondFactorType | null, multi: MultiFactorType | null): Factor | undefined {
  if (second) return { kind: 'second', type: second }
  return multi ? { kind: 'multi', type: multi } : undefined
}
