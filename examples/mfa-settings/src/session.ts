// The token, which outlives a reload of the page, and whether there is a network.

import { useEffect, useState } from 'react'

/**
 * The session's storage of this page, gone with the browser's tab. Another page of the same host, below another path, may be
 * of another server, and must not find this one's token.
 */
export const storage = {
  read: (name: string) => sessionStorage.getItem(own + name),
  write: (name: string, value: string) => sessionStorage.setItem(own + name, value),
  remove: (name: string) => sessionStorage.removeItem(own + name),
  names: () => Object.keys(sessionStorage).flatMap((key) => (key.startsWith(own) ? [key.slice(own.length)] : [])),
}

const own = `mfa-settings:${encodeURIComponent(new URL('.', document.baseURI).pathname)}:`

/**
 * The token, gone with the tab. This page asks a person for it because it is an example: an application gets it from its
 * OpenID Connect library, and keeps it where that says.
 */
export const session = {
  token: () => storage.read('token'),
  begin: (token: string) => storage.write('token', token),
  end: () => storage.remove('token'),
}

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
