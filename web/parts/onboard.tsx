import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useState } from 'react'
import { putTenant } from '../api/vendor.ts'
import { browserZone } from '../zone.ts'
import { SmallForm } from './small-form.tsx'

/** Creates a tenant with its first approver: once, and never again. */
export function Onboard() {
  const [timeZone, setTimeZone] = useState(browserZone)
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value }))
  return (
    <SmallForm
      title="Onboard a tenant"
      description="The first approver gets an invitation by mail, and adds the others."
      does="Create the tenant"
      fields={[
        {
          name: 'id',
          label: 'Tenant id',
          description: 'a-z, 0-9 and -; it cannot be changed',
          placeholder: 'acme-bank',
        },
        { name: 'name', label: 'Name of the organisation', placeholder: 'Acme Bank' },
        { name: 'approverName', label: 'Name of the first approver' },
        { name: 'approverEmail', label: 'E-mail of the first approver', type: 'email' },
      ]}
      send={async ({ id = '', name = '', approverName = '', approverEmail = '' }) => {
        await putTenant(id, { name, timeZone, policy: 'on', approver: { name: approverName, email: approverEmail } })
        return `${name} is created. Its lockbox policy is on, and ${approverEmail} decides.`
      }}
    >
      <FormField label="Time zone of the customer">
        <Select
          options={zones}
          filteringType="auto"
          filteringAriaLabel="Find a zone"
          virtualScroll
          selectedOption={{ value: timeZone }}
          onChange={({ detail }) => setTimeZone(detail.selectedOption.value ?? timeZone)}
        />
      </FormField>
    </SmallForm>
  )
}
