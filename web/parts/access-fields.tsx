import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useQuery } from '@tanstack/react-query'
import { detailOf } from '../api/problem.ts'
import { listEnvironments } from '../api/vendor.ts'
import { periodChoices, sameLength } from '../periods.ts'
import { type AccessForm, isTenantId } from '../start-form.ts'
import { levelText } from '../words.ts'
import { useConfig } from './top-bar.tsx'

interface PlaceProps {
  readonly form: AccessForm
  readonly edit: (changed: Partial<AccessForm>) => void
  readonly problems: Partial<Record<keyof AccessForm, string>>
}

/** Where somebody wants to go: tenant, one of its environments, service. */
export function PlaceFields({ form, edit, problems }: PlaceProps) {
  const { tenantId, environmentId, service } = form
  const environments = useQuery({
    queryKey: ['operators', 'environments', tenantId],
    queryFn: () => listEnvironments(tenantId),
    enabled: isTenantId(tenantId),
    retry: false,
  })
  const services = (useConfig().data?.catalogue ?? []).map(({ id, name, covered }) => ({
    value: id,
    label: name,
    ...(!covered && { description: 'Not covered by lockbox' }),
  }))
  const places = (environments.data?.items ?? []).map((place) => ({ value: place.environmentId, label: place.name }))
  return (
    <SpaceBetween size="l">
      <FormField label="Tenant" description="The customer’s id" errorText={problems.tenantId}>
        <Input
          value={tenantId}
          autoComplete={false}
          placeholder="acme-bank"
          onChange={({ detail }) => edit({ tenantId: detail.value.trim().toLowerCase(), environmentId: '' })}
        />
      </FormField>
      <FormField
        label="Environment"
        errorText={problems.environmentId ?? (environments.error ? detailOf(environments.error) : '')}
      >
        <Select
          options={places}
          selectedOption={places.find(({ value }) => value === environmentId) ?? null}
          placeholder={isTenantId(tenantId) ? 'Choose an environment' : 'Name the tenant first'}
          disabled={!isTenantId(tenantId)}
          statusType={environments.isFetching ? 'loading' : 'finished'}
          loadingText="Loading environments…"
          empty="This tenant has no environments"
          onChange={({ detail }) => edit({ environmentId: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField label="Service" errorText={problems.service}>
        <Select
          options={services}
          selectedOption={services.find(({ value }) => value === service) ?? null}
          placeholder="Choose a service"
          onChange={({ detail }) => edit({ service: detail.selectedOption.value ?? '' })}
        />
      </FormField>
    </SpaceBetween>
  )
}

interface AmountProps {
  readonly form: Pick<AccessForm, 'accessLevel' | 'accessPeriod'>
  readonly edit: (changed: Partial<Pick<AccessForm, 'accessLevel' | 'accessPeriod'>>) => void
  readonly longest: string
  /** When the time begins to run. */
  readonly from: string
}

/** How much access, and for how long. */
export function AmountFields({ form, edit, longest, from }: AmountProps) {
  const periods = periodChoices(longest, form.accessPeriod)
  return (
    <SpaceBetween size="l">
      <FormField label="Access">
        <RadioGroup
          value={form.accessLevel}
          items={(['read', 'write'] as const).map((value) => ({ value, label: levelText[value] }))}
          onChange={({ detail }) => edit({ accessLevel: detail.value === 'write' ? 'write' : 'read' })}
        />
      </FormField>
      <FormField label="For how long" description={`${from} Ask for no longer than you need.`}>
        <Select
          options={periods}
          selectedOption={sameLength(periods, form.accessPeriod) ?? null}
          onChange={({ detail }) => edit({ accessPeriod: detail.selectedOption.value ?? form.accessPeriod })}
        />
      </FormField>
    </SpaceBetween>
  )
}
