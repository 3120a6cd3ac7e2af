import type { Address } from '../address'
import type { FigureFragment, InstanceLogin, LookFragment, UnderLoginFragment } from '../generated/operations'
import { categories, happens, happensToSomebody } from '../guards'
import { certainAndPossible, doubts, figure, lookedAt, timeWords, whyIncomplete } from '../people'
import { labelOf } from '../settings'
import type { Impact, PeopleImpact, PolicyImpact } from '../useImpact'
import { allFactors, listed, nameInText } from '../words'
import { ErrorNotice } from './ErrorNotice'
import { Link } from './Link'
import { Progress } from './Progress'

interface Props {
  impact: Impact
  /** What is so under a login if nothing happens to anybody there. */
  nothing?: { newer: string; older: string }
  /** A list of all people whom it may concern, if there is one. */
  list?: { to: Address; label: string } | undefined
}

/** What a change would do to people, under each login that they may be using. */
export function ImpactPreview({ impact, nothing = usual, list }: Props) {
  const { policy, people, looking, failures, again } = impact
  return (
    <div className="impact">
      {policy && <p className="hint">{logins[policy.login]}</p>}
      {looking && <Progress label="Looking at people…" done={looking.lookedAt} total={looking.total} />}
      {people && <People {...{ people, nothing, list }} />}
      {failures.length > 0 && (
        <>
          <p>What it does to people can’t be shown.</p>
          <ErrorNotice failures={failures} onRetry={again} />
        </>
      )}
    </div>
  )
}

const logins: Record<InstanceLogin, string> = {
  LOGIN_V2: 'The instance requires ZITADEL’s newer login (V2).',
  EACH_APPLICATION: 'Each application has its people use ZITADEL’s newer login (V2) or its older one (V1).',
  NOT_KNOWN: 'Which of ZITADEL’s logins people use isn’t known: its newer one (V2), its older one (V1), or both.',
}

const usual = { newer: 'Nothing changes for anybody.', older: 'Nothing changes for anybody.' }

function People({ people, nothing, list }: Required<Omit<Props, 'impact'>> & { people: PeopleImpact }) {
  const { complete } = people.look
  return (
    <>
      <h3>Under the newer login</h3>
      <UnderLogin figures={people.loginV2} nothing={nothing.newer} whole={complete} />
      {people.loginV1 && (
        <>
          <h3>Under the older login</h3>
          <UnderLogin figures={people.loginV1} nothing={nothing.older} whole={complete} />
        </>
      )}
      {list && (
        <p>
          <Link to={list.to}>{list.label}</Link>
        </p>
      )}
      <LookNote look={people.look} />
    </>
  )
}

function UnderLogin({ figures, nothing, whole }: { figures: UnderLoginFragment; nothing: string; whole: boolean }) {
  const some = categories.filter((category) => happensToSomebody(figures[category]))
  if (some.length === 0) return <p>{whole ? nothing : 'Nobody found so far to whom something happens.'}</p>
  return (
    <ul className="figures">
      {some.map((category) => (
        <li key={category}>
          <strong>
            {!whole && 'At least '}
            {certainAndPossible(figures[category])}
          </strong>{' '}
          {happens[category]}: {names(figures[category])}
          {figures[category].includesCaller && <strong> This includes you.</strong>}
        </li>
      ))}
    </ul>
  )
}

/** The first few by name, and how many more. */
function names({ certain, possible, users }: FigureFragment): string {
  const all = users.nodes.map((user) => user.displayName)
  const more = certain + possible - all.length
  return `${listed(more > 0 ? [...all, `${figure(more)} more`] : all)}.`
}

/** How well people were looked at. */
export function LookNote({ look, verb = 'Looked at' }: { look: LookFragment; verb?: string }) {
  const how = look.source === 'EVENTS' ? 'by the event log' : 'as far as the lists show'
  return (
    <>
      {!look.complete && (
        <p className="notice warning">
          <strong>Not everybody was looked at:</strong> {whyIncomplete(look)}. There may be more.
        </p>
      )}
      <p className="hint">
        {verb} {lookedAt(look)}, {how}, as of <time dateTime={look.asOf}>{timeWords(look.asOf)}</time>. {doubts(look).join(' ')}
      </p>
    </>
  )
}

/** What would differ of the settings: what the server makes of the change, in a line. */
export function PolicyChanges({ changes }: Pick<PolicyImpact, 'changes'>) {
  if (changes.length === 0) return null
  return (
    <ul className="figures">
      {changes.map(({ name, before, after }) => (
        <li key={name}>
          {labelOf(name)}: <del>{plain(before)}</del> → <ins>{plain(after)}</ins>
        </li>
      ))}
    </ul>
  )
}

/** A value as GraphQL writes it, in words. */
function plain(value: string): string {
  if (value === 'true') return 'on'
  if (value === 'false') return 'off'
  if (value === '""' || value === '[]') return 'none'
  return value.replace(/^\[(.*)\]$/, '$1').replaceAll(/\w+_TYPE_\w+/g, valueWords)
}

function valueWords(value: string): string {
  if (value.startsWith('PASSWORDLESS')) return value === 'PASSWORDLESS_TYPE_ALLOWED' ? 'on' : 'off'
  const factor = allFactors('second').concat(allFactors('multi')).find(({ type }) => type === value)
  return factor ? nameInText(factor) : value
}
