import { migrate } from '../api/vendor.ts'
import { SmallForm } from './small-form.tsx'

/** Assigns an environment to another tenant, while the lockbox policy of both is off. */
export const Migrate = () => (
  <SmallForm
    title="Move an environment to another tenant"
    description="Only while the lockbox policy of both tenants is off, and nothing is open on the environment. Their approvers switch it off before, and on again after."
    does="Move the environment…"
    fields={[
      { name: 'tenantId', label: 'Tenant that it leaves (id)', placeholder: 'acme-bank' },
      { name: 'id', label: 'Environment to move (id)', placeholder: 'production' },
      { name: 'to', label: 'Tenant that gets it (id)', placeholder: 'north-clinic' },
    ]}
    ask={({ tenantId = '', id = '', to = '' }) => ({
      does: `Move ${id} from ${tenantId} to ${to}`,
      text: `From then on ${to} decides about access to it. What happened so far stays in the record of ${tenantId}; the move itself is in the records of both. ${tenantId} cannot use the id ${id} again.`,
    })}
    send={async ({ tenantId = '', id = '', to = '' }) => {
      await migrate(tenantId, id, to)
      return `${id} belongs to ${to} now. Their approvers can switch the lockbox policy on again.`
    }}
  />
)
