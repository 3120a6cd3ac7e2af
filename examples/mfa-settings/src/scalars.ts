// The schema's scalars as JSON has them; codegen.ts maps them here. The template types are narrower than `string`, so
// that the compiler refuses "ten days" for a duration, and a number for an id.

/** A whole number of up to 64 bits, as a string: a JavaScript number is exact up to 2^53 only. Compare with BigInt(). */
export type UInt64 = `${bigint}`

/** RFC 3339 in UTC, such as 2026-11-23T12:21:35.787576Z. */
export type DateTime = `${number}-${number}-${number}T${number}:${number}:${number}Z`

/** ISO 8601 in hours, minutes and seconds, such as PT1H30M. duration.ts reads and writes it. */
export type Duration = `PT${string}`

/** What the backend sent along with an error; `@type` names its protobuf message. */
export interface ErrorDetail {
  '@type': string
  [field: string]: unknown
}
