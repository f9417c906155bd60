import { propose } from '../api/vendor.ts'
import { browserZone } from '../zone.ts'
import { SmallForm } from './small-form.tsx'
import { exactTime } from './time.tsx'

/** Proposes an approver to a tenant where nobody is left who can act. */
export const Propose = () => (
  <SmallForm
    title="Propose an approver"
    description="Only where no approver can act any more. Everybody on the customer’s lists is mailed and can stop it; the proposed person accepts after three days."
    does="Propose this person"
    fields={[
      { name: 'tenantId', label: 'Tenant to propose to (id)', placeholder: 'acme-bank' },
      { name: 'name', label: 'Name of the person' },
      { name: 'email', label: 'E-mail of the person', type: 'email' },
      {
        name: 'reason',
        label: 'Reason',
        description: 'The customer reads it. Say who asked for it, and how you know them.',
      },
    ]}
    send={async ({ tenantId = '', name = '', email = '', reason = '' }) => {
      const { proposal } = await propose(tenantId, { name, email, reason })
      return proposal
        ? `${proposal.name} is proposed and can accept from ${exactTime(proposal.effectiveAt, browserZone())}, unless the customer stops it.`
        : `${name} is proposed.`
    }}
  />
)
