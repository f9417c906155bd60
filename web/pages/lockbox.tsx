import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import { display, requestStates } from '../../functions/domain/request.ts'
import { listRequests } from '../api/customers.ts'
import { useEnvironments, useSettings, useZone } from '../parts/customer-queries.ts'
import { Drill } from '../parts/drill.tsx'
import { EmergenciesBanner } from '../parts/emergency.tsx'
import { Filters } from '../parts/filters.tsx'
import { useLiveList } from '../parts/live.ts'
import { Page } from '../parts/page.tsx'
import { usePending } from '../parts/pending.ts'
import { PolicyWarnings } from '../parts/policy-warnings.tsx'
import { RequestList } from '../parts/request-list.tsx'
import { useSearchState } from '../parts/search-state.ts'
import { dayAfter, startOfDay } from '../zone.ts'

const to = ({ id }: { readonly id: string }) => `/app/requests/${id}`

const pastStates = requestStates
  .filter((state) => state !== 'ActionNeeded')
  .map((state) => ({ value: state, label: display[state] }))

/** *Policies › Customer Lockbox*: what waits for a decision, and everything that was. */
export function Component() {
  const [get, set] = useSearchState()
  const zone = useZone()
  const { count, more } = usePending()
  const settings = useSettings().data
  const tab = get('tab') === 'history' ? 'history' : 'action-needed'
  const past = usePast(tab === 'history')
  const waiting = counted(count, more)
  return (
    <Page
      title="Customer Lockbox"
      tabTitle={count ? `${waiting} Customer Lockbox` : 'Customer Lockbox'}
      description="Nobody at the vendor sees your data without your approval. Requests wait here, and in your mail."
      actions={<Drill />}
    >
      <EmergenciesBanner zone={zone} />
      {settings && <PolicyWarnings settings={settings} />}
      <Tabs
        activeTabId={tab}
        ariaLabel="Requests"
        onChange={({ detail }) => set({ tab: detail.activeTabId === 'history' ? 'history' : '' })}
        tabs={[
          { id: 'action-needed', label: `Action needed ${waiting}`, content: <ActionNeeded /> },
          {
            id: 'history',
            label: `History ${counted(past.list.items?.length, past.list.hasNextPage)}`,
            content: <History {...past} />,
          },
        ]}
      />
    </Page>
  )
}

const counted = (count: number | undefined, more: boolean): string =>
  count === undefined ? '' : `(${count}${more ? '+' : ''})`

function ActionNeeded() {
  const zone = useZone()
  const list = useLiveList('customers', ['requests', { state: 'ActionNeeded' }], (cursor) =>
    listRequests({ state: 'ActionNeeded' }, cursor),
  )
  return (
    <RequestList
      list={list}
      label="Requests that need a decision"
      zone={zone}
      to={to}
      empty={
        <SpaceBetween size="xs">
          <Box variant="strong">Nothing waits for you</Box>
          <Box color="text-body-secondary">
            When somebody at the vendor asks for access, the request shows here at once and is mailed to every approver.
          </Box>
        </SpaceBetween>
      }
    />
  )
}

/** The requests that are decided or over, by the filters in the address; asked for once their tab was opened. */
function usePast(opened: boolean) {
  const [get] = useSearchState()
  const zone = useZone()
  const [from, until] = [get('from'), get('to')]
  const filter = {
    state: get('state'),
    environmentId: get('environmentId'),
    operator: get('operator'),
    supportTicket: get('supportTicket'),
    from: from && startOfDay(from, zone),
    to: until && startOfDay(dayAfter(until), zone),
  }
  const list = useLiveList('customers', ['requests', filter], (cursor) => listRequests(filter, cursor), opened)
  return {
    // Without a state the API begins with what waits: that is the other tab's.
    list: { ...list, items: list.items?.filter(({ state }) => state !== 'ActionNeeded') },
    filtered: Object.values(filter).some(Boolean),
  }
}

function History({ list, filtered }: ReturnType<typeof usePast>) {
  const [, set] = useSearchState()
  const zone = useZone()
  const environments = useEnvironments().data?.items ?? []
  return (
    <SpaceBetween size="m">
      <Filters
        zone={zone}
        fields={[
          { name: 'state', label: 'Status', kind: 'choice', choices: pastStates },
          {
            name: 'environmentId',
            label: 'Environment',
            kind: 'choice',
            choices: environments.map(({ environmentId, name }) => ({ value: environmentId, label: name })),
          },
          { name: 'operator', label: 'Who asks (e-mail)', kind: 'text' },
          { name: 'supportTicket', label: 'Support request ID', kind: 'text' },
          { name: 'from', label: 'Requested from', kind: 'day' },
          { name: 'to', label: 'Requested until', kind: 'day' },
        ]}
      />
      <RequestList
        list={list}
        label="Earlier requests"
        zone={zone}
        to={to}
        empty={
          filtered ? (
            <SpaceBetween size="xs">
              <Box variant="strong">No request matches the filters</Box>
              <Button
                onClick={() => set({ state: '', environmentId: '', operator: '', supportTicket: '', from: '', to: '' })}
              >
                Show all requests
              </Button>
            </SpaceBetween>
          ) : (
            <SpaceBetween size="xs">
              <Box variant="strong">No request was decided yet</Box>
              <Box color="text-body-secondary">Start a fire drill to see the whole way without opening any door.</Box>
            </SpaceBetween>
          )
        }
      />
    </SpaceBetween>
  )
}
