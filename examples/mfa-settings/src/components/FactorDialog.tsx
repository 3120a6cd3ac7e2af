import { withFactor, type Intent } from '../changeFactor'
import type { PolicyFragment } from '../generated/operations'
import { factorMissing } from '../risks'
import { allowedFactors, forced, listed, nameInText, type Factor } from '../words'
import { CustomizeChoice } from './CustomizeChoice'
import { Dialog } from './Dialog'
import { RiskNotice } from './RiskNotice'
import type { PartProps } from './Settings'

interface Props extends PartProps {
  intent: Intent
  pending: boolean
  onConfirm: () => void
  onCancel: () => void
}

/** Asks before a factor is removed, or before any change to an inherited policy, and says what it would come to. */
export function FactorDialog({ intent, policy, organization, ...rest }: Props) {
  const { factor, allow } = intent
  const verb = allow ? 'Allow' : 'Remove'
  return (
    <Dialog title={`${verb} ${nameInText(factor)}?`} confirm={verb} danger={!allow} {...rest}>
      {!allow && <Consequences intent={intent} policy={policy} organization={organization.name} />}
      {policy.isDefault && <CustomizeChoice organization={organization.name} />}
    </Dialog>
  )
}

function Consequences({ intent, policy, organization }: { intent: Intent; policy: PolicyFragment; organization: string }) {
  const after = withFactor(policy, intent)
  const remaining = allowedFactors(after)
  const who = forced(policy)
  const risk = factorMissing(after)
  if (risk) return <RiskNotice {...{ risk, organization }} />
  return (
    <>
      <p>
        People of {organization} who have set it up keep it. {aboutLogins(intent.factor)}
      </p>
      <p>
        After this, {remains(remaining)}. {who ? `Multi-factor login is forced for ${who}.` : 'Multi-factor login is not forced.'}
      </p>
    </>
  )
}

// ZITADEL has two logins, and only the older one goes by all of the policy.
function aboutLogins({ kind }: Factor): string {
  return kind === 'second'
    ? 'The newer login pages go on accepting it from them. The older ones no longer ask for it.'
    : 'On the newer login pages they may still use it where logins without a password are allowed. The older ones no longer accept it.'
}

function remains(factors: Factor[]): string {
  if (factors.length === 0) return 'no factor remains: people log in with their password alone'
  const names = factors.map(nameInText)
  return `${listed(names)} ${names.length === 1 ? 'remains' : 'remain'}`
}
