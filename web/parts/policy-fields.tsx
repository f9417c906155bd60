import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Toggle from '@cloudscape-design/components/toggle'
import { periodChoices, sameLength } from '../periods.ts'
import type { SettingsForm } from '../settings-form.ts'
import { levelText, modeText } from '../words.ts'

interface Props {
  readonly form: SettingsForm
  readonly edit: (changed: Partial<SettingsForm>) => void
}

/** Whether there is a lockbox at all, and how decisions are made. */
export function PolicyFields({ form, edit }: Props) {
  return (
    <Container header={<Header variant="h2">Policy</Header>}>
      <SpaceBetween size="l">
        <Toggle
          checked={form.policy === 'on'}
          description="On: every access to a managed environment needs an approval. Off: the vendor need not ask."
          onChange={({ detail }) => edit({ policy: detail.checked ? 'on' : 'off' })}
        >
          Lockbox policy: {form.policy}
        </Toggle>
        <FormField label="How decisions are made">
          <RadioGroup
            value={form.approvalMode}
            items={(['email', 'deny-by-email', 'sign-in'] as const).map((value) => ({ value, ...modeText[value] }))}
            onChange={({ detail }) => edit({ approvalMode: detail.value as SettingsForm['approvalMode'] })}
          />
        </FormField>
        <Checkbox
          checked={form.denyNeedsReason}
          description="Whoever denies a request has to say why."
          onChange={({ detail }) => edit({ denyNeedsReason: detail.checked })}
        >
          A denial needs a reason
        </Checkbox>
      </SpaceBetween>
    </Container>
  )
}

const levels = (['read', 'write'] as const).map((value) => ({ value, label: levelText[value] }))

/** What an approval gives at most, and the zone that times are shown in. */
export function LimitFields({ form, edit, longest }: Props & { readonly longest: string }) {
  const periods = periodChoices(longest, form.maxAccessPeriod)
  const zones = [...new Set([form.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value }))
  return (
    <Container header={<Header variant="h2">Limits and time zone</Header>}>
      <SpaceBetween size="l">
        <FormField label="Longest access" description="A request for more is cut to this when it is approved.">
          <Select
            options={periods}
            selectedOption={sameLength(periods, form.maxAccessPeriod) ?? null}
            onChange={({ detail }) => edit({ maxAccessPeriod: detail.selectedOption.value ?? form.maxAccessPeriod })}
          />
        </FormField>
        <FormField label="Highest access" description="Nobody can be given more, whatever was asked for.">
          <Select
            options={levels}
            selectedOption={levels.find(({ value }) => value === form.maxAccessLevel) ?? null}
            onChange={({ detail }) =>
              edit({ maxAccessLevel: detail.selectedOption.value === 'write' ? 'write' : 'read' })
            }
          />
        </FormField>
        <FormField label="Time zone" description="Mails and pages show times in it, and in UTC.">
          <Select
            options={zones}
            filteringType="auto"
            filteringPlaceholder="Find a zone"
            filteringAriaLabel="Find a zone"
            virtualScroll
            selectedOption={{ value: form.timeZone }}
            onChange={({ detail }) => edit({ timeZone: detail.selectedOption.value ?? form.timeZone })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  )
}
