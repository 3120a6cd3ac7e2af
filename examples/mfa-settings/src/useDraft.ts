import { useEffect, useState } from 'react'
import { useAnnounce } from './components/Announcer'
import { since, unsaved, type Draft } from './draft'
import { drafts, isEmpty } from './drafts'
import type { PolicyFragment } from './generated/operations'

interface Saved {
  draft: Draft
  /** The policy that stood on the screen when the draft was sent. */
  over: PolicyFragment
}

interface Drafting {
  draft: Draft
  setDraft: (draft: Draft) => void
  /** Whether a draft has been saved, and isn't read back yet. */
  saved: boolean
  /** To be called with what has been sent, when it has happened. */
  setSaved: (saved: Saved) => void
}

/** What a person has typed for an organization: kept with each change, and there again after whatever came between. */
export function useDraft(organization: { id: string; name: string }, policy: PolicyFragment): Drafting {
  const announce = useAnnounce()
  const [draft, setDraft] = useState(() => unsaved(drafts.of(organization.id), policy))
  const [outrun] = useState(() => drafts.isOver(organization.id, policy))
  const [saved, setSaved] = useState<Saved>()

  // What was saved stands in the form until it is read back: it never shows again what is no longer in force.
  if (saved && saved.over !== policy) {
    setDraft(since(saved.draft, draft))
    setSaved(undefined)
  }
  useEffect(() => {
    const changed = outrun ? ', and the settings have changed since: compare them first' : ''
    if (!isEmpty(draft)) announce(`What you typed before is here again. It isn’t saved yet${changed}.`, outrun)
  }, [announce]) // only once: what comes later is being typed
  useEffect(() => {
    drafts.keep(organization, unsaved(saved ? since(saved.draft, draft) : draft, policy), policy)
  }, [organization, draft, saved, policy])

  return {
    draft,
    setDraft,
    saved: saved !== undefined,
    setSaved(saved) {
      // Also where the form is gone: what has been saved isn't to come back as unsaved.
      drafts.keep(organization, since(saved.draft, drafts.of(organization.id)), saved.over)
      setSaved(saved)
    },
  }
}
