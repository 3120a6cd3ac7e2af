// Which people are listed.

import type { SecondFactorType, UserFactorsQueryVariables } from './generated/operations'
import { allSecondFactors, nameInText, wordsOf } from './words'

/** As it stands in the address. `has:` are people who have a second factor, `only:` those whose only one it is. */
export type Filter = 'all' | 'none' | 'any' | `${'has' | 'only'}:${SecondFactorType}`

const factors = allSecondFactors.map((type) => ({ type, name: wordsOf({ kind: 'second', type }).name }))

/** The choices of the list, in groups. */
export const groups: { label: string; filters: { filter: Filter; label: string }[] }[] = [
  {
    label: 'Any factor',
    filters: [
      { filter: 'all', label: 'Everybody' },
      { filter: 'none', label: 'No second factor' },
      { filter: 'any', label: 'At least one second factor' },
    ],
  },
  { label: 'Who has', filters: factors.map(({ type, name }) => ({ filter: `has:${type}`, label: name })) },
  { label: 'Whose only second factor is', filters: factors.map(({ type }) => ({ filter: `only:${type}`, label: `Only ${nameInText({ kind: 'second', type })}` })) },
]

const known = new Set<string>(groups.flatMap((group) => group.filters.map(({ filter }) => filter)))

export const isFilter = (value: string | null): value is Filter => value !== null && known.has(value)

/** The factor that everybody listed has. */
export function factorOf(filter: Filter): SecondFactorType | undefined {
  return filter.includes(':') ? (filter.slice(filter.indexOf(':') + 1) as SecondFactorType) : undefined
}

/** The filter as the query takes it. */
export function variablesOf(filter: Filter): Pick<UserFactorsQueryVariables, 'has' | 'hasNone' | 'onlyHas'> {
  const type = factorOf(filter)
  if (type) return filter.startsWith('has:') ? { has: [type] } : { onlyHas: type }
  return filter === 'all' ? {} : { hasNone: filter === 'none' }
}

/** Who is listed, in a sentence after "nobody". */
export function filterWords(filter: Filter): string {
  const type = factorOf(filter)
  if (type) {
    const name = nameInText({ kind: 'second', type })
    return filter.startsWith('has:') ? `has ${name} set up` : `has ${name} as the only second factor`
  }
  if (filter === 'all') return 'is listed here'
  return filter === 'none' ? 'is without a second factor' : 'has a second factor'
}
