import { createContext, useContext, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

/** `stays` is for what must not pass unseen: it stands there until something else is said, or something else is looked at. */
type Announce = (text: string, stays?: boolean) => void

const Context = createContext<Announce>(() => undefined)

/** Says what has happened: to the eye at the page's foot, and to a screen reader without moving the focus. */
export const useAnnounce = () => useContext(Context)

/** `about` is what stands on the page. What was said of one thing doesn't stand over another. */
export function Announcer({ about, children }: { about: string | null; children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', stays: false, times: 0, about })
  const latest = useRef(about)
  // Before the effects of what stands on the page now, which may have something to say.
  useLayoutEffect(() => {
    if (latest.current === about) return
    latest.current = about
    setSaid({ text: '', stays: false, times: 0, about })
  }, [about])
  // The same function for good: what has been left may still have something to say, over what stands there then.
  const [announce] = useState((): Announce => {
    return (text, stays = false) => setSaid(({ times }) => ({ text, stays, times: times + 1, about: latest.current }))
  })
  return (
    <Context value={announce}>
      {children}
      {/* It stands there before it has something to say: a live region that comes with its text is not read. */}
      <div role="status" className="announcer">
        {said.text && said.about === about && <p key={said.times} className={said.stays ? 'stays' : undefined}>{said.text}</p>}
      </div>
    </Context>
  )
}
