import { useEffect, useRef, useState, type FormEvent } from 'react'
import { patchOf, shown, shownAmount, unsaved, untouched, type Draft } from '../draft'
import { isEmpty } from '../drafts'
import { UpdateLoginPolicyDocument, type LoginPolicyPatch, type PolicyFragment } from '../generated/operations'
import { newRisks, type Risk } from '../risks'
import { goTo, labelOf, lifetimeNames, lifetimes, passkeyAlone, switches, switchesOf } from '../settings'
import { useChange } from '../useChange'
import { useDraft } from '../useDraft'
import { expectationsOf } from '../version'
import { allowedFactors, forced, listed } from '../words'
import { useAnnounce } from './Announcer'
import { CustomizeChoice } from './choices'
import { Dialog } from './Dialog'
import { DraftImpact } from './DraftImpact'
import { DurationField, SwitchField, TextField } from './fields'
import { RiskNotice } from './RiskNotice'
import type { PartProps } from './Settings'
import { ChangeNotice } from './Warnings'

/** The rest of the policy. Saving sends what was changed, and nothing else. */
export function PolicyForm({ organization, policy, mayWrite, reload, changed }: PartProps) {
  const { draft, setDraft, saved, setSaved } = useDraft(organization, policy)
  const [asked, setAsked] = useState<'risk' | 'discard'>()
  const [saveButton, focusSave] = useFocus<HTMLButtonElement>()
  const change = useChange(organization.name, changed)
  const announce = useAnnounce()
  const patch = patchOf(draft, policy)
  const count = Object.keys(patch).length
  const risks = newRisks(policy, { ...policy, ...(patch as Partial<PolicyFragment>) })
  const busy = change.pending || saved

  function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    if (count === 0) announce('Nothing has been changed yet.')
    else if (risks.length > 0) setAsked('risk')
    else void save()
  }
  async function save() {
    const sent = { draft, over: policy }
    const failures = await change.send(UpdateLoginPolicyDocument, update(organization.id, policy, patch), 'The settings are saved.')
    if (failures.length === 0) setSaved(sent)
    setAsked(undefined)
  }
  function discard() {
    setAsked(undefined)
    setDraft(untouched)
    change.forget()
    focusSave() // the button that had the focus goes
  }
  // Nobody is asked on the ground of what may be out of date.
  if (asked === 'risk' && !mayWrite) setAsked(undefined)
  const left = unsaved(draft, policy)
  const invalid = change.failures.some((f) => f.reason === 'REDIRECT_URI_INVALID')
  return (
    <section className="card" aria-labelledby="policy">
      <h2 id="policy">Login policy</h2>
      <form onSubmit={submit}>
        {/* disabled here is disabled for every field within. */}
        <fieldset className="bare" disabled={!mayWrite}>
          <legend className="hidden">Login policy</legend>
          <Fields {...{ draft, policy, setDraft, invalid }} />
          {policy.isDefault && count > 0 && <CustomizeChoice organization={organization.name} />}
        </fieldset>
        {count > 0 && !busy && <DraftImpact orgId={organization.id} patch={patch} />}
        <ChangeNotice {...{ change, reload }} />
        <div className="actions">
          {!isEmpty(left) && !busy && (
            <button type="button" className="quiet" onClick={() => setAsked('discard')}>
              Discard…
            </button>
          )}
          <button ref={saveButton} type="submit" className="primary" disabled={!mayWrite} aria-disabled={count === 0 || busy}>
            {change.pending ? 'Saving…' : saved ? 'Saved' : count === 0 ? 'Save' : `Save ${count} ${count === 1 ? 'change' : 'changes'}`}
          </button>
        </div>
      </form>
      {asked === 'risk' && (
        <RiskDialog {...{ risks }} organization={organization.name} pending={change.pending} onConfirm={save} onCancel={() => setAsked(undefined)} />
      )}
      {asked === 'discard' && <DiscardDialog draft={left} onConfirm={discard} onCancel={() => setAsked(undefined)} />}
    </section>
  )
}

