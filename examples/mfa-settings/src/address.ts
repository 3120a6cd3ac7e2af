// Where on the page somebody is: in the address, so that a link leads there and Back goes back.

import { createContext, useContext, useEffect, useState } from 'react'
import { isFilter, type Filter } from './filter'
import type { SecondFactorType } from './generated/operations'

export interface Address {
  /** Null is the token's home organization. */
  orgId: string | null
  view: 'settings' | 'people'
  /** Of the people only. */
  filter: Filter
}

export const settingsOf = (orgId: string | null): Address => ({ orgId, view: 'settings', filter: 'all' })
export const peopleOf = (orgId: string | null, filter: Filter = 'all'): Address => ({ orgId, view: 'people', filter })

export type Go = (to: Address) => void

export function useAddress(): [Address, Go] {
  const [address, setAddress] = useState(fromLocation)
  useEffect(() => {
    const follow = () => setAddress(fromLocation())
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  function go(to: Address) {
    history.pushState(null, '', hrefOf(to))
    setAddress(to)
  }
  return [address, go]
}

interface Navigation {
  go: Go
  /** Goes to the people who have a second factor, and begins to remove it from them. No address does that by itself. */
  retire: (orgId: string, type: SecondFactorType) => void
}

const Context = createContext<Navigation>({ go: () => undefined, retire: () => undefined })
export const NavigationProvider = Context.Provider
export const useNavigation = () => useContext(Context)

export function hrefOf({ orgId, view, filter }: Address): string {
  const query = new URLSearchParams()
  if (orgId !== null) query.set('org', orgId)
  if (view === 'people') query.set('view', view)
  if (filter !== 'all') query.set('who', filter)
  return `?${query}`
}

function fromLocation(): Address {
  const query = new URLSearchParams(location.search)
  const who = query.get('who')
  return {
    orgId: query.get('org'),
    view: query.get('view') === 'people' ? 'people' : 'settings',
    filter: isFilter(who) ? who : 'all',
  }
}
