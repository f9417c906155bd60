import Button from '@cloudscape-design/components/button'
import DatePicker from '@cloudscape-design/components/date-picker'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Grid from '@cloudscape-design/components/grid'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSearchState } from './search-state.ts'

export interface FilterField {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'day' | 'choice'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
}

interface Props {
  readonly fields: readonly FilterField[]
  readonly zone: string
}

/** Filters over a list: they apply when asked for, and stand in the address. */
export function Filters({ fields, zone }: Props) {
  const [get, set] = useSearchState()
  const applied = Object.fromEntries(fields.map(({ name }) => [name, get(name)]))
  const [typed, setTyped] = useState(applied)
  const active = fields.filter(({ name }) => applied[name]).length
  const apply = (values: Record<string, string>) => {
    setTyped(values)
    set(values)
  }
  return (
    <ExpandableSection
      headerText={active === 0 ? 'Filters' : `Filters (${active})`}
      defaultExpanded={active > 0}
      headingTagOverride="h2"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          apply(typed)
        }}
      >
        <SpaceBetween size="s">
          <Grid gridDefinition={fields.map(() => ({ colspan: { default: 12, xs: 6, m: 3 } }))}>
            {fields.map((field) => (
              <FormField
                key={field.name}
                label={field.label}
                {...(field.kind === 'day' && { constraintText: `Days in ${zone}` })}
                stretch
              >
                <Field
                  field={field}
                  value={typed[field.name] ?? ''}
                  onChange={(value) => setTyped({ ...typed, [field.name]: value })}
                />
              </FormField>
            ))}
          </Grid>
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="submit">Apply filters</Button>
            <Button
              variant="link"
              formAction="none"
              onClick={() => apply(Object.fromEntries(fields.map(({ name }) => [name, ''])))}
            >
              Clear filters
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      </form>
    </ExpandableSection>
  )
}

interface FieldProps {
  readonly field: FilterField
  readonly value: string
  readonly onChange: (value: string) => void
}

function Field({ field, value, onChange }: FieldProps) {
  if (field.kind === 'day')
    return (
      <DatePicker
        value={value}
        placeholder="YYYY/MM/DD"
        openCalendarAriaLabel={(day) => `Choose a day for "${field.label}"${day ? `, now ${day}` : ''}`}
        onChange={({ detail }) => onChange(detail.value)}
      />
    )
  if (field.kind === 'text')
    return <Input value={value} type="search" onChange={({ detail }) => onChange(detail.value)} />
  const options = [{ value: '', label: 'Any' }, ...(field.choices ?? [])]
  return (
    <Select
      options={options}
      selectedOption={options.find((option) => option.value === value) ?? { value, label: value }}
      {...(options.length > 12 && { filteringType: 'auto' as const })}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  )
}
