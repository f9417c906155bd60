import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { reasonTypes } from '../../functions/domain/request.ts'
import type { VendorEnvironments } from '../api/answers.ts'
import { detailOf } from '../api/problem.ts'
import { periodChoices, sameLength } from '../periods.ts'
import { isTenantId, type StartForm } from '../start-form.ts'
import { levelText, reasonChoice } from '../words.ts'
import { useConfig } from './top-bar.tsx'

interface Props {
  readonly form: StartForm
  readonly edit: (changed: Partial<StartForm>) => void
  readonly problems: Partial<Record<keyof StartForm, string>>
  readonly environments: VendorEnvironments['items']
  readonly environmentsError: unknown
  readonly loading: boolean
  readonly longest: string
}

const reasons = reasonTypes.map((value) => ({ value, label: reasonChoice[value] }))

/** The fields of a request for access. */
export function StartFields({ form, edit, problems, environments, environmentsError, loading, longest }: Props) {
  const services = (useConfig().data?.catalogue ?? []).map(({ id, name, covered }) => ({
    value: id,
    label: name,
    ...(!covered && { description: 'Not covered by lockbox' }),
  }))
  const places = environments.map(({ environmentId, name }) => ({ value: environmentId, label: name }))
  const periods = periodChoices(longest, form.accessPeriod)
  const ticketNeeded = form.reasonType === 'CustomerInitiatedSupport'
  return (
    <SpaceBetween size="l">
      <FormField label="Tenant" description="The customer’s id" errorText={problems.tenantId}>
        <Input
          value={form.tenantId}
          autoComplete={false}
          placeholder="acme-bank"
          onChange={({ detail }) => edit({ tenantId: detail.value.trim().toLowerCase(), environmentId: '' })}
        />
      </FormField>
      <FormField
        label="Environment"
        errorText={problems.environmentId ?? (environmentsError ? detailOf(environmentsError) : '')}
      >
        <Select
          options={places}
          selectedOption={places.find(({ value }) => value === form.environmentId) ?? null}
          placeholder={isTenantId(form.tenantId) ? 'Choose an environment' : 'Name the tenant first'}
          disabled={!isTenantId(form.tenantId)}
          statusType={loading ? 'loading' : 'finished'}
          loadingText="Loading environments…"
          empty="This tenant has no environments"
          onChange={({ detail }) => edit({ environmentId: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField label="Service" errorText={problems.service}>
        <Select
          options={services}
          selectedOption={services.find(({ value }) => value === form.service) ?? null}
          placeholder="Choose a service"
          onChange={({ detail }) => edit({ service: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField label="Reason">
        <Select
          options={reasons}
          selectedOption={reasons.find(({ value }) => value === form.reasonType) ?? null}
          onChange={({ detail }) =>
            edit({ reasonType: reasonTypes.find((type) => type === detail.selectedOption.value) ?? form.reasonType })
          }
        />
      </FormField>
      <FormField
        label={ticketNeeded ? 'Support ticket' : 'Support ticket (optional)'}
        errorText={problems.supportTicket}
      >
        <Input value={form.supportTicket} onChange={({ detail }) => edit({ supportTicket: detail.value })} />
      </FormField>
      <FormField
        label="What you need it for"
        description="Say what you will look at and why. The customer decides by this."
        errorText={problems.detail}
        stretch
      >
        <Textarea value={form.detail} rows={5} onChange={({ detail }) => edit({ detail: detail.value })} />
      </FormField>
      <FormField label="Access">
        <RadioGroup
          value={form.accessLevel}
          items={(['read', 'write'] as const).map((value) => ({ value, label: levelText[value] }))}
          onChange={({ detail }) => edit({ accessLevel: detail.value === 'write' ? 'write' : 'read' })}
        />
      </FormField>
      <FormField label="For how long" description="From the approval. Ask for no longer than you need.">
        <Select
          options={periods}
          selectedOption={sameLength(periods, form.accessPeriod) ?? null}
          onChange={({ detail }) => edit({ accessPeriod: detail.selectedOption.value ?? form.accessPeriod })}
        />
      </FormField>
    </SpaceBetween>
  )
}
