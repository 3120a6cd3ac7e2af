import { useState } from 'react'
import { useQuery } from 'urql'
import { endedEarly, failuresOf, type Failure } from './failure/failure'
import { CountSecondFactorsDocument, PeopleSizeDocument, SecondFactorUsageDocument, type SecondFactorType, type UsageFragment } from './generated/operations'
import { useStream } from './useStream'

export interface Usage {
  /** The newest figures. */
  figures: UsageFragment | undefined
  /** How many people there are, where that is known before they are counted. */
  total: number | null
  /** How far the count is, while one is under way. */
  counting: { lookedAt: number; total: number | null } | undefined
  /** Whether something is being read that the page didn't have to be asked for. */
  reading: boolean
  failures: Failure[]
  count: () => void
  stop: () => void
}

/** As many people are counted without being asked for, where that takes a call for each of them. */
const fewPeople = 500

/**
 * How many people have each second factor. They are counted at once where that is cheap: by the event log, or few of them. Of
 * more people, one by one, it is for a person to ask for.
 */
export function useUsage(orgId: string): Usage {
  const [size] = useQuery({ query: PeopleSizeDocument, variables: { orgId } })
  const look = size.data?.userFactors?.look
  const cheap = look !== undefined && (look.source === 'EVENTS' || (look.total !== null && look.total <= fewPeople))
  const [first, readAgain] = useQuery({ query: SecondFactorUsageDocument, variables: { orgId }, pause: !cheap })
  const [wanted, setWanted] = useState(false)
  const stream = useStream(CountSecondFactorsDocument, { orgId }, !wanted)
  const [counted, setCounted] = useState<UsageFragment>()
  const progress = stream.data?.secondFactorUsage ?? undefined
  // What was counted stays until something newer is.
  if (progress?.usage && progress.usage !== counted) setCounted(progress.usage)
  const ended = wanted && !stream.streaming && stream.data !== undefined && !progress?.usage && !stream.error
  const errors = [size.error, first.error, stream.error].filter((error) => error !== undefined)

  function count() {
    // What a query could count once it can count again; a stream has more time.
    if (cheap && !wanted && first.data?.secondFactorUsage?.look.complete) readAgain()
    else if (wanted) stream.again()
    else setWanted(true)
  }
  return {
    figures: newest(first.data?.secondFactorUsage, counted),
    total: look?.total ?? null,
    counting: stream.streaming && !progress?.usage ? { lookedAt: progress?.lookedAt ?? 0, total: progress?.total ?? null } : undefined,
    reading: size.fetching || first.fetching,
    failures: [...errors.flatMap((error) => failuresOf(error, 'query')), ...(ended ? [endedEarly] : [])],
    count,
    stop: () => setWanted(false),
  }
}

function newest(...all: (UsageFragment | null | undefined)[]): UsageFragment | undefined {
  const known = all.filter((one) => one !== null && one !== undefined)
  return known.sort((a, b) => b.look.asOf.localeCompare(a.look.asOf))[0]
}

export function usersOf(figures: UsageFragment | undefined, type: SecondFactorType) {
  return figures?.factors.find((factor) => factor.type === type)
}
