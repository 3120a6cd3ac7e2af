import type { Risk } from '../risks'

/** Says of a change that people may be locked out by it, and how not to. */
export function RiskNotice({ risk, organization }: { risk: Risk; organization: string }) {
  return (
    <div className="notice error">
      <p>
        <strong>{risk.what}</strong> People of {organization} may not be able to log in then. {risk.instead}
      </p>
    </div>
  )
}
