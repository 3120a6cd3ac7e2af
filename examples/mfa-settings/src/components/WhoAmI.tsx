import { useQuery } from 'urql'
import { WhoAmIDocument } from '../generated/operations'

/** Who uses the page, by the name that the login service has. Nothing depends on it: where it can't be read, it isn't there. */
export function WhoAmI() {
  const [{ data }] = useQuery({ query: WhoAmIDocument })
  const user = data?.viewer?.user
  if (!user) return null
  return (
    <p className="who-am-i">
      <span className="hidden">You are </span>
      {user.displayName || user.preferredLoginName}
    </p>
  )
}
