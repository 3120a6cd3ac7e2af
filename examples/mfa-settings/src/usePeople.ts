import { useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { failuresOf, type Failure } from './failure/failure'
import { variablesOf, type Filter } from './filter'
import { UserFactorsDocument, type LookFragment, type PersonFragment, type UserFactorsQuery } from './generated/operations'

type Page = NonNullable<UserFactorsQuery['userFactors']>

export interface PeopleList {
  people: PersonFragment[]
  /** How many were looked at for this list so far, and of how many. */
  lookedAt: number
  total: number | null
  /** The look of the last page. Undefined until there is one. */
  look: LookFragment | undefined
  /** Whether there is more to be had: further people, or a search to go on with. */
  more: boolean
  reading: boolean
  failures: Failure[]
  /** Reads the next page; after a failure, the same again. */
  readOn: () => void
}

/** The people of an organization whom a filter finds, page by page. The first page is read at once. */
export function usePeople(orgId: string, filter: Filter): PeopleList {
  const client = useClient()
  const [pages, setPages] = useState<Page[]>([])
  const [reading, setReading] = useState(true)
  const [failures, setFailures] = useState<Failure[]>([])
  const left = useRef(false)
  const last = pages.at(-1)

  async function read(after: string | null) {
    setReading(true)
    setFailures([])
    const { data, error } = await client.query(UserFactorsDocument, { orgId, ...variablesOf(filter), after }).toPromise()
    if (left.current) return
    const page = data?.userFactors
    if (page) setPages((before) => (after === null ? [page] : [...before, page]))
    setFailures(page || !error ? [] : failuresOf(error, 'query'))
    setReading(false)
  }
  useEffect(() => {
    left.current = false
    void read(null)
    return () => {
      left.current = true
    }
  }, [])
  return {
    people: distinct(pages.flatMap((page) => page.nodes)),
    lookedAt: pages.reduce((sum, page) => sum + page.look.lookedAt, 0),
    total: last?.look.total ?? null,
    look: last?.look,
    more: last?.pageInfo.hasNextPage ?? false,
    reading,
    failures,
    readOn: () => void read(last?.pageInfo.endCursor ?? null),
  }
}

/** Somebody can come twice where people were added or removed between two pages. */
function distinct(people: PersonFragment[]): PersonFragment[] {
  return people.filter(({ id }, i) => people.findIndex((other) => other.id === id) === i)
}
