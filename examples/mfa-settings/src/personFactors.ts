// A person's second factors one by one: what there is to remove, since of security keys each is removed by itself.

import type { AuthFactorState, PersonFragment, SecondFactorType } from './generated/operations'
import { nameInText, wordsOf } from './words'

export interface OwnFactor {
  type: SecondFactorType
  /** Of a security key. */
  keyId: string | null
  name: string
  /** Begun, and never proved: it can't be used to log in. */
  unfinished: boolean
}

export function factorsOf({ secondFactors }: PersonFragment): OwnFactor[] {
  return (secondFactors ?? []).flatMap(({ type, state, securityKeys }): OwnFactor[] => {
    const { name } = wordsOf({ kind: 'second', type })
    if (!securityKeys) return [{ type, keyId: null, name, unfinished: unfinished(state) }]
    return securityKeys.map((key) => ({
      type,
      keyId: key.id,
      name: key.name ? `${name} “${key.name}”` : name,
      unfinished: unfinished(key.state),
    }))
  })
}

export const keyOf = ({ type, keyId }: OwnFactor): string => `${type} ${keyId}`

/** What else a person could log in with. */
export function othersOf(person: PersonFragment, factor: OwnFactor): { second: string[]; else: string[] } {
  const second = factorsOf(person).filter((other) => keyOf(other) !== keyOf(factor) && !other.unfinished)
  const rest: [string, boolean | null][] = [
    ['a passkey', person.hasPasskey],
    ['a password', person.hasPassword],
    ['an identity provider', person.hasIdentityProvider],
  ]
  return { second: second.map(inText), else: rest.flatMap(([name, has]) => (has ? [name] : [])) }
}

export const inText = ({ type, keyId, name }: OwnFactor): string =>
  keyId === null ? nameInText({ kind: 'second', type }) : name.charAt(0).toLowerCase() + name.slice(1)

const unfinished = (state: AuthFactorState | null) => state === 'AUTH_FACTOR_STATE_NOT_READY'
