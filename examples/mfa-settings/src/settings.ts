// The settings of the policy form: which there are, in which group, and what they are called.

import type { LoginPolicyPatch, PolicyFragment } from './generated/operations'

/** The fields of a patch whose values in a policy are of the type T. */
type SettingsOf<T> = { [K in keyof LoginPolicyPatch]-?: PolicyFragment[K] extends T ? K : never }[keyof LoginPolicyPatch]

export type Switch = SettingsOf<boolean>
export type Lifetime = SettingsOf<PolicyFragment['passwordCheckLifetime']>

interface Words {
  label: string
  hint?: string
}

type Group = 'force' | 'ways' | 'privacy'

// By Record, so that a setting which the schema gains and this form lacks is an error of the compiler.
export const switches: Record<Switch, Words & { group: Group }> = {
  forceMfa: { group: 'force', label: 'Force it for everyone', hint: 'Also for people who come through an identity provider.' },
  forceMfaLocalOnly: {
    group: 'force',
    label: 'Force it for people who log in here',
    hint: 'Not for people who come through an identity provider.',
  },

  allowUsernamePassword: { group: 'ways', label: 'Log in with a password' },
  allowExternalIdp: { group: 'ways', label: 'Log in through an identity provider' },
  allowRegister: { group: 'ways', label: 'Register oneself' },
  allowDomainDiscovery: { group: 'ways', label: 'Find the organization by the name’s domain' },

  hidePasswordReset: { group: 'privacy', label: 'Offer no password reset' },
  ignoreUnknownUsernames: {
    group: 'privacy',
    label: 'Don’t tell which names exist',
    hint: 'The login page asks for a password even where there is no such user.',
  },
  disableLoginWithEmail: { group: 'privacy', label: 'Take no e-mail address as a login name' },
  disableLoginWithPhone: { group: 'privacy', label: 'Take no phone number as a login name' },
}

export const lifetimes: Record<Lifetime, Words> = {
  passwordCheckLifetime: { label: 'Password', hint: 'How long a checked password counts.' },
  secondFactorCheckLifetime: { label: 'Second factor', hint: 'How long a checked second factor counts.' },
  multiFactorCheckLifetime: { label: 'Passkey', hint: 'How long a checked multi factor counts.' },
  externalLoginCheckLifetime: { label: 'Identity provider', hint: 'How long a login through one counts.' },
  mfaInitSkipLifetime: { label: 'Reminder', hint: 'When those who skipped setting up a factor are asked again. 0 is never.' },
}

export function switchesOf(group: Group): Switch[] {
  return (Object.keys(switches) as Switch[]).filter((name) => switches[name].group === group)
}

/** The settings of the form that are no lifetimes, and the types of their values. */
export const settingNames: Readonly<Record<string, 'boolean' | 'string'>> = {
  ...Object.fromEntries(Object.keys(switches).map((name) => [name, 'boolean'] as const)),
  passwordlessType: 'string',
  defaultRedirectUri: 'string',
}

/** What a setting is called on the page. */
export function labelOf(name: string): string {
  const others: Record<string, string> = {
    passwordlessType: passkeyAlone,
    defaultRedirectUri: goTo,
    secondFactors: 'Second factors',
    multiFactors: 'Multi factors',
    identityProviders: 'Identity providers',
    isDefault: 'Inherited from the instance',
  }
  const words: Record<string, Words> = { ...switches, ...lifetimes }
  return words[name]?.label ?? others[name] ?? name
}

export const passkeyAlone = 'Log in with a passkey alone'
export const goTo = 'Go to'

export const lifetimeNames = Object.keys(lifetimes) as Lifetime[]
