// Durations as people enter them, a number and a unit, and as the schema has them.

import type { Duration } from './scalars'

export const units = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const
export type Unit = keyof typeof units

export interface Amount {
  /** As it stands in the input, also while it isn't a number yet. */
  amount: string
  unit: Unit
}

const written = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/

/** Reads what the server sends: hours, minutes and seconds. */
export function seconds(duration: Duration): number {
  const [, h = '0', m = '0', s = '0'] = written.exec(duration) ?? []
  return Number(h) * units.hours + Number(m) * units.minutes + Number(s)
}

/** Chooses the largest unit that needs no fraction, up to days. */
export function amountOf(duration: Duration): Amount {
  const total = seconds(duration)
  const unit = (Object.keys(units) as Unit[]).find((u) => total % units[u] === 0 && total >= units[u]) ?? 'seconds'
  return { amount: String(total / units[unit]), unit }
}

/** The server's own bound is 292 years. */
const longest = 290 * 365 * units.days

/** How many of a unit make the longest duration that the server takes. */
export function most(unit: Unit): number {
  return Math.floor(longest / units[unit])
}

/** To the millisecond; undefined while what was entered is no duration. */
export function durationOf({ amount, unit }: Amount): Duration | undefined {
  const total = Number(amount) * units[unit]
  if (amount.trim() === '' || !(total >= 0 && total <= longest)) return undefined
  return total % units.hours === 0 && total > 0 ? `PT${total / units.hours}H` : `PT${withoutZeros(total.toFixed(3))}S`
}

function withoutZeros(decimal: string): string {
  return decimal.replace(/\.?0+$/, '')
}
