import { useRef, useState, type FormEvent } from 'react'
import { patchOf, shown, shownAmount, since, untouched, type Draft } from '../draft'
import { UpdateLoginPolicyDocument, type PolicyFragment } from '../generated/operations'
import { lifetimeNames, lifetimes, switches, switchesOf } from '../settings'
import { useChange } from '../useChange'
import { allowedFactors, forced } from '../words'
import { useAnnounce } from './Announcer'
import { CustomizeChoice } from './CustomizeChoice'
import { ErrorNotice } from './ErrorNotice'
import { DurationField, SwitchField, TextField } from './fields'
import type { PartProps } from './Settings'

/** The rest of the policy. Saving sends what was changed, and nothing else. */
export function PolicyForm({ organization, policy, mayWrite, reload }: PartProps) {
  const [draft, setDraft] = useState(untouched)
  const [saved, setSaved] = useState<{ draft: Draft; over: PolicyFragment }>()
  const saveButton = useRef<HTMLButtonElement>(null)
  const change = useChange(reload)
  const announce = useAnnounce()
  const patch = patchOf(draft, policy)
  const count = Object.keys(patch).length
  const busy = change.pending || saved !== undefined

  // What was saved stands in the form until it is read back: it never shows again what is no longer in force.
  if (saved && saved.over !== policy) {
    setDraft(since(saved.draft, draft))
    setSaved(undefined)
  }
  async function save(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    if (count === 0) return announce('Nothing has been changed yet.')
    const done = await change.send(UpdateLoginPolicyDocument, update(organization.id, policy, patch), 'The settings are saved.')
    if (done) setSaved({ draft, over: policy })
  }
  function discard() {
    setDraft(untouched)
    change.forget()
    // This button goes, and would take the focus with it.
    saveButton.current?.focus()
  }
  const invalid = change.failures.some((f) => f.reason === 'REDIRECT_URI_INVALID')
  return (
    <section className="card" aria-labelledby="policy">
      <h2 id="policy">Login policy</h2>
      <form onSubmit={save}>
        {/* disabled here is disabled for every field within. */}
        <fieldset className="bare" disabled={!mayWrite}>
          <legend className="hidden">Login policy</legend>
          <Fields {...{ draft, policy, setDraft, invalid }} />
          {policy.isDefault && count > 0 && <CustomizeChoice organization={organization.name} />}
          <ErrorNotice failures={change.failures} onRetry={change.retry} onReload={() => (change.forget(), reload())} />
          <div className="actions">
            {count > 0 && !busy && (
              <button type="button" className="quiet" onClick={discard}>
                Discard
              </button>
            )}
            <button ref={saveButton} type="submit" className="primary" aria-disabled={count === 0 || busy}>
              {change.pending ? 'Saving…' : saved ? 'Saved' : count === 0 ? 'Save' : `Save ${count} ${count === 1 ? 'change' : 'changes'}`}
            </button>
          </div>
        </fieldset>
      </form>
    </section>
  )
}

/** The expectations are those of the policy on the screen: where another is in force, the server refuses the patch. */
function update(orgId: string, { isDefault, details }: PolicyFragment, patch: ReturnType<typeof patchOf>) {
  return {
    orgId,
    patch,
    // The checkbox has been ticked, or the form couldn't have been sent.
    whenInherited: isDefault ? 'CUSTOMIZE' : 'REFUSE',
    expectedSequence: details.sequence,
    expectedResourceOwner: details.resourceOwner,
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
          label="Log in with a passkey alone"
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
          label="Go to"
          hint="Where a login ends that no application started. Empty is the login service’s own page."
          value={now.defaultRedirectUri}
          onChange={(defaultRedirectUri) => put({ defaultRedirectUri })}
          invalid={invalid}
        />
      </fieldset>
    </>
  )
}
