// Where drafts are kept: in the browser's tab, one for each organization. There they outlive a reload, a token that has
// expired, and a look at another organization, and are gone with the tab.

import { untouched, type Draft } from './draft'
import { units } from './duration'
import type { PolicyFragment } from './generated/operations'
import { storage } from './session'
import { lifetimes, settingNames } from './settings'
import { versionOf } from './version'

interface Organization {
  id: string
  name: string
}

interface Kept {
  organization: string
  /** The version of the policy that stood on the screen. */
  version: string
  draft: Draft
}

export const drafts = {
  of: (id: string): Draft => read(id)?.draft ?? untouched,
  /** Whether there is a draft that was typed over another version of the policy than this one. */
  isOver(id: string, other: PolicyFragment): boolean {
    const kept = read(id)
    return kept !== undefined && kept.version !== versionOf(other)
  },
  /** An empty draft is none. */
  keep({ id, name }: Organization, draft: Draft, policy: PolicyFragment) {
    const kept: Kept = { organization: name, version: versionOf(policy), draft }
    if (isEmpty(draft)) storage.remove(nameOf(id))
    else storage.write(nameOf(id), JSON.stringify(kept))
  },
  /** The names of the organizations that there are drafts for. */
  organizations: (): string[] => ids().flatMap((id) => read(id)?.organization ?? []),
  forget: () => ids().forEach((id) => storage.remove(nameOf(id))),
}

export function isEmpty({ values, amounts }: Draft): boolean {
  return Object.keys(values).length + Object.keys(amounts).length === 0
}

const prefix = 'draft.'
const nameOf = (id: string) => prefix + id

function ids(): string[] {
  return storage.names().flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
}

/** What an older or a newer version of this page has left behind is taken as far as this one knows it. */
function read(id: string): Kept | undefined {
  const { organization, version, draft } = parsed(storage.read(nameOf(id)))
  const { values, amounts } = record(draft)
  if (typeof organization !== 'string' || typeof version !== 'string') return undefined
  const known = only(values, (name, value) => typeof value === settingNames[name])
  const entered = only(amounts, (name, value) => Object.hasOwn(lifetimes, name) && isAmount(value))
  return { organization, version, draft: { values: known, amounts: entered } }
}

function isAmount(value: unknown): boolean {
  const { amount, unit } = record(value)
  return typeof amount === 'string' && typeof unit === 'string' && Object.hasOwn(units, unit)
}

function only(all: unknown, wanted: (name: string, value: unknown) => boolean): object {
  return Object.fromEntries(Object.entries(record(all)).filter(([name, value]) => wanted(name, value)))
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    return record(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
