import { useCallback, useEffect, useId, useState, type FormEvent } from 'react'
import { useQuery } from 'urql'
import { peopleOf, useNavigation } from '../address'
import { failuresOf } from '../failure/failure'
import { factorOf, filterWords, groups, isFilter, type Filter } from '../filter'
import { OrganizationDocument, type SecondFactorType } from '../generated/operations'
import { figure } from '../people'
import { useChange } from '../useChange'
import { usePeople, type PeopleList } from '../usePeople'
import { ErrorNotice } from './ErrorNotice'
import { LookNote } from './ImpactPreview'
import { isOwn, Person } from './Person'
import { Retirement } from './Retirement'
import { ChangeNotice } from './Warnings'

interface Props {
  /** Null is the token's home organization. */
  orgId: string | null
  filter: Filter
  /** The factor whose removal from everybody who has it was asked for on the way here. */
  retire: SecondFactorType | undefined
  /** To be called when that has begun. */
  onRetiring: () => void
}

/** The people of an organization with what each has set up, and the removal of that from them. */
export function People({ orgId, filter, retire, onRetiring }: Props) {
  const [{ data, error, fetching }, read] = useQuery({ query: OrganizationDocument, variables: { orgId } })
  const organization = data?.organization
  useTitle(organization?.name)
  if (!organization) {
    return (
      <main>
        <h1>People</h1>
        {fetching ? <p role="status">Reading…</p> : error && <ErrorNotice failures={failuresOf(error, 'query')} onRetry={read} onReload={read} />}
      </main>
    )
  }
  return (
    <main>
      <h1>People of {organization.name}</h1>
      <FilterChoice orgId={organization.id} filter={filter} />
      <Filtered key={filter} {...{ organization, filter, retire, onRetiring }} />
    </main>
  )
}

function useTitle(organization: string | undefined) {
  useEffect(() => {
    document.title = organization ? `People of ${organization} – Login settings` : 'Login settings'
    return () => {
      document.title = 'Login settings'
    }
  }, [organization])
}

/** With a button, since with some keyboards a choice passes through all those before it, and each may search for long. */
function FilterChoice({ orgId, filter }: { orgId: string; filter: Filter }) {
  const id = useId()
  const { go } = useNavigation()
  function show(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wanted = new FormData(event.currentTarget).get('who')
    if (typeof wanted === 'string' && isFilter(wanted)) go(peopleOf(orgId, wanted))
  }
  return (
    <form className="filter" onSubmit={show}>
      <label htmlFor={id}>Who</label>
      <select key={filter} id={id} name="who" defaultValue={filter}>
        {groups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            {group.filters.map(({ filter, label }) => (
              <option key={filter} value={filter}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <button type="submit">Show</button>
    </form>
  )
}

/** What belongs to one filter: another is another list. */
function Filtered({ organization, filter, retire, onRetiring }: Omit<Props, 'orgId'> & { organization: { id: string; name: string } }) {
  const type = filter.startsWith('has:') ? factorOf(filter) : undefined
  const [removals, setRemovals] = useState(0)
  const onEnd = useCallback(() => setRemovals((before) => before + 1), [])
  return (
    <>
      {type && <Retirement {...{ organization, type, onEnd }} begin={retire === type} onBegun={onRetiring} />}
      {/* After a removal from many it is another list. */}
      <List key={removals} {...{ organization, filter }} />
    </>
  )
}

function List({ organization, filter }: { organization: { id: string; name: string }; filter: Filter }) {
  const list = usePeople(organization.id, filter)
  const change = useChange(organization.name)
  const [from, setFrom] = useState(0)
  const readOn = () => {
    setFrom(list.people.length)
    list.readOn()
  }
  return (
    <section className="card" aria-labelledby="list" aria-busy={list.reading}>
      <h2 id="list">{filter === 'all' ? 'Everybody' : `Who ${filterWords(filter)}`}</h2>
      {!change.failures.some(isOwn) && <ChangeNotice change={change} reload={() => undefined} />}
      <ul className="people">
        {list.people.map((person, i) => (
          // The first of those that were asked for gets the focus: the button that had it may go.
          <Person key={person.id} {...{ person, organization, change }} focused={from > 0 && i === from} />
        ))}
      </ul>
      {list.people.length === 0 && !list.reading && !list.more && list.look?.complete && <p className="empty">Nobody {filterWords(filter)}.</p>}
      <Foot list={{ ...list, readOn }} filter={filter} />
    </section>
  )
}

function Foot({ list, filter }: { list: PeopleList; filter: Filter }) {
  const { people, lookedAt, total, look, more, reading, failures, readOn } = list
  const searched = filter !== 'all'
  const of = total === null ? figure(lookedAt) : `${figure(lookedAt)} of ${figure(total)}`
  return (
    <>
      <ErrorNotice failures={failures} onRetry={readOn} />
      <p role="status" className="hint">
        {reading ? 'Reading…' : look && searched && `Searched ${of} people, and found ${figure(people.length)}${more ? ' so far' : ''}.`}
      </p>
      {look && !more && <LookNote look={{ ...look, lookedAt }} />}
      {more && failures.length === 0 && (
        <button type="button" className="quiet" aria-disabled={reading} onClick={() => !reading && readOn()}>
          {searched ? 'Search on' : 'Show more'}
        </button>
      )}
    </>
  )
}
