// Who uses the page, what it keeps in the browser's tab, and whether there is a network.

import { useEffect, useState } from 'react'

/**
 * The session's storage of this page, gone with the browser's tab. Another page of the same host, below another path, may be
 * of another server, and must not find this one's token.
 */
export const storage = {
  read: (name: string) => sessionStorage.getItem(own + name),
  write: (name: string, value: string) => sessionStorage.setItem(own + name, value),
  remove: (name: string) => sessionStorage.removeItem(own + name),
  /** Under what name it is kept. */
  keyOf: (name: string) => own + name,
  names: () => Object.keys(sessionStorage).flatMap((key) => (key.startsWith(own) ? [key.slice(own.length)] : [])),
}

const own = `mfa-settings:${encodeURIComponent(new URL('.', document.baseURI).pathname)}:`

/** Somebody's use of the page, from their login to their logout. */
export interface Session {
  /** The token to send now. */
  token: () => string
  /** Whether the token is about to expire. */
  isExpiring: () => boolean
  /** Gets another token, where there is a way to. It never rejects: see `problem`. */
  renew?: () => Promise<void>
  /** Why it has ended by itself, in words for a person. Undefined where it hasn't, or nothing more is known. */
  problem: () => string | undefined
  /** Forgets the token. */
  drop: () => void
  /** Ends it for its person too. It resolves to what went wrong, and never where the browser is on its way to the provider. */
  logOut: () => Promise<string | undefined>
}

/** A session with a token that somebody has typed, as for the development backend. A reload of the page goes on with it. */
export function withToken(token: string): Session {
  storage.write(typed, token)
  const drop = () => storage.remove(typed)
  return {
    token: () => token,
    isExpiring: () => false,
    problem: () => undefined,
    drop,
    async logOut() {
      drop()
      return undefined
    },
  }
}

/** The token that was typed before a reload. */
export const typedToken = () => storage.read(typed)

const typed = 'token'

/**
 * Whether the browser thinks that it has a network. It can be wrong when it says yes, and hardly when it says no.
 * `onReturn` is called when the network is back; it has to be the same function each time.
 */
export function useOnline(onReturn: () => void): boolean {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const update = () => {
      setOnline(navigator.onLine)
      if (navigator.onLine) onReturn()
    }
    addEventListener('online', update)
    addEventListener('offline', update)
    return () => {
      removeEventListener('online', update)
      removeEventListener('offline', update)
    }
  }, [onReturn])
  return online
}
