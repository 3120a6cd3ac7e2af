import { peopleOf } from '../address'
import { adviceFor } from '../failure/advice'
import { capital, count } from '../people'
import type { Usage } from '../useUsage'
import { LookNote } from './ImpactPreview'
import { Link } from './Link'
import { Progress } from './Progress'

/** How the figures beside the factors came about, and how to have them counted. */
export function UsageNote({ orgId, usage }: { orgId: string; usage: Usage }) {
  const { figures, counting, reading, failures, total } = usage
  return (
    <div className="usage">
      {figures && (
        <p>
          {!figures.look.complete && 'At least '}
          <Link to={peopleOf(orgId, 'none')}>
            {figures.look.complete ? capital(count(figures.withNone)) : count(figures.withNone)}
          </Link>{' '}
          {figures.withNone === 1 ? 'has' : figures.withNone === 0 ? 'is without' : 'have'} {figures.withNone !== 0 && 'no '}second factor.
        </p>
      )}
      {figures && <LookNote look={figures.look} verb="Counted" />}
      {!figures && !counting && !reading && failures.length === 0 && (
        <p className="hint">How many people have each isn’t counted yet: {total === null ? 'many people' : count(total)} would be asked about, one by one.</p>
      )}
      {failures.map((failure) => (
        // Quietly: all else on the page works without.
        <p key={failure.reason ?? failure.code} className="hint">
          How many people have each can’t be told. {adviceFor(failure).title} ({failure.reason ?? failure.code})
        </p>
      ))}
      {counting && <Progress label="Counting…" done={counting.lookedAt} total={counting.total} />}
      <CountButton usage={usage} />
    </div>
  )
}

function CountButton({ usage: { figures, counting, reading, failures, count, stop } }: { usage: Usage }) {
  const name = failures.length > 0 ? 'Try to count again' : figures ? (figures.look.complete ? 'Count again' : 'Count everybody') : 'Count'
  if (!counting && reading && !figures) {
    return (
      <p role="status" className="hint">
        Counting…
      </p>
    )
  }
  return (
    // One button for both, so that it keeps the focus.
    <button type="button" className="quiet" onClick={counting ? stop : count}>
      {counting ? 'Stop counting' : name}
    </button>
  )
}
