import { useEffect, useRef, useState } from 'react'
import type { SecondFactorType } from '../generated/operations'
import { adviceFor } from '../failure/advice'
import { capital, count, figure, whyIncomplete } from '../people'
import type { Removed } from '../retire'
import { useRetirement, type Rest, type Retirement as State } from '../useRetirement'
import { usersOf, useUsage } from '../useUsage'
import { nameInText } from '../words'
import { useAnnounce } from './Announcer'
import { Dialog } from './Dialog'
import { ErrorNotice } from './ErrorNotice'
import { Progress } from './Progress'

interface Props {
  organization: { id: string; name: string }
  type: SecondFactorType
  /** Whether it was asked for already, and consented to. */
  begin: boolean
  onBegun: () => void
  /** Called when it has ended or was stopped: others have it now. */
  onEnd: () => void
}

/** The removal of a factor from everybody who has it: what ends it, which its removal from the settings alone doesn't. */
export function Retirement({ organization, type, begin, onBegun, onEnd }: Props) {
  const retirement = useRetirement(organization.id, type)
  const usage = useUsage(organization.id)
  const [asking, setAsking] = useState(false)
  const begun = useRef(false)
  const { phase, start } = retirement
  const name = nameInText({ kind: 'second', type })
  const having = usersOf(usage.figures, type)
  useEffect(() => {
    if (!begin || begun.current) return
    begun.current = true
    onBegun()
    start()
  }, [begin, onBegun, start])

  useEnd(retirement, name, onEnd)

  function confirm() {
    setAsking(false)
    start()
  }
  return (
    <section className="card" aria-labelledby="retirement">
      <h2 id="retirement">Remove {name} from everybody who has it</h2>
      {phase === 'before' && (
        <p>
          {having && usage.figures?.look.complete ? `${capital(count(having.users))} of ${organization.name} ${having.users === 1 ? 'has' : 'have'} it set up. ` : ''}
          To remove it from the settings alone takes it from nobody; this does.
        </p>
      )}
      {phase !== 'before' && <Course retirement={retirement} name={name} organization={organization.name} total={having?.users ?? null} />}
      <div className="actions">
        <Button retirement={retirement} onAsk={() => setAsking(true)} />
      </div>
      {asking && (
        <Dialog title={`Remove ${name} from everybody?`} confirm="Remove from everybody" danger pending={false} onConfirm={confirm} onCancel={() => setAsking(false)}>
          <p>
            {having ? `${capital(count(having.users))} of ${organization.name} ${having.users === 1 ? 'loses' : 'lose'}` : `Everybody of ${organization.name} who has it loses`} it, with
            both logins and for the API. {having && having.onlyFactorOf > 0 && `Of them ${count(having.onlyFactorOf)} ${having.onlyFactorOf === 1 ? 'has' : 'have'} no other second factor.`}
          </p>
          <p>
            It is removed one after the other, can be stopped and gone on with, and can’t be undone: people would have to set it up
            again. While the settings allow it, they can.
          </p>
        </Dialog>
      )}
    </section>
  )
}

/** One button for all of it, so that it keeps the focus. */
function Button({ retirement: { phase, start, stop, results }, onAsk }: { retirement: State; onAsk: () => void }) {
  if (phase === 'before') {
    return (
      <button key="one" type="button" className="danger" onClick={onAsk}>
        Remove from everybody…
      </button>
    )
  }
  if (phase === 'ended' && results.every(isDone)) return null
  const running = phase === 'running' || phase === 'stopping'
  return (
    <button key="one" type="button" aria-disabled={phase === 'stopping'} onClick={phase === 'stopping' ? undefined : running ? stop : start}>
      {phase === 'stopping' ? 'Stopping…' : running ? 'Stop' : phase === 'ended' ? 'Look again' : 'Go on'}
    </button>
  )
}

const isDone = ({ result }: Removed) => result === 'REMOVED' || result === 'NOT_THERE'

interface CourseProps {
  retirement: State
  name: string
  organization: string
  total: number | null
}

/** How far it is, what became of whom, and what is left to do. */
function Course({ retirement, name, organization, total }: CourseProps) {
  const { phase, results, failures, unseen, rest, start } = retirement
  const failed = results.filter((one) => !isDone(one))
  const running = phase === 'running' || phase === 'stopping'
  return (
    <>
      {running && <Progress label="Removing…" done={results.length} total={total === null ? null : Math.max(total, results.length)} />}
      {(results.length > 0 || !running) && <p>{summary(results)}</p>}
      {phase === 'stopped' && failures.length === 0 && !unseen && <p>It was stopped. Whoever still has it is listed below.</p>}
      <ErrorNotice failures={failures} onRetry={start} onReload={start} />
      {unseen && (
        <p className="notice warning" role="alert">
          <strong>Not everybody was looked at:</strong> {whyIncomplete(unseen)}. There may be more people who have it: go on.
        </p>
      )}
      {rest && <RestNotice {...{ rest, failed, name, organization }} />}
      {failed.length > 0 && <Failed {...{ failed, running, retirement }} />}
      {results.length > 0 && <Results results={results} />}
    </>
  )
}

