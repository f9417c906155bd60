import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { getAudit } from '../api/customers.ts'
import { AuditEntryView } from '../parts/audit-entry.tsx'
import { AuditExport } from '../parts/audit-export.tsx'
import { useEnvironments, useZone } from '../parts/customer-queries.ts'
import { Filters } from '../parts/filters.tsx'
import { useLiveList } from '../parts/live.ts'
import { Failed, Page, Waiting } from '../parts/page.tsx'
import { useSearchState } from '../parts/search-state.ts'
import { eventText } from '../words.ts'
import { dayAfter, startOfDay } from '../zone.ts'

const pageSize = 50
const types = Object.entries(eventText).map(([value, label]) => ({ value, label }))

/** *Audit*: every event of the organisation, to look through, to open in full, to take away. */
export function Component() {
  const [get] = useSearchState()
  const zone = useZone()
  const environments = useEnvironments().data?.items ?? []
  const [from, until] = [get('from'), get('to')]
  const filter = {
    type: get('type'),
    actor: get('actor'),
    environmentId: get('environmentId'),
    requestId: get('requestId'),
    supportTicket: get('supportTicket'),
    from: from && startOfDay(from, zone),
    to: until && startOfDay(dayAfter(until), zone),
  }
  const list = useLiveList('customers', ['audit', filter], (cursor) => getAudit(filter, pageSize, cursor))
  const filtered = Object.values(filter).some(Boolean)
  return (
    <Page
      title="Audit"
      description="Everything that happened, newest first. Each entry carries the hash of the one before: what you export, and the mails that you keep, show whether it was changed since."
      actions={<AuditExport filter={filter} />}
    >
      <Filters
        zone={zone}
        fields={[
          { name: 'from', label: 'From', kind: 'day' },
          { name: 'to', label: 'Until', kind: 'day' },
          { name: 'type', label: 'What', kind: 'choice', choices: types },
          { name: 'actor', label: 'Who (e-mail)', kind: 'text' },
          environments.length > 0
            ? {
                name: 'environmentId',
                label: 'Environment',
                kind: 'choice',
                choices: environments.map(({ environmentId, name }) => ({ value: environmentId, label: name })),
              }
            : { name: 'environmentId', label: 'Environment (id)', kind: 'text' },
          { name: 'requestId', label: 'Request (id)', kind: 'text' },
          { name: 'supportTicket', label: 'Support request ID', kind: 'text' },
        ]}
      />
      {list.error ? (
        <Failed error={list.error} what="the record" retry={list.refetch} stale={list.items !== undefined} />
      ) : null}
      {list.items === undefined && !list.error && <Waiting what="the record" />}
      {list.items && (
        <Container
          header={
            <Header variant="h2" counter={`(${list.items.length}${list.hasNextPage ? '+' : ''})`}>
              Entries
            </Header>
          }
        >
          {list.items.length === 0 && !list.hasNextPage ? (
            <Box textAlign="center" padding="l" color="text-body-secondary">
              {filtered
                ? 'No entry matches the filters. Clear one of them.'
                : 'Nothing has happened yet. The first entry is written when the vendor creates your organisation.'}
            </Box>
          ) : (
            <SpaceBetween size="xs">
              {list.items.map((entry) => (
                <AuditEntryView key={entry.seq} entry={entry} zone={zone} />
              ))}
              {list.hasNextPage && (
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  Show older entries
                </Button>
              )}
            </SpaceBetween>
          )}
        </Container>
      )}
    </Page>
  )
}
