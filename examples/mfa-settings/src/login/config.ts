// Where people log in: decided by whoever serves the page, in config.json beside it, and not when it is built.

export interface Config {
  /** The OpenID provider's address, as it stands in its metadata. */
  issuer: string
  /** Of the page's application there. Empty is no login: the page asks for a token. */
  clientId: string
}

/** Rejects where there is no such file, or it isn't one. */
export async function readConfig(): Promise<Config> {
  const response = await fetch(new URL('config.json', document.baseURI))
  if (!response.ok) throw new Error(`config.json: ${response.status} ${response.statusText}`)
  const { issuer, clientId } = (await response.json()) as Partial<Record<keyof Config, unknown>>
  if (typeof issuer !== 'string' || typeof clientId !== 'string') throw new Error('config.json has no issuer and clientId')
  return { issuer, clientId }
}
