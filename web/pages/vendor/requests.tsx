import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useNavigate } from 'react-router'
import { display, requestStates } from '../../../functions/domain/request.ts'
import { listRequests } from '../../api/vendor.ts'
import { Filters } from '../../parts/filters.tsx'
import { useLiveList } from '../../parts/live.ts'
import { Page } from '../../parts/page.tsx'
import { RequestList } from '../../parts/request-list.tsx'
import { useSearchState } from '../../parts/search-state.ts'
import { useSession } from '../../session/session.ts'
import { browserZone } from '../../zone.ts'

/** An operator's own requests, newest first; a vendor's administrator sees a tenant's. */
export function Component() {
  const session = useSession('operators')
  const navigate = useNavigate()
  const [get] = useSearchState()
  const groups = session.state === 'in' ? session.person.groups : []
  const operator = groups.length === 0 || groups.includes('operator')
  const filter = { tenantId: get('tenantId'), state: get('state'), supportTicket: get('supportTicket') }
  const list = useLiveList('operators', ['requests', filter], (cursor) => listRequests(filter, cursor))
  const zone = browserZone()
  const ask = () => navigate('/app/vendor/requests/new')
  return (
    <Page
      title={operator ? 'My requests' : 'Requests'}
      description={
        operator
          ? 'What you asked customers for, and what they decided.'
          : 'To see all requests of a tenant, filter by tenant and by status or ticket.'
      }
      actions={
        operator && (
          <Button variant="primary" onClick={ask}>
            Ask for access
          </Button>
        )
      }
    >
      <Filters
        zone={zone}
        fields={[
          { name: 'tenantId', label: 'Tenant (id)', kind: 'text' },
          {
            name: 'state',
            label: 'Status',
            kind: 'choice',
            choices: requestStates.map((state) => ({ value: state, label: display[state] })),
          },
          { name: 'supportTicket', label: 'Support ticket', kind: 'text' },
        ]}
      />
      <RequestList
        list={list}
        label="Requests"
        zone={zone}
        to={({ id }) => `/app/vendor/requests/${id}`}
        empty={
          <SpaceBetween size="xs">
            <Box variant="strong">No requests</Box>
            {operator ? (
              <Button onClick={ask}>Ask for access</Button>
            ) : (
              <Box color="text-body-secondary">Name a tenant, and a status or a ticket, in the filters.</Box>
            )}
          </SpaceBetween>
        }
      />
    </Page>
  )
}
