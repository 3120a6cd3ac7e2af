import { createContext, useContext, useState, type ReactNode } from 'react'

const Context = createContext<(text: string) => void>(() => undefined)

/** Says what has happened: to the eye at the page's foot, and to a screen reader without moving the focus. */
export const useAnnounce = () => useContext(Context)

export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', times: 0 })
  return (
    <Context value={(text) => setSaid(({ times }) => ({ text, times: times + 1 }))}>
      {children}
      {/* It stands there before it has something to say: a live region that comes with its text is not read. */}
      <div role="status" className="announcer">
        {said.text && <p key={said.times}>{said.text}</p>}
      </div>
    </Context>
  )
}
