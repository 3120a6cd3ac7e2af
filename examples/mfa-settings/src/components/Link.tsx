import type { MouseEvent, ReactNode } from 'react'
import { hrefOf, useNavigation, type Address } from '../address'

/** A link within the page: it can be opened in another tab, copied and gone back from. */
export function Link({ to, current = false, children }: { to: Address; current?: boolean; children: ReactNode }) {
  const { go } = useNavigation()
  function follow(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={hrefOf(to)} onClick={follow} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  )
}
