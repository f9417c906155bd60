import { putEnvironment } from '../api/vendor.ts'
import { SmallForm } from './small-form.tsx'

/** Says that an environment exists, or gives it another name. */
export const AddEnvironment = () => (
  <SmallForm
    title="Add or rename an environment"
    description="It is managed from its first moment; only the customer can take it out of the policy."
    does="Save the environment"
    fields={[
      { name: 'tenantId', label: 'Tenant of the environment (id)', placeholder: 'acme-bank' },
      { name: 'id', label: 'Environment id', placeholder: 'production' },
      { name: 'name', label: 'Name that the customer knows it by', placeholder: 'Production' },
    ]}
    send={async ({ tenantId = '', id = '', name = '' }) => {
      await putEnvironment(tenantId, id, name)
      return `${name} of ${tenantId} is saved.`
    }}
  />
)
