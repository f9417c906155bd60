import SpaceBetween from '@cloudscape-design/components/space-between'
import { AddEnvironment } from '../../parts/add-environment.tsx'
import { Migrate } from '../../parts/migrate.tsx'
import { Onboard } from '../../parts/onboard.tsx'
import { Page } from '../../parts/page.tsx'
import { Propose } from '../../parts/propose.tsx'

/** *Tenants*: what the vendor may do for a customer, and no more than that. */
export function Component() {
  return (
    <Page
      title="Tenants"
      description="You create a customer once, with its first approver. From then on its settings are the customer’s own."
    >
      <SpaceBetween size="l">
        <Onboard />
        <AddEnvironment />
        <Propose />
        <Migrate />
      </SpaceBetween>
    </Page>
  )
}
