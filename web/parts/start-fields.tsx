import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { reasonTypes } from '../../functions/domain/request.ts'
import type { StartForm } from '../start-form.ts'
import { reasonChoice } from '../words.ts'
import { AmountFields, PlaceFields } from './access-fields.tsx'

interface Props {
  readonly form: StartForm
  readonly edit: (changed: Partial<StartForm>) => void
  readonly problems: Partial<Record<keyof StartForm, string>>
  readonly longest: string
}

const reasons = reasonTypes.map((value) => ({ value, label: reasonChoice[value] }))

/** The fields of a request for access. */
export function StartFields({ form, edit, problems, longest }: Props) {
  const ticketNeeded = form.reasonType === 'CustomerInitiatedSupport'
  return (
    <SpaceBetween size="l">
      <PlaceFields form={form} edit={edit} problems={problems} />
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
      <AmountFields form={form} edit={edit} longest={longest} from="From the approval." />
    </SpaceBetween>
  )
}