interface RiskDialogProps {
  risks: Risk[]
  organization: string
  pending: boolean
  onConfirm: () => void
  onCancel: () => void
}

function RiskDialog({ risks, organization, ...rest }: RiskDialogProps) {
  return (
    <Dialog title="Save what may lock people out?" confirm="Save" danger {...rest}>
      {risks.map((risk) => (
        <RiskNotice key={risk.what} {...{ risk, organization }} />
      ))}
    </Dialog>
  )
}

function DiscardDialog({ draft, ...rest }: { draft: Draft; onConfirm: () => void; onCancel: () => void }) {
  const names = Object.keys({ ...draft.values, ...draft.amounts }).map((name) => `“${labelOf(name)}”`)
  return (
    <Dialog title="Discard what isn’t saved?" confirm="Discard" danger pending={false} {...rest}>
      <p>What you have changed is lost: {listed(names)}.</p>
    </Dialog>
  )
}

/** A control, and how to have it get the focus once what is about to change has changed. */
function useFocus<T extends HTMLElement>() {
  const control = useRef<T>(null)
  const [times, setTimes] = useState(0)
  useEffect(() => {
    if (times > 0) control.current?.focus()
  }, [times])
  return [control, () => setTimes(times + 1)] as const
}

function update(orgId: string, policy: PolicyFragment, patch: LoginPolicyPatch) {
  return {
    orgId,
    patch,
    // The checkbox has been ticked, or the form couldn't have been sent.
    whenInherited: policy.isDefault ? 'CUSTOMIZE' : 'REFUSE',
    ...expectationsOf(policy),
  } as const
}

interface FieldsProps {
  draft: Draft
  policy: PolicyFragment
  setDraft: (draft: Draft) => void
  /** Whether the server has refused the redirect URI. */
  invalid: boolean
}

function Fields({ draft, policy, setDraft, invalid }: FieldsProps) {
  const now = shown(draft, policy)
  const put = (values: Partial<PolicyFragment>) => setDraft({ ...draft, values: { ...draft.values, ...values } })
  const toggles = (group: Parameters<typeof switchesOf>[0]) =>
    switchesOf(group).map((name) => (
      <SwitchField key={name} {...switches[name]} value={now[name]} onChange={(value) => put({ [name]: value })} />
    ))

  return (
    <>
      <fieldset>
        <legend>Multi-factor login</legend>
        {toggles('force')}
        {forced(now) && allowedFactors(policy).length === 0 && (
          <p className="notice warning">No factor is allowed: people may not be able to log in.</p>
        )}
      </fieldset>
      <fieldset>
        <legend>People may</legend>
        {toggles('ways')}
        <SwitchField
          label={passkeyAlone}
          hint={now.passwordlessType === null ? 'This is set to something that this page doesn’t know.' : undefined}
          value={now.passwordlessType === 'PASSWORDLESS_TYPE_ALLOWED'}
          onChange={(on) => put({ passwordlessType: on ? 'PASSWORDLESS_TYPE_ALLOWED' : 'PASSWORDLESS_TYPE_NOT_ALLOWED' })}
        />
      </fieldset>
      <fieldset>
        <legend>Privacy</legend>
        {toggles('privacy')}
      </fieldset>
      <fieldset className="grid">
        <legend>How long a check counts</legend>
        {lifetimeNames.map((name) => (
          <DurationField
            key={name}
            {...lifetimes[name]}
            value={shownAmount(draft, policy, name)}
            onChange={(amount) => setDraft({ ...draft, amounts: { ...draft.amounts, [name]: amount } })}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>After login</legend>
        <TextField
          label={goTo}
          hint="Where a login ends that no application started. Empty is the login service’s own page."
          value={now.defaultRedirectUri}
          onChange={(defaultRedirectUri) => put({ defaultRedirectUri })}
          invalid={invalid}
        />
      </fieldset>
    </>
  )
}
