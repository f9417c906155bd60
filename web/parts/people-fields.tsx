import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { type PersonRow, personProblem } from '../settings-form.ts'

interface Props<Row extends PersonRow> {
  readonly people: readonly Row[]
  /** What one of them is called: `approver`. */
  readonly one: 'approver' | 'observer' | 'auditor'
  readonly most: number
  readonly showProblems: boolean
  /** A new row, of an empty one. */
  readonly add: (empty: PersonRow) => Row
  readonly onChange: (people: readonly Row[]) => void
  /** What is to be said or done about a row. */
  readonly beside?: (person: Row, change: (values: Partial<Row>) => void) => ReactNode
}

/** A list of people with name and address, to add to and to take from. */
export function PeopleFields<Row extends PersonRow>({
  people,
  one,
  most,
  showProblems,
  add,
  onChange,
  beside,
}: Props<Row>) {
  const change = (row: string, values: Partial<PersonRow> | Partial<Row>) =>
    onChange(people.map((person) => (person.row === row ? { ...person, ...values } : person)))
  return (
    <SpaceBetween size="m">
      {people.map((person, index) => {
        const problem = showProblems ? personProblem(person, people) : undefined
        const who = person.name || `${one} ${index + 1}`
        return (
          <fieldset key={person.row} className="person">
            <legend className="unseen">{who}</legend>
            <div className="person-row">
              <FormField label="Name" errorText={problem === 'Give a name.' ? problem : ''} stretch>
                <Input value={person.name} onChange={({ detail }) => change(person.row, { name: detail.value })} />
              </FormField>
              <FormField label="E-mail" errorText={problem === 'Give a name.' ? '' : problem} stretch>
                <Input
                  value={person.email}
                  type="email"
                  inputMode="email"
                  autoComplete={false}
                  onChange={({ detail }) => change(person.row, { email: detail.value })}
                />
              </FormField>
              <div>
                <Button
                  formAction="none"
                  ariaLabel={`Remove ${who}`}
                  onClick={() => onChange(people.filter(({ row }) => row !== person.row))}
                >
                  Remove
                </Button>
              </div>
            </div>
            {beside?.(person, (values) => change(person.row, values))}
          </fieldset>
        )
      })}
      <Button
        formAction="none"
        iconName="add-plus"
        disabled={people.length >= most}
        {...(people.length >= most && { disabledReason: `There can be at most ${most}.` })}
        onClick={() => onChange([...people, add({ row: crypto.randomUUID(), name: '', email: '' })])}
      >
        Add an {one}
      </Button>
    </SpaceBetween>
  )
}
