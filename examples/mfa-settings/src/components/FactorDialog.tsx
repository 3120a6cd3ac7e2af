import { useEffect, useState } from 'react'
import { peopleOf } from '../address'
import { proposalOf, withFactor, type Intent } from '../changeFactor'
import type { Failure } from '../failure/failure'
import { additionGuards, allGuards, consentOf, type Consent } from '../guards'
import type { PolicyFragment } from '../generated/operations'
import { factorMissing } from '../risks'
import { useImpact } from '../useImpact'
import { allowedFactors, forced, listed, nameInText, type Factor } from '../words'
import { CheckChoice, CustomizeChoice } from './choices'
import { Dialog } from './Dialog'
import { ErrorNotice } from './ErrorNotice'
import { GuardChoice } from './GuardChoice'
import { ImpactPreview } from './ImpactPreview'
import { RiskNotice } from './RiskNotice'
import type { PartProps } from './Settings'

interface Props extends Pick<PartProps, 'organization' | 'policy'> {
  intent: Intent
  pending: boolean
  /** Why the server refused what was confirmed last, where that is about what it would do to people. */
  refusals: Failure[]
  /** `fromPeople`: the factor is to be removed from the people who have it, too. */
  onConfirm: (consent: Consent, fromPeople: boolean) => void
  onCancel: () => void
}

/** Asks before a factor is removed, or before a change that isn't undone as easily, and says what it would do. */
export function FactorDialog({ intent, policy, organization, refusals, onConfirm, ...rest }: Props) {
  const { factor, allow } = intent
  const guards = allow ? additionGuards : allGuards
  const verb = allow ? 'Allow' : 'Remove'
  const impact = useImpact(organization.id, proposalOf(intent), guards, true)
  const [on, setOn] = useState(guards)
  const [fromPeople, setFromPeople] = useState(false)
  useEffect(() => {
    if (refusals.some((f) => f.reason === 'IMPACT_CHANGED')) impact.again()
  }, [refusals])
  const more = (
    <>
      {/* Above the choices, where it is read first by whoever pressed the button in vain. */}
      <ErrorNotice failures={refusals} />
      <ImpactPreview impact={impact} {...(!allow && { nothing: nothingOf(factor), list: listOf(factor, organization.id) })} />
      {!allow && factor.kind === 'second' && (
        <CheckChoice
          label="Also remove it from the people who have it set up"
          hint="One after the other, with the results of each. For them it ends with both logins and for the API, and only they can set it up again."
          checked={fromPeople}
          onChange={setFromPeople}
        />
      )}
      {policy.isDefault && <CustomizeChoice organization={organization.name} />}
      <GuardChoice title={`Don’t ${verb.toLowerCase()} it if that would`} all={guards} {...{ on, impact }} onChange={setOn} refused={refusals.flatMap((f) => f.impact ?? [])} />
    </>
  )
  return (
    <Dialog
      title={`${verb} ${nameInText(factor)}?`}
      confirm={verb}
      danger={!allow}
      more={more}
      tall
      {...rest}
      onConfirm={() => onConfirm(consentOf(on, impact), fromPeople)}
    >
      {allow ? (
        <p>Both logins offer it for set-up from then on. Whoever has it set up already is asked for it by the older login.</p>
      ) : (
        <Consequences {...{ intent, policy }} organization={organization.name} />
      )}
    </Dialog>
  )
}

function Consequences({ intent, policy, organization }: { intent: Intent; policy: PolicyFragment; organization: string }) {
  const after = withFactor(policy, intent)
  const remaining = allowedFactors(after)
  const who = forced(policy)
  const risk = factorMissing(after)
  return (
    <>
      <p>
        It is taken from nobody: people of {organization} who have set it up keep it. {aboutLogins(intent.factor)}
      </p>
      {risk ? (
        <RiskNotice {...{ risk, organization }} />
      ) : (
        <p>
          After this, {remains(remaining)}. {who ? `Multi-factor login is forced for ${who}.` : 'Multi-factor login is not forced.'}
        </p>
      )}
    </>
  )
}

// ZITADEL has two logins, and only the older one goes by all of the policy. The API's checks of a session never do.
function aboutLogins({ kind }: Factor): string {
  return kind === 'second'
    ? 'The newer login goes on accepting it from them, as does the API, and only no longer offers to set it up. The older login no longer asks for it.'
    : 'With the newer login they may still use it where logins without a password are allowed, and so with the API. The older login no longer accepts it.'
}

function nothingOf({ kind }: Factor): { newer: string; older: string } {
  return {
    newer: `Nothing changes for anybody: whoever has it set up goes on using it${kind === 'second' ? ', until it is removed from them' : ''}.`,
    older: 'Nothing changes for anybody: nobody found uses it.',
  }
}

/** Who they are, all of them, also those who can't log in. */
function listOf(factor: Factor, orgId: string) {
  if (factor.kind !== 'second') return undefined
  return { to: peopleOf(orgId, `has:${factor.type}`), label: `Everybody who has ${nameInText(factor)} set up` }
}

function remains(factors: Factor[]): string {
  if (factors.length === 0) return 'no factor remains'
  const names = factors.map(nameInText)
  return `${listed(names)} ${names.length === 1 ? 'remains' : 'remain'}`
}