function summary(results: Removed[]): string {
  const of = (wanted: Removed['result']) => results.filter(({ result }) => result === wanted).length
  const parts = [`Removed from ${count(of('REMOVED'))}.`]
  if (of('NOT_THERE') > 0) parts.push(`${capital(count(of('NOT_THERE')))} had lost it already.`)
  return parts.join(' ')
}

/** What is known at the end: as much as the lists show, or what the event log proves. */
function RestNotice({ rest, failed, name, organization }: { rest: Rest; failed: Removed[]; name: string; organization: string }) {
  const left = rest.factors.find((factor) => nameInText({ kind: 'second', type: factor.type }) === name)?.users ?? 0
  if (left > 0) {
    return (
      <p className="notice warning">
        <strong>{capital(count(left))} still {left === 1 ? 'has' : 'have'} {name}</strong>
        {failed.length > 0 ? ': see below.' : ', or the lists are late: go on to look again.'}
      </p>
    )
  }
  if (!rest.look.complete) {
    return (
      <p className="notice warning">
        <strong>Nobody was found who has it,</strong> but not everybody was looked at: {whyIncomplete(rest.look)}.
      </p>
    )
  }
  return (
    <p className="notice good">
      {rest.proven ? (
        <>
          <strong>Proven by the event log:</strong> nobody of {organization} has {name} any more.
        </>
      ) : (
        <>
          <strong>As far as the lists show,</strong> nobody of {organization} has {name} any more.
        </>
      )}
    </p>
  )
}

function Failed({ failed, running, retirement }: { failed: Removed[]; running: boolean; retirement: State }) {
  const own = failed.filter(({ reason }) => reason === 'OWN_FACTOR')
  const others = failed.filter(({ reason }) => reason !== 'OWN_FACTOR')
  return (
    <div className="notice error">
      <p>
        <strong>It couldn’t be removed from {count(failed.length)}:</strong>
      </p>
      <ul className="figures">
        {failed.map((one) => (
          <li key={one.userId}>
            {one.name}: {why(one)}
          </li>
        ))}
      </ul>
      <div className="actions">
        {others.length > 0 && (
          <button type="button" aria-disabled={running} onClick={() => !running && retirement.retry(others, false)}>
            Try {others.length === 1 ? 'this one' : `these ${figure(others.length)}`} again
          </button>
        )}
        {own.length > 0 && (
          <button type="button" aria-disabled={running} onClick={() => !running && retirement.retry(own, true)}>
            Remove my own too
          </button>
        )}
      </div>
    </div>
  )
}

function why({ result, code, reason, message }: Removed): string {
  const { title } = adviceFor({ code: code ?? 'INTERNAL_SERVER_ERROR', ...(reason && { reason }), message: message ?? '', retryable: false })
  return result === 'UNKNOWN' ? `${title} It may have happened.` : title
}

/** Person by person, the newest first; of very many the last few hundred. */
function Results({ results }: { results: Removed[] }) {
  const latest = results.slice(-300).reverse()
  return (
    <details>
      <summary>Person by person ({figure(results.length)})</summary>
      <ol className="results" tabIndex={0} aria-label="Results, person by person">
        {latest.map((one) => (
          <li key={one.userId}>
            {one.name}: {words[one.result]}
          </li>
        ))}
      </ol>
    </details>
  )
}

const words: Record<Removed['result'], string> = {
  REMOVED: 'removed',
  NOT_THERE: 'had lost it already',
  FAILED: 'failed',
  UNKNOWN: 'not known whether it happened',
  NOT_TRIED: 'not tried',
}

/** Says when it ends, which can be long after anybody looked. */
function useEnd({ phase, results }: State, name: string, onEnd: () => void) {
  const announce = useAnnounce()
  const last = useRef(phase)
  useEffect(() => {
    if (last.current === phase) return
    last.current = phase
    if (phase !== 'ended' && phase !== 'stopped') return
    announce(`${capital(name)}: ${summary(results)}`)
    onEnd()
  }, [phase, results, name, announce, onEnd])
}
