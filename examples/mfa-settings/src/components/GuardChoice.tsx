import { useId } from 'react'
import type { ImpactGuard } from '../generated/operations'
import type { ImpactGuardFigure } from '../generated/schema'
import { guards } from '../guards'
import { capital, certainAndPossible } from '../people'
import type { Impact } from '../useImpact'

interface Props {
  title: string
  /** Those that there are to choose from. */
  all: ImpactGuard[]
  /** Those that still stand. */
  on: ImpactGuard[]
  onChange: (on: ImpactGuard[]) => void
  impact: Impact
  /** With which figures the server refused, where it did. */
  refused: ImpactGuardFigure[]
}

/** What the server is to make sure of before it writes. Each is on until a person takes it off, and then says what that means. */
export function GuardChoice({ title, all, on, onChange, impact, refused }: Props) {
  const toggle = (guard: ImpactGuard) => onChange(all.filter((one) => (one === guard ? !on.includes(one) : on.includes(one))))
  return (
    <fieldset className="guards">
      <legend>{title}</legend>
      {all.map((guard) => (
        <Guard
          key={guard}
          guard={guard}
          on={on.includes(guard)}
          onToggle={() => toggle(guard)}
          found={foundBy(guard, impact)}
          refused={refused.find((figure) => figure.guard === guard)}
        />
      ))}
    </fieldset>
  )
}

interface GuardProps {
  guard: ImpactGuard
  on: boolean
  onToggle: () => void
  found: { certain: number; possible: number } | undefined
  refused: ImpactGuardFigure | undefined
}

function Guard({ guard, on, onToggle, found, refused }: GuardProps) {
  const id = useId()
  const inTheWay = found !== undefined && found.certain + found.possible > 0
  return (
    <div className={inTheWay ? 'guard in-the-way' : 'guard'}>
      <input id={id} type="checkbox" checked={on} onChange={onToggle} aria-describedby={`${id}-more`} />
      <label htmlFor={id}>{guards[guard].guard}</label>
      <p id={`${id}-more`} className="hint">
        {refused ? `Refused: ${refusedWords(refused)}. ` : found && inTheWay && `${capital(certainAndPossible(found))}. `}
        {!on && guards[guard].off}
      </p>
    </div>
  )
}

function refusedWords(figure: ImpactGuardFigure): string {
  const { certain, possible, complete } = figure
  if (certain + possible === 0 && complete) return 'the settings alone would do it'
  return complete ? certainAndPossible(figure) : `at least ${certainAndPossible(figure)}, and not everybody could be looked at`
}

/** What the preview has found that a guard counts: the most of any login that people may be using. */
function foundBy(guard: ImpactGuard, { people }: Impact): { certain: number; possible: number } | undefined {
  const { counts } = guards[guard]
  if (!people || counts === null) return undefined
  const figures = [people.loginV2, people.loginV1].flatMap((login) => (login ? [login[counts]] : []))
  return figures.sort((a, b) => b.certain + b.possible - a.certain - a.possible)[0]
}
